/**
 * Which pages of a zone hold RAM, page by page. The kernel tells how many do (on the highest rung), and which of them some
 * process has mapped. The rest is worked out, and where it can't be, it stays open:
 *
 * - metadata and pages that chunks were handed out of were written to;
 * - a page with a byte that is not zero holds RAM, for a hole reads as zeros (looked at on the highest rung only, where
 *   reading a hole leaves it one, and in at most {@link MOST_BYTES_LOOKED_AT});
 * - once as many pages are known as the kernel counts, all others are holes; where the kernel counts all of them, none is.
 *
 * What stays open are pages that hold nothing but zeros, and on lower rungs all that no living process has mapped.
 */
import type { PageRun } from '../../shared/liveSample';
import type { ZoneBytes } from '../../slab/zoneBytes';

const CHUNK_BYTES = 1024 * 1024;
const MOST_BYTES_LOOKED_AT = 512 * 1024 * 1024;

/** What there is to decide by. */
export interface LoadedEvidence {
  readonly pageSizeBytes: number;
  /** Pages that hold RAM, as the kernel counts them; null on lower rungs. */
  readonly loadedPages: number | null;
  /** The shmem file, of which every page may be looked at; null on lower rungs. */
  readonly file: ZoneBytes | null;
}

/** Decides the pages of runs that no page table decides (`isLoaded` null), as far as that can be done. */
export function decideLoaded(runs: readonly PageRun[], evidence: LoadedEvidence): PageRun[] {
  const told = runs.map((run) => (run.isLoaded === null && isWritten(run) ? { ...run, isLoaded: true } : run));
  const counted = decideByCount(told, evidence);
  if (evidence.file === null || !counted.some(isOpen)) return joinAlike(counted);
  const looked = lookAtBytes(counted, evidence.file, evidence.pageSizeBytes);
  return joinAlike(decideByCount(looked, evidence));
}

function isWritten({ state }: PageRun): boolean {
  return state === 'metadata' || state === 'slot';
}

function isOpen({ isLoaded }: PageRun): boolean {
  return isLoaded === null;
}

function decideByCount(runs: readonly PageRun[], { loadedPages }: LoadedEvidence): readonly PageRun[] {
  if (loadedPages === null) return runs;
  let loaded = 0;
  let open = 0;
  for (const { isLoaded, pageCount } of runs) {
    if (isLoaded === true) loaded += pageCount;
    else if (isLoaded === null) open += pageCount;
  }
  if (open === 0 || (loaded !== loadedPages && loaded + open !== loadedPages)) return runs;
  const isRestLoaded = loaded !== loadedPages;
  return runs.map((run) => (run.isLoaded === null ? { ...run, isLoaded: isRestLoaded } : run));
}

function lookAtBytes(runs: readonly PageRun[], file: ZoneBytes, pageSizeBytes: number): PageRun[] {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  const zeros = Buffer.alloc(pageSizeBytes);
  const found: PageRun[] = [];
  let looked = 0;
  for (const run of runs) {
    if (run.isLoaded !== null) {
      found.push(run);
      continue;
    }
    const end = run.firstPage + run.pageCount;
    const add = (firstPage: number, pageCount: number, isLoaded: boolean | null): void => {
      found.push({ ...run, firstPage, pageCount, isLoaded });
    };
    for (let page = run.firstPage; page < end; ) {
      const pages = Math.min(CHUNK_BYTES / pageSizeBytes, end - page);
      looked += pages * pageSizeBytes;
      const bytes = chunk.subarray(0, pages * pageSizeBytes);
      if (looked > MOST_BYTES_LOOKED_AT || !file.read(bytes, page * pageSizeBytes)) {
        add(page, end - page, null);
        break;
      }
      for (let at = 0; at < pages; at++) {
        const isZero = bytes.compare(zeros, 0, pageSizeBytes, at * pageSizeBytes, (at + 1) * pageSizeBytes) === 0;
        add(page + at, 1, isZero ? null : true);
      }
      page += pages;
    }
  }
  return joinAlike(found);
}

/** Puts neighbours together that are alike; groups of unlike pages stay by themselves. */
export function joinAlike(runs: readonly PageRun[]): PageRun[] {
  const joined: PageRun[] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    const isAlike =
      last !== undefined &&
      last.state === run.state &&
      last.slotBytes === run.slotBytes &&
      last.usedChunks === run.usedChunks &&
      last.isLoaded === run.isLoaded &&
      run.state !== 'mixed';
    if (isAlike) joined[joined.length - 1] = { ...last, pageCount: last.pageCount + run.pageCount };
    else joined.push(run);
  }
  return joined;
}
