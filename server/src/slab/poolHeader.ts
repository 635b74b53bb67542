import type { LivePages } from '../shared/liveSample';
import { CURRENT_LAYOUT, MIDDLE_LAYOUT, OLD_LAYOUT, type PoolGeometry, type PoolLayout, poolGeometry } from './layout';
import type { ZoneBytes } from './zoneBytes';

/**
 * The head of a live slab pool (ngx_slab_pool_t of src/core/ngx_slab.h, its slots and its statistics), read as 32-bit
 * halves. Words are made into numbers: exact below 2^53, and whatever lies above is outside of every zone anyway.
 */

/** sizeof(ngx_slab_page_t): slab, next, prev. */
export const DESCRIPTOR_BYTES = 24;
/** sizeof(ngx_slab_stat_t): total, used, reqs, fails. */
const STATISTICS_BYTES = 32;
/** log2 of the smallest chunk: pool->min_shift as ngx_init_zone_pool() sets it. */
export const SMALLEST_SHIFT = 3;

const SMALLEST_PAGE_BYTES = 4096;
const LARGEST_PAGE_BYTES = 65536;
const LARGEST_EXACT = Number.MAX_SAFE_INTEGER;
const WORD = 2 ** 32;

/** sizeof(ngx_shmtx_t) with POSIX semaphores: its counters change with every wait and say nothing about pages. */
const MUTEX_BYTES = 64;
/** lock and wait, in front of all else. */
const LOCK_BYTES = 16;
const MIN_SIZE_OFFSET = 16;
const MIN_SHIFT_OFFSET = 24;
const PAGES_OFFSET = 32;

/** Where the fields of one layout stand, in bytes (facts printed by C programs against nginx 1.4.0 to 1.31). */
export interface PoolFields {
  readonly layout: PoolLayout;
  /** One past the last descriptor; null before 1.7.2. */
  readonly last: number | null;
  /** The head of the free list, itself a descriptor. */
  readonly free: number;
  readonly stats: number | null;
  readonly pfree: number | null;
  readonly start: number;
  readonly end: number;
  readonly mutex: number;
  readonly logContext: number;
  readonly zero: number;
  readonly addr: number;
}

const FIELDS: readonly PoolFields[] = [
  {
    ...{ layout: CURRENT_LAYOUT, last: 40, free: 48, stats: 72, pfree: 80, start: 88, end: 96, mutex: 104 },
    ...{ logContext: 168, zero: 176, addr: 192 },
  },
  {
    ...{ layout: MIDDLE_LAYOUT, last: 40, free: 48, stats: null, pfree: null, start: 72, end: 80, mutex: 88 },
    ...{ logContext: 152, zero: 160, addr: 176 },
  },
  {
    ...{ layout: OLD_LAYOUT, last: null, free: 40, stats: null, pfree: null, start: 64, end: 72, mutex: 80 },
    ...{ logContext: 144, zero: 152, addr: 168 },
  },
];

/** What never changes in a pool, and was found to add up. */
export interface PoolShape {
  readonly fields: PoolFields;
  readonly geometry: PoolGeometry;
  /** Address of the mapping. */
  readonly base: number;
  /** Configured size: end - addr. */
  readonly configuredBytes: number;
  /** log2 of the page size. */
  readonly pageShift: number;
  readonly slotCount: number;
  readonly pageCount: number;
  /** Offset of the slots' list heads. */
  readonly slotsOffset: number;
  /** Offset of the page array, which is the length of the head. */
  readonly arrayOffset: number;
}

/** Bytes that are read as whole words. */
export interface WordBuffer {
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
}

/** A buffer for a number of bytes that is a multiple of 4. */
export function wordBuffer(byteCount: number): WordBuffer {
  const words = new Uint32Array(byteCount / 4);
  return { bytes: new Uint8Array(words.buffer), words };
}

/** A 64-bit word at an offset that is a multiple of 4, exact below 2^53. */
export function wordAt(words: Uint32Array, offset: number): number {
  return (words[offset >> 2] as number) + (words[(offset >> 2) + 1] as number) * WORD;
}

/** Log2 of a page size, or null where no machine has such pages. */
export function pageShiftOf(pageSizeBytes: number): number | null {
  const shift = Math.log2(pageSizeBytes);
  const isPossible = pageSizeBytes >= SMALLEST_PAGE_BYTES && pageSizeBytes <= LARGEST_PAGE_BYTES;
  return isPossible && Number.isInteger(shift) ? shift : null;
}

/** Bytes of the longest head for a page size. */
export function longestHeadBytes(pageShift: number): number {
  return CURRENT_LAYOUT.poolBytes + (pageShift - SMALLEST_SHIFT) * (DESCRIPTOR_BYTES + STATISTICS_BYTES);
}

