import type { LiveSample, LiveZone } from '../../../../server/src/shared/liveSample';
import type { LiveProcess } from '../../../../server/src/shared/liveServer';

/** Samples of a server, made by hand. */

export const PAGE_BYTES = 4096;
export const MB = 1024 * 1024;

const NO_COST = { wallMilliseconds: 1, cpuMilliseconds: 1, readBytes: 4096 };

export interface ZoneParts {
  readonly inode?: number;
  readonly isCurrent?: boolean;
  readonly name?: string | null;
  readonly kind?: string | null;
  readonly sizeBytes?: number;
  readonly loadedBytes?: number | null;
  readonly exactness?: LiveZone['loaded']['exactness'];
  readonly usedPages?: number | null;
  readonly requests?: number | null;
  readonly failures?: number | null;
  readonly mapped?: LiveZone['mapped'];
}

/** A zone of 100 MB with one slot class, 2 MB loaded. */
export function zoneOf(parts: ZoneParts = {}): LiveZone {
  const sizeBytes = parts.sizeBytes ?? 100 * MB;
  const total = Math.floor(sizeBytes / PAGE_BYTES) - 150;
  const used = parts.usedPages === undefined ? 10 : parts.usedPages;
  return {
    inode: parts.inode ?? 100,
    isCurrent: parts.isCurrent ?? true,
    name: parts.name === undefined ? 'dogs' : parts.name,
    kind: parts.kind === undefined ? 'lua_shared_dict' : parts.kind,
    module: null,
    namedBy: null,
    address: '7f0000000000',
    sizeBytes,
    mappedBytes: Math.ceil(sizeBytes / PAGE_BYTES) * PAGE_BYTES,
    declaredAt: null,
    loaded: {
      bytes: parts.loadedBytes === undefined ? 2 * MB : parts.loadedBytes,
      exactness: parts.exactness ?? 'exact',
    },
    mapped: parts.mapped ?? null,
    pool: 'slab',
    metadataBytes: 150 * PAGE_BYTES,
    pages: used === null ? null : { total, free: total - used, used, largestFreeRun: null },
    slots:
      used === null
        ? null
        : [
            {
              slotBytes: 128,
              pages: used,
              usedChunks: 0,
              freeChunks: 0,
              bitmapChunks: 0,
              requests: parts.requests === undefined ? 0 : parts.requests,
              failures: parts.failures === undefined ? 0 : parts.failures,
            },
          ],
    chunks: null,
    walk: null,
    walkObstacle: null,
    isConsistent: used !== null,
  };
}

/** A process that was started at its pid's tick. */
export function processOf(pid: number, role: LiveProcess['role'], parts: Partial<LiveProcess> = {}): LiveProcess {
  return {
    pid,
    startTicks: pid,
    role,
    virtualBytes: 200 * MB,
    residentBytes: 5 * MB,
    sharedBytes: 2 * MB,
    privateBytes: 3 * MB,
    ...parts,
  };
}

/** A master and workers of these pids. */
export function processesOf(...workers: readonly number[]): LiveProcess[] {
  return [processOf(1, 'master'), ...workers.map((pid) => processOf(pid, 'worker'))];
}

/** A sample that was taken so many seconds after the first one. */
export function sampleAt(seconds: number, parts: Partial<LiveSample> = {}): LiveSample {
  return {
    serverId: 'one',
    takenAtMs: 1_700_000_000_000 + seconds * 1000,
    depth: 'refresh',
    rung: 'exact',
    pageSizeBytes: PAGE_BYTES,
    processes: processesOf(11, 12),
    zones: [zoneOf()],
    cost: NO_COST,
    ...parts,
  };
}
