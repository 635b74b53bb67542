import type { LivePages, LiveSlot } from '../shared/liveSample';
import type { PoolLayout } from './layout';
import { type FreeListReading, followFreeList } from './poolFreeList';
import {
  freePagesOf,
  isLocked,
  isSameHead,
  longestHeadBytes,
  type PoolShape,
  pagesOf,
  readHead,
  type WordBuffer,
  wordAt,
  wordBuffer,
} from './poolHeader';
import { readLogContext } from './poolLogContext';
import { areNumbersPossible, chunksOf, slotsOfStatistics } from './poolSlots';
import type { ZoneBytes } from './zoneBytes';

/** What of a pool never changes. */
export interface PoolIdentity {
  readonly layout: PoolLayout['name'];
  /** The size that the zone was made with (the mapping is rounded up to pages). */
  readonly configuredBytes: number;
  /** Bytes before the first page that can be handed out. */
  readonly metadataBytes: number;
  /** What the module wrote for log messages, such as ` in lua_shared_dict zone "dogs"`; null where it wrote nothing. */
  readonly logContext: string | null;
  /** The pool logs "no memory" when it is full; null where the layout is older than the flag may be. */
  readonly logsWhenFull: boolean | null;
}

/** A slab pool, all of it at one moment. */
export interface SlabPool extends PoolIdentity {
  readonly kind: 'slab';
  /** Null where they can't be told without a walk: pools without statistics that have many free runs. */
  readonly pages: LivePages | null;
  /** Smallest first, also those without a page; null in pools without statistics until they are walked. */
  readonly slots: readonly LiveSlot[] | null;
  /** All chunks, those that hold bitmaps counted as used. */
  readonly chunks: { readonly used: number; readonly free: number } | null;
}

/** What the zone's bytes say. */
export type PoolReading =
  | SlabPool
  /** A pool that was being changed at every attempt: what it is, but no figures. */
  | (PoolIdentity & { readonly kind: 'inconsistent' })
  /**
   * No pool. `overwritten pool`: only its head is left, and the module keeps its own data over all that follows
   * (nginx-vod's caches); the text that its log_ctx leads to is still told.
   */
  | { readonly kind: 'none'; readonly contents: 'other' | 'overwritten pool'; readonly logContext: string | null }
  /** The marks of a pool, but laid out in no way that is known here. */
  | { readonly kind: 'unknown layout' }
  /** Its head may not be read on this rung. */
  | { readonly kind: 'unreadable' };

/** A reading that stands in a page while its lock is free takes one or two; a pool under heavy writing a few. */
const MOST_ATTEMPTS = 24;
/**
 * A lock that stays taken while nothing changes: its holder has been put aside by the kernel, does something long that
 * is no allocation, or has died. So many readings alike are taken as they stand: at most one operation is under way, and
 * each figure is that of before or after it. Not without statistics, where a free list in the middle of a change looks
 * like any other.
 */
const ENOUGH_ALIKE_WHILE_LOCKED = 8;

/** Two readings of a head, one after the other. */
export interface Heads {
  current: WordBuffer;
  next: WordBuffer;
}

const headsByShift = new Map<number, Heads>();

/** Buffers that all readings of one page size share: nothing is kept in them between two calls. */
export function headsOf(pageShift: number): Heads {
  const known = headsByShift.get(pageShift);
  if (known !== undefined) return known;
  const heads = createHeads(pageShift);
  headsByShift.set(pageShift, heads);
  return heads;
}

/** Buffers for the longest head that a page size makes. */
export function createHeads(pageShift: number): Heads {
  const byteCount = longestHeadBytes(pageShift);
  return { current: wordBuffer(byteCount), next: wordBuffer(byteCount) };
}

/**
 * Reads on until `heads.current`, read once before, holds a head that stood still; null where it never does.
 *
 * @param mayBeLocked takes a pool that stays locked and unchanged as it stands
 */
export function readUntilStill(
  bytes: ZoneBytes,
  heads: Heads,
  shape: PoolShape,
  mayBeLocked: boolean,
): FreeListReading | 'unreadable' | null {
  let alike = 0;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const { current, next } = heads;
    const list = areNumbersPossible(current, shape) ? followFreeList(bytes, current, shape) : null;
    if (!readHead(bytes, next)) return 'unreadable';
    const isStill = isSameHead(current, next, shape);
    const wasFree = !isLocked(current) && !isLocked(next);
    alike = isStill ? alike + 1 : 0;
    const isSettled = wasFree || (alike >= ENOUGH_ALIKE_WHILE_LOCKED && mayBeLocked);
    if (isStill && isSettled && list !== null && list.kind !== 'torn') {
      return list;
    }
    heads.current = next;
    heads.next = current;
  }
  return null;
}

/** What a head that was recognised says about the pool for good. */
export function identityOf(bytes: ZoneBytes, { words }: WordBuffer, shape: PoolShape): PoolIdentity {
  const { layout, zero, logContext } = shape.fields;
  const { pageSizeBytes, metadataBytes } = shape.geometry;
  // log_nomem is the lowest bit of the byte behind `zero`, which is the first of its word.
  const logsWhenFull = ((words[zero >> 2] as number) & 0x100) !== 0;
  return {
    layout: layout.name,
    configuredBytes: shape.configuredBytes,
    metadataBytes,
    logContext: readLogContext(bytes, wordAt(words, logContext) - shape.base, zero, pageSizeBytes),
    // The flag came in 1.5.13, in the middle of the oldest layout: before that a pool always logs, and the bit is unset.
    logsWhenFull: logsWhenFull || layout.name !== '-1.7.1' ? logsWhenFull : null,
  };
}

/** What a head that stood still says. */
export function figuresOf(identity: PoolIdentity, head: WordBuffer, shape: PoolShape, list: FreeListReading): SlabPool {
  const free = freePagesOf(head.words, shape) ?? (list.kind === 'followed' ? list.free : null);
  const largestFreeRun = list.kind === 'followed' ? list.largest : null;
  const slots = shape.fields.stats === null ? null : slotsOfStatistics(head, shape);
  const { layout, configuredBytes, metadataBytes, logContext, logsWhenFull } = identity;
  // Written out: this is done for every zone at every refresh, and copying by spread takes longer than all the reading.
  return {
    kind: 'slab',
    layout,
    configuredBytes,
    metadataBytes,
    logContext,
    logsWhenFull,
    pages: free === null ? null : pagesOf(shape, free, largestFreeRun),
    slots,
    chunks: slots === null ? null : chunksOf(slots),
  };
}
