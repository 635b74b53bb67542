import type { LivePages, LiveSlot, LiveWalk, LiveZone, SampleDepth } from '../../shared/liveSample';
import type {
  LiveConfinement,
  LiveProcess,
  LiveServer,
  MemoryBreakdown,
  Rung,
  SampleCost,
} from '../../shared/liveServer';
import type { GrowthVerdict, ServerEvent, ZoneTrend } from '../../shared/liveTrends';
import { type InspectedServer, readingProblem, type ServerReading } from './readServer';

/** What `zone-lens inspect --json` prints; documented in docs/json.md. An unknown figure is null. */
export interface InspectReport {
  readonly schema: 'zone-lens.inspect/1';
  readonly servers: readonly ReportedServer[];
}

export interface ReportedServer {
  readonly masterPid: number;
  readonly id: string;
  readonly product: string;
  readonly version: string | null;
  readonly coreVersion: string | null;
  readonly executable: string | null;
  readonly isExecutableReplaced: boolean;
  readonly prefix: string | null;
  readonly configFile: string | null;
  readonly startedAtMs: number | null;
  readonly userId: number | null;
  readonly isSingleProcess: boolean;
  readonly upgradesPid: number | null;
  readonly confinement: LiveConfinement | null;
  readonly rung: Rung;
  readonly access: { readonly missing: string | null; readonly remedies: readonly string[] };
  /** Why there are no figures, for people; null where there are. */
  readonly problem: string | null;
  readonly takenAtMs: number | null;
  readonly depth: SampleDepth | null;
  readonly pageSizeBytes: number | null;
  readonly processes: readonly ReportedProcess[] | null;
  readonly zones: readonly ReportedLiveZone[] | null;
  readonly cost: SampleCost | null;
  /** Null for a single reading. */
  readonly watched: ReportedWatch | null;
}

export interface ReportedProcess extends Omit<LiveProcess, 'startTicks'> {
  /** Null without --full, and where it could not be read. Its zones stand in `mapped` of each zone. */
  readonly memory: Omit<MemoryBreakdown, 'pid' | 'zones'> | null;
}

export interface ReportedLiveZone {
  readonly name: string | null;
  readonly kind: string | null;
  readonly module: string | null;
  readonly namedBy: LiveZone['namedBy'];
  readonly inode: number;
  readonly isCurrent: boolean;
  readonly address: string;
  readonly sizeBytes: number;
  readonly mappedBytes: number;
  readonly declaredAt: LiveZone['declaredAt'];
  readonly loaded: LiveZone['loaded'];
  readonly mapped: LiveZone['mapped'];
  readonly pool: LiveZone['pool'];
  readonly metadataBytes: number | null;
  readonly pages: LivePages | null;
  readonly slots: readonly LiveSlot[] | null;
  readonly chunks: LiveZone['chunks'];
  readonly walk: LiveWalk | null;
  readonly walkObstacle: LiveZone['walkObstacle'];
  readonly consistent: boolean;
}

/** What samples over time tell. */
export interface ReportedWatch {
  readonly state: 'live' | 'stopped';
  readonly trends: readonly ZoneTrend[];
  readonly events: readonly ServerEvent[];
  readonly verdict: GrowthVerdict | null;
}

/** Everything that was read of servers, for programs. */
export function inspectReport(servers: readonly ReportedServer[]): InspectReport {
  return { schema: 'zone-lens.inspect/1', servers };
}

/** One server of the report. */
export function reportedServer(inspected: InspectedServer, watched: ReportedWatch | null): ReportedServer {
  const { server, reading } = inspected;
  return {
    ...reportedIdentity(server),
    rung: reading.kind === 'sample' ? reading.sample.rung : server.access.rung,
    access: { missing: server.access.missing, remedies: server.access.remedies },
    problem: readingProblem(inspected),
    ...reportedSample(reading),
    watched,
  };
}

function reportedIdentity(server: LiveServer) {
  const { masterPid, id, product, version, coreVersion, executable, isExecutableReplaced, prefix } = server;
  const { configFile, startedAtMs, userId, isSingleProcess, upgradesPid, confinement } = server;
  return {
    ...{ masterPid, id, product, version, coreVersion, executable, isExecutableReplaced, prefix },
    ...{ configFile, startedAtMs, userId, isSingleProcess, upgradesPid, confinement },
  };
}

function reportedSample(reading: ServerReading) {
  const { sample, memory } = reading.kind === 'sample' ? reading : { sample: null, memory: null };
  const isRead = sample !== null && sample.rung !== 'none';
  return {
    takenAtMs: sample?.takenAtMs ?? null,
    depth: sample?.depth ?? null,
    pageSizeBytes: sample?.pageSizeBytes ?? null,
    processes: sample?.processes.map((one) => reportedProcess(one, memory?.get(one.pid) ?? null)) ?? null,
    zones: isRead ? sample.zones.map(reportedZone) : null,
    cost: sample?.cost ?? null,
  };
}

function reportedProcess(one: LiveProcess, memory: MemoryBreakdown | null): ReportedProcess {
  const { pid, role, virtualBytes, residentBytes, sharedBytes, privateBytes } = one;
  return {
    pid,
    role,
    virtualBytes,
    residentBytes,
    sharedBytes,
    privateBytes,
    memory: memory && reportedMemory(memory),
  };
}

function reportedMemory({ parts, isLuaJitEstimated, cost }: MemoryBreakdown): ReportedProcess['memory'] {
  return { parts, isLuaJitEstimated, cost };
}

function reportedZone(zone: LiveZone): ReportedLiveZone {
  const { name, kind, module, namedBy, inode, isCurrent, address, sizeBytes, mappedBytes, declaredAt } = zone;
  const { loaded, mapped, pool, metadataBytes, pages, slots, chunks, walk, walkObstacle, isConsistent } = zone;
  return {
    ...{ name, kind, module, namedBy, inode, isCurrent, address, sizeBytes, mappedBytes, declaredAt },
    ...{ loaded, mapped, pool, metadataBytes, pages, slots, chunks, walk, walkObstacle, consistent: isConsistent },
  };
}