/** Reads the head of a zone; false where it may not be read. A zone too small for a head leaves the rest zero. */
export function readHead(bytes: ZoneBytes, head: WordBuffer): boolean {
  if (bytes.sizeBytes >= head.bytes.length) return bytes.read(head.bytes, 0);
  head.words.fill(0);
  return bytes.sizeBytes > 0 && bytes.read(head.bytes.subarray(0, bytes.sizeBytes), 0);
}

/** What stands at the beginning of a mapping. */
export type Recognition =
  | { readonly kind: 'slab'; readonly shape: PoolShape }
  | { readonly kind: 'overwritten'; readonly logContextOffset: number }
  | { readonly kind: 'unknown layout' }
  | { readonly kind: 'none' };

/**
 * Tells a pool by its self pointer, and its layout by where that stands. All fields that never change are held against
 * what ngx_slab_init() works out for that size.
 */
export function recognize(head: WordBuffer, sizeBytes: number, base: number, pageSizeBytes: number): Recognition {
  const pageShift = pageShiftOf(pageSizeBytes);
  if (pageShift === null || !(base > 0) || base + sizeBytes > LARGEST_EXACT) return { kind: 'none' };
  const { words } = head;
  for (const fields of FIELDS) {
    if (wordAt(words, fields.addr) !== base) continue;
    if (wordAt(words, MIN_SIZE_OFFSET) !== 8 || wordAt(words, MIN_SHIFT_OFFSET) !== SMALLEST_SHIFT) continue;
    const shape = shapeOf(words, fields, sizeBytes, base, pageShift);
    if (shape === null) return { kind: 'unknown layout' };
    const logContextOffset = wordAt(words, fields.logContext) - base;
    // nginx-vod's caches keep the pool's head and write their own data, log_ctx first, over all that follows it.
    if (logContextOffset === fields.layout.poolBytes) return { kind: 'overwritten', logContextOffset };
    return { kind: 'slab', shape };
  }
  return looksLikePool(words, sizeBytes, base) ? { kind: 'unknown layout' } : { kind: 'none' };
}

/** Geometries of zones that were read before, by layout and configured size; emptied when there are too many. */
const geometries = new Map<PoolFields, Map<number, PoolGeometry>>();
const MOST_GEOMETRIES = 4096;

function geometryOf(fields: PoolFields, configuredBytes: number, pageSizeBytes: number): PoolGeometry {
  let bySize = geometries.get(fields);
  if (bySize === undefined || bySize.size >= MOST_GEOMETRIES) {
    bySize = new Map();
    geometries.set(fields, bySize);
  }
  const known = bySize.get(configuredBytes);
  if (known !== undefined && known.pageSizeBytes === pageSizeBytes) return known;
  const geometry = poolGeometry(configuredBytes, pageSizeBytes, fields.layout);
  bySize.set(configuredBytes, geometry);
  return geometry;
}

function shapeOf(
  words: Uint32Array,
  fields: PoolFields,
  sizeBytes: number,
  base: number,
  pageShift: number,
): PoolShape | null {
  const pageSizeBytes = 2 ** pageShift;
  const configuredBytes = wordAt(words, fields.end) - base;
  if (configuredBytes > sizeBytes || configuredBytes <= sizeBytes - pageSizeBytes) return null;
  const geometry = geometryOf(fields, configuredBytes, pageSizeBytes);
  const pageCount = geometry.usablePages;
  const slotCount = pageShift - SMALLEST_SHIFT;
  const slotsOffset = fields.layout.poolBytes;
  const statsOffset = slotsOffset + slotCount * DESCRIPTOR_BYTES;
  const arrayOffset = statsOffset + (fields.stats === null ? 0 : slotCount * STATISTICS_BYTES);
  const addsUp =
    pageCount > 0 &&
    wordAt(words, PAGES_OFFSET) === base + arrayOffset &&
    wordAt(words, fields.start) === base + geometry.metadataBytes &&
    (fields.last === null || wordAt(words, fields.last) === base + arrayOffset + pageCount * DESCRIPTOR_BYTES) &&
    (fields.stats === null || wordAt(words, fields.stats) === base + statsOffset);
  if (!addsUp) return null;
  return { fields, geometry, base, configuredBytes, pageShift, slotCount, pageCount, slotsOffset, arrayOffset };
}

/**
 * True where a head has the marks of ngx_slab_pool_t without being one that is known: min_size 8 and min_shift 3 in a row,
 * and a pointer into the zone.
 */
