/** One zone, as far as a rung shows it. */

import type { SampleDepth } from '../../shared/liveSample';
import type { LiveProcess, Rung } from '../../shared/liveServer';
import { type PoolReading, readPool } from '../../slab/pool';
import type { ZoneBytes } from '../../slab/zoneBytes';
import type { ProcFile, ProcFiles } from '../system/procFiles';
import type { ListEntry } from '../zones/zoneIdentities';
import { readZonePool, usedBytesOf, type ZoneFigures } from '../zones/zoneReading';
import type { ZoneFinder, ZoneSource } from '../zones/zoneSources';
import { type HighWater, type MappedZone, readMappedZone } from './mappedPages';
import type { OpenProcesses } from './openProcesses';
import { initializedPages, NOTHING_PROVEN, pagesProvenBy } from './provenPages';
import { fileZoneBytes, processZoneBytes, unreadableZoneBytes } from './zoneBytesOf';

export interface RungReader {
  readonly rung: Exclude<Rung, 'none'>;
  /** Reads a zone; null where it is no longer what it was, so that the whole sample has to be taken again. */
  read(
    open: OpenProcesses,
    source: ZoneSource,
    entry: ListEntry | null,
    processes: readonly LiveProcess[],
    depth: SampleDepth,
  ): ZoneFigures | null;
  /** Gives `use` the zone's bytes, and on the highest rung its file; null as in `read`. */
  withBytes<T>(
    open: OpenProcesses,
    source: ZoneSource,
    entry: ListEntry | null,
    processes: readonly LiveProcess[],
    use: (bytes: ZoneBytes, file: ProcFile | null) => T,
  ): T | null;
  /** What the page tables of all processes have of it. */
  mappedZone(open: OpenProcesses, source: ZoneSource, processes: readonly LiveProcess[]): MappedZone;
}

/** On lower rungs page tables are all there is, and counting them costs more the larger a zone is. */
const PAGE_TABLES_EVERY_MS = 10_000;

/** Reads zones on one rung. */
export function createRungReader(
  files: ProcFiles,
  finder: ZoneFinder,
  pageSizeBytes: number,
  rung: Exclude<Rung, 'none'>,
  highWater: HighWater,
): RungReader {
  /** When a zone was last counted in page tables. */
  const countedAtMs = new Map<number, number>();
  /** What kind of pool a zone holds, which never changes. */
  const knownPools = new Map<number, PoolReading>();

  function processBytes(
    open: OpenProcesses,
    source: ZoneSource,
    entry: ListEntry | null,
    pids: readonly number[],
  ): ZoneBytes {
    const { mapping } = source;
    let isProven = entry?.hasPool === true ? initializedPages(entry.sizeBytes, pageSizeBytes) : NOTHING_PROVEN;
    const bytes = processZoneBytes(open, pids, mapping, pageSizeBytes, (page) => isProven(page));
    if (entry?.hasPool !== true) return bytes;
    const pool = knownPools.get(mapping.inode) ?? readPool(bytes, mapping.start, pageSizeBytes);
    if (pool.kind === 'slab') knownPools.set(mapping.inode, pool);
    isProven = pagesProvenBy(bytes, pool, pageSizeBytes, isProven);
    return bytes;
  }

  const withBytes: RungReader['withBytes'] = (open, source, entry, processes, use) => {
    if (rung === 'page tables') return use(unreadableZoneBytes(source.mapping.mappedBytes), null);
    if (rung === 'mapped') return use(processBytes(open, source, entry, finder.holders(source, processes)), null);
    const file = files.open(source.path);
    if (file.refusal !== null) return null;
    try {
      return use(fileZoneBytes(file, source.mapping.mappedBytes), file);
    } finally {
      file.close();
    }
  };

  const mappedZone: RungReader['mappedZone'] = (open, source, processes) =>
    readMappedZone(open, source, finder.holders(source, processes), pageSizeBytes);

  function isDue(inode: number, depth: SampleDepth): boolean {
    if (depth === 'full') return true;
    if (rung === 'exact') return false;
    const before = countedAtMs.get(inode);
    return before === undefined || performance.now() - before >= PAGE_TABLES_EVERY_MS;
  }

  return {
    rung,
    withBytes,
    mappedZone,
    read(open, source, entry, processes, depth) {
      const { inode } = source.mapping;
      const pool = withBytes(open, source, entry, processes, (bytes, file) => {
        const found = readZonePool(bytes, source, pageSizeBytes, depth);
        // After the pool, which may have grown meanwhile: what is used is loaded.
        return { found, stat: file?.stat() ?? null };
      });
      // Another zone may stand at the address by now.
      if (pool === null || (pool.stat !== null && pool.stat.inode !== inode)) return null;
      const isCounted = isDue(inode, depth);
      const counted = isCounted ? mappedZone(open, source, processes) : null;
      if (isCounted) countedAtMs.set(inode, performance.now());
      const mapped = counted?.byProcess ?? null;
      const { reading, walk } = pool.found;
      if (rung === 'exact') {
        return { reading, walk, mapped, loaded: { bytes: pool.stat?.allocatedBytes ?? null, exactness: 'exact' } };
      }
      const seen = counted?.union?.count() ?? null;
      highWater.raise(inode, seen === null ? null : seen * pageSizeBytes);
      const bytes = highWater.raise(inode, usedBytesOf(reading, pageSizeBytes));
      return { reading, walk, mapped, loaded: { bytes, exactness: 'at least' } };
    },
  };
}
