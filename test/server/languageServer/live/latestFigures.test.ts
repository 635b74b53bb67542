import { describe, expect, test } from 'vitest';
import { hasSameFigures, withWalks } from '../../../../server/src/languageServer/live/latestFigures';
import { liveSample, liveZone } from '../../support/live';

const PAGES = { total: 252, free: 250, used: 2, largestFreeRun: null };
const WALKED = liveZone({
  pages: { ...PAGES, largestFreeRun: 200 },
  mapped: [{ pid: 7, bytes: 8192 }],
  walk: { freeRuns: [{ pages: 200, count: 1 }], pageAllocations: [] },
});
const FULL = liveSample({ depth: 'full', zones: [WALKED] });

describe('what only a full sample tells', () => {
  test('stays as long as nothing changes in the zone', () => {
    const [zone] = withWalks(liveSample({ zones: [liveZone({ pages: PAGES })] }), FULL).zones;
    expect(zone).toEqual(WALKED);
  });

  test('stays, too, where it could not be told', () => {
    const busy = { ...WALKED, walk: null, walkObstacle: 'busy' } as const;
    const full = liveSample({ depth: 'full', zones: [busy] });
    expect(withWalks(liveSample({ zones: [liveZone({ pages: PAGES })] }), full).zones).toEqual([busy]);
  });

  test.each([
    ['pages', liveZone({ pages: { ...PAGES, free: 249, used: 3 } })],
    ['loaded', liveZone({ pages: PAGES, loaded: { bytes: 20 * 1024, exactness: 'exact' } })],
    ['memory', liveZone({ pages: PAGES, inode: 2 })],
  ])('goes when the %s of the zone is another', (_what, zone) => {
    expect(withWalks(liveSample({ zones: [zone] }), FULL).zones).toEqual([zone]);
  });

  test('is not taken from another server', () => {
    const sample = liveSample({ serverId: '9-9', zones: [liveZone({ pages: PAGES })] });
    expect(withWalks(sample, FULL)).toBe(sample);
  });

  test('gives way to what a refresh found itself', () => {
    const own = liveZone({ pages: { ...PAGES, largestFreeRun: 100 } });
    expect(withWalks(liveSample({ zones: [own] }), FULL).zones[0]?.pages?.largestFreeRun).toBe(100);
  });
});

describe('figures', () => {
  const process = {
    pid: 1,
    startTicks: 1,
    role: 'worker',
    virtualBytes: 1,
    residentBytes: 1,
    sharedBytes: 1,
    privateBytes: 1,
  } as const;

  test('are the same at another time, and with other memory of a process', () => {
    const later = liveSample({ takenAtMs: 9, processes: [{ ...process, residentBytes: 5 }] });
    expect(hasSameFigures(liveSample({ processes: [process] }), later)).toBe(true);
  });

  test.each([
    ['a zone more', liveSample({ zones: [liveZone({}), liveZone({ inode: 2 })] })],
    ['a process more', liveSample({ processes: [process] })],
    ['another server', liveSample({ serverId: '9-9' })],
    ['more loaded', liveSample({ zones: [liveZone({ loaded: { bytes: 1, exactness: 'exact' } })] })],
  ])('are others with %s', (_what, other) => {
    expect(hasSameFigures(liveSample({}), other)).toBe(false);
  });
});
