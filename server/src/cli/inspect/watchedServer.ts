import { createHistory, type History, type Succession } from '../../live/history/history';
import type { LiveServer } from '../../shared/liveServer';
import type { ReportedWatch } from './inspectReport';
import { type InspectedServer, type ReadingTools, readServer } from './readServer';

/** How long a server that has ended is waited for: a service that is restarted is back within it. */
const RESTART_WAIT_MS = 5000;

/**
 * How often what each process has mapped is counted, which a refresh does not: without it, growth that zones explain and
 * room that they have left are told from bounds alone.
 */
const FULL_EVERY_MS = 30_000;

/** A hundredth of the time may be spent on that. */
const PAUSE_PER_COST = 100;

/** A server that is read again and again, and whoever takes its place. */
export interface WatchedServer {
  /** The last good reading; null before the first. */
  inspected: InspectedServer | null;
  server: LiveServer;
  readonly history: History;
  /** The server that the history takes the samples for: over the loss of its master it is the same one. */
  historyId: string;
  /** When the next full look is taken. */
  fullDueAtMs: number;
  endedAtMs: number | null;
  /** Nobody took its place in time. */
  hasGone: boolean;
  /** Keys of the events that a line of JSON has told already. */
  printedEvents: ReadonlySet<string>;
}

export function watchedServer(server: LiveServer): WatchedServer {
  return {
    inspected: null,
    server,
    history: createHistory(),
    historyId: server.id,
    fullDueAtMs: Number.NEGATIVE_INFINITY,
    endedAtMs: null,
    hasGone: false,
    printedEvents: new Set(),
  };
}

/** What a step reads with. */
export interface WatchTools extends ReadingTools {
  readonly now: () => number;
  /** Servers that are watched by themselves, and take nobody's place. */
  readonly isWatched: (serverId: string) => boolean;
}

/** Reads a server once more; where it has ended, the one that has taken its place. */
export async function readAgain(watched: WatchedServer, tools: WatchTools): Promise<void> {
  if (watched.hasGone) return;
  if (watched.endedAtMs === null) await read(watched, tools);
  if (watched.endedAtMs === null) return;
  const successor = await findSuccessor(watched.server, tools);
  if (successor !== null) {
    if (!isOfSameServer(watched, successor)) {
      watched.history.followTo(successor.id, tools.now(), successionOf(watched, successor));
      watched.historyId = successor.id;
    }
    watched.server = successor;
    watched.fullDueAtMs = Number.NEGATIVE_INFINITY;
    watched.endedAtMs = null;
    await read(watched, tools);
  } else if (tools.now() - watched.endedAtMs >= RESTART_WAIT_MS) {
    watched.history.ended(watched.endedAtMs);
    watched.hasGone = true;
  }
}

async function read(watched: WatchedServer, tools: WatchTools): Promise<void> {
  const isFullDue = tools.now() >= watched.fullDueAtMs;
  const reading = await readServer(watched.server, isFullDue ? { ...tools, depth: 'full' } : tools);
  if (reading.kind === 'gone') {
    watched.endedAtMs = tools.now();
    return;
  }
  if (reading.kind === 'sample') {
    const { sample } = reading;
    watched.history.add({ ...sample, serverId: watched.historyId });
    const pauseMs = Math.max(FULL_EVERY_MS, PAUSE_PER_COST * sample.cost.wallMilliseconds);
    if (sample.depth === 'full') watched.fullDueAtMs = tools.now() + pauseMs;
  }
  // The last figures stay on the screen while a reload is under way.
  if (reading.kind === 'changing' && watched.inspected?.server === watched.server) return;
  watched.inspected = { server: watched.server, reading };
}

/** Workers of a killed master, which go on with the zones that they have. */
function isOfSameServer({ inspected }: WatchedServer, { masterPid, startTicks }: LiveServer): boolean {
  if (inspected?.reading.kind !== 'sample') return false;
  const { processes } = inspected.reading.sample;
  return processes.some((one) => one.pid === masterPid && one.startTicks === startTicks);
}

/** Two masters that run one config at the same time are those of a binary upgrade. */
function successionOf({ inspected }: WatchedServer, { startedAtMs }: LiveServer): Succession {
  const lastSeenAtMs = inspected?.reading.kind === 'sample' ? inspected.reading.sample.takenAtMs : null;
  return startedAtMs !== null && lastSeenAtMs !== null && startedAtMs < lastSeenAtMs ? 'binary upgrade' : 'restart';
}

/** A server that was started with the same config, prefix and view of the file system. */
async function findSuccessor(old: LiveServer, { collector, isWatched }: WatchTools): Promise<LiveServer | null> {
  const { configFile, prefix, confinement } = old;
  const found = (await collector.servers()).filter(
    (server) =>
      server.id !== old.id &&
      !isWatched(server.id) &&
      server.configFile === configFile &&
      server.prefix === prefix &&
      server.confinement?.containerId === confinement?.containerId,
  );
  // The latest: the one before it may be an old master of a binary upgrade.
  return found.reduce<LiveServer | null>(
    (latest, server) => (latest === null || server.startTicks > latest.startTicks ? server : latest),
    null,
  );
}

/** What samples so far tell. */
export function watchOf({ history, endedAtMs, hasGone }: WatchedServer): ReportedWatch {
  return {
    state: endedAtMs !== null || hasGone ? 'stopped' : 'live',
    trends: history.trends(),
    events: history.events(),
    verdict: history.verdict(),
  };
}
