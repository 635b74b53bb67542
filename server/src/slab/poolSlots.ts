import type { LiveSlot } from '../shared/liveSample';
import { slotClass } from './layout';
import { freePagesOf, isSlotListEmpty, type PoolShape, SMALLEST_SHIFT, statistic, type WordBuffer } from './poolHeader';

/** How pages are cut for one slot. */
export interface SlotCut {
  readonly slotBytes: number;
  /** Chunks of a page that can be handed out. */
  readonly chunksPerPage: number;
  /** Chunks of a page that hold its bitmap. */
  readonly bitmapChunks: number;
}

const cutsByShift = new Map<number, readonly SlotCut[]>();

/** The slots of a pool, smallest first. */
export function slotCuts(pageShift: number): readonly SlotCut[] {
  const known = cutsByShift.get(pageShift);
  if (known !== undefined) return known;
  const pageSizeBytes = 2 ** pageShift;
  const cuts = Array.from({ length: pageShift - SMALLEST_SHIFT }, (_, slot) => {
    const slotBytes = 2 ** (slot + SMALLEST_SHIFT);
    const { chunksPerPage, bitmapChunks } = slotClass(slotBytes, pageSizeBytes);
    return { slotBytes, chunksPerPage, bitmapChunks };
  });
  cutsByShift.set(pageShift, cuts);
  return cuts;
}

/**
 * True where the head's numbers can stand side by side: whole pages in each slot, at least one chunk used in each of
 * them (a page goes back with its last chunk), no more than there are, a slot's list empty exactly where all its chunks
 * are used, and no more pages in slots than are not free. A head that is read in the middle of a change mostly fails.
 */
export function areNumbersPossible({ words }: WordBuffer, shape: PoolShape): boolean {
  const free = freePagesOf(words, shape);
  // Pools without statistics have no numbers here.
  if (free === null) return true;
  if (free > shape.pageCount) return false;
  let slotPages = 0;
  const cuts = slotCuts(shape.pageShift);
  for (let slot = 0; slot < cuts.length; slot++) {
    const { chunksPerPage } = cuts[slot] as SlotCut;
    const total = statistic(words, shape, slot, 'total');
    const used = statistic(words, shape, slot, 'used');
    const pages = total / chunksPerPage;
    if (!Number.isInteger(pages) || used > total || used < pages) return false;
    if (isSlotListEmpty(words, shape, slot) !== (used === total)) return false;
    if (statistic(words, shape, slot, 'failures') > statistic(words, shape, slot, 'requests')) return false;
    slotPages += pages;
  }
  return slotPages <= shape.pageCount - free;
}

/** The slots as the pool's own statistics count them. Only for pools that have them. */
export function slotsOfStatistics({ words }: WordBuffer, shape: PoolShape): LiveSlot[] {
  const cuts = slotCuts(shape.pageShift);
  const slots: LiveSlot[] = [];
  for (let slot = 0; slot < cuts.length; slot++) {
    const { slotBytes, chunksPerPage, bitmapChunks } = cuts[slot] as SlotCut;
    const total = statistic(words, shape, slot, 'total');
    const usedChunks = statistic(words, shape, slot, 'used');
    const pages = total / chunksPerPage;
    slots.push({
      slotBytes,
      pages,
      usedChunks,
      freeChunks: total - usedChunks,
      bitmapChunks: pages * bitmapChunks,
      requests: statistic(words, shape, slot, 'requests'),
      failures: statistic(words, shape, slot, 'failures'),
    });
  }
  return slots;
}

/** All chunks of a pool's slots, those that hold bitmaps counted as used. */
export function chunksOf(slots: readonly LiveSlot[]): { readonly used: number; readonly free: number } {
  let used = 0;
  let free = 0;
  for (const slot of slots) {
    used += slot.usedChunks + slot.bitmapChunks;
    free += slot.freeChunks;
  }
  return { used, free };
}
