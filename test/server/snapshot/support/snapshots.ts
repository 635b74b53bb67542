import type { DashboardSource } from '../../../../server/src/features/dashboard/dashboardSource';
import { createHistory, type History } from '../../../../server/src/live/history/history';
import type { LivePageMap, LiveSample, LiveZone, PageRun } from '../../../../server/src/shared/liveSample';
import type { LiveProcess, MemoryUse } from '../../../../server/src/shared/liveServer';
import type { LiveView } from '../../../../server/src/shared/liveView';
import type { PlannedZone } from '../../../../server/src/shared/plannedZone';
import type { SnapshotBreakdown } from '../../../../server/src/shared/snapshot';
import type { SnapshotParts } from '../../../../server/src/snapshot/snapshotOf';
import { createRandom, type Random } from '../../../support/random';
import { liveSample, liveServer, liveZone } from '../../support/live';

const PAGE_BYTES = 4096;
const COST = { wallMilliseconds: 1.25, cpuMilliseconds: 0.5, readBytes: 4096 };
const STARTED_AT_MS = 1_700_000_000_000;

export interface Scene {
  readonly zoneCount: number;
  readonly workerCount: number;
  readonly sampleCount: number;
  /** Runs of the page map of each zone. */
  readonly runCount: number;
  readonly seed?: number;
}

export const SMALL_SCENE: Scene = { zoneCount: 5, workerCount: 2, sampleCount: 20, runCount: 30 };

/** What was known of a server, and the same as a dashboard's source. */
export interface KnownServer {
  readonly parts: SnapshotParts;
  readonly source: DashboardSource;
}

/** A server with everything that a dashboard shows: some figures are unknown, as they would be. */
export function knownServer(scene: Scene): KnownServer {
  const random = createRandom(scene.seed ?? 1);
  const history = createHistory();
  let sample = sampleAt(0, scene, random);
  for (let number = 0; number < scene.sampleCount; number++) {
    sample = sampleAt(number, scene, random);
    history.add(sample);
  }
  const view = viewOf(sample, history);
  const pids = sample.processes.map(({ pid }) => pid);
  const parts: SnapshotParts = {
    savedAtMs: sample.takenAtMs + 500,
    writtenBy: '0.4.0',
    configPath: '/etc/nginx/nginx.conf',
    pageSizeBytes: PAGE_BYTES,
    memory: {
      totalBytes: 8 * 2 ** 30,
      availableBytes: 2 ** 30,
      cgroup: { limitBytes: 2 ** 30, availableBytes: null, label: 'cgroup /a (memory.max)' },
      isWhole: true,
    },
    view,
    planned: sample.zones.slice(0, 3).map(plannedOf),
    history: history.samples(),
    verdicts: pids.map((pid) => history.verdict(pid)).filter((verdict) => verdict !== null),
    breakdowns: pids.map((pid) => breakdownOf(pid, sample, random)),
    pageMaps: sample.zones.map((zone) => pageMapOf(zone, scene.runCount, random)),
  };
  return { parts, source: sourceOf(parts, history) };
}

function sourceOf(parts: SnapshotParts, history: History): DashboardSource {
  const { view, configPath, pageSizeBytes, planned, memory, breakdowns, pageMaps } = parts;
  return {
    isSnapshot: false,
    title: 'nginx 1.22.1, pid 100',
    configPath,
    view,
    takenAtMs: parts.savedAtMs,
    trouble: null,
    differences: [],
    intervalMs: 0,
    pageSizeBytes,
    planned,
    memory,
    breakdownOf: (pid) => breakdowns.find((one) => one.pid === pid) ?? null,
    pageMapOf: (inode) => pageMaps.find((one) => one.inode === inode) ?? null,
    pageMapObstacle: () => null,
    timelineOf: (look) => history.timelineOf(look),
  };
}

function viewOf(sample: LiveSample, history: History): LiveView {
  const access = {
    rung: 'mapped',
    missing: 'map_files',
    remedies: ['as root'],
    told: { obstacle: { kind: 'map_files', pid: 100 }, remedies: ['as root'] },
  } as const;
  return {
    server: liveServer({ access, confinement: { kind: 'container', containerId: 'abc', innerPid: 1 } }),
    sample,
    trends: history.trends(),
    events: [
      ...history.events(),
      {
        atMs: STARTED_AT_MS + 2500,
        kind: 'reload',
        zones: [{ name: 'zone1', change: 'kept', sizeBytesBefore: 2 ** 20, sizeBytesAfter: 2 ** 20 }],
      },
    ],
    verdict: history.verdict(),
    state: 'live',
  };
}

function sampleAt(number: number, { zoneCount, workerCount }: Scene, random: Random): LiveSample {
  const takenAtMs = STARTED_AT_MS + number * 1000;
  const zones = Array.from({ length: zoneCount }, (_, index) => zoneAt(index, number, workerCount, random));
  const workers = Array.from({ length: workerCount }, (_, index) => processAt(101 + index, 'worker', number, random));
  return liveSample({
    takenAtMs,
    // As the server's access says.
    rung: 'mapped',
    depth: 'full',
    zones,
    processes: [processAt(100, 'master', number, random), ...workers],
  });
}

