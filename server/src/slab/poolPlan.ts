import { type Placement, type PoolGeometry, placementBytes, placementOf, slotClass } from './layout';

/** One request to a pool. What it gets is written to from end to end. */
export interface PlannedRequest {
  readonly bytes: number;
}

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
  /** Pages handed out, from the first usable one on. */
  readonly usedPages: number;
}

/** Works out what a new pool looks like after requests that are never freed, in order. */
export function planPool(geometry: PoolGeometry, requests: readonly PlannedRequest[]): PoolPlan {
  const empty = { geometry, fits: true, freePages: geometry.usablePages, classes: new Map(), usedPages: 0 };
  return extendPlan(empty, requests);
}

/** The plan after further requests: chunks come out of pages that are already cut, then out of free pages. */
export function extendPlan(plan: PoolPlan, requests: readonly PlannedRequest[]): PoolPlan {
  const { geometry } = plan;
  const classes = new Map(plan.classes);
  let { fits, usedPages } = plan;
  const takePages = (pages: number): boolean => {
    if (usedPages + pages > geometry.usablePages) return false;
    usedPages += pages;
    return true;
  };
  for (const request of requests) {
    const placement = placementOf(request.bytes, geometry);
    if (placement.kind === 'pages') {
      fits = takePages(placement.pages) && fits;
      continue;
    }
    const before = classes.get(placement.chunkBytes);
    if (before !== undefined && before.freeChunks > 0) {
      classes.set(placement.chunkBytes, {
        ...before,
        usedChunks: before.usedChunks + 1,
        freeChunks: before.freeChunks - 1,
      });
    } else if (takePages(1)) {
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
  return { geometry, fits, freePages: geometry.usablePages - usedPages, classes, usedPages };
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
  const pagesPerHuge = hugePageBytes === null ? 1 : hugePageBytes / pageSizeBytes;
  if (hugePageBytes === null || pagesPerHuge <= 1) return (headPages + plan.usedPages) * pageSizeBytes;
  const mappedPages = Math.ceil(geometry.sizeBytes / pageSizeBytes);
  const pagesInHuge = Math.floor(mappedPages / pagesPerHuge) * pagesPerHuge;
  const hugeBefore = (page: number): number => Math.ceil(Math.min(page, pagesInHuge) / pagesPerHuge);
  const lastPage = firstPage + plan.usedPages;
  const headHuge = hugeBefore(headPages);
  // Usable pages that are used may begin in the huge page in which the head ends.
  const firstHuge = Math.max(headHuge, Math.floor(Math.min(firstPage, pagesInHuge) / pagesPerHuge));
  const usedHuge = plan.usedPages === 0 ? 0 : Math.max(0, hugeBefore(lastPage) - firstHuge);
  const smallPages = Math.max(0, headPages - pagesInHuge) + Math.max(0, lastPage - Math.max(firstPage, pagesInHuge));
  return (headHuge + usedHuge) * hugePageBytes + smallPages * pageSizeBytes;
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
  const most = slotBytes === 0 ? 0 : Math.floor((plan.freePages * pageSizeBytes + freeInClasses) / slotBytes);
  // A size in a config is any number; above this one, halving would not come to an end.
  let high = Math.min(most, Number.MAX_SAFE_INTEGER);
  while (low < high) {
    const middle = low + Math.ceil((high - low) / 2);
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
  const { pageSizeBytes, layout } = plan.geometry;
  if (plan.freePages > 0) return plan.freePages * pageSizeBytes;
  let largest = 0;
  for (const one of plan.classes.values()) if (one.freeChunks > 0) largest = Math.max(largest, one.chunkBytes);
  return layout.halfPageIsWhole && largest === pageSizeBytes / 2 ? largest - 1 : largest;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
