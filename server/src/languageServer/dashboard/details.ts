import type { Collector } from '../../shared/collectorProtocol';
import type { LivePageMap, LiveZone } from '../../shared/liveSample';
import type { ServerMemory } from '../../shared/liveServer';
import type { SnapshotBreakdown } from '../../shared/snapshot';
import type { Followed } from '../live/follower';

/** What of a server somebody looks at. */
export interface WantedDetails {
  readonly pids: ReadonlySet<number>;
  readonly inodes: ReadonlySet<number>;
}

export interface DetailsOptions {
  readonly collector: () => Collector;
  readonly followed: () => Followed;
  /** Null while nobody looks: nothing is asked for. */
  readonly wanted: () => WantedDetails | null;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Called after details have come, once for those that were asked for together. */
  readonly changed: () => void;
}

/** What costs more than a sample, and is read only of what somebody looks at. The latest that is known is given at once. */
export interface Details {
  /** Null where it was not read, or could not be. */
  breakdownOf(pid: number): SnapshotBreakdown | null;
  /** Null where it was not read, or could not be; see {@link Details.hasNoPageMap}. */
  pageMapOf(inode: number): LivePageMap | null;
  /** It was asked for, and there is none. */
  hasNoPageMap(inode: number): boolean;
  memory(): ServerMemory;
  /** Something was asked for, and has not come yet. */
  isAsking(): boolean;
  /** A person wants to see all anew: what is known is old from now on, whatever it costs to read it again. */
  outdate(): void;
  /** Settles when all that was asked for has come. */
  read(): Promise<void>;
  /** A sample was taken, or somebody looks at something else: asks for what is wanted and old. */
  refresh(): void;
}

/** A hundredth of the time may be spent on reading. */
const PAUSE_PER_COST = 100;

/** Pages may be others where no figure is. */
const PAGE_MAP_AGE_MS = 30_000;

const MEMORY_AGE_MS = 10_000;

/** A page map of a large zone has some megabytes. */
const MOST_PAGE_MAPS = 4;

/** What was asked for. */
interface Detail<Value> {
  readonly value: Value | null;
  /** Milliseconds of a clock that never goes back. */
  readonly askedAt: number;
  readonly costMs: number;
  /** What the sample said at the time. */
  readonly sampledAtMs: number;
  readonly figures: string;
}

interface Costing {
  readonly cost: { readonly wallMilliseconds: number };
}

const UNKNOWN_MEMORY: ServerMemory = { totalBytes: null, availableBytes: null, cgroup: null, isWhole: false };

