import {
  DESCRIPTOR_BYTES,
  freeLink,
  type PoolShape,
  SMALLEST_SHIFT,
  type WordBuffer,
  wordAt,
  wordBuffer,
} from './poolHeader';
import { slotCuts } from './poolSlots';
import type { ZoneBytes } from './zoneBytes';

/** Told of every page of a pool, from the first to the last. Pages count from the first that can be handed out. */
export interface PageVisitor {
  /** A free run, with its neighbours in the free list (-1: the list's head). */
  freeRun(page: number, pages: number, next: number, previous: number): void;
  /** An allocation of whole pages. */
  allocation(page: number, pages: number): void;
  /** A page of a slot. `usedChunks` without those that hold its bitmap; -1 where its bitmap may not be read. */
  slotPage(page: number, slot: number, usedChunks: number): void;
}

/** `torn`: a descriptor that no pool has that nobody is changing. `unreadable`: the array is not to be seen here. */
export type VisitOutcome = 'visited' | 'torn' | 'unreadable';

/** Descriptors that are read at once: 1 MB, which is all of a zone of 170 MB. */
const DESCRIPTORS_AT_ONCE = 43_690;
const WORDS_A_DESCRIPTOR = DESCRIPTOR_BYTES / 4;
const ALL_BITS = 0xffffffff;
const WORD = 2 ** 32;

/** NGX_SLAB_PAGE, _BIG, _EXACT: the lowest two bits of prev. The fourth, 3, is _SMALL. */
const TYPE_BITS = 3;
const TYPE_PAGE = 0;
const TYPE_BIG = 1;
const TYPE_EXACT = 2;
/** NGX_SLAB_PAGE_START, in the upper half. */
const START_BIT = 0x80000000;
const SHIFT_BITS = 15;

/** Kept between walks, and made with the first. */
let chunk: WordBuffer | null = null;

/** A part of the page array that is in memory. */
interface LoadedPart {
  readonly words: Uint32Array;
  first: number;
  end: number;
}

/**
 * Goes over the page array by what its descriptors say, reading it in large parts and skipping what lies in free runs.
 * Every number is held against the zone; at most one step is taken for each page.
 */
export function visitPages(bytes: ZoneBytes, shape: PoolShape, visitor: PageVisitor): VisitOutcome {
  chunk ??= wordBuffer(DESCRIPTORS_AT_ONCE * DESCRIPTOR_BYTES);
  const part: LoadedPart = { words: chunk.words, first: 0, end: 0 };
  const slots = createSlotReader(bytes, shape);
  const { words } = part;
  const { pageCount } = shape;
  for (let page = 0; page < pageCount; ) {
    if (page >= part.end && !load(bytes, shape, chunk, part, page)) return 'unreadable';
    const at = (page - part.first) * WORDS_A_DESCRIPTOR;
    const low = words[at] as number;
    const high = words[at + 1] as number;
    const type = (words[at + 4] as number) & TYPE_BITS;
    const hasNext = words[at + 2] !== 0 || words[at + 3] !== 0;
    if (type !== TYPE_PAGE) {
      const slot = slotOf(low, type, shape);
      if (slot === null) return 'torn';
      const used = slots.usedChunks(page, slot, type, low, high, hasNext);
      if (used === null) return 'torn';
      visitor.slotPage(page, slot, used);
      page += 1;
      continue;
    }
    const isAllocation = high >= START_BIT;
    const length = (isAllocation ? high - START_BIT : high) * WORD + low;
    if (length < 1 || page + length > pageCount) return 'torn';
    const next = wordAt(words, at * 4 + 8);
    const previous = wordAt(words, at * 4 + 16);
    // Within a free run nothing is kept up but the last descriptor; within an allocation all are marked.
    const firstChecked = isAllocation ? page + 1 : Math.max(page + 1, page + length - 1);
    for (let inner = firstChecked; inner < page + length; inner++) {
      if (inner >= part.end && !load(bytes, shape, chunk, part, inner)) return 'unreadable';
      const isRight = isAllocation
        ? isBusy(words, inner - part.first)
        : endsFreeRun(words, inner - part.first, page, length, shape);
      if (!isRight) return 'torn';
    }
    if (isAllocation) {
      if (next !== 0 || previous !== 0) return 'torn';
      visitor.allocation(page, length);
    } else {
      const nextPage = freeLink(next, shape);
      const previousPage = freeLink(previous, shape);
      if (nextPage === null || previousPage === null) return 'torn';
      visitor.freeRun(page, length, nextPage, previousPage);
    }
    page += length;
  }
  return 'visited';
}

