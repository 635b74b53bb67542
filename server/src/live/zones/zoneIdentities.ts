/** What each zone of a server is, kept up to date while the server reads its config anew. */
import type { LiveServer } from '../../shared/liveServer';
import { openPrivateMemory } from '../memory/privateMemory';
import { type MapsRow, parseMaps } from '../system/maps';
import { type ProcessSymbols, processSymbols } from '../system/processSymbols';
import type { ProcFiles } from '../system/procFiles';
import { CYCLE_SYMBOLS, type CycleReading, type ListedZone, readCycleAddress, readCycleZones } from './cycleZones';
import { type DeclaredZones, haveChanged, NO_DECLARED_ZONES, readDeclaredZones } from './declaredZones';
import { identify, identifyBySize, type ZoneIdentity } from './zoneNames';
import type { ServerZones, ZoneSource } from './zoneSources';

/** What the server's own list says of a zone. */
export interface ListEntry extends ListedZone {
  readonly tagSymbol: string | null;
  /** Place in the list, counted from 0. */
  readonly order: number;
}

export interface ZoneIdentities {
  /**
   * Looks at the list again where zones have come or gone or the server has a new cycle.
   *
   * @param isPatient give `half-made` for the list of a cycle whose zones are being unmapped, instead of what is left of it
   */
  followList(zones: ServerZones, isPatient: boolean): 'read' | 'half-made' | 'not readable';
  /** The server runs with the cycle whose list was read last. */
  isSameCycle(rows: readonly MapsRow[]): boolean;
  /** Reads the config again where it has changed. */
  followConfig(): void;
  entryOf(source: ZoneSource): ListEntry | null;
  identityOf(source: ZoneSource, logContext: string | null): ZoneIdentity;
  /** Identities of zones that nothing else names. */
  identitiesBySize(nameless: readonly ZoneSource[], named: readonly ZoneIdentity[]): ReadonlyMap<number, ZoneIdentity>;
}

/** Entries that are kept before those of zones that are gone are thrown away: many reloads of a large server. */
const MOST_ENTRIES = 10_000;

interface KnownIdentity {
  readonly logContext: string | null;
  readonly identity: ZoneIdentity;
}

