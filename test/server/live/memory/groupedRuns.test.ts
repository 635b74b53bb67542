import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupRuns } from '../../../../server/src/live/memory/groupedRuns';
import type { PageRun } from '../../../../server/src/shared/liveSample';

type State = Exclude<PageRun['state'], 'mixed'>;

/** Runs of these states and lengths, one behind the other. */
function runsOf(pieces: readonly (readonly [State, number, (boolean | null)?])[]): PageRun[] {
  let firstPage = 0;
  return pieces.map(([state, pageCount, isLoaded = null]) => {
    const run: PageRun = { firstPage, pageCount, state, slotBytes: null, usedChunks: null, isLoaded };
    firstPage += pageCount;
    return run;
  });
}

const shape = (runs: readonly PageRun[]) =>
  runs.map(({ firstPage, pageCount, state }) => [firstPage, pageCount, state]);

/** Pages by state, and those that hold RAM or do not. */
function countsOf(runs: readonly PageRun[]): Record<string, number> {
  const counts: Record<string, number> = {};
  const add = (name: string, pages: number): void => {
    if (pages > 0) counts[name] = (counts[name] ?? 0) + pages;
  };
  for (const { state, pageCount, isLoaded, mixed } of runs) {
    if (mixed !== undefined) for (const [name, pages] of Object.entries(mixed)) add(name, pages);
    else {
      add(state, pageCount);
      if (isLoaded !== null) add(isLoaded ? 'loaded' : 'notLoaded', pageCount);
    }
  }
  return counts;
}

describe('runs of a page map', () => {
  it('are left as they are where they are few enough', () => {
    const runs = runsOf([
      ['metadata', 1],
      ['slot', 1],
      ['free', 1],
    ]);
    expect(groupRuns(runs, 3)).toEqual({ groupPages: 1, runs });
  });

  it('are put in groups where they are too many, but for what is alike', () => {
    const runs = runsOf([
      ['metadata', 2, true],
      ['slot', 1, true],
      ['free', 1, false],
      ['slot', 1, true],
      ['free', 9, false],
      ['behind', 1],
    ]);
    const { groupPages, runs: grouped } = groupRuns(runs, 5);
    expect(groupPages).toBe(4);
    expect(shape(grouped)).toEqual([
      [0, 4, 'mixed'],
      [4, 4, 'mixed'],
      [8, 4, 'free'],
      [12, 3, 'mixed'],
    ]);
    expect(grouped[0]).toMatchObject({
      isLoaded: null,
      mixed: { metadata: 2, slot: 1, free: 1, pages: 0, behind: 0, loaded: 3, notLoaded: 1 },
    });
  });

  it('stay joined over groups that are alike throughout', () => {
    const runs = runsOf([
      ['slot', 3],
      ['free', 1],
      ['slot', 8],
      ['free', 3],
      ['slot', 1],
    ]);
    expect(shape(groupRuns(runs, 4).runs)).toEqual([
      [0, 4, 'mixed'],
      [4, 8, 'slot'],
      [12, 4, 'mixed'],
    ]);
  });

  it('say that a group is loaded where all of its pages are', () => {
    const { runs } = groupRuns(
      runsOf([
        ['slot', 1, true],
        ['free', 1, true],
        ['slot', 1, false],
        ['free', 1, false],
      ]),
      2,
    );
    expect(runs.map(({ isLoaded }) => isLoaded)).toEqual([true, false]);
  });

  it('leave no page out, tell none twice, and are never too many', () => {
    const piece = fc.tuple(
      fc.constantFrom<State>('metadata', 'free', 'slot', 'pages', 'behind'),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(true, false, null),
    );
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 30 }), (pieces, most) => {
        const runs = runsOf(pieces);
        const { groupPages, runs: grouped } = groupRuns(runs, most);
        expect(grouped.length).toBeLessThanOrEqual(most);
        let next = 0;
        for (const { firstPage, pageCount, state } of grouped) {
          expect(firstPage).toBe(next);
          if (state === 'mixed') expect([firstPage % groupPages, pageCount <= groupPages]).toEqual([0, true]);
          next += pageCount;
        }
        expect(next).toBe(runs.reduce((sum, { pageCount }) => sum + pageCount, 0));
        expect(countsOf(grouped)).toEqual(countsOf(runs));
      }),
    );
  });
});
