import { messageOf } from '../../errorText';
import { t } from '../../l10n';
import { createHistory, type History } from '../../live/history/history';
import type { Collector } from '../../shared/collectorProtocol';
import type { LiveSample, SampleDepth } from '../../shared/liveSample';
import type { LiveServer, SampleCost } from '../../shared/liveServer';
import type { LiveView } from '../../shared/liveView';
import { hasSameFigures, withWalks } from './latestFigures';
import { isSuccessor, ranBefore } from './liveServers';
import { createPace } from './pace';

/** What is known of the server that is followed. */
export interface Followed {
  readonly server: LiveServer;
  /** Null before the first sample. */
  readonly view: LiveView | null;
  readonly state: LiveView['state'];
  readonly intervalMs: number;
  readonly cost: SampleCost | null;
  /** What is wrong, for people; null while figures come. */
  readonly trouble: string | null;
}

export interface FollowerOptions {
  readonly collector: () => Collector;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly baseIntervalMs: () => number;
  /** Where samples are rarer than this, it is looked this often whether the server still runs: a tenth of a millisecond. */
  readonly watchIntervalMs: () => number;
  readonly isShown: () => boolean;
  /** Samples are taken as often while nothing changes; by default they are not. */
  readonly isSteady?: () => boolean;
  /** Called after anything in {@link Followed} may have changed. */
  readonly changed: () => void;
}

/** Samples one server for as long as it is looked at, through reloads and restarts. */
export interface Follower {
  followed(): Followed;
  /** What samples told over time, those of a server before a restart among them. */
  readonly history: Pick<History, 'samples' | 'timelineOf' | 'verdict'>;
  /** A sample now, after the one that is being taken, and no answer that is older than the question. Never rejects. */
  sample(depth: SampleDepth): Promise<void>;
  /** Whether it is looked at, or how often it is sampled, is another. */
  wake(): void;
  stop(): void;
}

/** A server that was changing while it was read is asked again this soon, and this often before it is told. */
const CHANGING_PAUSE_MS = 200;
const MOST_CHANGING = 20;

/** Between two looks for a server that has ended: it is often started again at once, and may never be. */
const FIRST_LOOK_MS = 500;
const LOOK_GROWTH = 1.5;
const RAREST_LOOK_MS = 15_000;

/** A collector that does not answer is asked again; it has pauses of its own between attempts. */
const LOST_PAUSE_MS = 2000;

/** Nobody looks at something again more often than this. */
const SHORTEST_WAKE_MS = 500;

