import type { DashboardSlot, PlannedCapacity, SlabLosses } from '../../shared/dashboard';
import type { LiveWalk } from '../../shared/liveSample';

/** What of a pool is known for its losses. */
export interface LossySlab {
  readonly slots: readonly DashboardSlot[];
  /** Null where it is not known. */
  readonly largeAllocationPages: number | null;
  readonly walk: LiveWalk | null;
  readonly pageSizeBytes: number;
  /** Of an entry that is one allocation; else null. */
  readonly entry: Pick<PlannedCapacity, 'entryBytes'> | null;
}

/** Chunks of 8 bytes are nginx's smallest: only in them a request may be shorter than half a chunk. */
const SMALLEST_CHUNK_BYTES = 8;

/** Of the pages in use: what they hold that no entry asked for. */
export function slabLosses(slab: LossySlab): SlabLosses {
  const { slots } = slab;
  return {
    freeChunkBytes: slots.reduce((sum, { freeBytes }) => sum + freeBytes, 0),
    bitmapBytes: slots.reduce((sum, { bitmapBytes }) => sum + bitmapBytes, 0),
    roundingBytes: roundingBytes(slab),
    roundingAtMostBytes: chunkRoundingAtMost(slots) + pageRoundingAtMost(slab),
  };
}

/** Of the chunks, or of the pages, that entries of the assumed length are in. */
function roundingBytes({ slots, walk, pageSizeBytes, entry }: LossySlab): number | null {
  if (entry === null || entry.entryBytes <= 0) return null;
  const { entryBytes } = entry;
  if (entryBytes <= pageSizeBytes / 2) {
    const serving = slots
      .filter(({ slotBytes }) => slotBytes >= entryBytes)
      .reduce<DashboardSlot | null>(
        (best, slot) => (best !== null && best.slotBytes <= slot.slotBytes ? best : slot),
        null,
      );
    return serving === null ? null : serving.usedChunks * (serving.slotBytes - entryBytes);
  }
  if (walk === null) return null;
  const pages = Math.ceil(entryBytes / pageSizeBytes);
  const count = walk.pageAllocations.find((allocation) => allocation.pages === pages)?.count ?? 0;
  return count * (pages * pageSizeBytes - entryBytes);
}

function chunkRoundingAtMost(slots: readonly DashboardSlot[]): number {
  return slots.reduce((sum, { slotBytes, usedChunks }) => {
    const shortest = slotBytes <= SMALLEST_CHUNK_BYTES ? 1 : Math.floor(slotBytes / 2) + 1;
    return sum + usedChunks * Math.max(0, slotBytes - shortest);
  }, 0);
}

/** A request of one page is longer than half of it, one of several longer than one page less: half of each at most. */
function pageRoundingAtMost({ largeAllocationPages, walk, pageSizeBytes }: LossySlab): number {
  if (walk === null) return Math.floor(((largeAllocationPages ?? 0) * (pageSizeBytes - 1)) / 2);
  return walk.pageAllocations.reduce(
    (sum, { pages, count }) => sum + count * (pages > 1 ? pageSizeBytes - 1 : Math.floor(pageSizeBytes / 2) - 1),
    0,
  );
}
