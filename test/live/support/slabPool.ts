import { readSync } from 'node:fs';

/**
 * A second, independent decoder of ngx_slab_pool_t (nginx 1.11.7 and later, 4 KB pages, x86_64), to prove the
 * product's own one. It trusts nothing: whatever does not add up is an error.
 */

const PAGE_BYTES = 4096;
const HEADER_BYTES = 200;
const DESCRIPTOR_BYTES = 24;
const STAT_BYTES = 32;
const SMALLEST_SHIFT = 3;
const CLASS_COUNT = 9;
const EXACT_SHIFT = 6;
const SLOTS_OFFSET = HEADER_BYTES;
const STATS_OFFSET = SLOTS_OFFSET + CLASS_COUNT * DESCRIPTOR_BYTES;
const PAGES_OFFSET = STATS_OFFSET + CLASS_COUNT * STAT_BYTES;
const PAGE_START = 1n << 63n;
const ALL_ONES = (1n << 64n) - 1n;
const TYPE_BITS = 3n;
const LONGEST_CONTEXT_BYTES = 512;

/** One slot class, counted from bitmaps; `reqs` and `fails` from the pool's own statistics. */
export interface SlotFigures {
  readonly chunkBytes: number;
  readonly pages: number;
  /** Chunks that hold the pages' own bitmaps. */
  readonly bitmapChunks: number;
  /** Usable chunks, as nginx counts them: without bitmap chunks. */
  readonly total: number;
  /** Usable chunks in use, as nginx counts them: without bitmap chunks. */
  readonly used: number;
  readonly reqs: number;
  readonly fails: number;
}

/** What a zone's pool says about itself. */
export interface PoolFigures {
  readonly pageCount: number;
  /** pfree, equal to the sum over the runs of the free list and over the page array. */
  readonly freePages: number;
  /** Lengths of the free runs, in the order of the free list. */
  readonly freeRuns: readonly number[];
  /** Bytes before the first usable page. */
  readonly startOffset: number;
  /** The whole text of log_ctx, ` in limit_req zone "one"`; null where the module wrote none. */
  readonly logContext: string | null;
  /** What stands between quotes in log_ctx. */
  readonly name: string | null;
  /** log_nomem: the pool reports when it is full. */
  readonly reportsFull: boolean;
  /** All set bits of slab pages, bitmap chunks among them. */
  readonly usedChunks: number;
  /** All clear bits of slab pages. */
  readonly freeChunks: number;
  readonly slots: readonly SlotFigures[];
  /** Whole-page allocations: their lengths in pages, in the order of addresses. */
  readonly pageRuns: readonly number[];
}

/** Where a pool's bytes come from, and where the server has mapped them. */
export interface PoolSource {
  readonly fd: number;
  readonly start: bigint;
  readonly sizeBytes: number;
}

interface ClassTally {
  pages: number;
  raw: number;
}

interface PageWalk {
  readonly tallies: readonly ClassTally[];
  readonly pageRuns: number[];
  readonly freePages: number;
}

function fail(what: string): never {
  throw new Error(`slab pool: ${what}`);
}

function readAt({ fd, sizeBytes }: PoolSource, offset: number, length: number): Buffer {
  if (!Number.isSafeInteger(offset) || offset < 0 || length < 0 || offset + length > sizeBytes) {
    fail(`read of ${length} bytes at ${offset} leaves the zone of ${sizeBytes}`);
  }
  const bytes = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const got = readSync(fd, bytes, filled, length - filled, offset + filled);
    if (got === 0) {
      fail(`the zone ends at ${offset + filled}`);
    }
    filled += got;
  }
  return bytes;
}

function offsetOf(source: PoolSource, address: bigint, what: string): number {
  const offset = address - source.start;
  if (offset < 0n || offset > BigInt(source.sizeBytes)) {
    fail(`${what} ${address.toString(16)} is outside of the zone`);
  }
  return Number(offset);
}

function word(bytes: Buffer, offset: number): bigint {
  return bytes.readBigUInt64LE(offset);
}

function countBits(value: bigint): number {
  let count = 0;
  for (let rest = value; rest !== 0n; rest &= rest - 1n) {
    count += 1;
  }
  return count;
}

