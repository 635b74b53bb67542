/** Reading one running server, again and again. */
import { t } from '../l10n';
import type { LivePageMap, LiveSample, LiveZone, SampleDepth, SampleOutcome } from '../shared/liveSample';
import type { LiveProcess, LiveServer, Rung } from '../shared/liveServer';
import { readAccess } from './access';
import { createHighWater } from './memory/mappedPages';
import { type OpenProcesses, openProcesses } from './memory/openProcesses';
import { readZonePageMap } from './memory/pageMapReading';
import { createRungReader, isReadThrough, type RungReader } from './memory/rungReader';
import { isSameProcess, processesOf } from './processes/processes';
import { pageSizeOf } from './processes/processFigures';
import type { MapsRow } from './system/maps';
import { meteredFiles } from './system/meteredFiles';
import type { ProcFiles } from './system/procFiles';
import { createZoneIdentities } from './zones/zoneIdentities';
import type { ZoneIdentity } from './zones/zoneNames';
import { liveZoneOf, logContextOf, type ZoneFigures } from './zones/zoneReading';
import { createZoneFinder, type ServerZones, type ZoneSource } from './zones/zoneSources';

/** One server that is being read. It keeps no file open between calls: an open zone would live on when its server ends. */
export interface Attachment {
  readonly server: LiveServer;
  sample(depth: SampleDepth): SampleOutcome;
  /** Every page of one zone; null where the zone is gone, holds no pool, or its pages can't be read on this rung. */
  pageMap(inode: number): LivePageMap | null;
}

/**
 * How long a zone may be mapped without standing in the running cycle's list before it is shown all the same: while a server
 * reads its config anew, new zones are filled (init_by_lua, perhaps) before the new cycle takes over.
 */
const LONGEST_MAKING_MS = 10_000;
/** How long a list may name zones that are unmapped already before it is taken as it is. */
const LONGEST_UNMAKING_MS = 3_000;
/** How long mappings are taken for what they were while nothing says otherwise; see `settled` below. */
const LONGEST_SETTLED_MS = 1_000;

/** What one sample goes by. */
interface Moment {
  readonly processes: readonly LiveProcess[];
  readonly rung: Exclude<Rung, 'none'>;
  /** Zones to show, in their order. */
  readonly sources: readonly ZoneSource[];
}

/** Zones that were found while nothing was in the making. */
interface Settled {
  readonly sources: readonly ZoneSource[];
  readonly rows: readonly MapsRow[];
  readonly processes: string;
  readonly foundAtMs: number;
}

type NoMoment = Exclude<SampleOutcome, { readonly kind: 'sample' }>;

