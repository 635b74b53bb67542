/** One zone, as far as a rung shows it. */

import type { SampleDepth } from '../../shared/liveSample';
import type { LiveProcess, Rung } from '../../shared/liveServer';
import type { PoolReading } from '../../slab/pool';
import { createPoolReader, type PoolReader } from '../../slab/poolReader';
import type { ZoneBytes } from '../../slab/zoneBytes';
import type { ZoneMapping } from '../system/maps';
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
  /** Forgets zones that are gone: the kernel gives their numbers to others. */
  keepOnly(inodes: ReadonlySet<number>): void;
}

/** What is kept of a zone, by its inode. */
interface KnownZone {
  /** Of its mapping. */
  readonly start: bigint;
  readonly mappedBytes: number;
  readonly pool: PoolReader;
  /** What kind of pool it holds, which never changes; null while that is not known. */
  kind: PoolReading | null;
  /** When it was last counted in page tables. */
  countedAtMs: number | null;
}

/** On lower rungs page tables are all there is, and counting them costs more the larger a zone is. */
const PAGE_TABLES_EVERY_MS = 10_000;

/** Bytes are never read through what has no role: forks that a script makes (os.execute) end at any moment. */
export function isReadThrough({ role }: LiveProcess): boolean {
  return role !== 'other';
}

/** Reads zones on one rung. */
export function createRungReader(
  files: ProcFiles,
  finder: ZoneFinder,
  pageSizeBytes: number,
  rung: Exclude<Rung, 'none'>,
  highWater: HighWater,
): RungReader {
  const known = new Map<number, KnownZone>();

  function zoneAt({ inode, start, mappedBytes }: ZoneMapping): KnownZone {
    const before = known.get(inode);
    if (before !== undefined && before.start === start && before.mappedBytes === mappedBytes) return before;
    const pool = createPoolReader(start, pageSizeBytes);
    const zone: KnownZone = { start, mappedBytes, pool, kind: null, countedAtMs: null };
    known.set(inode, zone);
    return zone;
  }

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
    const zone = zoneAt(mapping);
    const kind = zone.kind ?? zone.pool.read(bytes);
    if (kind.kind === 'slab') zone.kind = kind;
    isProven = pagesProvenBy(bytes, kind, pageSizeBytes, isProven);
    return bytes;
  }

  const withBytes: RungReader['withBytes'] = (open, source, entry, processes, use) => {
    if (rung === 'page tables') return use(unreadableZoneBytes(source.mapping.mappedBytes), null);
    if (rung === 'mapped') {
      return use(processBytes(open, source, entry, finder.holders(source, processes.filter(isReadThrough))), null);
    }
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

  function isDue({ countedAtMs }: KnownZone, depth: SampleDepth): boolean {
    if (depth === 'full') return true;
    if (rung === 'exact') return false;
    return countedAtMs === null || performance.now() - countedAtMs >= PAGE_TABLES_EVERY_MS;
  }

  return {
    rung,
    withBytes,
    mappedZone,
    keepOnly(inodes) {
      for (const inode of known.keys()) if (!inodes.has(inode)) known.delete(inode);
    },
    read(open, source, entry, processes, depth) {
      const { inode } = source.mapping;
      const zone = zoneAt(source.mapping);
      const pool = withBytes(open, source, entry, processes, (bytes, file) => {
        const found = readZonePool(zone.pool, bytes, source, pageSizeBytes, depth);
        // After the pool, which may have grown meanwhile: what is used is loaded.
        return { found, stat: file?.stat() ?? null };
      });
      // Another zone may stand at the address by now.
      if (pool === null || (pool.stat !== null && pool.stat.inode !== inode)) return null;
      const isCounted = isDue(zone, depth);
      const counted = isCounted ? mappedZone(open, source, processes) : null;
      if (isCounted) zone.countedAtMs = performance.now();
      const mapped = counted?.byProcess ?? null;
      const { reading, walk, obstacle } = pool.found;
      if (rung === 'exact') {
        return {
          reading,
          walk,
          obstacle,
          mapped,
          loaded: { bytes: pool.stat?.allocatedBytes ?? null, exactness: 'exact' },
        };
      }
      const seen = counted?.union?.count() ?? null;
      highWater.raise(inode, seen === null ? null : seen * pageSizeBytes);
      const bytes = highWater.raise(inode, usedBytesOf(reading, pageSizeBytes));
      return { reading, walk, obstacle, mapped, loaded: { bytes, exactness: 'at least' } };
    },
  };
}