function looksLikePool(words: Uint32Array, sizeBytes: number, base: number): boolean {
  let hasMarks = false;
  for (let offset = 0; offset + 16 <= 64; offset += 8) {
    if (wordAt(words, offset) === 8 && wordAt(words, offset + 8) === SMALLEST_SHIFT) hasMarks = true;
  }
  if (!hasMarks) return false;
  for (let offset = 0; offset < 256; offset += 8) {
    const value = wordAt(words, offset);
    if (value >= base && value <= base + sizeBytes) return true;
  }
  return false;
}

/** True where all that never changes in a pool of this shape is the same in two heads: its text for log lines too. */
export function hasSameConstants(one: WordBuffer, other: WordBuffer, { fields }: PoolShape): boolean {
  const { last, stats, start, end, logContext, zero, addr } = fields;
  return (
    isSameWord(one, other, addr) &&
    isSameWord(one, other, end) &&
    isSameWord(one, other, start) &&
    isSameWord(one, other, PAGES_OFFSET) &&
    isSameWord(one, other, MIN_SIZE_OFFSET) &&
    isSameWord(one, other, MIN_SHIFT_OFFSET) &&
    (last === null || isSameWord(one, other, last)) &&
    (stats === null || isSameWord(one, other, stats)) &&
    isSameWord(one, other, logContext) &&
    isSameWord(one, other, zero)
  );
}

function isSameWord(one: WordBuffer, other: WordBuffer, offset: number): boolean {
  const at = offset >> 2;
  return one.words[at] === other.words[at] && one.words[at + 1] === other.words[at + 1];
}

/** True where a process held the pool's lock when its head was read. */
export function isLocked({ words }: WordBuffer): boolean {
  return words[0] !== 0 || words[1] !== 0;
}

/** True where two readings of a head say the same about pages and chunks (and how often chunks were asked for). */
export function isSameHead(one: WordBuffer, other: WordBuffer, shape: PoolShape): boolean {
  const { mutex } = shape.fields;
  return (
    areSame(one.words, other.words, LOCK_BYTES / 4, mutex / 4) &&
    areSame(one.words, other.words, (mutex + MUTEX_BYTES) / 4, shape.arrayOffset / 4)
  );
}

function areSame(one: Uint32Array, other: Uint32Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (one[at] !== other[at]) return false;
  return true;
}

/** pool->pfree; null before 1.11.7. */
export function freePagesOf(words: Uint32Array, { fields }: PoolShape): number | null {
  return fields.pfree === null ? null : wordAt(words, fields.pfree);
}

/** Number of the descriptor that a pointer leads to, -1 for the head of the free list, null for anything else. */
export function freeLink(pointer: number, shape: PoolShape): number | null {
  const offset = pointer - shape.base;
  if (offset === shape.fields.free) return -1;
  return descriptorNumber(offset, shape);
}

/** Number of the descriptor at an offset of the zone; null where none stands there. */
export function descriptorNumber(offset: number, { arrayOffset, pageCount }: PoolShape): number | null {
  const page = (offset - arrayOffset) / DESCRIPTOR_BYTES;
  return page >= 0 && page < pageCount && Number.isInteger(page) ? page : null;
}

/** First page of the free list, -1 where it is empty, null where it leads nowhere. */
export function firstFreePage(words: Uint32Array, shape: PoolShape): number | null {
  return freeLink(wordAt(words, shape.fields.free + 8), shape);
}

/** True where no page of a slot has a chunk to give; null where its list leads nowhere. */
export function isSlotListEmpty(words: Uint32Array, shape: PoolShape, slot: number): boolean | null {
  const headOffset = shape.slotsOffset + slot * DESCRIPTOR_BYTES;
  const offset = wordAt(words, headOffset + 8) - shape.base;
  if (offset === headOffset) return true;
  return descriptorNumber(offset, shape) === null ? null : false;
}

/** One number of a slot's statistics. Only for pools that have them. */
export function statistic(words: Uint32Array, shape: PoolShape, slot: number, field: StatisticField): number {
  const statsOffset = shape.slotsOffset + shape.slotCount * DESCRIPTOR_BYTES;
  return wordAt(words, statsOffset + slot * STATISTICS_BYTES + STATISTIC_OFFSETS[field]);
}

export type StatisticField = 'total' | 'used' | 'requests' | 'failures';

const STATISTIC_OFFSETS: Readonly<Record<StatisticField, number>> = { total: 0, used: 8, requests: 16, failures: 24 };

/** The account of pages for a number of free ones. */
export function pagesOf(shape: PoolShape, free: number, largestFreeRun: number | null): LivePages {
  return { total: shape.pageCount, free, used: shape.pageCount - free, largestFreeRun };
}
