import type { PageRun, PageState } from '../shared/liveSample';
import type { PoolShape } from './poolHeader';
import type { PageVisitor } from './poolPages';
import { slotCuts } from './poolSlots';
import { walkWith } from './poolWalk';
import type { ZoneBytes } from './zoneBytes';

/** Every page of a zone, as far as its pool says what it is. */
export interface PoolPageMap {
  /** From the zone's first page to its last; empty where the pool was being changed at every attempt. */
  readonly runs: readonly PageRun[];
  readonly isConsistent: boolean;
}

/** Whether a page, of the machine's size and counted from the zone's beginning, holds RAM; null where not known. */
export type IsPageLoaded = (page: number) => boolean | null;

/** Beyond so many runs, pages of one slot are put together even where different numbers of their chunks are in use. */
const MOST_RUNS = 100_000;

/**
 * What each page of a zone is, neighbours that are alike put together; null where there is no pool or its page array is
 * not to be seen. Where there would be too many runs, `usedChunks` is null and all pages of one slot are alike.
 *
 * @param mostRuns how many runs are too many
 */
export function poolPageMap(
  bytes: ZoneBytes,
  address: bigint,
  pageSizeBytes: number,
  isLoaded: IsPageLoaded,
  mostRuns: number = MOST_RUNS,
): PoolPageMap | null {
  // Filled anew by each attempt.
  let runs = createRuns(mostRuns);
  const outcome = walkWith(bytes, address, pageSizeBytes, (shape) => {
    runs = createRuns(mostRuns);
    return runVisitor(runs, shape);
  });
  if (outcome === null || outcome.kind === 'unreadable') return null;
  if (outcome.kind === 'busy') return { runs: [], isConsistent: false };
  const { geometry, pageCount } = outcome.shape;
  const endPage = geometry.metadataBytes / pageSizeBytes + pageCount;
  const zonePages = Math.ceil(bytes.sizeBytes / pageSizeBytes);
  runs.add(endPage, zonePages - endPage, 'behind', null, null);
  return { runs: splitByLoaded(runs.all, isLoaded), isConsistent: true };
}

type MutableRun = { -readonly [Field in keyof PageRun]: PageRun[Field] };

interface Runs {
  readonly all: MutableRun[];
  add(
    firstPage: number,
    pageCount: number,
    state: PageState,
    slotBytes: number | null,
    usedChunks: number | null,
  ): void;
}

function createRuns(mostRuns: number): Runs {
  const all: MutableRun[] = [];
  let isCoarse = false;

  function append(run: MutableRun): void {
    const last = all.at(-1);
    const isAlike =
      last !== undefined &&
      last.state === run.state &&
      last.slotBytes === run.slotBytes &&
      last.usedChunks === run.usedChunks;
    if (isAlike) last.pageCount += run.pageCount;
    else all.push(run);
  }

  return {
    all,
    add(firstPage, pageCount, state, slotBytes, usedChunks) {
      if (pageCount <= 0) return;
      append({ firstPage, pageCount, state, slotBytes, usedChunks: isCoarse ? null : usedChunks, isLoaded: null });
      if (isCoarse || all.length <= mostRuns) return;
      isCoarse = true;
      for (const run of all.splice(0)) append({ ...run, usedChunks: null });
    },
  };
}

function runVisitor(runs: Runs, shape: PoolShape): PageVisitor {
  const cuts = slotCuts(shape.pageShift);
  const firstPage = shape.geometry.metadataBytes / shape.geometry.pageSizeBytes;
  runs.add(0, firstPage, 'metadata', null, null);
  return {
    freeRun: (page, pages) => runs.add(firstPage + page, pages, 'free', null, null),
    allocation: (page, pages) => runs.add(firstPage + page, pages, 'pages', null, null),
    slotPage(page, slot, usedChunks) {
      runs.add(firstPage + page, 1, 'slot', cuts[slot]?.slotBytes ?? null, usedChunks < 0 ? null : usedChunks);
    },
  };
}

/** Cuts runs where pages that hold RAM and pages that do not meet. */
function splitByLoaded(runs: readonly MutableRun[], isLoaded: IsPageLoaded): PageRun[] {
  const split: PageRun[] = [];
  for (const run of runs) {
    const end = run.firstPage + run.pageCount;
    let from = run.firstPage;
    let isFromLoaded = isLoaded(from);
    for (let page = from + 1; page < end; page++) {
      const isPageLoaded = isLoaded(page);
      if (isPageLoaded === isFromLoaded) continue;
      split.push({ ...run, firstPage: from, pageCount: page - from, isLoaded: isFromLoaded });
      from = page;
      isFromLoaded = isPageLoaded;
    }
    split.push({ ...run, firstPage: from, pageCount: end - from, isLoaded: isFromLoaded });
  }
  return split;
}
