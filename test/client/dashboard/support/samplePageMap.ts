import { type DashboardPageMap, MOST_CELLS, type PageCellRun } from '../../../../server/src/shared/dashboard';
import type { PageState } from '../../../../server/src/shared/liveSample';

type State = Exclude<PageState, 'mixed'>;

/** Neighbouring pages that are alike. */
export interface SamplePages {
  readonly pages: number;
  readonly state: State;
  readonly slotBytes?: number;
  readonly usedShare?: number;
  /** Null: not known. */
  readonly isLoaded: boolean | null;
}

/** A map with metadata, slots of several classes, free runs and allocations of several pages; 25,600 pages in all. */
export const SAMPLE_PAGES: readonly SamplePages[] = [
  { pages: 151, state: 'metadata', isLoaded: true },
  { pages: 1, state: 'slot', slotBytes: 32, usedShare: 0.05, isLoaded: true },
  { pages: 4000, state: 'slot', slotBytes: 128, usedShare: 1, isLoaded: true },
  { pages: 40, state: 'free', isLoaded: true },
  { pages: 16, state: 'pages', isLoaded: true },
  { pages: 1200, state: 'slot', slotBytes: 512, usedShare: 0.75, isLoaded: true },
  { pages: 300, state: 'free', isLoaded: true },
  { pages: 3000, state: 'slot', slotBytes: 128, usedShare: 0.5, isLoaded: true },
  { pages: 64, state: 'pages', isLoaded: true },
  { pages: 755, state: 'slot', slotBytes: 1024, usedShare: 0.25, isLoaded: true },
  { pages: 16_072, state: 'free', isLoaded: false },
  { pages: 1, state: 'behind', isLoaded: false },
];

/** Puts pages into cells of equal length, as the language server does. */
export function samplePageMap(takenAtMs: number, list: readonly SamplePages[] = SAMPLE_PAGES): DashboardPageMap {
  const totalPages = list.reduce((sum, { pages }) => sum + pages, 0);
  let pagesPerCell = 1;
  while (totalPages / pagesPerCell > MOST_CELLS) pagesPerCell *= 2;
  const each = list.flatMap((entry) => new Array<SamplePages>(entry.pages).fill(entry));
  const runs: { cellCount: number; cell: Omit<PageCellRun, 'cellCount'>; text: string }[] = [];
  for (let first = 0; first < each.length; first += pagesPerCell) {
    const cell = cellOf(each.slice(first, first + pagesPerCell));
    const text = JSON.stringify(cell);
    const last = runs.at(-1);
    if (last?.text === text) last.cellCount++;
    else runs.push({ cellCount: 1, cell, text });
  }
  return {
    takenAtMs,
    isConsistent: true,
    totalPages,
    pagesPerCell,
    runs: runs.map(({ cellCount, cell }) => ({ cellCount, ...cell })),
  };
}

function cellOf(pages: readonly SamplePages[]): Omit<PageCellRun, 'cellCount'> {
  const order: readonly State[] = ['metadata', 'free', 'slot', 'pages', 'behind'];
  const states = order
    .map((state) => ({ state, pages: pages.filter((page) => page.state === state).length }))
    .filter((entry) => entry.pages > 0);
  const slots = pages.filter(({ state }) => state === 'slot');
  const classes = new Set(slots.map(({ slotBytes }) => slotBytes ?? null));
  return {
    states,
    slotBytes: classes.size === 1 ? ([...classes][0] ?? null) : null,
    usedShare: slots.length === 0 ? null : slots.reduce((sum, page) => sum + (page.usedShare ?? 0), 0) / slots.length,
    loadedPages: pages.filter(({ isLoaded }) => isLoaded === true).length,
    untouchedPages: pages.filter(({ isLoaded }) => isLoaded === false).length,
  };
}
