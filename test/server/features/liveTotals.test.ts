import { expect, test } from 'vitest';
import { liveTextsOf, liveTotalsOf } from '../../../server/src/features/liveTotals';
import { liveSample, liveServer, liveZone } from '../support/live';

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
  expect(liveTotalsOf(liveSample({ zones }))).toEqual({ zoneCount: zones.length, sizeBytes, loadedBytes, exactness });
});

const MB = 1024 * 1024;

test.each([
  [null, 'figures not known'],
  [{ zoneCount: 0, sizeBytes: 0, loadedBytes: null, exactness: 'exact' }, 'no zones'],
  [{ zoneCount: 3, sizeBytes: 780 * MB, loadedBytes: null, exactness: 'exact' }, '3 zones of 780 MB'],
  [{ zoneCount: 3, sizeBytes: 780 * MB, loadedBytes: 412 * MB, exactness: 'at least' }, '≥ 412 of 780 MB loaded'],
  [{ zoneCount: 3, sizeBytes: 780 * MB, loadedBytes: 608 * 1024, exactness: 'exact' }, '608 KB of 780 MB loaded'],
] as const)('words for %o', (figures, text) => {
  expect(liveTextsOf(liveServer({ product: 'angie', version: null }), figures)).toMatchObject({
    server: 'angie, pid 100',
    figures: text,
  });
});
