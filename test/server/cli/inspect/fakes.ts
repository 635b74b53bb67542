import type { CliConsole, ScreenSize, WaitEnd } from '../../../../server/src/cli/console';
import type { InspectContext } from '../../../../server/src/cli/inspect/inspect';
import { createTerminal } from '../../../../server/src/cli/terminal';
import { memoryFileSystem } from '../../../../server/src/config/fileSystem';
import type { ProcFiles, ProcStat } from '../../../../server/src/live/system/procFiles';
import { COLLECTOR_PROTOCOL, type Collector } from '../../../../server/src/shared/collectorProtocol';
import type { LiveSample, LiveZone, SampleDepth, SampleOutcome } from '../../../../server/src/shared/liveSample';
import type { LiveProcess, LiveServer, MemoryBreakdown } from '../../../../server/src/shared/liveServer';
import { liveServer as anyServer } from '../../support/live';

/** When fake samples are taken and fake servers looked at: 2026-01-02 03:04:05 UTC. */
export const NOW_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

/** A server that has run for three hours and some minutes. */
export function liveServer(changes: Partial<LiveServer> = {}): LiveServer {
  const masterPid = changes.masterPid ?? 4711;
  const startedAtMs = NOW_MS - 11_520_000;
  return anyServer({ id: `${masterPid}:1`, masterPid, startTicks: 1, startedAtMs, ...changes });
}

export function liveProcess(changes: Partial<LiveProcess> = {}): LiveProcess {
  return {
    pid: 4711,
    startTicks: 1,
    role: 'master',
    virtualBytes: 160 * 2 ** 20,
    residentBytes: 8 * 2 ** 20,
    sharedBytes: 6 * 2 ** 20,
    privateBytes: 2 * 2 ** 20,
    ...changes,
  };
}

/** `lua_shared_dict dogs 100m`, empty. */
export function liveZone(changes: Partial<LiveZone> = {}): LiveZone {
  return {
    inode: 12,
    isCurrent: true,
    name: 'dogs',
    kind: 'lua_shared_dict',
    module: 'ngx_http_lua_module',
    namedBy: 'zone list',
    address: '7f0000000000',
    sizeBytes: 100 * 2 ** 20,
    mappedBytes: 100 * 2 ** 20,
    declaredAt: { file: '/etc/nginx/conf.d/lua.conf', line: 7, column: 1 },
    loaded: { bytes: 608 * 1024, exactness: 'exact' },
    mapped: null,
    pool: 'slab',
    metadataBytes: 600 * 1024,
    pages: { total: 25450, free: 25448, used: 2, largestFreeRun: 25448 },
    slots: [
      { slotBytes: 8, pages: 0, usedChunks: 0, freeChunks: 0, bitmapChunks: 0, requests: 0, failures: 0 },
      { slotBytes: 32, pages: 1, usedChunks: 1, freeChunks: 126, bitmapChunks: 1, requests: 1, failures: 0 },
      { slotBytes: 128, pages: 1, usedChunks: 1, freeChunks: 31, bitmapChunks: 0, requests: 1, failures: 0 },
    ],
    chunks: { used: 3, free: 157 },
    walk: null,
    walkObstacle: null,
    isConsistent: true,
    ...changes,
  };
}

export function liveSample(changes: Partial<LiveSample> = {}): LiveSample {
  return {
    serverId: '4711:1',
    takenAtMs: NOW_MS,
    depth: 'refresh',
    rung: 'exact',
    pageSizeBytes: 4096,
    processes: [liveProcess(), liveProcess({ pid: 4712, role: 'worker', residentBytes: 41 * 2 ** 20 })],
    zones: [liveZone()],
    cost: { wallMilliseconds: 1.24, cpuMilliseconds: 0.81, readBytes: 36 * 1024 },
    ...changes,
  };
}

export const sampled = (sample: LiveSample): SampleOutcome => ({ kind: 'sample', sample });

