/** What the page tables of a server's processes have of each zone, counted now and then: it costs more the larger a zone is. */

import type { ZoneSource } from '../zones/zoneSources';
import type { OpenProcesses } from './openProcesses';
import { countMappedPages, createPageSet, type PageSet } from './pageTables';

/** One zone in the page tables. */
export interface MappedZone {
  readonly byProcess: readonly { readonly pid: number; readonly bytes: number }[];
  /** Pages that any of the processes has; null where the zone is too large to be counted, or none could be read. */
  readonly union: PageSet | null;
}

/**
 * Counts a zone in the page tables of processes.
 *
 * @param pids of the processes that have it
 */
export function readMappedZone(
  open: OpenProcesses,
  { mapping }: ZoneSource,
  pids: readonly number[],
  pageSizeBytes: number,
): MappedZone {
  const pageCount = Math.ceil(mapping.mappedBytes / pageSizeBytes);
  const union = createPageSet(pageCount);
  const byProcess: { pid: number; bytes: number }[] = [];
  for (const pid of pids) {
    const pagemap = open.pagemap(pid);
    const pages = pagemap && countMappedPages(pagemap, mapping.start, pageSizeBytes, pageCount, union);
    if (pages !== null) byProcess.push({ pid, bytes: pages * pageSizeBytes });
  }
  return { byProcess, union: byProcess.length === 0 ? null : union };
}

/** What a server's zones were seen to hold at least. A page is never given back while its zone lives. */
export interface HighWater {
  /** The largest figure so far; null where there was none. */
  raise(inode: number, bytes: number | null): number | null;
  /** Forgets zones that are gone: the kernel gives their numbers to others. */
  keepOnly(inodes: ReadonlySet<number>): void;
}

export function createHighWater(): HighWater {
  const most = new Map<number, number>();
  return {
    raise(inode, bytes) {
      const before = most.get(inode) ?? null;
      if (bytes === null || (before !== null && before >= bytes)) return before;
      most.set(inode, bytes);
      return bytes;
    },
    keepOnly(inodes) {
      for (const inode of most.keys()) if (!inodes.has(inode)) most.delete(inode);
    },
  };
}