/** Follows the identities of a server's zones. */
export function createZoneIdentities(files: ProcFiles, server: LiveServer, pageSizeBytes: number): ZoneIdentities {
  let declared: DeclaredZones = NO_DECLARED_ZONES;
  let isConfigRead = false;
  let listVersion = -1;
  let cycle: bigint | null = null;
  let symbolAddress: bigint | null = null;
  let isListRead = false;
  /** Inodes of zones that the list named when it was read last: those of the running cycle. */
  let listed: readonly number[] = [];
  /** By inode: zones of older cycles stay in it, so that they keep their names until the last old worker has ended. */
  const entries = new Map<number, ListEntry>();
  const identities = new Map<number, KnownIdentity>();
  const askedWorkers = new Set<string>();

  /** The cycle is the one that was read, and has a zone that is no longer mapped. */
  function hasLostListed(zones: ServerZones): boolean {
    const current = new Set(zones.sources.filter(({ isCurrent }) => isCurrent).map(({ mapping }) => mapping.inode));
    return listed.some((inode) => !current.has(inode));
  }

  /** Takes over what a list says of zones, and gives the inodes of those that it names. */
  function keepEntries(reading: CycleReading, symbols: ProcessSymbols, sources: readonly ZoneSource[]): number[] {
    const inodes = new Map(sources.map(({ mapping }) => [mapping.start, mapping.inode]));
    const named: number[] = [];
    reading.zones.forEach((zone, order) => {
      const inode = inodes.get(zone.address);
      if (inode === undefined) return;
      named.push(inode);
      entries.set(inode, { ...zone, order, tagSymbol: symbols.nameOf(zone.tag) });
    });
    return named;
  }

  /** Zones that only old workers have: their own cycle still lists them. */
  function readOldLists(zones: ServerZones): void {
    const unknown = zones.sources.filter(({ isCurrent, mapping }) => !isCurrent && !entries.has(mapping.inode));
    for (const pid of new Set(unknown.map((source) => source.pid))) {
      const text = askedWorkers.has(`${pid} ${zones.version}`) ? null : files.readText(`/proc/${pid}/maps`);
      askedWorkers.add(`${pid} ${zones.version}`);
      if (text === null) continue;
      const rows = parseMaps(text);
      const memory = openPrivateMemory(files, pid, rows);
      if (memory === null) continue;
      try {
        const symbols = processSymbols(files, pid, rows);
        const address = findSymbol(symbols);
        const own = unknown.filter((source) => source.pid === pid);
        const reading = address === null ? null : readCycleZones(memory, address, mappedBytesAt(own));
        if (reading !== null) keepEntries(reading, symbols, own);
      } finally {
        memory.close();
      }
    }
  }

  /** Zones that are gone may come back: from a reload until old workers say that they are old, nobody is seen to have them. */
  function forgetGone(zones: ServerZones): void {
    if (askedWorkers.size > MOST_ENTRIES) askedWorkers.clear();
    if (entries.size <= MOST_ENTRIES) return;
    const inodes = new Set(zones.sources.map(({ mapping }) => mapping.inode));
    for (const inode of entries.keys()) if (!inodes.has(inode)) entries.delete(inode);
  }

  return {
    followList(zones, isPatient) {
      const memory = openPrivateMemory(files, server.masterPid, zones.rows);
      if (memory === null) return 'not readable';
      try {
        const now = symbolAddress === null ? null : readCycleAddress(memory, symbolAddress);
        if (zones.version === listVersion && now === cycle) return isListRead ? 'read' : 'not readable';
        if (isPatient && isListRead && now === cycle && hasLostListed(zones)) return 'half-made';
        const symbols = processSymbols(files, server.masterPid, zones.rows);
        symbolAddress ??= findSymbol(symbols);
        const current = zones.sources.filter(({ isCurrent }) => isCurrent);
        const reading = symbolAddress === null ? null : readCycleZones(memory, symbolAddress, mappedBytesAt(current));
        listVersion = zones.version;
        identities.clear();
        if (reading === null) return 'not readable';
        cycle = reading.cycle;
        isListRead = reading.zones.length > 0;
        listed = keepEntries(reading, symbols, current);
        readOldLists(zones);
        forgetGone(zones);
        return isListRead ? 'read' : 'not readable';
      } finally {
        memory.close();
      }
    },
    isSameCycle(rows) {
      const memory = symbolAddress === null || cycle === null ? null : openPrivateMemory(files, server.masterPid, rows);
      if (memory === null || symbolAddress === null) return false;
      try {
        return readCycleAddress(memory, symbolAddress) === cycle;
      } finally {
        memory.close();
      }
    },
    followConfig() {
      if (isConfigRead && !haveChanged(files, declared.marks)) return;
      isConfigRead = true;
      declared = readDeclaredZones(files, server, pageSizeBytes);
      identities.clear();
    },
    entryOf: ({ mapping }) => entries.get(mapping.inode) ?? null,
    identityOf({ mapping }, logContext) {
      const known = identities.get(mapping.inode);
      if (known !== undefined && known.logContext === logContext) return known.identity;
      const entry = entries.get(mapping.inode);
      const identity = identify(
        { listedName: entry?.name ?? null, tagSymbol: entry?.tagSymbol ?? null, logContext },
        declared.zones,
      );
      identities.set(mapping.inode, { logContext, identity });
      return identity;
    },
    identitiesBySize(nameless, named) {
      if (nameless.length === 0) return new Map();
      const taken = new Set(named.map(({ declaration }) => declaration));
      const rest = declared.zones.filter((one) => !taken.has(one));
      return identifyBySize(
        nameless.map(({ mapping }) => mapping),
        rest,
        pageSizeBytes,
      );
    },
  };
}

function findSymbol(symbols: ProcessSymbols): bigint | null {
  for (const name of CYCLE_SYMBOLS) {
    const address = symbols.addressOf(name);
    if (address !== null) return address;
  }
  return null;
}

function mappedBytesAt(sources: readonly ZoneSource[]): (address: bigint) => number | null {
  const sizes = new Map(sources.map(({ mapping }) => [mapping.start, mapping.mappedBytes]));
  return (address) => sizes.get(address) ?? null;
}
