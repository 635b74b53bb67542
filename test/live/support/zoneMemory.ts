import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { type PoolFigures, readPool as readPoolAt } from './slabPool';

export { cycleZoneNames, type NamedZone } from './cycleZones';
export type { PoolFigures, SlotFigures } from './slabPool';

/** One shared mapping of a process that may be a zone. */
export interface ZoneMapping {
  readonly start: bigint;
  readonly end: bigint;
  readonly sizeBytes: number;
  /** The shmem file: the same in the master and in all its workers, and rising in the order of creation. */
  readonly inode: bigint;
}

/** What a zone holds now. */
export interface ZoneReading {
  readonly mapping: ZoneMapping;
  /** From log_ctx; null for zones that write none. {@link cycleZoneNames} names those too. */
  readonly name: string | null;
  /** RAM (and swap) that the zone really holds. */
  readonly allocatedBytes: number;
  /** Null where no slab pool stands in the mapping. */
  readonly pool: PoolFigures | null;
}

const MAPPING_ROW = /^([0-9a-f]+)-([0-9a-f]+) rw-s [0-9a-f]+ [0-9a-f]+:[0-9a-f]+ (\d+)\s+\/dev\/zero \(deleted\)$/;

/** The shared mappings without a file of a process, oldest first. */
export function zoneMappings(pid: number): ZoneMapping[] {
  const mappings: ZoneMapping[] = [];
  for (const row of readFileSync(`/proc/${pid}/maps`, 'latin1').split('\n')) {
    const found = MAPPING_ROW.exec(row);
    if (found !== null) {
      const start = BigInt(`0x${found[1]}`);
      const end = BigInt(`0x${found[2]}`);
      mappings.push({ start, end, sizeBytes: Number(end - start), inode: BigInt(found[3] ?? '0') });
    }
  }
  return mappings.sort((a, b) => (a.inode < b.inode ? -1 : 1));
}

/** Opens the shmem file behind a mapping. Reading it allocates nothing. The caller closes it. */
export function openZone(pid: number, { start, end }: ZoneMapping): number {
  return openSync(`/proc/${pid}/map_files/${start.toString(16)}-${end.toString(16)}`, 'r');
}

/** The bytes that an open zone holds. */
export function allocatedBytes(fd: number): number {
  return fstatSync(fd).blocks * 512;
}

/** Decodes the pool of an open zone; throws where bitmaps, lists and statistics disagree, null for no pool. */
export function readPool(fd: number, { start, sizeBytes }: ZoneMapping): PoolFigures | null {
  return readPoolAt({ fd, start, sizeBytes });
}

/** Runs `read` on a zone and closes it. */
export function withZone<T>(pid: number, mapping: ZoneMapping, read: (fd: number) => T): T {
  const fd = openZone(pid, mapping);
  try {
    return read(fd);
  } finally {
    closeSync(fd);
  }
}

/** Reads one zone of a process. */
export function readZone(pid: number, mapping: ZoneMapping): ZoneReading {
  return withZone(pid, mapping, (fd) => {
    const bytes = allocatedBytes(fd);
    const pool = readPool(fd, mapping);
    return { mapping, name: pool?.name ?? null, allocatedBytes: bytes, pool };
  });
}

/** Reads all zones of a server, in the order in which it made them. The server should be quiet. */
export function zonesOf(masterPid: number): ZoneReading[] {
  return zoneMappings(masterPid).map((mapping) => readZone(masterPid, mapping));
}
