import type { LiveSlot, LiveWalk } from '../shared/liveSample';
import { createHeads, type Heads, identityOf, type PoolReading, readUntilStill, type SlabPool } from './pool';
import { type PoolShape, pageShiftOf, pagesOf, readHead, recognize, type WordBuffer } from './poolHeader';
import { type PageVisitor, visitPages } from './poolPages';
import { readPool } from './poolReader';
import { chunksOf, slotsOfStatistics } from './poolSlots';
import { createTally, type PoolTally } from './poolTally';
import type { ZoneBytes } from './zoneBytes';

/** What a walk over the page array found. */
export interface PoolWalk {
  /** As of {@link readPool}. With a walk, its figures are of the walk's end, and agree with what was counted. */
  readonly reading: PoolReading;
  /** Null where there is no pool, and where `obstacle` says what was in the way. */
  readonly walk: LiveWalk | null;
  /** `busy`: pages came and went during every attempt. `unreadable`: not all of the array is to be seen on this rung. */
  readonly obstacle: 'busy' | 'unreadable' | null;
}

/** Attempts for pools whose page array is read in a moment, and for the largest ones. */
const MOST_ATTEMPTS = 12;
const FEWEST_ATTEMPTS = 3;
/** Descriptors that all attempts together may go over, beyond the fewest: a pool of 10 GB has 2.6 million. */
const MOST_DESCRIPTORS = 6_000_000;

/**
 * Goes over the whole page array of a pool. Nothing is locked: what was counted is taken only where the pool's own account
 * before and after has the same pages, all of them found, the free list goes through exactly the free runs, and chunks in
 * use lie within what the pool counted meanwhile. Otherwise it is done again; in the end the reading is that of a refresh.
 */
export function walkPool(bytes: ZoneBytes, address: bigint, pageSizeBytes: number): PoolWalk {
  const outcome = walkWith(bytes, address, pageSizeBytes, () => null);
  if (outcome === null) return { reading: readPool(bytes, address, pageSizeBytes), walk: null, obstacle: null };
  if (outcome.kind !== 'walked') {
    return { reading: readPool(bytes, address, pageSizeBytes), walk: null, obstacle: outcome.kind };
  }
  const { shape, tally, after } = outcome;
  return { reading: countedPool(bytes, shape, tally, after), walk: tally.walk(), obstacle: null };
}

/** A walk whose account agrees with the pool's own. */
export type WalkOutcome =
  | { readonly kind: 'walked'; readonly shape: PoolShape; readonly tally: PoolTally; readonly after: WordBuffer }
  | { readonly kind: 'busy' | 'unreadable'; readonly shape: PoolShape };

/**
 * Walks until an attempt agrees with the pool's own account; null where there is no pool.
 *
 * @param beginVisit called at the beginning of each attempt; what it gives is told of all pages too
 */
export function walkWith(
  bytes: ZoneBytes,
  address: bigint,
  pageSizeBytes: number,
  beginVisit: (shape: PoolShape) => PageVisitor | null,
): WalkOutcome | null {
  const pageShift = pageShiftOf(pageSizeBytes);
  if (pageShift === null) return null;
  const before = createHeads(pageShift);
  const after = createHeads(pageShift);
  if (!readHead(bytes, before.current)) return null;
  const recognition = recognize(before.current, bytes.sizeBytes, Number(address), pageSizeBytes);
  if (recognition.kind !== 'slab') return null;
  const { shape } = recognition;
  const affordable = Math.floor(MOST_DESCRIPTORS / shape.pageCount);
  const attempts = Math.max(FEWEST_ATTEMPTS, Math.min(MOST_ATTEMPTS, affordable));
  let previousCount: string | null = null;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const beganStill = readStill(bytes, before, shape);
    if (beganStill === 'unreadable') return { kind: 'unreadable', shape };
    const tally = createTally(shape);
    const other = beginVisit(shape);
    const visit = beganStill ? visitPages(bytes, shape, other === null ? tally : bothOf(tally, other)) : 'torn';
    if (visit === 'unreadable') return { kind: 'unreadable', shape };
    const endedStill = visit === 'visited' && readStill(bytes, after, shape);
    if (endedStill === 'unreadable') return { kind: 'unreadable', shape };
    if (!endedStill || !agrees(tally, before.current, after.current, shape)) {
      previousCount = null;
      continue;
    }
    if (shape.fields.stats !== null) return { kind: 'walked', shape, tally, after: after.current };
    // Pools without statistics count nothing themselves: two walks in a row have to find the same.
    const count = JSON.stringify([tally.walk(), tally.slots()]);
    if (count === previousCount) return { kind: 'walked', shape, tally, after: after.current };
    previousCount = count;
  }
  return { kind: 'busy', shape };
}

/**
 * True where a head was read that stood still, with its lock free: a page that is handed out and not cut yet looks like an
 * allocation of one page.
 */
function readStill(bytes: ZoneBytes, heads: Heads, shape: PoolShape): boolean | 'unreadable' {
  if (!readHead(bytes, heads.current)) return 'unreadable';
  const list = readUntilStill(bytes, heads, shape, false);
  return list === 'unreadable' ? list : list !== null;
}

function bothOf(one: PageVisitor, other: PageVisitor): PageVisitor {
  return {
    freeRun(page, pages, next, previous) {
      one.freeRun(page, pages, next, previous);
      other.freeRun(page, pages, next, previous);
    },
    allocation(page, pages) {
      one.allocation(page, pages);
      other.allocation(page, pages);
    },
    slotPage(page, slot, usedChunks) {
      one.slotPage(page, slot, usedChunks);
      other.slotPage(page, slot, usedChunks);
    },
  };
}

function agrees(tally: PoolTally, before: WordBuffer, after: WordBuffer, shape: PoolShape): boolean {
  return (
    tally.matchesPages(before, shape) &&
    tally.matchesPages(after, shape) &&
    tally.matchesFreeList(before, shape) &&
    tally.matchesFreeList(after, shape) &&
    tally.isBetween(before, after, shape)
  );
}

function countedPool(bytes: ZoneBytes, shape: PoolShape, tally: PoolTally, after: WordBuffer): SlabPool {
  const slots: LiveSlot[] | null = shape.fields.stats === null ? tally.slots() : slotsOfStatistics(after, shape);
  return {
    kind: 'slab',
    ...identityOf(bytes, after, shape),
    pages: pagesOf(shape, tally.freePages(), tally.largestFreeRun()),
    slots,
    chunks: slots === null ? null : chunksOf(slots),
  };
}