export function createDetails({ collector, followed, wanted, now, changed }: DetailsOptions): Details {
  const breakdowns = new Map<number, Detail<SnapshotBreakdown>>();
  const pageMaps = new Map<number, Detail<LivePageMap>>();
  const asking = new Set<string>();
  let waiting: (() => void)[] = [];
  /** What was asked for before is old; a time of the same clock as {@link Detail.askedAt}. */
  let outdatedAt = Number.NEGATIVE_INFINITY;
  /** Something has come that was not told yet. */
  let isOther = false;
  let memory = UNKNOWN_MEMORY;
  let memoryAskedAt = Number.NEGATIVE_INFINITY;
  /** What is known is of this server; after a restart it is another. */
  let serverId = followed().server.id;

  const forget = (): void => {
    const { server, view } = followed();
    if (server.id !== serverId) {
      serverId = server.id;
      breakdowns.clear();
      pageMaps.clear();
      memoryAskedAt = Number.NEGATIVE_INFINITY;
    }
    if (view === null) return;
    const pids = new Set(view.sample.processes.map(({ pid }) => pid));
    const inodes = new Set(view.sample.zones.map(({ inode }) => inode));
    for (const pid of breakdowns.keys()) if (!pids.has(pid)) breakdowns.delete(pid);
    for (const inode of pageMaps.keys()) if (!inodes.has(inode)) pageMaps.delete(inode);
  };

  const answered = (question: string): void => {
    asking.delete(question);
    if (asking.size > 0) return;
    if (isOther) {
      isOther = false;
      changed();
    }
    const settled = waiting;
    waiting = [];
    for (const settle of settled) settle();
  };

  /** Asks, and puts what comes behind what is known; the same is not asked for twice at a time. */
  const ask = async <Value extends Costing>(
    what: string,
    details: Map<number, Detail<Value>>,
    key: number,
    at: { readonly sampledAtMs: number; readonly figures: string },
    read: () => Promise<Value | null>,
  ): Promise<void> => {
    const question = `${what} ${key}`;
    if (asking.has(question)) return;
    asking.add(question);
    const askedAt = performance.now();
    const askedServer = serverId;
    // That a collector does not answer is the follower's to tell. What it told before stays.
    const value = await read().catch(() => details.get(key)?.value ?? null);
    if (followed().server.id === askedServer) {
      const costMs = value?.cost.wallMilliseconds ?? performance.now() - askedAt;
      details.delete(key);
      details.set(key, { ...at, value, askedAt, costMs });
      isOther = true;
      forget();
    }
    answered(question);
  };

  /** Once a sample, and not where reading would take too much time. */
  const isDue = (detail: Detail<unknown> | undefined, sampledAtMs: number): boolean =>
    detail === undefined ||
    detail.askedAt < outdatedAt ||
    (detail.sampledAtMs !== sampledAtMs && performance.now() - detail.askedAt >= detail.costMs * PAUSE_PER_COST);

  const askBreakdown = (pid: number, sampledAtMs: number): void => {
    if (!isDue(breakdowns.get(pid), sampledAtMs)) return;
    void ask('process', breakdowns, pid, { sampledAtMs, figures: '' }, async () => {
      const found = await collector().memoryBreakdown({ serverId, pid });
      return found && { ...found, takenAtMs: now() };
    });
  };

  const askPageMap = async (zone: LiveZone, sampledAtMs: number): Promise<void> => {
    const { inode } = zone;
    const known = pageMaps.get(inode);
    if (!isDue(known, sampledAtMs)) return;
    const figures = figuresOf(zone);
    const isYoung =
      known !== undefined && known.askedAt >= outdatedAt && performance.now() - known.askedAt < PAGE_MAP_AGE_MS;
    if (isYoung && known.value !== null && known.figures === figures) return;
    await ask('zone', pageMaps, inode, { sampledAtMs, figures }, () => collector().pageMap({ serverId, inode }));
    const [oldest] = pageMaps.keys();
    if (pageMaps.size > MOST_PAGE_MAPS && oldest !== undefined) pageMaps.delete(oldest);
  };

  const askMemory = (): void => {
    if (asking.has('memory') || performance.now() - memoryAskedAt < MEMORY_AGE_MS) return;
    memoryAskedAt = performance.now();
    asking.add('memory');
    const askedServer = serverId;
    const take = (read: ServerMemory | null): void => {
      const isSame = JSON.stringify(read ?? UNKNOWN_MEMORY) === JSON.stringify(memory);
      if (askedServer === serverId && !isSame) {
        memory = read ?? UNKNOWN_MEMORY;
        isOther = true;
      }
      answered('memory');
    };
    // A collector of an older version does not know the question.
    void collector()
      .serverMemory({ serverId })
      .then(take, () => take(null));
  };

  const answeredAll = async (): Promise<void> => {
    if (asking.size > 0) await new Promise<void>((resolve) => waiting.push(resolve));
  };

  const refresh = (): void => {
    forget();
    const { view, state } = followed();
    const looked = wanted();
    // Of one that has ended there is nothing to be read, and what can't be read is asked for again with the next sample.
    if (looked === null || view === null || state !== 'live' || view.sample.serverId !== serverId) return;
    const { takenAtMs, processes, zones } = view.sample;
    askMemory();
    for (const { pid } of processes) if (looked.pids.has(pid)) askBreakdown(pid, takenAtMs);
    const wantedZones = zones.filter(({ inode }) => looked.inodes.has(inode));
    for (const zone of wantedZones.slice(0, MOST_PAGE_MAPS)) void askPageMap(zone, takenAtMs);
  };

  return {
    breakdownOf: (pid) => breakdowns.get(pid)?.value ?? null,
    pageMapOf: (inode) => pageMaps.get(inode)?.value ?? null,
    hasNoPageMap: (inode) => pageMaps.get(inode)?.value === null,
    memory: () => memory,
    isAsking: () => asking.size > 0,
    outdate: () => {
      outdatedAt = performance.now();
      memoryAskedAt = Number.NEGATIVE_INFINITY;
    },
    read: async () => {
      await answeredAll();
      // What was on its way when the rest got old is old, too.
      refresh();
      await answeredAll();
    },
    refresh,
  };
}

/** What of a zone tells that its pages are others. */
function figuresOf({ loaded, pages, slots }: LiveZone): string {
  return JSON.stringify([loaded.bytes, pages?.used ?? null, pages?.free ?? null, slots]);
}
