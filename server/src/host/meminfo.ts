import { parseCount } from './numbers';
import type { HostFiles } from './procFiles';

/** What /proc/meminfo says, in bytes; null where the row is missing or is no figure. */
export interface Meminfo {
  readonly totalBytes: number | null;
  readonly availableBytes: number | null;
  readonly swapTotalBytes: number | null;
  readonly swapFreeBytes: number | null;
  readonly commitLimitBytes: number | null;
  readonly committedBytes: number | null;
  /** The default size of hugetlb pages, which is not always that of transparent huge pages. */
  readonly hugetlbPageBytes: number | null;
}

export function readMeminfo(files: HostFiles): Meminfo {
  return parseMeminfo(files.read('/proc/meminfo') ?? '');
}

/**
 * Format: proc_meminfo(5) and Documentation/filesystems/proc.rst: rows `MemTotal:  24684084 kB`, where kB is 1024
 * bytes. MemAvailable is there since Linux 3.14. Figures that contradict each other (more available than there is)
 * are not believed.
 */
export function parseMeminfo(text: string): Meminfo {
  const rows = new Map<string, number | null>();
  for (const match of text.matchAll(/^([A-Za-z0-9_()]{1,64}):[ \t]*(\S{1,32}) kB[ \t]*$/gm)) {
    const [, name = '', figure = ''] = match;
    if (!rows.has(name)) rows.set(name, bytesOfKilobytes(figure));
  }
  const row = (name: string) => rows.get(name) ?? null;
  const totalBytes = row('MemTotal') === 0 ? null : row('MemTotal');
  const swapTotalBytes = row('SwapTotal');
  return {
    totalBytes,
    availableBytes: atMost(row('MemAvailable'), totalBytes),
    swapTotalBytes,
    swapFreeBytes: atMost(row('SwapFree'), swapTotalBytes),
    commitLimitBytes: row('CommitLimit'),
    committedBytes: row('Committed_AS'),
    hugetlbPageBytes: row('Hugepagesize'),
  };
}

function bytesOfKilobytes(figure: string): number | null {
  const kilobytes = parseCount(figure);
  return kilobytes !== null && Number.isSafeInteger(kilobytes * 1024) ? kilobytes * 1024 : null;
}

function atMost(part: number | null, whole: number | null): number | null {
  return part !== null && whole !== null && part > whole ? null : part;
}
