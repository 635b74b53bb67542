import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dashboardPageMap } from '../../../../server/src/features/dashboard/pageCells';
import { groupRuns } from '../../../../server/src/live/memory/groupedRuns';
import { type DashboardPageMap, MOST_CELLS } from '../../../../server/src/shared/dashboard';
import type { LivePageMap, PageRun } from '../../../../server/src/shared/liveSample';
import { TAKEN_AT_MS } from '../support/liveView';

type RunParts = Partial<PageRun> & Pick<PageRun, 'state' | 'pageCount'>;

/** Runs one behind the other. */
function mapOf(parts: readonly RunParts[], changes: Partial<LivePageMap> = {}): LivePageMap {
  let firstPage = 0;
  const runs = parts.map((part): PageRun => {
    const run = { firstPage, slotBytes: null, usedChunks: null, isLoaded: null, ...part };
    firstPage += part.pageCount;
    return run;
  });
  return {
    inode: 100,
    takenAtMs: TAKEN_AT_MS,
    pageSizeBytes: 4096,
    runs,
    groupPages: 1,
    isConsistent: true,
    cost: { wallMilliseconds: 1, cpuMilliseconds: 1, readBytes: 1 },
    ...changes,
  };
}

/** Each run of cells as `3x metadata 1 +1-0`. */
function shown({ runs }: DashboardPageMap): string[] {
  return runs.map(({ cellCount, states, slotBytes, usedShare, loadedPages, untouchedPages }) => {
    const inCell = states.map(({ state, pages }) => `${state} ${pages}`).join(' ');
    const slot = slotBytes === null && usedShare === null ? '' : ` of ${slotBytes} at ${usedShare}`;
    return `${cellCount}x ${inCell}${slot} +${loadedPages}-${untouchedPages}`;
  });
}

test('a small zone has a cell for each page', () => {
  const map = dashboardPageMap(
    mapOf([
      { state: 'metadata', pageCount: 2, isLoaded: true },
      { state: 'slot', pageCount: 3, slotBytes: 128, usedChunks: 8, isLoaded: true },
      { state: 'slot', pageCount: 1, slotBytes: 8, usedChunks: 504, isLoaded: true },
      { state: 'pages', pageCount: 1 },
      { state: 'free', pageCount: 2, isLoaded: false },
    ]),
  );
  expect(map).toMatchObject({ totalPages: 9, pagesPerCell: 1, isConsistent: true, takenAtMs: TAKEN_AT_MS });
  expect(shown(map)).toEqual([
    '2x metadata 1 +1-0',
    '3x slot 1 of 128 at 0.25 +1-0',
    // 8 of the 512 chunks hold the page's own bitmap.
    '1x slot 1 of 8 at 1 +1-0',
    '1x pages 1 +0-0',
    '2x free 1 +0-1',
  ]);
});

test('cells of several pages tell what is in them', () => {
  const map = dashboardPageMap(
    mapOf([
      { state: 'metadata', pageCount: 1, isLoaded: true },
      { state: 'slot', pageCount: 1, slotBytes: 64, usedChunks: 64, isLoaded: true },
      { state: 'slot', pageCount: 1, slotBytes: 64, usedChunks: 0, isLoaded: null },
      { state: 'slot', pageCount: 1, slotBytes: 128, usedChunks: 32, isLoaded: true },
      { state: 'free', pageCount: MOST_CELLS * 2, isLoaded: false },
    ]),
  );
  expect(map.pagesPerCell).toBe(4);
  expect(shown(map)).toEqual([
    `1x metadata 1 slot 3 of null at ${(64 + 32) / (64 + 64 + 32)} +3-0`,
    `${MOST_CELLS / 2}x free 4 +0-4`,
  ]);
});

test('a group of unlike pages has its counts, and no class that is known', () => {
  const mixed = { metadata: 1, free: 1, slot: 2, pages: 0, behind: 0, loaded: 2, notLoaded: 1 };
  const map = dashboardPageMap(
    mapOf([
      { state: 'mixed', pageCount: 4, mixed },
      { state: 'free', pageCount: MOST_CELLS * 4 - 4, isLoaded: false },
    ]),
  );
  expect(shown(map)).toEqual(['1x metadata 1 free 1 slot 2 +2-1', `${MOST_CELLS - 1}x free 4 +0-4`]);
});