/** What a fake collector answers; functions are asked each time. */
export interface FakeAnswers {
  readonly servers: readonly LiveServer[] | (() => readonly LiveServer[]);
  readonly sample?: (serverId: string, depth: SampleDepth) => SampleOutcome;
  readonly userId?: number;
  readonly memory?: (pid: number) => MemoryBreakdown | null;
}

export function fakeCollector({ servers, sample, userId = 0, memory }: FakeAnswers): Collector {
  return {
    hello: async () => ({ protocol: COLLECTOR_PROTOCOL, version: '', pid: 1, userId }),
    servers: async () => (typeof servers === 'function' ? servers() : servers),
    sample: async ({ serverId, depth }) => sample?.(serverId, depth) ?? sampled(liveSample({ serverId, depth })),
    isRunning: async () => true,
    pageMap: async () => null,
    memoryBreakdown: async ({ pid }) => memory?.(pid) ?? null,
    serverMemory: async () => null,
  };
}

/** `/proc` and files of this machine: texts, and inode numbers of what is the same file. */
export function fakeFiles(
  texts: Readonly<Record<string, string>> = {},
  inodes: Readonly<Record<string, number>> = {},
): ProcFiles {
  return {
    readText: (path) => texts[path] ?? null,
    readLink: () => null,
    list: () => null,
    stat: (path) => (inodes[path] === undefined ? null : fileStat(inodes[path])),
    open: () => ({ refusal: 'ENOENT' }),
  };
}

function fileStat(inode: number): ProcStat {
  return {
    device: 1,
    inode,
    sizeBytes: 0,
    allocatedBytes: 0,
    userId: 0,
    modifiedAtMs: 0,
    isFile: true,
    isFolder: false,
  };
}

export interface FakeConsole extends CliConsole {
  /** All that was written to standard output, each call by itself. */
  readonly writes: string[];
  readonly complaints: string[];
  /** Keys and signals were given back. */
  readonly hasEnded: () => boolean;
  readonly waits: number[];
}

export interface FakeConsoleOptions {
  readonly screen?: () => ScreenSize | null;
  /** How each wait ends; `stopped` after the last. A wait that ends with `time` takes its time off a fake clock. */
  readonly waits?: readonly WaitEnd[];
}

export function fakeConsole({ screen = () => null, waits: ends = [] }: FakeConsoleOptions = {}): FakeConsole {
  const writes: string[] = [];
  const complaints: string[] = [];
  const waits: number[] = [];
  let nowMs = NOW_MS;
  let hasEnded = false;
  return {
    writes,
    complaints,
    waits,
    hasEnded: () => hasEnded,
    write: (text) => writes.push(text),
    complain: (text) => complaints.push(text),
    screen,
    now: () => nowMs,
    pause: async (milliseconds) => {
      nowMs += milliseconds;
    },
    startWatching: () => ({
      stopped: new Promise(() => {}),
      wait: async (milliseconds) => {
        const end = ends[waits.length] ?? 'stopped';
        waits.push(milliseconds);
        if (end === 'time') nowMs += milliseconds;
        return end;
      },
      end: () => {
        hasEnded = true;
      },
    }),
  };
}

/** A fake collector throws it when it is meant to be lost. */
export class CollectorGone extends Error {}

/** What `inspect` runs with, all of it fake. */
export function fakeContext(
  answers: FakeAnswers,
  console: CliConsole,
  more: { readonly files?: ProcFiles; readonly texts?: Readonly<Record<string, string>> } = {},
): InspectContext {
  return {
    collector: fakeCollector(answers),
    files: more.files ?? fakeFiles(),
    fileSystem: memoryFileSystem(new Map(Object.entries(more.texts ?? {}))),
    platform: 'linux',
    terminal: createTerminal(false, '/home/me'),
    isFailure: (error): error is Error => error instanceof CollectorGone,
    console,
  };
}
