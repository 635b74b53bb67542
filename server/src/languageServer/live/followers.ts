import type { Collector } from '../../shared/collectorProtocol';
import type { LiveAttention } from '../../shared/liveMessages';
import type { LiveServer } from '../../shared/liveServer';
import { createFollower, type Follower } from './follower';

/** A server that is followed because something shows it. */
export interface TrackedServer {
  /** The same as long as it is followed, over restarts of the server too. */
  readonly key: string;
  readonly follower: Follower;
}

/** A dashboard draws lines over time, of processes too: while one is looked at, no sample is left out. */
export type ShownBy = 'text' | 'dashboard';

/** One thing that shows a server. */
export interface Showing {
  readonly tracked: TrackedServer;
  /** What its figures are worth to a person from now on. */
  attend(attention: LiveAttention): void;
  /** It shows the server no longer; whoever is the last ends the following. */
  leave(): void;
}

export interface FollowersOptions {
  readonly collector: () => Collector;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Between two samples of a server that is looked at. */
  readonly intervalMs: () => number;
  /** Called after anything of a server may have changed. */
  readonly changed: (tracked: TrackedServer) => void;
  /**
   * A server has taken over from one that was followed beside it, so that both are the same now. Called after `from` has
   * ended: whatever shows it has to leave it, and may show `into` instead.
   */
  readonly joined: (from: TrackedServer, into: TrackedServer) => void;
}

/** The servers that something shows, each followed once, whatever the number of things that show it. */
export interface Followers {
  /** In the order in which they were first shown. */
  all(): readonly TrackedServer[];
  /** The one that is a server now: another id after a restart leads to the same. */
  find(serverId: string): TrackedServer | null;
  /** Shows a server; nobody looks at it until that is said. */
  show(server: LiveServer, by: ShownBy): Showing;
  /** Shows one that is followed already. */
  showTracked(tracked: TrackedServer, by: ShownBy): Showing;
  /** How often servers are sampled, or where the collector is, is another. */
  wake(): void;
  dispose(): void;
}

/** Figures that are only seen from the corner of an eye are read this many times as rarely, within limits. */
const SLOWER = 5;
const SLOWEST_IN_SIGHT_MS = 30_000;

const ATTENTIONS: readonly LiveAttention[] = ['none', 'in sight', 'looked at'];

interface Entry extends TrackedServer {
  readonly attentions: Map<Showing, { readonly by: ShownBy; readonly attention: LiveAttention }>;
}

export function createFollowers({ collector, now, intervalMs, changed, joined }: FollowersOptions): Followers {
  const entries = new Set<Entry>();

  const make = (server: LiveServer): Entry => {
    const attentions: Entry['attentions'] = new Map();
    const follower = createFollower(server, {
      collector,
      now,
      baseIntervalMs: () => (highest(attentions) === 'in sight' ? slower(intervalMs()) : intervalMs()),
      watchIntervalMs: intervalMs,
      isShown: () => highest(attentions) !== 'none',
      isSteady: () => isDrawn(attentions),
      changed: () => {
        joinSame(entry.follower.followed().server.id);
        if (entries.has(entry)) changed(entry);
      },
    });
    const entry: Entry = { key: server.id, follower, attentions };
    entries.add(entry);
    return entry;
  };
  /** Of several that follow one server the first goes on: it has the longest history. Nobody waits for figures of any. */
  const joinSame = (serverId: string): void => {
    const [into, ...others] = [...entries].filter(({ follower }) => {
      const { server, view } = follower.followed();
      return server.id === serverId && view !== null;
    });
    if (into === undefined) return;
    for (const from of others) {
      end(from);
      joined(from, into);
    }
  };
  const end = (entry: Entry): void => {
    entry.follower.stop();
    entries.delete(entry);
  };
  const showEntry = (entry: Entry, by: ShownBy): Showing => {
    const { attentions, follower } = entry;
    const set = (attention: LiveAttention | null): void => {
      const before = [highest(attentions), isDrawn(attentions)].join();
      if (attention === null) attentions.delete(showing);
      else attentions.set(showing, { by, attention });
      if ([highest(attentions), isDrawn(attentions)].join() !== before) follower.wake();
    };
    const showing: Showing = {
      tracked: entry,
      attend: (attention) => {
        if (attentions.has(showing)) set(attention);
      },
      leave: () => {
        if (!attentions.has(showing)) return;
        set(null);
        if (attentions.size === 0) end(entry);
      },
    };
    set('none');
    return showing;
  };
  const find = (serverId: string): Entry | null =>
    [...entries].find(({ follower }) => follower.followed().server.id === serverId) ?? null;

  return {
    all: () => [...entries],
    find,
    show: (server, by) => showEntry(find(server.id) ?? make(server), by),
    showTracked: (tracked, by) => {
      const entry = [...entries].find((one) => one === tracked);
      return showEntry(entry ?? make(tracked.follower.followed().server), by);
    },
    wake: () => {
      for (const { follower } of entries) follower.wake();
    },
    dispose: () => {
      for (const { follower } of entries) follower.stop();
      entries.clear();
    },
  };
}

function highest(attentions: Entry['attentions']): LiveAttention {
  let place = 0;
  for (const { attention } of attentions.values()) place = Math.max(place, ATTENTIONS.indexOf(attention));
  return ATTENTIONS[place] ?? 'none';
}

function isDrawn(attentions: Entry['attentions']): boolean {
  return [...attentions.values()].some(({ by, attention }) => by === 'dashboard' && attention === 'looked at');
}

function slower(intervalMs: number): number {
  return Math.max(intervalMs, Math.min(SLOWEST_IN_SIGHT_MS, SLOWER * intervalMs));
}
