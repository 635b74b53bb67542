/** A zone's bytes on each rung. None of these readers makes the kernel give a zone a page. */
import type { ZoneBytes } from '../../slab/zoneBytes';
import type { ZoneMapping } from '../system/maps';
import type { ProcFile } from '../system/procFiles';
import type { OpenProcesses } from './openProcesses';
import { MOST_FLAGS, mappedFlags } from './pageTables';

/** The shmem file itself, opened through map_files: a hole reads as zeros, and stays one. */
export function fileZoneBytes(file: ProcFile, sizeBytes: number): ZoneBytes {
  return {
    sizeBytes,
    read(target, offset) {
      if (!isInside(target, offset, sizeBytes)) return false;
      let filled = 0;
      while (filled < target.length) {
        const got = file.read(filled === 0 ? target : target.subarray(filled), offset + filled);
        if (got <= 0) return false;
        filled += got;
      }
      return true;
    },
  };
}

/** No byte of it may be read. */
export function unreadableZoneBytes(sizeBytes: number): ZoneBytes {
  return { sizeBytes, read: () => false };
}

/** Pages that hold RAM for certain though no page table has them. */
export type IsProven = (page: number) => boolean;

/**
 * The memory of the server's processes, page by page: each is read through a process that has it in its page table, so
 * that the read finds it there. A page that none has may be a hole, and is read only where something else proves that it
 * is none; it then enters the page table of the process that it is read through.
 *
 * @param pids processes that have this very zone at this address, the master first where it is among them. It is asked last
 *   for pages, for it alone maps and unmaps zones while it lives; proven pages are read through it, so that no worker grows
 */
export function processZoneBytes(
  processes: OpenProcesses,
  pids: readonly number[],
  { start, mappedBytes }: ZoneMapping,
  pageSizeBytes: number,
  isProven: IsProven,
): ZoneBytes {
  /** The process to read each of some pages through; null where one may not be read. */
  function holdersOf(firstPage: number, pageCount: number): number[] | null {
    const holders: number[] = new Array<number>(pageCount).fill(0);
    let missing = pageCount;
    for (let index = pids.length - 1; index >= 0 && missing > 0; index--) {
      const pid = pids[index] ?? 0;
      const pagemap = processes.pagemap(pid);
      const flags = pagemap && mappedFlags(pagemap, start, pageSizeBytes, firstPage, pageCount);
      if (flags === null) continue;
      for (let page = 0; page < pageCount; page++) {
        if (flags[page] !== true || holders[page] !== 0) continue;
        holders[page] = pid;
        missing -= 1;
      }
    }
    const [anyPid] = pids;
    for (let page = 0; page < pageCount && missing > 0; page++) {
      if (holders[page] !== 0) continue;
      if (anyPid === undefined || !isProven(firstPage + page)) return null;
      holders[page] = anyPid;
      missing -= 1;
    }
    return holders;
  }

  function readPages(target: Uint8Array, offset: number): boolean {
    const firstPage = Math.floor(offset / pageSizeBytes);
    const pageCount = Math.floor((offset + target.length - 1) / pageSizeBytes) - firstPage + 1;
    const holders = holdersOf(firstPage, pageCount);
    if (holders === null) return false;
    for (let page = 0; page < pageCount; ) {
      const pid = holders[page] ?? 0;
      let next = page + 1;
      while (next < pageCount && holders[next] === pid) next++;
      const from = Math.max(0, (firstPage + page) * pageSizeBytes - offset);
      const to = Math.min(target.length, (firstPage + next) * pageSizeBytes - offset);
      const memory = processes.memory(pid);
      if (memory?.read(target.subarray(from, to), start + BigInt(offset + from)) !== to - from) return false;
      page = next;
    }
    return true;
  }

  return {
    sizeBytes: mappedBytes,
    read(target, offset) {
      if (!isInside(target, offset, mappedBytes)) return false;
      const atOnce = (MOST_FLAGS - 1) * pageSizeBytes;
      for (let from = 0; from < target.length; from += atOnce) {
        if (!readPages(target.subarray(from, from + atOnce), offset + from)) return false;
      }
      return true;
    },
  };
}

function isInside(target: Uint8Array, offset: number, sizeBytes: number): boolean {
  return Number.isSafeInteger(offset) && offset >= 0 && offset + target.length <= sizeBytes;
}