export function createFollower(server: LiveServer, options: FollowerOptions): Follower {
  const { collector, now, baseIntervalMs, watchIntervalMs, isShown, changed } = options;
  const history = createHistory();
  const pace = createPace(baseIntervalMs, options.isSteady);
  let followed: Followed = {
    server,
    view: null,
    state: 'live',
    intervalMs: baseIntervalMs(),
    cost: null,
    trouble: null,
  };
  let latest: LiveSample | null = null;
  let full: LiveSample | null = null;
  let changingCount = 0;
  let lookPauseMs = FIRST_LOOK_MS;
  let pauseMs = 0;
  let lastAtMs = 0;
  /** The interval at the latest {@link Follower.wake}. */
  let wakeIntervalMs = baseIntervalMs();
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;
  /** The end of what was asked for last: one sample at a time. */
  let queue: Promise<void> = Promise.resolve();

  const tell = (change: Partial<Followed>): void => {
    if (isStopped) return;
    const next = { ...followed, intervalMs: pace.intervalMs(), ...change };
    const view: LiveView | null = latest && {
      server: next.server,
      sample: withWalks(latest, full),
      trends: history.trends(),
      events: history.events(),
      verdict: history.verdict(),
      state: next.state,
    };
    followed = { ...next, view };
    changed();
  };

  const take = (sample: LiveSample): void => {
    const isOther = latest === null || !hasSameFigures(latest, sample);
    pace.sampled(sample, isOther);
    history.add(sample);
    latest = sample;
    if (sample.depth === 'full') full = sample;
    changingCount = 0;
    lookPauseMs = FIRST_LOOK_MS;
    pauseMs = pace.intervalMs();
    tell({ state: 'live', cost: sample.cost, trouble: null });
  };

  const ask = async (depth: SampleDepth, isFresh: boolean): Promise<void> => {
    const outcome = await collector().sample({ serverId: followed.server.id, depth, isFresh });
    if (isStopped) return;
    if (outcome.kind === 'sample') take(outcome.sample);
    else if (outcome.kind === 'changing') {
      changingCount++;
      pauseMs = changingCount < MOST_CHANGING ? CHANGING_PAUSE_MS : pace.intervalMs();
      if (changingCount === MOST_CHANGING) tell({ trouble: t('the server changes faster than it can be read') });
    } else if (outcome.kind === 'refused') {
      pauseMs = LOST_PAUSE_MS;
      tell({ state: 'lost', trouble: outcome.reason });
    } else {
      history.ended(now());
      pauseMs = FIRST_LOOK_MS;
      tell({ state: 'stopped', trouble: t('the server has ended; figures are its last') });
    }
  };

  const lookForSuccessor = async (): Promise<void> => {
    const servers = await collector().servers();
    if (isStopped) return;
    const lastSeenAtMs = latest?.takenAtMs ?? 0;
    const successors = servers.filter((candidate) => isSuccessor(candidate, followed.server, lastSeenAtMs));
    // Of several, the one that was started last is what runs from now on.
    const successor = successors.sort((left, right) => right.startTicks - left.startTicks)[0];
    if (successor === undefined) {
      lookPauseMs = Math.min(RAREST_LOOK_MS, lookPauseMs * LOOK_GROWTH);
      pauseMs = lookPauseMs;
      return;
    }
    // Both ran side by side: it took over from the one before, rather than being started after it.
    const isUpgrade = ranBefore(successor, lastSeenAtMs);
    history.followTo(successor.id, now(), isUpgrade ? 'binary upgrade' : 'restart');
    followed = { ...followed, server: successor };
    pace.quicken();
    await ask('full', true);
  };

  const step = async (depth: SampleDepth, isFresh: boolean): Promise<void> => {
    if (isStopped) return;
    lastAtMs = now();
    try {
      await (followed.state === 'stopped' ? lookForSuccessor() : ask(depth, isFresh));
    } catch (error) {
      pauseMs = LOST_PAUSE_MS;
      const trouble = messageOf(error);
      // Of a server that has ended it is not known whether it runs again: it stays what it was.
      tell(followed.state === 'stopped' ? { trouble } : { state: 'lost', trouble });
    }
  };

  const schedule = (waitMs: number): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (isStopped || !isShown()) return;
    const watchMs = watchIntervalMs();
    timer =
      waitMs > watchMs && followed.state === 'live'
        ? setTimeout(() => void watch(waitMs - watchMs), watchMs)
        : setTimeout(() => void sample(pace.depthAt(now()), false), waitMs);
  };

  /** A server that has ended is told of at once; else the next sample has time. */
  const watch = async (waitMs: number): Promise<void> => {
    timer = null;
    const watched = queue;
    // A collector of an older version does not know the question, and one that is gone is told of by the next sample.
    const isRunning = await collector()
      .isRunning({ serverId: followed.server.id })
      .catch(() => true);
    // Sampled or woken meanwhile.
    if (queue !== watched || timer !== null) return;
    if (isRunning) schedule(waitMs);
    else await sample('refresh', true);
  };

  const sample = (depth: SampleDepth, isFresh: boolean): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    queue = queue.then(async () => {
      await step(depth, isFresh);
      schedule(pauseMs);
    });
    return queue;
  };

  return {
    followed: () => followed,
    history,
    sample: (depth) => sample(depth, true),
    wake: () => {
      const isHasty = baseIntervalMs() <= wakeIntervalMs;
      wakeIntervalMs = baseIntervalMs();
      pace.quicken();
      const waitMs = isHasty ? SHORTEST_WAKE_MS : pace.intervalMs();
      // The clock may have been put back.
      schedule(Math.min(waitMs, Math.max(0, lastAtMs + waitMs - now())));
    },
    stop: () => {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}
