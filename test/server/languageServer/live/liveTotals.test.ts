import { expect, test } from 'vitest';
import { readLiveSettings } from '../../../../server/src/languageServer/live/liveSettings';
import { textsOf, totalsOf } from '../../../../server/src/languageServer/live/liveTotals';
import { liveSample, liveServer, liveZone } from '../../support/live';

const zone = (bytes: number | null, exactness: 'exact' | 'at least' | 'estimated' = 'exact') =>
  liveZone({ sizeBytes: 100, loaded: { bytes, exactness } });

test.each([
  ['exact', [zone(5), zone(6)], 11],
  ['at least', [zone(5), zone(6, 'at least')], 11],
  ['at least', [zone(5), zone(null)], 5],
  ['estimated', [zone(5, 'estimated'), zone(6, 'at least')], 11],
  ['at least', [zone(null)], null],
  ['exact', [], null],
] as const)('all zones together are as exact as the least of them: %s', (exactness, zones, loadedBytes) => {
  const sizeBytes = zones.length * 100;
  expect(totalsOf(liveSample({ zones }))).toEqual({ zoneCount: zones.length, sizeBytes, loadedBytes, exactness });
});

test.each([
  [undefined, 2000, null],
  [null, 2000, null],
  [{ live: 5 }, 2000, null],
  [{ live: { intervalSeconds: '1' } }, 2000, null],
  [{ live: { intervalSeconds: 0.1 } }, 2000, null],
  [{ live: { intervalSeconds: Number.NaN } }, 2000, null],
  [{ live: { intervalSeconds: 0.5 } }, 500, null],
  [{ live: { intervalSeconds: 1e9 } }, 3_600_000, null],
  [{ live: { collectorSocket: ' /run/x.sock ' } }, 2000, '/run/x.sock'],
  [{ live: { collectorSocket: 'x.sock' } }, 2000, null],
  [{ live: { collectorSocket: '/x\0y' } }, 2000, null],
])('settings %j are read, and what is wrong counts as not said', (section, intervalMs, collectorSocket) => {
  expect(readLiveSettings(section)).toEqual({ intervalMs, collectorSocket });
});

const MB = 1024 * 1024;

test.each([
  [null, 'figures not known'],
  [{ zoneCount: 0, sizeBytes: 0, loadedBytes: null, exactness: 'exact' }, 'no zones'],
  [{ zoneCount: 3, sizeBytes: 780 * MB, loadedBytes: null, exactness: 'exact' }, '3 zones of 780 MB'],
  [{ zoneCount: 3, sizeBytes: 780 * MB, loadedBytes: 412 * MB, exactness: 'at least' }, '≥ 412 of 780 MB loaded'],
  [{ zoneCount: 3, sizeBytes: 780 * MB, loadedBytes: 608 * 1024, exactness: 'exact' }, '608 KB of 780 MB loaded'],
] as const)('words for %o', (figures, text) => {
  expect(textsOf(liveServer({ product: 'angie', version: null }), figures)).toMatchObject({
    server: 'angie, pid 100',
    figures: text,
  });
});