function processAt(pid: number, role: LiveProcess['role'], number: number, random: Random): LiveProcess {
  const residentBytes = (2000 + number * 10 + Math.floor(random() * 100)) * PAGE_BYTES;
  return {
    pid,
    startTicks: pid * 10,
    role,
    virtualBytes: 2 ** 30,
    residentBytes,
    sharedBytes: Math.floor(residentBytes / 2),
    privateBytes: residentBytes - Math.floor(residentBytes / 2),
  };
}

function zoneAt(index: number, number: number, workerCount: number, random: Random): LiveZone {
  const totalPages = 64 + index * 16;
  const used = Math.min(totalPages - 8, 4 + number);
  const requests = index % 4 === 3 ? null : number * 10;
  const name = `zone${index}`;
  const shared = { inode: 1000 + index, name, sizeBytes: (totalPages + 4) * PAGE_BYTES };
  if (index % 5 === 4) {
    return liveZone({
      ...shared,
      pool: 'none',
      metadataBytes: null,
      pages: null,
      loaded: { bytes: null, exactness: 'at least' },
    });
  }
  return liveZone({
    ...shared,
    address: (0x7f0000000000 + index * 2 ** 24).toString(16),
    module: 'ngx_http_lua_module',
    declaredAt: { file: '/etc/nginx/nginx.conf', line: index + 3, column: 5 },
    loaded: {
      bytes: (used + 4 + Math.floor(random() * 3)) * PAGE_BYTES,
      exactness: index % 2 === 0 ? 'exact' : 'at least',
    },
    mapped: Array.from({ length: workerCount }, (_, worker) => ({ pid: 101 + worker, bytes: 2 * PAGE_BYTES })),
    metadataBytes: 4 * PAGE_BYTES,
    pages: { total: totalPages, free: totalPages - used, used, largestFreeRun: index % 3 === 0 ? null : 3 },
    slots: [64, 128, 1024].map((slotBytes) => ({
      slotBytes,
      pages: 1,
      usedChunks: Math.floor(random() * 4),
      freeChunks: 1,
      bitmapChunks: 0,
      requests,
      failures: requests === null ? null : number,
    })),
    chunks: { used: 5, free: 3 },
    walk: { freeRuns: [{ pages: 3, count: 2 }], pageAllocations: [{ pages: 2, count: 1 }] },
  });
}

function plannedOf({ name, kind, sizeBytes, inode }: LiveZone): PlannedZone {
  return {
    name: name ?? '',
    kind,
    sizeBytes,
    exactness: 'exact',
    metadataBytes: 4 * PAGE_BYTES,
    emptyLoadedBytes: 5 * PAGE_BYTES,
    emptyFreePages: 60,
    capacity: { noun: 'keys', entries: 1000.5, entryBytes: 128, basis: 'assumed' },
    declaredAt: { file: '/etc/nginx/nginx.conf', line: 3, column: 5 },
    inode,
  };
}

const USES: readonly MemoryUse[] = ['shared zones', 'heap', 'LuaJIT', 'code and libraries', 'stack', 'other'];

function breakdownOf(pid: number, { takenAtMs, zones }: LiveSample, random: Random): SnapshotBreakdown {
  return {
    takenAtMs,
    pid,
    parts: USES.map((use) => ({ use, virtualBytes: 2 ** 20, residentBytes: Math.floor(random() * 100) * PAGE_BYTES })),
    zones: zones.map(({ inode, mappedBytes }, index) => ({
      inode,
      virtualBytes: mappedBytes,
      residentBytes: index % 3 === 2 ? null : PAGE_BYTES,
    })),
    isLuaJitEstimated: false,
    cost: COST,
  };
}

function pageMapOf({ inode, mappedBytes }: LiveZone, runCount: number, random: Random): LivePageMap {
  const pages = mappedBytes / PAGE_BYTES;
  const runs: PageRun[] = [];
  for (let index = 0, firstPage = 0; index < runCount && firstPage < pages; index++) {
    const pageCount =
      index === runCount - 1 ? pages - firstPage : Math.min(pages - firstPage, 1 + Math.floor(random() * 3));
    runs.push(runAt(index, firstPage, pageCount));
    firstPage += pageCount;
  }
  return {
    inode,
    takenAtMs: STARTED_AT_MS,
    pageSizeBytes: PAGE_BYTES,
    runs,
    groupPages: 2,
    isConsistent: true,
    cost: COST,
  };
}

function runAt(index: number, firstPage: number, pageCount: number): PageRun {
  const place = { firstPage, pageCount, slotBytes: null, usedChunks: null };
  if (index === 0) return { ...place, state: 'metadata', isLoaded: true };
  if (index % 4 === 1) return { ...place, state: 'slot', slotBytes: 128, usedChunks: index % 32, isLoaded: true };
  if (index % 4 === 2) return { ...place, state: 'free', isLoaded: index % 3 === 0 ? null : false };
  if (index % 4 === 3) return { ...place, state: 'pages', isLoaded: true };
  const mixed = { metadata: 0, free: pageCount - 1, slot: 1, pages: 0, behind: 0, loaded: 1, notLoaded: 0 };
  return { ...place, state: 'mixed', isLoaded: null, mixed };
}
