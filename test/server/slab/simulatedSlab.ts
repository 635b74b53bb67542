/**
 * nginx's allocator (src/core/ngx_slab.c) played page by page and bit by bit, to prove the arithmetic of the product
 * against it. Written after the C code, not after the arithmetic. Nothing is ever freed.
 */

export type SlabAge = '1.22.1' | '1.10.3' | '1.6.3';

const POOL_BYTES: Readonly<Record<SlabAge, number>> = { '1.22.1': 200, '1.10.3': 184, '1.6.3': 176 };
const PAGE_STRUCT_BYTES = 24;
const STAT_BYTES = 32;
const MIN_SHIFT = 3;

interface SlabPage {
  readonly index: number;
  readonly busy: boolean[];
  firstFree: number;
}

export class SimulatedSlab {
  readonly pageCount: number;
  /** Offset of the first usable page. */
  readonly start: number;
  /** Pages of the zone that were written to. */
  readonly touched = new Set<number>();
  private readonly slots: SlabPage[][];
  private readonly cutPages: SlabPage[] = [];
  private nextPage = 0;
  private readonly pageShift: number;

  constructor(
    sizeBytes: number,
    private readonly pageBytes: number,
    private readonly age: SlabAge = '1.22.1',
  ) {
    this.pageShift = Math.log2(pageBytes);
    const slotCount = this.pageShift - MIN_SHIFT;
    this.slots = Array.from({ length: slotCount }, () => []);
    const end = sizeBytes;
    let p = POOL_BYTES[age];
    let size = end - p;
    p += slotCount * PAGE_STRUCT_BYTES;
    if (age === '1.22.1') {
      p += slotCount * STAT_BYTES;
      size -= slotCount * (PAGE_STRUCT_BYTES + STAT_BYTES);
    }
    let pages = Math.floor(size / (pageBytes + PAGE_STRUCT_BYTES));
    this.touch(0, p + pages * PAGE_STRUCT_BYTES);
    this.start = (p + pages * PAGE_STRUCT_BYTES + pageBytes - 1) & ~(pageBytes - 1);
    const tooMany = pages - Math.trunc((end - this.start) / pageBytes);
    if (tooMany > 0) pages -= tooMany;
    this.pageCount = pages;
  }

  get freePages(): number {
    return this.pageCount - this.nextPage;
  }

  /** Set and clear bits of all pages that are cut. */
  get bits(): { set: number; clear: number } {
    const set = this.cutPages.reduce((sum, page) => sum + page.busy.filter(Boolean).length, 0);
    const all = this.cutPages.reduce((sum, page) => sum + page.busy.length, 0);
    return { set, clear: all - set };
  }

  /** ngx_slab_alloc(), and what is asked for is written to; false where there is no memory. */
  alloc(size: number): boolean {
    const largest = this.pageBytes / 2;
    if (this.age === '1.6.3' ? size >= largest : size > largest) {
      const pages = Math.floor(size / this.pageBytes) + (size % this.pageBytes ? 1 : 0);
      const first = this.allocPages(pages);
      if (first === null) return false;
      this.touch(this.start + first * this.pageBytes, size);
      return true;
    }
    const shift = shiftOf(size);
    const slot = this.slots[shift - MIN_SHIFT] ?? [];
    let page = slot[0];
    if (page === undefined) {
      const index = this.allocPages(1);
      if (index === null) return false;
      page = this.cut(index, shift);
      slot.push(page);
    }
    const chunk = page.busy.indexOf(false, page.firstFree);
    page.busy[chunk] = true;
    page.firstFree = chunk + 1;
    // A full page leaves the slot's list.
    if (page.firstFree === page.busy.length) slot.shift();
    this.touch(this.start + page.index * this.pageBytes + (chunk << shift), size);
    return true;
  }

  private cut(index: number, shift: number): SlabPage {
    const busy = new Array<boolean>(this.pageBytes >> shift).fill(false);
    const exactShift = this.pageShift - 6;
    if (shift < exactShift) {
      // The bitmap stands in the first chunks.
      let bitmapChunks = Math.floor((this.pageBytes >> shift) / ((1 << shift) * 8));
      if (bitmapChunks === 0) bitmapChunks = 1;
      busy.fill(true, 0, bitmapChunks);
      this.touch(this.start + index * this.pageBytes, (this.pageBytes >> shift) / 8);
    }
    const page = { index, busy, firstFree: 0 };
    this.cutPages.push(page);
    return page;
  }

  /** First fit from the front of the one run that a pool without frees has. */
  private allocPages(pages: number): number | null {
    if (pages > this.freePages) return null;
    const first = this.nextPage;
    this.nextPage += pages;
    return first;
  }

  private touch(offset: number, bytes: number): void {
    const last = Math.floor((offset + Math.max(1, bytes) - 1) / this.pageBytes);
    for (let page = Math.floor(offset / this.pageBytes); page <= last; page++) this.touched.add(page);
  }
}

/** The loop of the C code: the lowest power of two that is large enough. */
function shiftOf(size: number): number {
  if (size <= 1 << MIN_SHIFT) return MIN_SHIFT;
  let shift = 1;
  for (let rest = (size - 1) >> 1; rest > 0; rest >>= 1) shift += 1;
  return shift;
}
