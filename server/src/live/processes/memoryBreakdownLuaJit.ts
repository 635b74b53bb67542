import { mappedFlags } from '../memory/pageTables';
import type { PrivateMemory } from '../memory/privateMemory';
import type { MapsRow } from '../system/maps';
import type { ProcFile } from '../system/procFiles';

/** Addresses from one up to another. */
export interface MemoryRange {
  readonly start: bigint;
  readonly end: bigint;
}

export interface LuaJitMemory {
  /** In the order of addresses, none over another. */
  readonly ranges: readonly MemoryRange[];
  /** An allocator of LuaJIT was found, so that all of its segments are known. */
  readonly isComplete: boolean;
}

/** A process's memory, and the means to know which pages of it may be read: those that are there. */
export interface ReadableMemory {
  readonly memory: PrivateMemory;
  readonly pagemap: ProcFile;
  readonly pageSizeBytes: number;
}

/** What LuaJIT asks the kernel for at a time (DEFAULT_GRANULARITY). */
const GRANULE_BYTES = 128n * 1024n;
/** CINUSE_BIT of a chunk's second word: it is in use. A block that has a mapping of its own has no other flag. */
const IN_USE = 2n;
const ALL_FLAGS = 7n;
/** Behind a direct block stand a last chunk's header and room for alignment (DIRECT_FOOT_PAD). */
const DIRECT_FOOT_BYTES = 32n;

/** The allocator's state follows the header of the chunk that holds it. */
const STATE_OFFSET = 16n;
/** Of `seg` in it: 2 maps, 4 words of the top chunk, 2 counters, 66 small and 32 tree bins. */
const SEGMENT_OFFSET = 840;
const SEGMENT_BYTES = 24;
const SMALLEST_STATE_BYTES = 864n;
const LARGEST_STATE_BYTES = 1024n;

/** Pages of one span that are passed over in search of the next block: 1 MB of something else. */
const MOST_STEPS = 256;
/** A Lua heap of 2 GB whose segments all lie apart. */
const MOST_SEGMENTS = 16_384;
/** Headers that are read, of all mappings: 64 GB of granules would need more, and are left to a guess. */
const MOST_HEADERS = 32_768;

/**
 * Finds LuaJIT's memory among mappings without a name, by what its allocator writes (lj_alloc.c; the same in LuaJIT 2.0, 2.1
 * and OpenResty's):
 *
 * - The first granule begins with a chunk that holds the allocator's state. That names the newest segment, and each segment
 *   the one before it. Segments grow downwards, where the kernel puts what is new, so the first granule ends up behind.
 * - A large block has a mapping of its own that begins with the words 1 and its length | 2. (That of glibc's malloc begins
 *   with 0 and its length | 2.)
 *
 * The kernel joins mappings that touch, mostly, so each is looked at granule by granule for the state, and what touches is
 * then walked block by block. Only pages that are there are read. What is not understood is left to whoever else it belongs to.
 */
export function findLuaJit(mappings: readonly MapsRow[], readable: ReadableMemory): LuaJitMemory {
  const reader = headerReader(readable);
  const spans = joined(mappings);
  const segments = new Map<bigint, MemoryRange>();
  let isComplete = false;
  for (const mapping of mappings) {
    for (const address of granulesOf(mapping)) {
      const state = readState(reader, address, mapping);
      const chain = state === null ? null : readSegments(readable.memory, state, address, spans);
      if (chain === null) continue;
      isComplete = true;
      for (const segment of chain) segments.set(segment.start, segment);
    }
  }
  const sorted = [...segments.values()].sort(byStart);
  const ranges = spans.flatMap((span) => walkBlocks(span, sorted, reader, BigInt(readable.pageSizeBytes)));
  return { ranges, isComplete: isComplete && !reader.isExhausted() };
}

/** Mappings that touch, as one: after a fork the kernel keeps new memory beside the old, and segments go over both. */
function joined(mappings: readonly MemoryRange[]): MemoryRange[] {
  const spans: { start: bigint; end: bigint }[] = [];
  for (const { start, end } of mappings) {
    const last = spans.at(-1);
    if (last?.end === start) last.end = end;
    else spans.push({ start, end });
  }
  return spans;
}

function byStart(one: MemoryRange, other: MemoryRange): number {
  return one.start < other.start ? -1 : 1;
}

interface HeaderReader {
  /** The first two words at an address; null where the page is not there, or too much was read already. */
  read(address: bigint): readonly [bigint, bigint] | null;
  /** The bytes of the allocator's state's segment, which stand in the same page as the header. */
  readSegment(address: bigint): Buffer | null;
  isExhausted(): boolean;
}

function headerReader({ memory, pagemap, pageSizeBytes }: ReadableMemory): HeaderReader {
  let left = MOST_HEADERS;
  return {
    read(address) {
      if (--left < 0) return null;
      if (mappedFlags(pagemap, address - (address % BigInt(pageSizeBytes)), pageSizeBytes, 0, 1)?.[0] !== true)
        return null;
      const bytes = memory.read(address, 16);
      return bytes === null ? null : [bytes.readBigUInt64LE(0), bytes.readBigUInt64LE(8)];
    },
    readSegment: (address) => memory.read(address, SEGMENT_BYTES),
    isExhausted: () => left < 0,
  };
}