test('a map without pages has no cells', () => {
  expect(dashboardPageMap(mapOf([]))).toMatchObject({ totalPages: 0, pagesPerCell: 1, runs: [] });
});

const states = fc.constantFrom('metadata', 'free', 'slot', 'pages', 'behind');
const anyRun = fc.record({
  state: states as fc.Arbitrary<'free'>,
  pageCount: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 100_000 })),
  slotBytes: fc.constantFrom(null, 8, 64, 2048),
  usedChunks: fc.option(fc.nat(600)),
  isLoaded: fc.option(fc.boolean()),
});

function pagesIn({ runs }: DashboardPageMap): Record<string, number> {
  const sums: Record<string, number> = { all: 0, loaded: 0, untouched: 0, cells: 0 };
  const add = (name: string, pages: number): void => {
    sums[name] = (sums[name] ?? 0) + pages;
  };
  for (const { cellCount, states: inCell, loadedPages, untouchedPages } of runs) {
    for (const { state, pages } of inCell) {
      add('all', cellCount * pages);
      add(state, cellCount * pages);
    }
    add('loaded', cellCount * loadedPages);
    add('untouched', cellCount * untouchedPages);
    add('cells', cellCount);
  }
  return sums;
}

test('cells add up to the pages of the runs, also where those were put together in groups', () => {
  fc.assert(
    fc.property(fc.array(anyRun, { minLength: 1, maxLength: 200 }), fc.boolean(), (parts, isGrouped) => {
      const map = mapOf(parts);
      const given = isGrouped ? { ...map, ...groupRuns(map.runs, 16) } : map;
      const cells = dashboardPageMap(given);
      const { totalPages, pagesPerCell, runs } = cells;
      const sums = pagesIn(cells);
      const expected = (test: (run: PageRun) => boolean): number =>
        map.runs.filter(test).reduce((sum, { pageCount }) => sum + pageCount, 0);
      expect(totalPages).toBe(expected(() => true));
      expect(sums.all).toBe(totalPages);
      expect(sums.free ?? 0).toBe(expected(({ state }) => state === 'free'));
      expect(sums.slot ?? 0).toBe(expected(({ state }) => state === 'slot'));
      expect(sums.loaded).toBe(expected(({ isLoaded }) => isLoaded === true));
      expect(sums.untouched).toBe(expected(({ isLoaded }) => isLoaded === false));
      expect(sums.cells).toBe(Math.ceil(totalPages / pagesPerCell));
      expect(sums.cells).toBeLessThanOrEqual(MOST_CELLS);
      expect(Math.log2(pagesPerCell) % 1).toBe(0);
      for (const { usedShare } of runs) expect(usedShare ?? 0).toSatisfy((share: number) => share >= 0 && share <= 1);
    }),
  );
});

test('runs out of a hostile file count no page twice, and throw nothing', () => {
  const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-1, 0.5, 2 ** 52, 2 ** 60, Number.NaN, Infinity));
  const counts = fc.record({
    metadata: number,
    free: number,
    slot: number,
    pages: number,
    behind: number,
    loaded: number,
    notLoaded: number,
  });
  const run = fc.record({
    firstPage: number,
    pageCount: number,
    state: fc.constantFrom('free', 'slot', 'mixed', 'no such state') as fc.Arbitrary<'free'>,
    slotBytes: fc.option(number),
    usedChunks: fc.option(number),
    isLoaded: fc.option(fc.boolean()),
    mixed: counts,
  });
  fc.assert(
    fc.property(fc.array(run, { maxLength: 50 }), number, (runs, pageSizeBytes) => {
      const map = dashboardPageMap(mapOf([], { runs, pageSizeBytes }));
      const sums = pagesIn(map);
      expect(sums.all).toBeLessThanOrEqual(map.totalPages);
      expect((sums.loaded ?? 0) + (sums.untouched ?? 0)).toBeLessThanOrEqual(map.totalPages);
      expect(sums.cells).toBe(Math.ceil(map.totalPages / map.pagesPerCell));
      expect(sums.cells).toBeLessThanOrEqual(MOST_CELLS);
      for (const { usedShare, slotBytes } of map.runs) {
        expect(Number.isNaN(usedShare ?? 0)).toBe(false);
        expect(Number.isNaN(slotBytes ?? 0)).toBe(false);
      }
    }),
  );
});
