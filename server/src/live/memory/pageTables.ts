/**
 * /proc/PID/pagemap (Documentation/admin-guide/mm/pagemap.rst): 64 bits a page, of which bit 63 says that the page is in
 * this process's page table. It says nothing of pages that others have, or that nobody has mapped since a reload.
 *
 * The kernel fills in 8 bytes a page whether it is there or not, so the cost grows with a zone's size: 20 MB for 10 GB, of
 * each process.
 */
import type { ProcFile } from '../system/procFiles';

/** Pages of a zone, counted from its beginning. */
export interface PageSet {
  readonly pageCount: number;
  has(page: number): boolean;
  /** How many there are. */
  count(): number;
}

/** A set that page tables are put into. */
export interface GrowingPageSet extends PageSet {
  add(page: number): void;
}

const ENTRY_BYTES = 8;
const PAGES_AT_ONCE = 64 * 1024;

/** 256 GB of pages of 4 KB: what claims to be larger is not counted. */
const MOST_PAGES = 1 << 26;

let buffer: Uint32Array<ArrayBuffer> | null = null;

/** Room for the flags of one reading; made when it is first needed, and kept. */
function flagWords(): Uint32Array<ArrayBuffer> {
  buffer ??= new Uint32Array(PAGES_AT_ONCE * 2);
  return buffer;
}

/** An empty set; null for a zone that is too large to be counted. */
export function createPageSet(pageCount: number): GrowingPageSet | null {
  if (pageCount > MOST_PAGES) return null;
  const words = new Uint32Array(Math.ceil(pageCount / 32));
  let count = 0;
  return {
    pageCount,
    has: (page) => (((words[page >> 5] ?? 0) >>> (page & 31)) & 1) === 1,
    count: () => count,
    add: (page) => {
      const word = words[page >> 5] ?? 0;
      const bit = 1 << (page & 31);
      if ((word & bit) !== 0) return;
      words[page >> 5] = word | bit;
      count += 1;
    },
  };
}

/**
 * Counts the pages of a mapping that a process has in its page table, and adds them to `union`.
 *
 * @returns null where the page table could not be read to its end
 */
export function countMappedPages(
  pagemap: ProcFile,
  start: bigint,
  pageSizeBytes: number,
  pageCount: number,
  union: GrowingPageSet | null,
): number | null {
  if (pageCount > MOST_PAGES) return null;
  const words = flagWords();
  let count = 0;
  for (let first = 0; first < pageCount; first += PAGES_AT_ONCE) {
    const pages = Math.min(PAGES_AT_ONCE, pageCount - first);
    if (!readFlags(pagemap, start, pageSizeBytes, first, pages, words)) return null;
    for (let page = 0; page < pages; page++) {
      // Bit 63 is the sign of the second half.
      if (((words[page * 2 + 1] ?? 0) | 0) >= 0) continue;
      count += 1;
      union?.add(first + page);
    }
  }
  return count;
}

/** Which of a few neighbouring pages a process has; null where that can't be read. At most {@link MOST_FLAGS}. */
export function mappedFlags(
  pagemap: ProcFile,
  start: bigint,
  pageSizeBytes: number,
  firstPage: number,
  pageCount: number,
): boolean[] | null {
  const words = flagWords();
  if (pageCount > MOST_FLAGS || !readFlags(pagemap, start, pageSizeBytes, firstPage, pageCount, words)) return null;
  return Array.from({ length: pageCount }, (_, page) => ((words[page * 2 + 1] ?? 0) | 0) < 0);
}

export const MOST_FLAGS = 1024;

function readFlags(
  pagemap: ProcFile,
  start: bigint,
  pageSizeBytes: number,
  firstPage: number,
  pageCount: number,
  words: Uint32Array<ArrayBuffer>,
): boolean {
  const target = new Uint8Array(words.buffer, 0, pageCount * ENTRY_BYTES);
  const position = (Number(start) / pageSizeBytes + firstPage) * ENTRY_BYTES;
  let filled = 0;
  while (filled < target.length) {
    const got = pagemap.read(target.subarray(filled), position + filled);
    if (got <= 0 || got % ENTRY_BYTES !== 0) return false;
    filled += got;
  }
  return true;
}