/** Addresses at which a granule may begin: counted from either end of a mapping. */
function* granulesOf({ start, end }: MemoryRange): Generator<bigint> {
  for (let address = start; address < end; address += GRANULE_BYTES) yield address;
  if ((end - start) % GRANULE_BYTES === 0n) return;
  for (let address = end - GRANULE_BYTES; address >= start; address -= GRANULE_BYTES) yield address;
}

/** The segment that an allocator's state names; null where no state stands at the beginning of this granule. */
function readState(reader: HeaderReader, address: bigint, { end }: MemoryRange): Buffer | null {
  const header = reader.read(address);
  if (header === null || (header[1] & IN_USE) === 0n) return null;
  const chunkBytes = header[1] & ~ALL_FLAGS;
  if (chunkBytes < SMALLEST_STATE_BYTES || chunkBytes > LARGEST_STATE_BYTES) return null;
  if (address + chunkBytes > end) return null;
  return reader.readSegment(address + STATE_OFFSET + BigInt(SEGMENT_OFFSET));
}

/**
 * Follows the list of segments, each of which names the next in memory of LuaJIT's own.
 *
 * @returns null where one is not whole within a mapping, where two lie over one another, or none holds the state itself
 */
function readSegments(
  memory: PrivateMemory,
  first: Buffer,
  stateAddress: bigint,
  spans: readonly MemoryRange[],
): MemoryRange[] | null {
  const segments = new Map<bigint, MemoryRange>();
  let bytes = first;
  while (segments.size < MOST_SEGMENTS) {
    const start = bytes.readBigUInt64LE(0);
    const end = start + bytes.readBigUInt64LE(8);
    const span = spanAt(spans, start);
    if (span === null || start >= end || end > span.end || segments.has(start)) return null;
    segments.set(start, { start, end });
    const next = bytes.readBigUInt64LE(16);
    if (next === 0n) return checkedSegments([...segments.values()], stateAddress);
    const nextBytes = spanAt(spans, next) === null ? null : memory.read(next, SEGMENT_BYTES);
    if (nextBytes === null) return null;
    bytes = nextBytes;
  }
  return null;
}

function checkedSegments(segments: MemoryRange[], stateAddress: bigint): MemoryRange[] | null {
  segments.sort(byStart);
  const areApart = segments.every(({ start }, index) => start >= (segments[index - 1]?.end ?? 0n));
  const holdState = segments.some(({ start, end }) => start <= stateAddress && stateAddress < end);
  return areApart && holdState ? segments : null;
}

/** The span that an address is in. */
function spanAt(spans: readonly MemoryRange[], address: bigint): MemoryRange | null {
  const span = spans[firstBehind(spans, address)];
  return span !== undefined && span.start <= address ? span : null;
}

/** Index of the first range that ends behind an address. They are in order, and none lies over another. */
export function firstBehind(ranges: readonly MemoryRange[], address: bigint): number {
  let low = 0;
  for (let high = ranges.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.end ?? 0n) <= address) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** LuaJIT's part of one span. */
function walkBlocks(
  { start, end }: MemoryRange,
  segments: readonly MemoryRange[],
  reader: HeaderReader,
  pageBytes: bigint,
): MemoryRange[] {
  const ranges: MemoryRange[] = [];
  let next = firstBehind(segments, start);
  let stepsLeft = MOST_STEPS;
  for (let address = start; address < end; ) {
    while ((segments[next]?.start ?? end) < address) next++;
    const segment = segments[next];
    if (segment?.start === address) {
      ranges.push(segment);
      address = segment.end;
      continue;
    }
    const limit = segment !== undefined && segment.start < end ? segment.start : end;
    const block = readBlock(reader, address, limit, pageBytes);
    if (block === null) {
      address = --stepsLeft > 0 ? address + pageBytes : limit;
      continue;
    }
    if (block.isLuaJit) ranges.push({ start: address, end: block.end });
    address = block.end;
  }
  return ranges;
}

/** A block with a mapping of its own, LuaJIT's or malloc's, by its header; null for anything else. */
function readBlock(
  reader: HeaderReader,
  address: bigint,
  limit: bigint,
  pageBytes: bigint,
): { readonly isLuaJit: boolean; readonly end: bigint } | null {
  const header = reader.read(address);
  if (header === null || header[0] > 1n || (header[1] & ALL_FLAGS) !== IN_USE) return null;
  const isLuaJit = header[0] === 1n;
  const sizeBytes = (header[1] & ~ALL_FLAGS) + (isLuaJit ? DIRECT_FOOT_BYTES : 0n);
  if (sizeBytes === 0n || sizeBytes % pageBytes !== 0n || address + sizeBytes > limit) return null;
  return { isLuaJit, end: address + sizeBytes };
}
