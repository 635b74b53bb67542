import { messageOf } from '../../errorText';
import type { DashboardSource } from '../../features/dashboard/dashboardSource';
import type { Collector } from '../../shared/collectorProtocol';
import type { DashboardSnapshotAnswer } from '../../shared/dashboardMessages';
import type { HistorySamples } from '../../shared/historySamples';
import type { LivePageMap, LiveSample } from '../../shared/liveSample';
import type { ServerMemory } from '../../shared/liveServer';
import type { GrowthVerdict } from '../../shared/liveTrends';
import type { SnapshotBreakdown } from '../../shared/snapshot';
import { snapshotOf } from '../../snapshot/snapshotOf';
import type { Follower } from '../live/follower';

export interface SnapshotParts {
  /** Null where nothing runs. */
  readonly follower: Follower | null;
  readonly collector: () => Collector;
  /** What the file is named after where nothing runs. */
  readonly fileNameBase: string | null;
  /** Of the extension. */
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** So many workers tell all that there is to be told. */
const MOST_BREAKDOWNS = 16;

/** Neighbouring pages that are alike, of all page maps together. */
const MOST_RUNS = 100_000;
const MOST_PAGE_MAPS = 100;

/** A person waits for the file: what was not read by then is left out. */
const LONGEST_READING_MS = 5000;

const NO_SAMPLES: HistorySamples = {
  takenAtMs: [],
  total: { loadedBytes: [], usedBytes: [], failures: [] },
  zones: [],
  processes: [],
};

/** Everything that a dashboard can show, as text for a file. What costs more than a sample is read for it. */
export async function saveSnapshot(source: DashboardSource, parts: SnapshotParts): Promise<DashboardSnapshotAnswer> {
  const { follower, version, now } = parts;
  try {
    const { breakdowns, pageMaps, memory } = await readDetails(source, parts);
    const savedAtMs = now();
    const snapshot = snapshotOf({
      savedAtMs,
      writtenBy: version,
      configPath: source.configPath,
      pageSizeBytes: source.pageSizeBytes,
      memory,
      view: source.view,
      planned: source.planned,
      history: follower?.history.samples() ?? NO_SAMPLES,
      verdicts: verdictsOf(source, follower),
      breakdowns,
      pageMaps,
    });
    return { text: `${JSON.stringify(snapshot)}\n`, suggestedFileName: fileNameOf(source, parts, savedAtMs) };
  } catch (error) {
    return { failure: messageOf(error) };
  }
}

/** Of all processes of which something can be told, so that each can be looked at later. */
function verdictsOf({ view }: DashboardSource, follower: Follower | null): readonly GrowthVerdict[] {
  const processes = view?.sample.processes ?? [];
  return processes.flatMap(({ pid }) => follower?.history.verdict(pid) ?? []);
}

interface ReadDetails {
  readonly breakdowns: SnapshotBreakdown[];
  readonly pageMaps: LivePageMap[];
  readonly memory: ServerMemory;
}

async function readDetails({ view, ...source }: DashboardSource, parts: SnapshotParts): Promise<ReadDetails> {
  const breakdowns: SnapshotBreakdown[] = [];
  const pageMaps: LivePageMap[] = [];
  if (view === null) return { breakdowns, pageMaps, memory: source.memory };
  const until = performance.now() + LONGEST_READING_MS;
  const { serverId } = view.sample;
  /** The latest that is known stands for what can't be read now: of a server that has ended there is no more. */
  const read = async <Value>(known: Value | null, ask: () => Promise<Value | null>): Promise<Value | null> => {
    const canAsk = view.state === 'live' && performance.now() < until;
    return (canAsk ? await ask().catch(() => null) : null) ?? known;
  };
  const memory = await read(source.memory, () => parts.collector().serverMemory({ serverId }));
  for (const pid of largestWorkers(view.sample).slice(0, MOST_BREAKDOWNS)) {
    const found = await read(source.breakdownOf(pid), async () => {
      const breakdown = await parts.collector().memoryBreakdown({ serverId, pid });
      return breakdown && { ...breakdown, takenAtMs: parts.now() };
    });
    if (found !== null) breakdowns.push(found);
  }
  let runCount = 0;
  for (const inode of largestZones(view.sample).slice(0, MOST_PAGE_MAPS)) {
    const found = await read(source.pageMapOf(inode), () => parts.collector().pageMap({ serverId, inode }));
    if (found === null) continue;
    runCount += found.runs.length;
    if (runCount > MOST_RUNS) break;
    pageMaps.push(found);
  }
  return { breakdowns, pageMaps, memory: memory ?? source.memory };
}

function largestWorkers({ processes }: LiveSample): number[] {
  const isWorker = (role: string): boolean => role === 'worker' || role === 'old worker' || role === 'single';
  return processes
    .filter(({ role }) => isWorker(role))
    .sort((left, right) => (right.residentBytes ?? 0) - (left.residentBytes ?? 0))
    .map(({ pid }) => pid);
}

/** Zones that have a pool, by what is loaded of them. */
function largestZones({ zones }: LiveSample): number[] {
  return zones
    .filter(({ pool }) => pool === 'slab')
    .sort((left, right) => (right.loaded.bytes ?? 0) - (left.loaded.bytes ?? 0))
    .map(({ inode }) => inode);
}

/** `nginx-4242-2026-11-23T03-10.zone-lens.json`, in UTC. */
function fileNameOf({ view }: DashboardSource, { fileNameBase }: SnapshotParts, savedAtMs: number): string {
  const what = view === null ? (fileNameBase ?? 'zones') : `${view.server.product}-${view.server.masterPid}`;
  // A product is what a server calls itself: anything.
  const safe = what.replace(/[^\w.-]+/g, '-').slice(0, LONGEST_NAME);
  const at = new Date(savedAtMs).toISOString().slice(0, 'YYYY-MM-DDTHH:MM'.length).replace(':', '-');
  return `${safe}-${at}.zone-lens.json`;
}

const LONGEST_NAME = 60;
