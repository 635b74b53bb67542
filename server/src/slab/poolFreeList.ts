import {
  DESCRIPTOR_BYTES,
  firstFreePage,
  freeLink,
  freePagesOf,
  type PoolShape,
  type WordBuffer,
  wordAt,
  wordBuffer,
} from './poolHeader';
import type { ZoneBytes } from './zoneBytes';

/** Runs that a refresh follows. */
const MOST_RUNS_FOLLOWED = 32;

/** What the beginning of the free list says. */
export type FreeListReading =
  /** `free`: sum over all runs, null where not all were followed; `largest`: null where it can't be told. */
  | { readonly kind: 'followed'; readonly free: number | null; readonly largest: number | null }
  /** A link or a length that no list has that nobody is changing. */
  | { readonly kind: 'torn' };

const TORN: FreeListReading = { kind: 'torn' };
const descriptor = wordBuffer(DESCRIPTOR_BYTES);

/**
 * Follows the free list for a bounded number of runs, no further than the longest run is known for certain: where the
 * pages not yet seen are fewer than the longest seen, no later run can be longer.
 */
export function followFreeList(bytes: ZoneBytes, head: WordBuffer, shape: PoolShape): FreeListReading {
  const expected = freePagesOf(head.words, shape);
  let page = firstFreePage(head.words, shape);
  let previous = -1;
  let free = 0;
  let largest = 0;
  for (let run = 0; run < MOST_RUNS_FOLLOWED; run++) {
    if (page === null) return TORN;
    if (page === -1) {
      const isWhole = expected === null || expected === free;
      return isWhole ? { kind: 'followed', free, largest } : TORN;
    }
    if (!bytes.read(descriptor.bytes, shape.arrayOffset + page * DESCRIPTOR_BYTES)) {
      return { kind: 'followed', free: null, largest: null };
    }
    const length = wordAt(descriptor.words, 0);
    if (length < 1 || page + length > shape.pageCount) return TORN;
    if (freeLink(wordAt(descriptor.words, 16), shape) !== previous) return TORN;
    free += length;
    largest = Math.max(largest, length);
    if (free > (expected ?? shape.pageCount)) return TORN;
    if (expected !== null && free < expected && expected - free <= largest) {
      return { kind: 'followed', free: null, largest };
    }
    previous = page;
    page = freeLink(wordAt(descriptor.words, 8), shape);
  }
  return page === -1 && (expected === null || expected === free)
    ? { kind: 'followed', free, largest }
    : { kind: 'followed', free: null, largest: null };
}
