/**
 * A page map that fits into one message. A zone of 10 GB can have a million runs; who draws it has some thousand cells.
 */
import type { MixedPages, PageRun } from '../../shared/liveSample';
import { joinAlike } from './loadedPages';

/** As many runs as are told of one zone; some 8 MB of JSON. */
const MOST_RUNS = 65_536;

/** Runs of a zone, and how many pages each group of unlike ones has. */
export interface GroupedRuns {
  /** 1 where each run is told. */
  readonly groupPages: number;
  readonly runs: readonly PageRun[];
}

/**
 * Leaves runs as they are, or where they are too many puts unlike neighbours together: in groups of 2, 4, 8 .. pages,
 * counted from the zone's beginning, so that there are no more groups than runs allowed. A group of pages that are alike
 * joins its neighbours as before.
 *
 * @param runs of a whole zone, one behind the other
 */
export function groupRuns(runs: readonly PageRun[], mostRuns: number = MOST_RUNS): GroupedRuns {
  if (runs.length <= mostRuns) return { groupPages: 1, runs };
  const last = runs.at(-1);
  const pageCount = last === undefined ? 0 : last.firstPage + last.pageCount;
  let groupPages = 2;
  while (Math.ceil(pageCount / groupPages) > mostRuns) groupPages *= 2;
  const grouped: PageRun[] = [];
  let parts: PageRun[] = [];
  const endGroup = (): void => {
    const [first] = parts;
    if (first !== undefined) grouped.push(parts.length === 1 ? first : mixedRun(first, parts));
    parts = [];
  };
  for (const run of runs) {
    const end = run.firstPage + run.pageCount;
    for (let from = run.firstPage; from < end; ) {
      const isGroupStart = from % groupPages === 0;
      if (isGroupStart) endGroup();
      const wholePages = isGroupStart ? Math.floor((end - from) / groupPages) * groupPages : 0;
      const groupEnd = (Math.floor(from / groupPages) + 1) * groupPages;
      const pages = wholePages > 0 ? wholePages : Math.min(end, groupEnd) - from;
      const part = { ...run, firstPage: from, pageCount: pages };
      if (wholePages > 0) grouped.push(part);
      else parts.push(part);
      from += pages;
    }
  }
  endGroup();
  return { groupPages, runs: joinAlike(grouped) };
}

/** One run for several that are not alike. */
function mixedRun({ firstPage }: PageRun, parts: readonly PageRun[]): PageRun {
  const mixed = { metadata: 0, free: 0, slot: 0, pages: 0, behind: 0, loaded: 0, notLoaded: 0 };
  let pageCount = 0;
  for (const part of parts) {
    pageCount += part.pageCount;
    if (part.state !== 'mixed') mixed[part.state] += part.pageCount;
    if (part.isLoaded === true) mixed.loaded += part.pageCount;
    if (part.isLoaded === false) mixed.notLoaded += part.pageCount;
  }
  return {
    firstPage,
    pageCount,
    state: 'mixed',
    slotBytes: null,
    usedChunks: null,
    isLoaded: isAllLoaded(mixed, pageCount),
    mixed,
  };
}

function isAllLoaded({ loaded, notLoaded }: MixedPages, pageCount: number): boolean | null {
  if (loaded === pageCount) return true;
  return notLoaded === pageCount ? false : null;
}
