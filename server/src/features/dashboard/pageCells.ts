import { type DashboardPageMap, MOST_CELLS, type PageCellRun } from '../../shared/dashboard';
import type { LivePageMap, PageRun, PageState } from '../../shared/liveSample';
import { slotClass } from '../../slab/layout';

type SinglePageState = Exclude<PageState, 'mixed'>;

const STATES: readonly SinglePageState[] = ['metadata', 'free', 'slot', 'pages', 'behind'];

/** More pages than the address space has. A file may say anything, and sums have to stay exact. */
const MOST_PAGES = 2 ** 45;

/** In a list of classes: no slot page yet, and pages of several classes or of one that is not known. */
const NO_CLASS = 0;
const SEVERAL_CLASSES = -1;

/**
 * A page map in cells of equal length, at most {@link MOST_CELLS} of them: in time that grows with the number of runs, and
 * not with their length. Runs are taken one behind the other, so that no page counts twice, whatever they say.
 */
export function dashboardPageMap({ takenAtMs, isConsistent, pageSizeBytes, runs }: LivePageMap): DashboardPageMap {
  const totalPages = pagesOf(runs);
  let pagesPerCell = 1;
  while (Math.ceil(totalPages / pagesPerCell) > MOST_CELLS) pagesPerCell *= 2;
  const cells = createCells(Math.ceil(totalPages / pagesPerCell), pagesPerCell, pageSizeBytes);
  let first = 0;
  for (const run of runs) {
    const count = Math.min(wholeNumber(run.pageCount), totalPages - first);
    if (count > 0) cells.add(run, first, count);
    first += count;
  }
  return { takenAtMs, isConsistent, totalPages, pagesPerCell, runs: cells.runs() };
}

function pagesOf(runs: readonly PageRun[]): number {
  let pages = 0;
  for (const { pageCount } of runs) pages = Math.min(MOST_PAGES, pages + wholeNumber(pageCount));
  return pages;
}

function wholeNumber(count: number): number {
  return Number.isSafeInteger(count) && count > 0 ? count : 0;
}

interface Cells {
  add(run: PageRun, firstPage: number, pageCount: number): void;
  /** Neighbours that are alike together. */
  runs(): PageCellRun[];
}

function createCells(count: number, pagesPerCell: number, pageSizeBytes: number): Cells {
  const byState = new Map(STATES.map((state) => [state, new Float64Array(count)]));
  const loaded = new Float64Array(count);
  const untouched = new Float64Array(count);
  const slotBytes = new Float64Array(count);
  const usedChunks = new Float64Array(count);
  /** Chunks that slot pages have; not a number where that is not known of one of them. */
  const chunks = new Float64Array(count);

  /** Spreads pages that follow one another over their cells. */
  const spread = (firstPage: number, pageCount: number, put: (cell: number, pages: number) => void): void => {
    const end = firstPage + pageCount;
    for (let from = firstPage; from < end; ) {
      const cell = Math.floor(from / pagesPerCell);
      const to = Math.min(end, (cell + 1) * pagesPerCell);
      put(cell, to - from);
      from = to;
    }
  };

  const addTo = (sums: Float64Array, firstPage: number, pageCount: number): void =>
    spread(firstPage, pageCount, (cell, pages) => {
      sums[cell] = (sums[cell] ?? 0) + pages;
    });

  const addSlots = (run: PageRun, firstPage: number, pageCount: number): void => {
    const ofRun = run.state === 'slot' && run.slotBytes !== null && run.slotBytes > 0 ? run.slotBytes : SEVERAL_CLASSES;
    const perPage = ofRun === SEVERAL_CLASSES ? Number.NaN : slotClass(ofRun, pageSizeBytes).chunksPerPage;
    const used = run.usedChunks ?? Number.NaN;
    spread(firstPage, pageCount, (cell, pages) => {
      const before = slotBytes[cell] ?? NO_CLASS;
      slotBytes[cell] = before === NO_CLASS || before === ofRun ? ofRun : SEVERAL_CLASSES;
      usedChunks[cell] = (usedChunks[cell] ?? 0) + pages * used;
      chunks[cell] = (chunks[cell] ?? 0) + pages * perPage;
    });
  };

  const addState = (run: PageRun, state: SinglePageState, firstPage: number, pageCount: number): void => {
    const sums = byState.get(state);
    if (sums === undefined) return;
    addTo(sums, firstPage, pageCount);
    if (state === 'slot') addSlots(run, firstPage, pageCount);
  };

  /** A group's pages stand in one cell, but for those of a file that says otherwise: then in the order of states. */
  const addMixed = (run: PageRun, firstPage: number, pageCount: number): void => {
    const end = firstPage + pageCount;
    let from = firstPage;
    for (const state of STATES) {
      const pages = Math.min(wholeNumber(run.mixed?.[state] ?? 0), end - from);
      addState(run, state, from, pages);
      from += pages;
    }
    const loadedPages = Math.min(wholeNumber(run.mixed?.loaded ?? 0), pageCount);
    const untouchedPages = Math.min(wholeNumber(run.mixed?.notLoaded ?? 0), pageCount - loadedPages);
    addTo(loaded, firstPage, loadedPages);
    addTo(untouched, firstPage + loadedPages, untouchedPages);
  };

  const cellAt = (cell: number): PageCellRun => {
    const bytes = slotBytes[cell] ?? NO_CLASS;
    const share = (usedChunks[cell] ?? 0) / (chunks[cell] ?? 0);
    return {
      cellCount: 1,
      states: STATES.flatMap((state) => {
        const pages = byState.get(state)?.[cell] ?? 0;
        return pages > 0 ? [{ state, pages }] : [];
      }),
      slotBytes: bytes > 0 ? bytes : null,
      usedShare: bytes === NO_CLASS || !Number.isFinite(share) ? null : Math.min(1, Math.max(0, share)),
      loadedPages: loaded[cell] ?? 0,
      untouchedPages: untouched[cell] ?? 0,
    };
  };

  return {
    add(run, firstPage, pageCount) {
      if (run.state === 'mixed') {
        addMixed(run, firstPage, pageCount);
        return;
      }
      addState(run, run.state, firstPage, pageCount);
      if (run.isLoaded !== null) addTo(run.isLoaded ? loaded : untouched, firstPage, pageCount);
    },
    runs() {
      const joined: PageCellRun[] = [];
      for (let cell = 0; cell < count; cell++) {
        const next = cellAt(cell);
        const last = joined.at(-1);
        if (last !== undefined && areAlike(last, next)) {
          joined[joined.length - 1] = { ...last, cellCount: last.cellCount + 1 };
        } else joined.push(next);
      }
      return joined;
    },
  };
}

function areAlike(left: PageCellRun, right: PageCellRun): boolean {
  return (
    left.slotBytes === right.slotBytes &&
    left.usedShare === right.usedShare &&
    left.loadedPages === right.loadedPages &&
    left.untouchedPages === right.untouchedPages &&
    left.states.length === right.states.length &&
    left.states.every(({ state, pages }, index) => {
      const other = right.states[index];
      return other?.state === state && other.pages === pages;
    })
  );
}
