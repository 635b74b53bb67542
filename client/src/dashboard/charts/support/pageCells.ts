import { type DashboardPageMap, MOST_CELLS, type PageCellRun } from '../../../../../server/src/shared/dashboard';

/** What pages are drawn as. `free`: free, and they hold RAM or that is not known. */
export type PageLook = 'metadata' | 'slot' | 'pages' | 'free' | 'never touched' | 'behind';

/** In the order in which a cell is filled, from its bottom. */
export const PAGE_LOOKS: readonly PageLook[] = ['metadata', 'slot', 'pages', 'free', 'never touched', 'behind'];

/** Neighbouring cells that are alike, with their places. */
export interface CellRun {
  /** Cell from which on it goes, counted from the zone's beginning. */
  readonly firstCell: number;
  readonly cellCount: number;
  readonly firstPage: number;
  readonly pageCount: number;
  /** Pages of one cell by what they are drawn as, in the order of {@link PAGE_LOOKS}; none that has no page. */
  readonly looks: readonly { readonly look: PageLook; readonly pages: number }[];
  /** What most of its pages are. */
  readonly look: PageLook;
  readonly slotBytes: number | null;
  readonly usedShare: number | null;
  /** Pages of all its cells that hold RAM, and that hold none. */
  readonly loadedPages: number;
  readonly untouchedPages: number;
}

/** The runs of a page map with their places. More than {@link MOST_CELLS} cells are not told. */
export function cellRuns({ runs, pagesPerCell, totalPages }: DashboardPageMap): CellRun[] {
  const list: CellRun[] = [];
  let firstCell = 0;
  for (const run of runs) {
    const cellCount = Math.min(run.cellCount, MOST_CELLS - firstCell);
    if (!(cellCount >= 1)) break;
    const firstPage = firstCell * pagesPerCell;
    const pageCount = Math.max(0, Math.min(cellCount * pagesPerCell, totalPages - firstPage));
    const looks = looksOf(run);
    list.push({
      firstCell,
      cellCount,
      firstPage,
      pageCount,
      looks,
      look: looks.reduce((most, entry) => (entry.pages > most.pages ? entry : most), looks[0] ?? NOTHING).look,
      slotBytes: run.slotBytes,
      usedShare: run.usedShare,
      loadedPages: run.loadedPages * cellCount,
      untouchedPages: run.untouchedPages * cellCount,
    });
    firstCell += cellCount;
  }
  return list;
}

const NOTHING = { look: 'behind', pages: 0 } as const;

/** Pages that hold no RAM are looked for among the free ones: what is handed out was written to. */
function looksOf({ states, untouchedPages }: PageCellRun): CellRun['looks'] {
  const pagesIn = (state: PageCellRun['states'][number]['state']) =>
    states.reduce((sum, entry) => sum + (entry.state === state ? entry.pages : 0), 0);
  const freePages = pagesIn('free');
  const neverTouched = Math.min(freePages, untouchedPages);
  const pages: Readonly<Record<PageLook, number>> = {
    metadata: pagesIn('metadata'),
    slot: pagesIn('slot'),
    pages: pagesIn('pages'),
    free: freePages - neverTouched,
    'never touched': neverTouched,
    behind: pagesIn('behind'),
  };
  return PAGE_LOOKS.filter((look) => pages[look] > 0).map((look) => ({ look, pages: pages[look] }));
}

/** Cells that follow one another. */
export interface CellStretch {
  readonly firstCell: number;
  readonly cellCount: number;
  readonly pageCount: number;
}

/** The longest stretch of cells that are wholly free; null where there is none. */
export function longestFreeCells(runs: readonly CellRun[]): CellStretch | null {
  const stretches: CellStretch[] = [];
  let isBehindFree = false;
  for (const run of runs) {
    const isFree = run.looks.length > 0 && run.looks.every(({ look }) => look === 'free' || look === 'never touched');
    if (isFree) {
      const before = isBehindFree ? stretches.pop() : undefined;
      stretches.push({
        firstCell: before?.firstCell ?? run.firstCell,
        cellCount: (before?.cellCount ?? 0) + run.cellCount,
        pageCount: (before?.pageCount ?? 0) + run.pageCount,
      });
    }
    isBehindFree = isFree;
  }
  const most = Math.max(0, ...stretches.map(({ pageCount }) => pageCount));
  return stretches.find(({ pageCount }) => pageCount === most) ?? null;
}