/** True when a slab pool stands at the beginning of the mapping. Reads one page. */
export function isPool(source: PoolSource): boolean {
  if (source.sizeBytes < 2 * PAGE_BYTES) {
    return false;
  }
  const head = readAt(source, 0, HEADER_BYTES);
  const end = word(head, 96);
  return (
    word(head, 192) === source.start &&
    word(head, 24) === BigInt(SMALLEST_SHIFT) &&
    word(head, 16) === 8n &&
    end > source.start + BigInt(source.sizeBytes - PAGE_BYTES) &&
    end <= source.start + BigInt(source.sizeBytes)
  );
}

/** Decodes a pool from the header, the page array, and the bitmaps of pages in use; null where there is no pool. */
export function readPool(source: PoolSource): PoolFigures | null {
  if (!isPool(source)) {
    return null;
  }
  const head = readAt(source, 0, PAGES_OFFSET);
  const pagesOffset = offsetOf(source, word(head, 32), 'pages');
  const arrayEnd = offsetOf(source, word(head, 40), 'last');
  const startOffset = offsetOf(source, word(head, 88), 'start');
  if (pagesOffset !== PAGES_OFFSET) {
    fail(`the page array stands at ${pagesOffset}, not at ${PAGES_OFFSET}: another layout`);
  }
  const pageCount = (arrayEnd - pagesOffset) / DESCRIPTOR_BYTES;
  if (!Number.isInteger(pageCount) || pageCount < 1 || startOffset % PAGE_BYTES !== 0) {
    fail(`page array ${pagesOffset}..${arrayEnd}, start ${startOffset}`);
  }
  if (startOffset < arrayEnd || startOffset + pageCount * PAGE_BYTES > source.sizeBytes) {
    fail(`${pageCount} pages from ${startOffset} do not fit`);
  }
  const array = readAt(source, pagesOffset, pageCount * DESCRIPTOR_BYTES);
  const walk = walkPages(source, array, startOffset);
  const freePages = Number(word(head, 80));
  const freeRuns = walkFreeList(source, head, array);
  const listed = freeRuns.reduce((sum, run) => sum + run, 0);
  if (freePages !== walk.freePages || freePages !== listed) {
    fail(`pfree ${freePages}, ${walk.freePages} free in the page array, ${listed} in the free list`);
  }
  const slots = walk.tallies.map((tally, index) => slotFigures(tally, index, head));
  const bitCount = walk.tallies.reduce((sum, { pages }, index) => sum + pages * chunksPerPage(index), 0);
  const usedChunks = walk.tallies.reduce((sum, { raw }) => sum + raw, 0);
  const logContext = readContext(source, word(head, 168));
  return {
    pageCount,
    freePages,
    freeRuns,
    startOffset,
    logContext,
    name: /"(.*)"/s.exec(logContext ?? '')?.[1] ?? null,
    reportsFull: (head.readUInt8(177) & 1) === 1,
    usedChunks,
    freeChunks: bitCount - usedChunks,
    slots,
    pageRuns: walk.pageRuns,
  };
}

function chunksPerPage(classIndex: number): number {
  return PAGE_BYTES >> (classIndex + SMALLEST_SHIFT);
}

function bitmapChunksPerPage(classIndex: number): number {
  const chunkBytes = 1 << (classIndex + SMALLEST_SHIFT);
  const isSmall = classIndex + SMALLEST_SHIFT < EXACT_SHIFT;
  return isSmall ? Math.max(1, Math.floor(chunksPerPage(classIndex) / (chunkBytes * 8))) : 0;
}

function slotFigures({ pages, raw }: ClassTally, index: number, head: Buffer): SlotFigures {
  const stat = STATS_OFFSET + index * STAT_BYTES;
  const bitmapChunks = pages * bitmapChunksPerPage(index);
  const figures = {
    chunkBytes: 1 << (index + SMALLEST_SHIFT),
    pages,
    bitmapChunks,
    total: pages * chunksPerPage(index) - bitmapChunks,
    used: raw - bitmapChunks,
    reqs: Number(word(head, stat + 16)),
    fails: Number(word(head, stat + 24)),
  };
  const total = Number(word(head, stat));
  const used = Number(word(head, stat + 8));
  if (total !== figures.total || used !== figures.used) {
    fail(
      `class ${figures.chunkBytes}: bitmaps say ${figures.used} of ${figures.total} used, statistics ${used} of ${total}`,
    );
  }
  return figures;
}

