import type { Random } from '../../../support/random';
import { createSlabMemory, type SlabMemory, type Store } from './slabMemory';
import type { SlabAge } from './slabStructs';

/**
 * A pool that is filled and emptied at random, with a plain account of its own beside the words in memory: which pages are
 * free and in which runs, which chunks are taken. What the decoder says has to be this account.
 */

export interface AccountedSlot {
  readonly slotBytes: number;
  readonly pages: number;
  readonly usedChunks: number;
  readonly freeChunks: number;
  readonly bitmapChunks: number;
  readonly requests: number;
  readonly failures: number;
}

/** The state of a pool between two operations. */
export interface SlabAccount {
  readonly totalPages: number;
  readonly freePages: number;
  /** In the order of the free list. */
  readonly freeRuns: readonly { readonly page: number; readonly pages: number }[];
  /** By first page. */
  readonly allocations: readonly { readonly page: number; readonly pages: number }[];
  /** Pages that are cut: page, slot and chunks used. */
  readonly cutPages: readonly { readonly page: number; readonly slotBytes: number; readonly usedChunks: number }[];
  readonly slots: readonly AccountedSlot[];
}

export interface AccountedPool {
  readonly memory: SlabMemory;
  account(): SlabAccount;
  /** False where there was no memory. */
  alloc(size: number): boolean;
  /** Frees the allocation with that number, counted from the oldest that is left. */
  free(index: number): void;
  allocationCount(): number;
  /** One operation of a random kind and size. */
  step(random: Random): void;
  takeStores(): Store[];
}

interface CutPage {
  readonly shift: number;
  used: number;
}

export function createAccountedPool(options: {
  readonly sizeBytes: number;
  readonly pageBytes?: number;
  readonly age?: SlabAge;
  readonly address?: bigint;
}): AccountedPool {
  const memory = createSlabMemory(options);
  const { pageBytes, age, pageCount, start } = memory;
  const slotSizes: number[] = [];
  for (let size = 8; size <= pageBytes / 2; size *= 2) slotSizes.push(size);
  const requests = slotSizes.map(() => 0);
  const failures = slotSizes.map(() => 0);
  const cutPages = new Map<number, CutPage>();
  const allocations = new Map<number, number>();
  const live: { offset: number; size: number }[] = [];
  let freeRuns: { page: number; pages: number }[] = [{ page: 0, pages: pageCount }];

  const isWhole = (size: number): boolean => (age === '1.6.3' ? size >= pageBytes / 2 : size > pageBytes / 2);
  const slotIndex = (size: number): number => slotSizes.findIndex((slotBytes) => size <= slotBytes);
  const bitmapChunks = (slotBytes: number): number => {
    const chunks = pageBytes / slotBytes;
    // A bit each; as many chunks as that takes, at least one; pages of up to 64 chunks need none.
    return chunks <= 64 ? 0 : Math.max(1, Math.floor(chunks / 8 / slotBytes));
  };

  /** First fit, from the front of the run. */
  function takePages(pages: number): number | null {
    const index = freeRuns.findIndex((run) => run.pages >= pages);
    const run = freeRuns[index];
    if (run === undefined) return null;
    if (run.pages === pages) freeRuns.splice(index, 1);
    else freeRuns[index] = { page: run.page + pages, pages: run.pages - pages };
    return run.page;
  }

  function giveBack(page: number, pages: number): void {
    let run = { page, pages };
    if (age !== '1.6.3') {
      const behind = freeRuns.find((other) => other.page === run.page + run.pages);
      const before = freeRuns.find((other) => other.page + other.pages === run.page);
      freeRuns = freeRuns.filter((other) => other !== behind && other !== before);
      run = { page: before?.page ?? page, pages: (before?.pages ?? 0) + pages + (behind?.pages ?? 0) };
    }
    freeRuns.unshift(run);
  }

  function alloc(size: number): boolean {
    const offset = memory.alloc(size);
    if (isWhole(size)) {
      const pages = Math.ceil(size / pageBytes);
      const page = takePages(pages);
      expectSame(offset, page === null ? null : start + page * pageBytes);
      if (page !== null) allocations.set(page, pages);
    } else {
      const slot = slotIndex(size);
      requests[slot] = (requests[slot] ?? 0) + 1;
      if (offset === null) {
        failures[slot] = (failures[slot] ?? 0) + 1;
        expectSame(freeRuns.length, 0);
      } else {
        takeChunk(Math.floor((offset - start) / pageBytes), slot);
      }
    }
    if (offset !== null) live.push({ offset, size });
    return offset !== null;
  }

  function takeChunk(page: number, slot: number): void {
    const cut = cutPages.get(page);
    if (cut !== undefined) {
      expectSame(cut.shift, slot + 3);
      cut.used += 1;
      return;
    }
    expectSame(takePages(1), page);
    cutPages.set(page, { shift: slot + 3, used: 1 });
  }

  function free(index: number): void {
    const [freed] = live.splice(index, 1);
    if (freed === undefined) return;
    memory.free(freed.offset);
    const page = Math.floor((freed.offset - start) / pageBytes);
    if (isWhole(freed.size)) {
      giveBack(page, allocations.get(page) ?? 0);
      allocations.delete(page);
      return;
    }
    const cut = cutPages.get(page);
    if (cut === undefined) throw new Error(`page ${page} is not cut`);
    cut.used -= 1;
    if (cut.used > 0) return;
    cutPages.delete(page);
    giveBack(page, 1);
  }

  function account(): SlabAccount {
    const slots = slotSizes.map((slotBytes, slot) => {
      const pages = [...cutPages.values()].filter((cut) => cut.shift === slot + 3);
      const usedChunks = pages.reduce((sum, cut) => sum + cut.used, 0);
      const held = pages.length * bitmapChunks(slotBytes);
      return {
        slotBytes,
        pages: pages.length,
        usedChunks,
        freeChunks: pages.length * (pageBytes / slotBytes) - held - usedChunks,
        bitmapChunks: held,
        requests: requests[slot] ?? 0,
        failures: failures[slot] ?? 0,
      };
    });
    return {
      totalPages: pageCount,
      freePages: freeRuns.reduce((sum, run) => sum + run.pages, 0),
      freeRuns: freeRuns.map((run) => ({ ...run })),
      allocations: [...allocations].map(([page, pages]) => ({ page, pages })).sort((a, b) => a.page - b.page),
      cutPages: [...cutPages]
        .map(([page, cut]) => ({ page, slotBytes: 2 ** cut.shift, usedChunks: cut.used }))
        .sort((a, b) => a.page - b.page),
      slots,
    };
  }

  function step(random: Random): void {
    const wantsFree = live.length > 0 && random() < 0.45;
    if (wantsFree) {
      free(Math.floor(random() * live.length));
      return;
    }
    const kind = random();
    if (kind < 0.15) alloc(Math.ceil(random() * pageBytes * 4));
    else if (kind < 0.25) alloc(Math.ceil(random() * pageBytes * pageCount * 0.4));
    else alloc(Math.ceil(2 ** (random() * Math.log2(pageBytes))));
  }

  return {
    ...{ memory, account, alloc, free, step },
    allocationCount: () => live.length,
    takeStores: () => memory.takeStores(),
  };
}

function expectSame(seen: number | null, counted: number | null): void {
  if (seen !== counted) throw new Error(`the simulation contradicts itself: ${seen} in memory, ${counted} counted`);
}