/** Begins to read a server. */
export function createAttachment(realFiles: ProcFiles, server: LiveServer): Attachment {
  const { files, measured } = meteredFiles(realFiles);
  const pageSizeBytes = pageSizeOf(realFiles);
  const finder = createZoneFinder(files, server);
  const identities = createZoneIdentities(files, server, pageSizeBytes);
  const highWater = createHighWater();
  /** Asked for again after any refusal: rights come and go. */
  let rung: Exclude<Rung, 'none'> | null = null;
  let configVersion = -1;
  let halfMadeSinceMs: number | null = null;
  /** When each zone was first seen without being listed. */
  let unlistedSinceMs: Map<number, number> | null = null;
  let isAnyInTheMaking = false;
  let currentInodes: ReadonlySet<number> = new Set();
  let reader: RungReader | null = null;
  /** Zones that all that is kept of zones is about. */
  let keptSources: readonly ZoneSource[] | null = null;
  /**
   * On the highest rung maps need not be read for every refresh, which would be a quarter of its cost: with the cycle the
   * same and the processes the same, the server has the same zones, and each shows when it is opened whether it still stands
   * at its address.
   */
  let settled: Settled | null = null;

  /** Looks at processes, rights, mappings and names; or says why there is nothing to look at. */
  function lookAround(depth: SampleDepth): Moment | NoMoment {
    const processes = processesOf(files, server);
    if (processes === null) return { kind: 'gone' };
    if (rung === null) {
      const otherPids = processes.map(({ pid }) => pid).filter((pid) => pid !== server.masterPid);
      const access = readAccess(files, server.masterPid, otherPids);
      if (access.rung === 'none')
        return { kind: 'refused', reason: access.missing ?? t('Its memory may not be read.'), access };
      rung = access.rung;
    }
    const sources = depth === 'refresh' ? settledSources(processes) : null;
    return sources === null ? lookForZones(processes, rung, depth) : { processes, rung, sources };
  }

  function settledSources(processes: readonly LiveProcess[]): readonly ZoneSource[] | null {
    const isSettled =
      settled !== null &&
      performance.now() - settled.foundAtMs < LONGEST_SETTLED_MS &&
      settled.processes === namesOf(processes) &&
      identities.isSameCycle(settled.rows);
    return isSettled ? (settled?.sources ?? null) : null;
  }

  function lookForZones(
    processes: readonly LiveProcess[],
    on: Exclude<Rung, 'none'>,
    depth: SampleDepth,
  ): Moment | NoMoment {
    settled = null;
    const zones = finder.find(processes);
    if (zones === null) return endedOr({ kind: 'changing' });
    const isPatient = halfMadeSinceMs === null || performance.now() - halfMadeSinceMs < LONGEST_UNMAKING_MS;
    const list = identities.followList(zones, isPatient);
    if (list === 'half-made') {
      halfMadeSinceMs ??= performance.now();
      return { kind: 'changing' };
    }
    if (depth === 'full' || zones.version !== configVersion) {
      configVersion = zones.version;
      identities.followConfig();
    }
    const sources = shownZones(zones, list === 'read');
    if (isPatient && isAnyInTheMaking && hasLostZones(zones)) {
      halfMadeSinceMs ??= performance.now();
      return { kind: 'changing' };
    }
    halfMadeSinceMs = null;
    currentInodes = inodesOf(zones.sources.filter(({ isCurrent }) => isCurrent));
    if (on === 'exact' && list === 'read' && !isAnyInTheMaking) {
      settled = { sources, rows: zones.rows, processes: namesOf(processes), foundAtMs: performance.now() };
    }
    return { processes, rung: on, sources };
  }

  /** Zones of the old cycle are unmapped, and those that take their place are not listed yet. */
  function hasLostZones({ sources }: ServerZones): boolean {
    const current = inodesOf(sources);
    for (const inode of currentInodes) if (!current.has(inode)) return true;
    return false;
  }

  function endedOr(outcome: NoMoment): NoMoment {
    rung = null;
    settled = null;
    return isSameProcess(files, server.masterPid, server.startTicks) ? outcome : { kind: 'gone' };
  }

  /** Leaves out what is no zone (a page for counters of all workers, mostly), and zones that are still in the making. */
  function shownZones({ sources }: ServerZones, isListRead: boolean): readonly ZoneSource[] {
    const now = performance.now();
    const known = unlistedSinceMs;
    const unlisted = new Map<number, number>();
    isAnyInTheMaking = false;
    const shown = sources.filter((source) => {
      if (identities.entryOf(source) !== null) return true;
      const { inode, mappedBytes } = source.mapping;
      if (mappedBytes <= pageSizeBytes) return false;
      const since = known === null ? Number.NEGATIVE_INFINITY : (known.get(inode) ?? now);
      unlisted.set(inode, since);
      if (!isListRead || !source.isCurrent || now - since >= LONGEST_MAKING_MS) return true;
      isAnyInTheMaking = true;
      return false;
    });
    unlistedSinceMs = unlisted;
    return inListOrder(shown);
  }

  /** The list's zones in its order, then others by address, then those that only old workers have. */
  function inListOrder(sources: readonly ZoneSource[]): readonly ZoneSource[] {
    const rank = (source: ZoneSource): number =>
      (source.isCurrent ? 0 : 1e9) + (identities.entryOf(source)?.order ?? 1e8);
    const ranks = new Map(sources.map((source) => [source, rank(source)]));
    return [...sources].sort((one, other) => (ranks.get(one) ?? 0) - (ranks.get(other) ?? 0));
  }

  function takeSample(depth: SampleDepth): Omit<LiveSample, 'cost'> | NoMoment {
    const takenAtMs = Date.now();
    const moment = lookAround(depth);
    if ('kind' in moment) return moment;
    const { processes, sources } = moment;
    const zoneReader = readerFor(moment);
    const open = openProcesses(files);
    let figures: ZoneFigures[] | 'changing';
    try {
      figures = readZones(zoneReader, open, moment, depth);
    } finally {
      open.close();
    }
    if (figures === 'changing' || !isStillThere(moment)) return endedOr({ kind: 'changing' });
    return {
      serverId: server.id,
      takenAtMs,
      depth,
      rung: moment.rung,
      pageSizeBytes,
      processes,
      zones: namedZones(sources, figures),
    };
  }

  /** Reads on this rung, and has forgotten what is gone. */
  function readerFor({ rung: on, sources }: Moment): RungReader {
    const kept = reader?.rung === on ? reader : createRungReader(files, finder, pageSizeBytes, on, highWater);
    if (kept !== reader || sources !== keptSources) {
      const inodes = inodesOf(sources);
      kept.keepOnly(inodes);
      highWater.keepOnly(inodes);
    }
    reader = kept;
    keptSources = sources;
    return kept;
  }

  function readZones(
    zoneReader: RungReader,
    open: OpenProcesses,
    { processes, sources }: Moment,
    depth: SampleDepth,
  ): ZoneFigures[] | 'changing' {
    const figures: ZoneFigures[] = [];
    for (const source of sources) {
      const one = zoneReader.read(open, source, identities.entryOf(source), processes, depth);
      if (one === null) return 'changing';
      figures.push(one);
    }
    return figures;
  }

  /**
   * The server is still the same process, and what was read at an address was the zone that stood there before. On the
   * highest rung each zone has shown so itself: its file was opened by its address, and had the inode that maps told.
   */
  function isStillThere({ rung: on, processes }: Moment): boolean {
    if (!isSameProcess(files, server.masterPid, server.startTicks)) return false;
    if (on === 'exact') return true;
    // On the others bytes may come through any process, whose pid may be another's by now.
    const areAlive = processes
      .filter(isReadThrough)
      .every(({ pid, startTicks }) => isSameProcess(files, pid, startTicks));
    return areAlive && finder.isUnchanged();
  }

  function namedZones(sources: readonly ZoneSource[], figures: readonly ZoneFigures[]): LiveZone[] {
    const named: ZoneIdentity[] = sources.map((source, index) => {
      const one = figures[index];
      return identities.identityOf(source, one === undefined ? null : logContextOf(one.reading));
    });
    const nameless = sources.filter((_, index) => named[index]?.namedBy === null);
    const bySize = identities.identitiesBySize(nameless, named);
    return sources.flatMap((source, index) => {
      const one = figures[index];
      const own = named[index];
      if (one === undefined || own === undefined) return [];
      const identity = bySize.get(source.mapping.inode) ?? own;
      return [liveZoneOf(source, identities.entryOf(source), identity, one)];
    });
  }

  function takePageMap(inode: number): Omit<LivePageMap, 'cost'> | null {
    const takenAtMs = Date.now();
    const moment = lookAround('refresh');
    if ('kind' in moment) return null;
    const source = moment.sources.find(({ mapping }) => mapping.inode === inode);
    if (source === undefined) return null;
    const zoneReader = readerFor(moment);
    const open = openProcesses(files);
    try {
      const entry = identities.entryOf(source);
      const map = readZonePageMap(zoneReader, open, source, entry, moment.processes, pageSizeBytes);
      if (map === null) return null;
      return { inode, takenAtMs, pageSizeBytes, ...map, isConsistent: map.isConsistent && isStillThere(moment) };
    } finally {
      open.close();
    }
  }

  return {
    server,
    sample(depth) {
      const { result, cost } = measured(() => takeSample(depth));
      return 'kind' in result ? result : { kind: 'sample', sample: { ...result, cost } };
    },
    pageMap(inode) {
      const { result, cost } = measured(() => takePageMap(inode));
      return result && { ...result, cost };
    },
  };
}

/** Tells sets of processes apart, with what they do. */
function namesOf(processes: readonly LiveProcess[]): string {
  let names = '';
  for (const { pid, startTicks, role } of processes) names += `${pid}:${startTicks}:${role} `;
  return names;
}

function inodesOf(sources: readonly ZoneSource[]): Set<number> {
  return new Set(sources.map(({ mapping }) => mapping.inode));
}