/** Goes over all descriptors from the first to the last; whatever stands inside a run is stale and skipped. */
function walkPages(source: PoolSource, array: Buffer, startOffset: number): PageWalk {
  const pageCount = array.length / DESCRIPTOR_BYTES;
  const tallies: ClassTally[] = Array.from({ length: CLASS_COUNT }, () => ({ pages: 0, raw: 0 }));
  const pageRuns: number[] = [];
  let freePages = 0;
  for (let page = 0; page < pageCount; ) {
    const slab = word(array, page * DESCRIPTOR_BYTES);
    const type = Number(word(array, page * DESCRIPTOR_BYTES + 16) & TYPE_BITS);
    let length = 1;
    if (type === 0) {
      const isUsed = (slab & PAGE_START) !== 0n;
      length = Number(slab & ~PAGE_START);
      if (slab === ALL_ONES || length < 1 || page + length > pageCount) {
        fail(`page ${page} starts a run of ${slab.toString(16)} in ${pageCount}`);
      }
      if (isUsed) {
        checkBusy(array, page, length);
        pageRuns.push(length);
      } else {
        freePages += length;
      }
    } else {
      const { shift, raw } = slabPage(source, slab, type, startOffset + page * PAGE_BYTES);
      const tally = tallies[shift - SMALLEST_SHIFT] ?? fail(`page ${page} has shift ${shift}`);
      tally.pages += 1;
      tally.raw += raw;
    }
    page += length;
  }
  return { tallies, pageRuns, freePages };
}

function checkBusy(array: Buffer, page: number, length: number): void {
  for (let next = page + 1; next < page + length; next += 1) {
    if (word(array, next * DESCRIPTOR_BYTES) !== ALL_ONES) {
      fail(`page ${next} is inside of an allocation of ${length} and not busy`);
    }
  }
}

function slabPage(source: PoolSource, slab: bigint, type: number, offset: number): { shift: number; raw: number } {
  if (type === 2) {
    return { shift: EXACT_SHIFT, raw: countBits(slab) };
  }
  const shift = Number(slab & 15n);
  if (type === 1) {
    const bits = PAGE_BYTES >> shift;
    if (shift <= EXACT_SHIFT || bits < 2) {
      fail(`a page of large chunks has shift ${shift}`);
    }
    const map = slab >> 32n;
    if (map >> BigInt(bits) !== 0n) {
      fail(`a page of ${bits} chunks has the bitmap ${map.toString(16)}`);
    }
    return { shift, raw: countBits(map) };
  }
  if (shift < SMALLEST_SHIFT || shift >= EXACT_SHIFT) {
    fail(`a page of small chunks has shift ${shift}`);
  }
  const bitmap = readAt(source, offset, (PAGE_BYTES >> shift) / 8);
  let raw = 0;
  for (let at = 0; at < bitmap.length; at += 8) {
    raw += countBits(word(bitmap, at));
  }
  return { shift, raw };
}

function walkFreeList(source: PoolSource, head: Buffer, array: Buffer): number[] {
  const endMark = source.start + 48n;
  const first = source.start + BigInt(PAGES_OFFSET);
  const pageCount = array.length / DESCRIPTOR_BYTES;
  const runs: number[] = [];
  for (let at = word(head, 48 + 8); at !== endMark; ) {
    const offset = at - first;
    if (offset < 0n || offset >= BigInt(array.length) || offset % BigInt(DESCRIPTOR_BYTES) !== 0n) {
      fail(`the free list leaves the page array at ${at.toString(16)}`);
    }
    if (runs.length >= pageCount) {
      fail('the free list has no end');
    }
    const length = Number(word(array, Number(offset)));
    if (length < 1 || Number(offset) / DESCRIPTOR_BYTES + length > pageCount) {
      fail(`a free run of ${length} pages`);
    }
    runs.push(length);
    at = word(array, Number(offset) + 8);
  }
  return runs;
}

function readContext(source: PoolSource, address: bigint): string | null {
  const offset = offsetOf(source, address, 'log_ctx');
  const text = readAt(source, offset, Math.min(LONGEST_CONTEXT_BYTES, source.sizeBytes - offset));
  const end = text.indexOf(0);
  return end === 0 ? null : text.toString('utf8', 0, end === -1 ? text.length : end);
}
