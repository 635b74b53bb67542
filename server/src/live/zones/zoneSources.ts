/** Which zones a server has, and in which of its processes each is mapped. */
import type { LiveProcess, LiveServer } from '../../shared/liveServer';
import { type MapsRow, parseMaps, type ZoneMapping, zoneMappings } from '../system/maps';
import type { ProcFiles } from '../system/procFiles';

/** A zone and a process through which it is read. */
export interface ZoneSource {
  readonly mapping: ZoneMapping;
  /** The master, or an old worker for a zone that the master no longer has. */
  readonly pid: number;
  /** The master has it: it belongs to the running cycle (or to one in the making). */
  readonly isCurrent: boolean;
  /** Path of its shmem file in map_files. */
  readonly path: string;
  /** Hexadecimal, without 0x. */
  readonly address: string;
}

/** All that the maps of a server's processes tell. */
export interface ServerZones {
  readonly sources: readonly ZoneSource[];
  /** All mappings of the master (of the one process, or of the oldest worker that lost its master). */
  readonly rows: readonly MapsRow[];
  /** Another number wherever a zone has come or gone since. */
  readonly version: number;
}

export interface ZoneFinder {
  /** The zones now; null where the maps can't be read. */
  find(processes: readonly LiveProcess[]): ServerZones | null;
  /** True while the master's zones are those that were found last. */
  isUnchanged(): boolean;
  /** Those of `pids` that have this zone at this address. */
  holders(source: ZoneSource, processes: readonly LiveProcess[]): number[];
}

/** Looks for a server's zones. Texts that are the same as before are not parsed again. */
export function createZoneFinder(files: ProcFiles, server: LiveServer): ZoneFinder {
  const masterPath = `/proc/${server.masterPid}/maps`;
  let masterText: string | null = null;
  let rows: readonly MapsRow[] = [];
  let masterSources: readonly ZoneSource[] = [];
  let key = '';
  let found: ServerZones | null = null;
  let version = 0;
  /** Workers never map or unmap a zone: what one was born with it has for good. */
  const ofWorkers = new Map<string, ZonesByInode>();
  let ofMaster: ZonesByInode = new Map();

  function zonesOfWorker({ pid, startTicks }: LiveProcess): ZonesByInode {
    const name = `${pid}:${startTicks}`;
    const known = ofWorkers.get(name);
    if (known !== undefined) return known;
    const text = files.readText(`/proc/${pid}/maps`);
    // It has ended, or it can't be read and gives nothing: both are asked again.
    if (text === null || text === '') return new Map();
    const zones = byInode(zoneMappings(parseMaps(text)));
    ofWorkers.set(name, zones);
    return zones;
  }

  function forgetEnded(processes: readonly LiveProcess[]): void {
    if (ofWorkers.size === 0) return;
    const alive = new Set(processes.map(({ pid, startTicks }) => `${pid}:${startTicks}`));
    for (const name of ofWorkers.keys()) if (!alive.has(name)) ofWorkers.delete(name);
  }

  return {
    find(processes) {
      const text = files.readText(masterPath);
      if (text === null || text === '') return null;
      if (text !== masterText) {
        masterText = text;
        rows = parseMaps(text);
        const mappings = zoneMappings(rows);
        ofMaster = byInode(mappings);
        masterSources = mappings.map((mapping) => sourceOf(mapping, server.masterPid, true));
      }
      forgetEnded(processes);
      const known = new Set(ofMaster.keys());
      const leftOver: ZoneSource[] = [];
      for (const process of processes) {
        if (process.role !== 'old worker' || process.pid === server.masterPid) continue;
        for (const mapping of zonesOfWorker(process).values()) {
          if (known.has(mapping.inode)) continue;
          known.add(mapping.inode);
          leftOver.push(sourceOf(mapping, process.pid, false));
        }
      }
      const sources = leftOver.length === 0 ? masterSources : [...masterSources, ...leftOver];
      const newKey = keyOf(sources);
      if (found === null || newKey !== key) version += 1;
      else if (found.sources === sources && found.rows === rows) return found;
      key = newKey;
      found = { sources, rows, version };
      return found;
    },
    isUnchanged() {
      const text = files.readText(masterPath);
      if (text === null) return false;
      if (text === masterText) return true;
      const now = zoneMappings(parseMaps(text)).map((mapping) => sourceOf(mapping, server.masterPid, true));
      return keyOf(now) === keyOf(masterSources);
    },
    holders({ mapping }, processes) {
      const pids: number[] = [];
      for (const process of processes) {
        const own = process.pid === server.masterPid ? ofMaster : zonesOfWorker(process);
        if (own.get(mapping.inode)?.start === mapping.start) pids.push(process.pid);
      }
      return pids;
    },
  };
}

type ZonesByInode = ReadonlyMap<number, ZoneMapping>;

function byInode(mappings: readonly ZoneMapping[]): ZonesByInode {
  return new Map(mappings.map((mapping) => [mapping.inode, mapping]));
}

function sourceOf(mapping: ZoneMapping, pid: number, isCurrent: boolean): ZoneSource {
  return {
    mapping,
    pid,
    isCurrent,
    path: `/proc/${pid}/map_files/${mapping.fileName}`,
    address: mapping.start.toString(16),
  };
}

function keyOf(sources: readonly ZoneSource[]): string {
  let key = '';
  for (const { mapping, path } of sources) key += `${mapping.inode} ${path}\n`;
  return key;
}
