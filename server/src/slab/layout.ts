/**
 * Arithmetic of nginx's slab allocator (src/core/ngx_slab.c) on 64-bit Linux: where in a zone of a given size the pool's
 * header, its page descriptors and its pages lie, and how a page is cut into chunks.
 */

/** One of the three forms that ngx_slab_pool_t has had. */
export interface PoolLayout {
  readonly name: '1.11.7+' | '1.7.2-1.11.6' | '-1.7.1';
  /** sizeof(ngx_slab_pool_t) with POSIX semaphores. */
  readonly poolBytes: number;
  /** Statistics by slot stand behind the slots. */
  readonly hasStatistics: boolean;
  /** Slots and statistics are taken off before the size is divided into pages. */
  readonly countsSlots: boolean;
  /** Allocations of exactly half a page take a whole page (before 1.7.4). */
  readonly halfPageIsWhole: boolean;
}

export const CURRENT_LAYOUT: PoolLayout = {
  name: '1.11.7+',
  poolBytes: 200,
  hasStatistics: true,
  countsSlots: true,
  halfPageIsWhole: false,
};

export const MIDDLE_LAYOUT: PoolLayout = {
  name: '1.7.2-1.11.6',
  poolBytes: 184,
  hasStatistics: false,
  countsSlots: false,
  halfPageIsWhole: false,
};

export const OLD_LAYOUT: PoolLayout = {
  name: '-1.7.1',
  poolBytes: 176,
  hasStatistics: false,
  countsSlots: false,
  halfPageIsWhole: true,
};

/** The pool's form in an nginx version (the numbers of `1.22.1`). */
export function poolLayoutOf(version: readonly number[]): PoolLayout {
  const [major = 0, minor = 0, patch = 0] = version;
  const number = major * 1_000_000 + minor * 1_000 + patch;
  if (number >= 1_011_007) return CURRENT_LAYOUT;
  if (number < 1_007_002) return OLD_LAYOUT;
  return number < 1_007_004 ? { ...MIDDLE_LAYOUT, halfPageIsWhole: true } : MIDDLE_LAYOUT;
}

/** sizeof(ngx_slab_page_t) and sizeof(ngx_slab_stat_t). */
const DESCRIPTOR_BYTES = 24;
const STATISTICS_BYTES = 32;

/** pool->min_shift is 3: chunks of 8 bytes are the smallest. */
const SMALLEST_CHUNK_BYTES = 8;

/** How a zone of a given size is divided. */
export interface PoolGeometry {
  readonly layout: PoolLayout;
  readonly sizeBytes: number;
  readonly pageSizeBytes: number;
  /** Pages that the pool can hand out. */
  readonly usablePages: number;
  /** Bytes before the first usable page: header, slots, descriptors and what is left over up to a page's border. */
  readonly metadataBytes: number;
  /** Bytes that making the pool writes: up to the end of the descriptors, which are all zeroed. */
  readonly initializedBytes: number;
  /** Bytes behind the last usable page; they can't be used. */
  readonly wastedBytes: number;
}

/**
 * Divides a zone as ngx_slab_init() does. A zone too small for a single page has none.
 *
 * @param sizeBytes the configured size, which nginx does not round
 */
export function poolGeometry(sizeBytes: number, pageSizeBytes: number, layout: PoolLayout): PoolGeometry {
  const slots = slotSizes(pageSizeBytes).length;
  const slotsBytes = slots * (DESCRIPTOR_BYTES + (layout.hasStatistics ? STATISTICS_BYTES : 0));
  const headerBytes = layout.poolBytes + slotsBytes;
  const available = sizeBytes - (layout.countsSlots ? headerBytes : layout.poolBytes);
  const described = Math.max(0, Math.floor(available / (pageSizeBytes + DESCRIPTOR_BYTES)));
  const initializedBytes = headerBytes + described * DESCRIPTOR_BYTES;
  const metadataBytes = Math.ceil(initializedBytes / pageSizeBytes) * pageSizeBytes;
  const usablePages = Math.max(0, Math.min(described, Math.floor((sizeBytes - metadataBytes) / pageSizeBytes)));
  return {
    layout,
    sizeBytes,
    pageSizeBytes,
    usablePages,
    metadataBytes,
    initializedBytes,
    wastedBytes: Math.max(0, sizeBytes - metadataBytes - usablePages * pageSizeBytes),
  };
}

/** Chunk sizes of the slots, 8 bytes to half a page. */
export function slotSizes(pageSizeBytes: number): number[] {
  const sizes: number[] = [];
  for (let size = SMALLEST_CHUNK_BYTES; size <= pageSizeBytes / 2; size *= 2) sizes.push(size);
  return sizes;
}

/** How a page is cut for one chunk size. */
export interface SlotClass {
  readonly chunkBytes: number;
  /** Chunks that can be handed out. */
  readonly chunksPerPage: number;
  /** Chunks at the page's start that hold its bitmap; the allocator marks them as used. */
  readonly bitmapChunks: number;
}

/** Class of a chunk size. Chunks smaller than page size / 64 keep their bitmap in the page itself. */
export function slotClass(chunkBytes: number, pageSizeBytes: number): SlotClass {
  const chunks = pageSizeBytes / chunkBytes;
  const bitmapChunks = chunks > 64 ? Math.max(1, Math.floor(chunks / 8 / chunkBytes)) : 0;
  return { chunkBytes, chunksPerPage: chunks - bitmapChunks, bitmapChunks };
}

/** What one request takes from the pool: a chunk of a slot, or whole pages. */
export type Placement =
  | { readonly kind: 'chunk'; readonly chunkBytes: number }
  | { readonly kind: 'pages'; readonly pages: number };

/** Where ngx_slab_alloc() takes a request of some bytes from. */
export function placementOf(requestBytes: number, geometry: Pick<PoolGeometry, 'pageSizeBytes' | 'layout'>): Placement {
  const { pageSizeBytes, layout } = geometry;
  const half = pageSizeBytes / 2;
  if (requestBytes > half || (requestBytes === half && layout.halfPageIsWhole)) {
    return { kind: 'pages', pages: Math.ceil(requestBytes / pageSizeBytes) };
  }
  let chunkBytes = SMALLEST_CHUNK_BYTES;
  while (chunkBytes < requestBytes) chunkBytes *= 2;
  return { kind: 'chunk', chunkBytes };
}

/** Bytes that a placement takes out of the pool. */
export function placementBytes(placement: Placement, pageSizeBytes: number): number {
  return placement.kind === 'chunk' ? placement.chunkBytes : placement.pages * pageSizeBytes;
}
