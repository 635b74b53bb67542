import { type Placement, type PoolGeometry, placementBytes, placementOf, slotClass } from './layout';

/** One request to a pool, with what is written of it when that is not all. */
export type PlannedRequest = { readonly bytes: number } | { readonly pages: number; readonly writtenPages: number };

/** Chunks of one size after some requests. */
export interface PlannedClass {
  readonly chunkBytes: number;
  readonly pages: number;
  /** Chunks handed out. */
  readonly usedChunks: number;
  /** Chunks of its pages that are still to be had. */
  readonly freeChunks: number;
  /** Chunks that hold bitmaps. */
  readonly bitmapChunks: number;
}

/** A new pool after a list of requests. */
export interface PoolPlan {
  readonly geometry: PoolGeometry;
  /** False where a request found no page: nginx logs "no memory", and mostly refuses to start. */
  readonly fits: boolean;
  readonly freePages: number;
  readonly classes: ReadonlyMap<number, PlannedClass>;
  /** Pages handed out, in order from the first usable one: true where something is written to it. */
  readonly handedOut: readonly boolean[];
}

/** Works out what a new pool looks like after requests that are never freed, in order. */
export function planPool(geometry: PoolGeometry, requests: readonly PlannedRequest[]): PoolPlan {
  const classes = new Map<number, PlannedClass>();
  const handedOut: boolean[] = [];
  let fits = true;
  const takePages = (pages: number, writtenPages: number): boolean => {
    if (handedOut.length + pages > geometry.usablePages) return false;
    for (let page = 0; page < pages; page++) handedOut.push(page < writtenPages);
    return true;
  };
  for (const request of requests) {
    if ('pages' in request) {
      fits = takePages(request.pages, request.writtenPages) && fits;
      continue;
    }
    const placement = placementOf(request.bytes, geometry);
    if (placement.kind === 'pages') {
      fits = takePages(placement.pages, placement.pages) && fits;
      continue;
    }
    const before = classes.get(placement.chunkBytes);
    if (before !== undefined && before.freeChunks > 0) {
      classes.set(placement.chunkBytes, {
        ...before,
        usedChunks: before.usedChunks + 1,
        freeChunks: before.freeChunks - 1,
      });
    } else if (takePages(1, 1)) {
      const shape = slotClass(placement.chunkBytes, geometry.pageSizeBytes);
      classes.set(placement.chunkBytes, {
        chunkBytes: placement.chunkBytes,
        pages: (before?.pages ?? 0) + 1,
        usedChunks: (before?.usedChunks ?? 0) + 1,
        freeChunks: shape.chunksPerPage - 1,
        bitmapChunks: (before?.bitmapChunks ?? 0) + shape.bitmapChunks,
      });
    } else fits = false;
  }
  return { geometry, fits, freePages: geometry.usablePages - handedOut.length, classes, handedOut };
}

/** Bits set in the pool's bitmaps: chunks handed out and chunks that hold bitmaps. */
export function usedChunks(plan: PoolPlan): number {
  let sum = 0;
  for (const one of plan.classes.values()) sum += one.usedChunks + one.bitmapChunks;
  return sum;
}

/** Chunks still to be had in pages that are already cut. */
export function freeChunks(plan: PoolPlan): number {
  let sum = 0;
  for (const one of plan.classes.values()) sum += one.freeChunks;
  return sum;
}

/**
 * RAM that the pool holds: the pages that are written to. With huge pages the kernel gives a whole one at the first
 * touch wherever it lies entirely inside the zone (mm/shmem.c), and small pages in the rest.
 *
 * @param hugePageBytes size of a huge page, null where zones get none
 */
export function loadedBytes(plan: PoolPlan, hugePageBytes: number | null): number {
  const { geometry } = plan;
  const { pageSizeBytes } = geometry;
  const headPages = Math.ceil(geometry.initializedBytes / pageSizeBytes);
  const firstPage = geometry.metadataBytes / pageSizeBytes;
  if (hugePageBytes === null) return (headPages + plan.handedOut.filter(Boolean).length) * pageSizeBytes;
  const pagesPerHuge = hugePageBytes / pageSizeBytes;
  const mappedPages = Math.ceil(geometry.sizeBytes / pageSizeBytes);
  const hugePages = new Set<number>();
  let smallPages = 0;
  const touch = (page: number): void => {
    const huge = Math.floor(page / pagesPerHuge);
    if ((huge + 1) * pagesPerHuge <= mappedPages) hugePages.add(huge);
    else smallPages++;
  };
  for (let page = 0; page < headPages; page++) touch(page);
  plan.handedOut.forEach((written, index) => {
    if (written) touch(firstPage + index);
  });
  return hugePages.size * hugePageBytes + smallPages * pageSizeBytes;
}

/** What an entry takes, and how many of them fit. */
export interface PoolCapacity {
  /** Bytes that the module asks for, for one entry. */
  readonly entryBytes: number;
  /** Bytes that the pool gives for it: chunks, or whole pages. */
  readonly slotBytes: number;
  readonly entries: number;
  /** Bytes of the usable pages that neither an entry nor init uses once it is full: rounding, bitmaps, remainders. */
  readonly lostBytes: number;
}

/**
 * How many entries fit into a pool, beside what it holds already, before the first allocation fails.
 *
 * @param requestsBytes the sizes of the allocations that one entry makes
 */
export function poolCapacity(plan: PoolPlan, requestsBytes: readonly number[]): PoolCapacity {
  const { pageSizeBytes } = plan.geometry;
  const placements = requestsBytes.map((bytes) => placementOf(bytes, plan.geometry));
  const entryBytes = sum(requestsBytes);
  const slotBytes = sum(placements.map((placement) => placementBytes(placement, pageSizeBytes)));
  const freeInClasses = sum([...plan.classes.values()].map((one) => one.freeChunks * one.chunkBytes));
  let low = 0;
  let high = slotBytes === 0 ? 0 : Math.floor((plan.freePages * pageSizeBytes + freeInClasses) / slotBytes);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (pagesFor(plan, placements, middle) <= plan.freePages) low = middle;
    else high = middle - 1;
  }
  const lostBytes = Math.max(0, plan.freePages * pageSizeBytes + freeInClasses - low * entryBytes);
  return { entryBytes, slotBytes, entries: low, lostBytes };
}

function pagesFor(plan: PoolPlan, placements: readonly Placement[], entries: number): number {
  const chunks = new Map<number, number>();
  let pages = 0;
  for (const placement of placements) {
    if (placement.kind === 'pages') pages += placement.pages * entries;
    else chunks.set(placement.chunkBytes, (chunks.get(placement.chunkBytes) ?? 0) + entries);
  }
  for (const [chunkBytes, count] of chunks) {
    const missing = count - (plan.classes.get(chunkBytes)?.freeChunks ?? 0);
    const { chunksPerPage } = slotClass(chunkBytes, plan.geometry.pageSizeBytes);
    if (missing > 0) pages += Math.ceil(missing / chunksPerPage);
  }
  return pages;
}

/**
 * Bytes of the largest single allocation that the pool can still serve: all free pages are one run in a new pool, and
 * where there is none, the largest chunk left in a page.
 */
export function largestRequestBytes(plan: PoolPlan): number {
  if (plan.freePages > 0) return plan.freePages * plan.geometry.pageSizeBytes;
  let largest = 0;
  for (const one of plan.classes.values()) if (one.freeChunks > 0) largest = Math.max(largest, one.chunkBytes);
  return largest;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
