import { describe, expect, it } from 'vitest';
import { decideLoaded } from '../../../../server/src/live/memory/loadedPages';
import type { PageRun, PageState } from '../../../../server/src/shared/liveSample';
import type { ZoneBytes } from '../../../../server/src/slab/zoneBytes';

const PAGE = 4096;

function run(firstPage: number, pageCount: number, state: PageState, isLoaded: boolean | null = null): PageRun {
  return { firstPage, pageCount, state, slotBytes: state === 'slot' ? 64 : null, usedChunks: null, isLoaded };
}

/** A zone in which some pages hold a byte; notes which pages are read. */
function zoneWith(pages: readonly number[], pageCount: number): ZoneBytes & { readonly reads: number[] } {
  const bytes = Buffer.alloc(pageCount * PAGE);
  for (const page of pages) bytes[page * PAGE + 4095] = 1;
  const reads: number[] = [];
  return {
    reads,
    sizeBytes: bytes.length,
    read: (target, offset) => {
      reads.push(offset / PAGE);
      target.set(bytes.subarray(offset, offset + target.length));
      return offset + target.length <= bytes.length;
    },
  };
}

const told = (runs: readonly PageRun[]) =>
  runs.map(({ firstPage, pageCount, isLoaded }) => [firstPage, pageCount, isLoaded]);

describe('decideLoaded', () => {
  const RUNS = [run(0, 2, 'metadata'), run(2, 1, 'slot'), run(3, 5, 'free')];

  it('knows that metadata and pages of chunks were written to, and leaves the rest open', () => {
    const runs = decideLoaded(RUNS, { pageSizeBytes: PAGE, loadedPages: null, file: null });
    expect(told(runs)).toEqual([
      [0, 2, true],
      [2, 1, true],
      [3, 5, null],
    ]);
  });

  it('knows all once the kernel counts no more than is known, and reads nothing for that', () => {
    const file = zoneWith([], 8);
    const runs = decideLoaded(RUNS, { pageSizeBytes: PAGE, loadedPages: 3, file });
    expect(told(runs)).toEqual([
      [0, 2, true],
      [2, 1, true],
      [3, 5, false],
    ]);
    expect(file.reads).toEqual([]);
  });

  it('knows all where the kernel counts every page', () => {
    const runs = decideLoaded(RUNS, { pageSizeBytes: PAGE, loadedPages: 8, file: null });
    expect(told(runs)).toEqual([
      [0, 2, true],
      [2, 1, true],
      [3, 5, true],
    ]);
  });

  it('looks for bytes in what is open, and takes the rest for holes when the count is reached', () => {
    const runs = decideLoaded(RUNS, { pageSizeBytes: PAGE, loadedPages: 5, file: zoneWith([4, 6], 8) });
    expect(told(runs)).toEqual([
      [0, 2, true],
      [2, 1, true],
      [3, 1, false],
      [4, 1, true],
      [5, 1, false],
      [6, 1, true],
      [7, 1, false],
    ]);
  });

  it('leaves pages of zeros open while the count is not reached', () => {
    const runs = decideLoaded(RUNS, { pageSizeBytes: PAGE, loadedPages: 6, file: zoneWith([4], 8) });
    expect(told(runs)).toEqual([
      [0, 2, true],
      [2, 1, true],
      [3, 1, null],
      [4, 1, true],
      [5, 3, null],
    ]);
  });
});
