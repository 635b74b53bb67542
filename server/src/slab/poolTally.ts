import type { LiveSlot, LiveWalk } from '../shared/liveSample';
import { firstFreePage, freePagesOf, type PoolShape, statistic, type WordBuffer } from './poolHeader';
import type { PageVisitor } from './poolPages';
import { type SlotCut, slotCuts } from './poolSlots';

/** All that one pass over a page array counted. */
export interface PoolTally extends PageVisitor {
  freePages(): number;
  largestFreeRun(): number;
  /** True where the free list of a head goes through each free run that was found, once, and no other. */
  matchesFreeList(head: WordBuffer, shape: PoolShape): boolean;
  /**
   * True where the pages of a head's account are those that were counted: free ones and those of each slot. A pool
   * without statistics says nothing.
   */
  matchesPages(head: WordBuffer, shape: PoolShape): boolean;
  /**
   * True where what was counted in each slot lies within what was used at any time between two heads. Every allocation
   * raises `reqs`, so the two heads say how many there were, and with `used` how many chunks were freed.
   */
  isBetween(before: WordBuffer, after: WordBuffer, shape: PoolShape): boolean;
  /** As counted; null where a page's bitmap could not be read. */
  slots(): LiveSlot[] | null;
  walk(): LiveWalk;
}

/** Numbers in a typed array that grows. */
interface NumberList {
  values: Int32Array;
  count: number;
}

const FIRST_CAPACITY = 256;

function append(list: NumberList, value: number): void {
  if (list.count === list.values.length) {
    const larger = new Int32Array(list.count * 2);
    larger.set(list.values);
    list.values = larger;
  }
  list.values[list.count++] = value;
}

function emptyList(): NumberList {
  return { values: new Int32Array(FIRST_CAPACITY), count: 0 };
}

/** An empty account, to be filled by one visit of all pages. */
export function createTally(shape: PoolShape): PoolTally {
  const cuts = slotCuts(shape.pageShift);
  const slotPages = new Float64Array(cuts.length);
  const slotUsed = new Float64Array(cuts.length);
  const slotUnread = new Float64Array(cuts.length);
  const allocations = new Map<number, number>();
  const freeRuns = new Map<number, number>();
  const runPages = emptyList();
  const runNext = emptyList();
  const runPrevious = emptyList();
  let free = 0;
  let largest = 0;

  /** Number of the run that starts at a page. */
  function runAt(page: number): number | null {
    let low = 0;
    let high = runPages.count - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const start = runPages.values[middle] as number;
      if (start === page) return middle;
      if (start < page) low = middle + 1;
      else high = middle - 1;
    }
    return null;
  }

  return {
    freeRun(page, pages, next, previous) {
      append(runPages, page);
      append(runNext, next);
      append(runPrevious, previous);
      freeRuns.set(pages, (freeRuns.get(pages) ?? 0) + 1);
      free += pages;
      if (pages > largest) largest = pages;
    },
    allocation(_page, pages) {
      allocations.set(pages, (allocations.get(pages) ?? 0) + 1);
    },
    slotPage(_page, slot, usedChunks) {
      slotPages[slot] = (slotPages[slot] as number) + 1;
      if (usedChunks < 0) slotUnread[slot] = (slotUnread[slot] as number) + 1;
      else slotUsed[slot] = (slotUsed[slot] as number) + usedChunks;
    },
    freePages: () => free,
    largestFreeRun: () => largest,
    matchesFreeList(head, ofShape) {
      let page = firstFreePage(head.words, ofShape);
      let previous = -1;
      for (let followed = 0; followed < runPages.count; followed++) {
        const run = page === null ? null : runAt(page);
        if (run === null || runPrevious.values[run] !== previous) return false;
        previous = page as number;
        page = runNext.values[run] as number;
      }
      return page === -1;
    },
    matchesPages({ words }, ofShape) {
      const counted = freePagesOf(words, ofShape);
      if (counted === null) return true;
      if (counted !== free) return false;
      return cuts.every(
        ({ chunksPerPage }, slot) =>
          statistic(words, ofShape, slot, 'total') === (slotPages[slot] as number) * chunksPerPage,
      );
    },
    isBetween(before, after, ofShape) {
      if (ofShape.fields.stats === null) return true;
      return cuts.every(({ chunksPerPage }, slot) => {
        const asked = change(before, after, ofShape, slot, 'requests');
        const refused = change(before, after, ofShape, slot, 'failures');
        const allocated = asked - refused;
        const freed = allocated - change(before, after, ofShape, slot, 'used');
        if (asked < 0 || refused < 0 || allocated < 0 || freed < 0) return false;
        const used = statistic(before.words, ofShape, slot, 'used');
        const least = slotUsed[slot] as number;
        const most = least + (slotUnread[slot] as number) * chunksPerPage;
        return most >= used - freed && least <= used + allocated;
      });
    },
    slots() {
      if (slotUnread.some((unread) => unread > 0)) return null;
      return cuts.map((cut, slot) => countedSlot(cut, slotPages[slot] as number, slotUsed[slot] as number));
    },
    walk: () => ({ freeRuns: longestFirst(freeRuns), pageAllocations: longestFirst(allocations) }),
  };
}

function change(
  before: WordBuffer,
  after: WordBuffer,
  shape: PoolShape,
  slot: number,
  field: 'requests' | 'failures' | 'used',
): number {
  return statistic(after.words, shape, slot, field) - statistic(before.words, shape, slot, field);
}

function countedSlot({ slotBytes, chunksPerPage, bitmapChunks }: SlotCut, pages: number, usedChunks: number): LiveSlot {
  return {
    slotBytes,
    pages,
    usedChunks,
    freeChunks: pages * chunksPerPage - usedChunks,
    bitmapChunks: pages * bitmapChunks,
    requests: null,
    failures: null,
  };
}

function longestFirst(counts: ReadonlyMap<number, number>): { pages: number; count: number }[] {
  return [...counts].map(([pages, count]) => ({ pages, count })).sort((one, other) => other.pages - one.pages);
}