/** Reads descriptors from one on: many, or where that is not allowed those of one page of the zone. */
function load(bytes: ZoneBytes, shape: PoolShape, buffer: WordBuffer, part: LoadedPart, page: number): boolean {
  const offset = shape.arrayOffset + page * DESCRIPTOR_BYTES;
  const most = Math.min(DESCRIPTORS_AT_ONCE, shape.pageCount - page);
  const { pageSizeBytes } = shape.geometry;
  const inPage = Math.floor((pageSizeBytes - (offset % pageSizeBytes)) / DESCRIPTOR_BYTES);
  for (const count of [most, Math.max(1, Math.min(most, inPage))]) {
    if (!bytes.read(buffer.bytes.subarray(0, count * DESCRIPTOR_BYTES), offset)) continue;
    part.first = page;
    part.end = page + count;
    return true;
  }
  return false;
}

/** NGX_SLAB_PAGE_BUSY: a page of an allocation, behind its first. */
function isBusy(words: Uint32Array, index: number): boolean {
  const at = index * WORDS_A_DESCRIPTOR;
  return words[at] === ALL_BITS && words[at + 1] === ALL_BITS && words[at + 4] === 0 && words[at + 5] === 0;
}

/** The last descriptor of a free run leads back to its first, since 1.7.2, and not in the one run of a new pool. */
function endsFreeRun(words: Uint32Array, index: number, firstPage: number, length: number, shape: PoolShape): boolean {
  if (shape.fields.last === null || length === shape.pageCount) return true;
  const previous = wordAt(words, (index * WORDS_A_DESCRIPTOR + 4) * 4);
  return previous === shape.base + shape.arrayOffset + firstPage * DESCRIPTOR_BYTES;
}

/** The slot of a page that is cut; null where type and shift do not go together. */
function slotOf(low: number, type: number, { pageShift }: PoolShape): number | null {
  const exactShift = pageShift - 6;
  if (type === TYPE_EXACT) return exactShift - SMALLEST_SHIFT;
  const shift = low & SHIFT_BITS;
  // Nothing else stands in the lower half.
  if (shift !== low) return null;
  const isPossible = type === TYPE_BIG ? shift > exactShift && shift < pageShift : shift < exactShift;
  return isPossible && shift >= SMALLEST_SHIFT ? shift - SMALLEST_SHIFT : null;
}

interface SlotReader {
  /** Null where descriptor and bitmap contradict each other; -1 where the bitmap may not be read. */
  usedChunks(page: number, slot: number, type: number, low: number, high: number, hasNext: boolean): number | null;
}

/** Counts used chunks. A page without any, or one that is full and still in its slot's list, is none at rest. */
function createSlotReader(bytes: ZoneBytes, shape: PoolShape): SlotReader {
  const cuts = slotCuts(shape.pageShift);
  const { pageSizeBytes, metadataBytes } = shape.geometry;
  const bitmaps = cuts.map((cut) => (cut.bitmapChunks > 0 ? wordBuffer(pageSizeBytes / cut.slotBytes / 8) : null));
  return {
    usedChunks(page, slot, type, low, high, hasNext) {
      const { chunksPerPage = 0, bitmapChunks = 0 } = cuts[slot] ?? {};
      if (type === TYPE_EXACT) return checked(countBits(low) + countBits(high), chunksPerPage, hasNext);
      if (type === TYPE_BIG) {
        const isInside = chunksPerPage === 32 || high < 2 ** chunksPerPage;
        return isInside ? checked(countBits(high), chunksPerPage, hasNext) : null;
      }
      if (high !== 0) return null;
      // A full page has left its slot's list: its bitmap need not be read.
      if (!hasNext) return chunksPerPage;
      const bitmap = bitmaps[slot];
      if (bitmap === null || bitmap === undefined) return null;
      if (!bytes.read(bitmap.bytes, metadataBytes + page * pageSizeBytes)) return -1;
      let used = -bitmapChunks;
      for (const word of bitmap.words) used += countBits(word);
      return checked(used, chunksPerPage, hasNext);
    },
  };
}

function checked(used: number, chunksPerPage: number, hasNext: boolean): number | null {
  return used >= 1 && used <= chunksPerPage && hasNext === used < chunksPerPage ? used : null;
}

/** Set bits of 32. */
function countBits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
