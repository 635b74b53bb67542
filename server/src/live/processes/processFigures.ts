import { readPageSize } from '../../host/pageSize';
import type { LiveProcess } from '../../shared/liveServer';
import { hostFilesOf } from '../system/hostFilesOf';
import type { ProcFiles } from '../system/procFiles';

type Figures = Pick<LiveProcess, 'virtualBytes' | 'residentBytes' | 'sharedBytes' | 'privateBytes'>;

const UNKNOWN: Figures = { virtualBytes: null, residentBytes: null, sharedBytes: null, privateBytes: null };

/**
 * /proc/PID/statm (proc_pid_statm(5)), in pages: size, resident, and those resident pages that are of files or shared
 * memory. The rest of the resident ones are the process's own.
 *
 * How exact: since Linux 6.2 each processor counts by itself, and is added up before it is 32 pages (or twice the number
 * of processors) off. From 6.17 statm and status sum all of them and are exact, where field 24 of `stat`, which `ps` shows,
 * is not; from 6.2 to 6.16 statm too can be off by 32 pages for each processor. Before 6.2 each thread could hold back 64
 * pages. Measured on 6.18 with 2 processors: statm equals smaps_rollup to the page, `stat` was up to 46 pages lower.
 */
export function readProcessFigures(files: ProcFiles, pid: number, pageSizeBytes: number): Figures {
  const text = files.readText(`/proc/${pid}/statm`);
  const row = text === null ? null : /^([0-9]{1,13}) ([0-9]{1,13}) ([0-9]{1,13}) /.exec(text);
  if (row === null) return UNKNOWN;
  const [size, resident, shared] = [Number(row[1]), Number(row[2]), Number(row[3])];
  // A process that is ending has given its memory back already: the kernel says 0, and nothing is known.
  if (size === 0) return UNKNOWN;
  return {
    virtualBytes: size * pageSizeBytes,
    residentBytes: resident * pageSizeBytes,
    sharedBytes: Math.min(shared, resident) * pageSizeBytes,
    privateBytes: Math.max(0, resident - shared) * pageSizeBytes,
  };
}

const pageSizes = new WeakMap<ProcFiles, number>();

/** The running kernel's page size. */
export function pageSizeOf(files: ProcFiles): number {
  let sizeBytes = pageSizes.get(files);
  if (sizeBytes === undefined) {
    ({ pageSizeBytes: sizeBytes } = readPageSize(hostFilesOf(files)));
    pageSizes.set(files, sizeBytes);
  }
  return sizeBytes;
}
