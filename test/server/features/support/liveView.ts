import type { Analysis } from '../../../../server/src/features/analysis';
import type { LiveSample, LiveZone } from '../../../../server/src/shared/liveSample';
import type { LiveProcess, LiveServer, ProcessRole } from '../../../../server/src/shared/liveServer';
import type { ZoneTrend } from '../../../../server/src/shared/liveTrends';
import type { LiveView } from '../../../../server/src/shared/liveView';
import { liveServer } from '../../support/live';
import { ROOT } from '../../zones/modelOf';

export const MB = 2 ** 20;

/** When the figures of a view were taken, unless a test says otherwise. */
export const TAKEN_AT_MS = Date.UTC(2026, 10, 23, 12, 0, 0);

const SERVER = liveServer({
  masterPid: 4242,
  // Two hours before.
  startedAtMs: TAKEN_AT_MS - 2 * 3_600_000,
  prefix: '/etc/nginx',
  configFile: ROOT,
});

/** A process of the server, started right after it. */
export function processOf(pid: number, role: ProcessRole, changes: Partial<LiveProcess> = {}): LiveProcess {
  const memory = { virtualBytes: null, residentBytes: null, sharedBytes: null, privateBytes: null };
  return { pid, startTicks: 1001, role, ...memory, ...changes };
}

/** A dictionary of 100 MB with 300,000 keys, as it was measured, under another name or with other figures. */
export function liveZone(name: string | null, changes: Partial<LiveZone> = {}): LiveZone {
  return {
    inode: 100,
    isCurrent: true,
    name,
    kind: 'lua_shared_dict',
    module: 'ngx_http_lua_module',
    namedBy: 'zone list',
    address: '7f0000000000',
    sizeBytes: 100 * MB,
    mappedBytes: changes.sizeBytes ?? 100 * MB,
    declaredAt: null,
    loaded: { bytes: 38_108 * 1024, exactness: 'exact' },
    mapped: null,
    pool: 'slab',
    metadataBytes: 614_400,
    pages: { total: 25_450, free: 16_073, used: 9377, largestFreeRun: 16_073 },
    slots: [
      { slotBytes: 32, pages: 1, usedChunks: 1, freeChunks: 126, bitmapChunks: 1, requests: 1, failures: 0 },
      {
        slotBytes: 128,
        pages: 9376,
        usedChunks: 300_001,
        freeChunks: 31,
        bitmapChunks: 0,
        requests: 300_001,
        failures: 0,
      },
    ],
    chunks: { used: 300_003, free: 157 },
    walk: null,
    walkObstacle: null,
    isConsistent: true,
    ...changes,
  };
}

/** The same with one slot whose allocations failed so often. */
export function failingZone(name: string, failures: number, changes: Partial<LiveZone> = {}): LiveZone {
  const slot = { slotBytes: 128, pages: 9377, usedChunks: 300_064, freeChunks: 0, bitmapChunks: 0 };
  return liveZone(name, { slots: [{ ...slot, requests: 400_000, failures }], ...changes });
}

/** A zone with hardly a page left, of so many free ones. */
export function filledZone(name: string, free: number, changes: Partial<LiveZone> = {}): LiveZone {
  const used = 25_450 - free;
  return liveZone(name, {
    loaded: { bytes: 100 * MB, exactness: 'exact' },
    pages: { total: 25_450, free, used, largestFreeRun: free },
    slots: [
      {
        slotBytes: 128,
        pages: used,
        usedChunks: used * 32,
        freeChunks: 0,
        bitmapChunks: 0,
        requests: null,
        failures: null,
      },
    ],
    chunks: { used: used * 32, free: 0 },
    ...changes,
  });
}

export function trendOf(changes: Partial<ZoneTrend>): ZoneTrend {
  return {
    inode: 100,
    overMs: 60_000,
    loadedBytesPerMinute: null,
    usedBytesPerMinute: null,
    requestsPerMinute: null,
    failuresPerMinute: null,
    fullInMs: null,
    loadedInMs: null,
    ...changes,
  };
}

/** What a test says of a view. */
export interface ViewSetup extends Partial<Omit<LiveView, 'server' | 'sample'>> {
  readonly server?: Partial<LiveServer>;
  readonly sample?: Partial<LiveSample>;
}

/** A view of a server with some zones: master 4242, workers 101 and 102. */
export function liveView(zones: readonly LiveZone[], { server, sample, ...changes }: ViewSetup = {}): LiveView {
  return {
    server: { ...SERVER, ...server },
    sample: {
      serverId: SERVER.id,
      takenAtMs: TAKEN_AT_MS,
      depth: 'full',
      rung: 'exact',
      pageSizeBytes: 4096,
      processes: [processOf(4242, 'master', { startTicks: 1000 }), processOf(101, 'worker'), processOf(102, 'worker')],
      zones,
      cost: { wallMilliseconds: 1, cpuMilliseconds: 1, readBytes: 4096 },
      ...sample,
    },
    trends: [],
    events: [],
    verdict: null,
    state: 'live',
    ...changes,
  };
}

/** An analysis that is attached to a server. */
export function attached(analysis: Analysis, live: LiveView | null): Analysis {
  return { ...analysis, live };
}
