import type { Connection } from 'vscode-languageserver/node';
import type { ConnectedCollector } from '../../collector/connectCollector';
import { messageOf } from '../../errorText';
import type { Project } from '../../session/project';
import type { Session } from '../../session/session';
import {
  LIVE_NOTIFICATIONS,
  LIVE_REQUESTS,
  type LiveAttachAnswer,
  type LiveAttachParams,
  type LiveAttention,
  type LiveCollectorParams,
  type LiveServerRow,
  type LiveServersAnswer,
  type LiveServersParams,
  type LiveShownParams,
  type LiveStatus,
} from '../../shared/liveMessages';
import type { LiveServer } from '../../shared/liveServer';
import { createCollectorChoice } from './collectorChoice';
import { firstSample } from './firstSample';
import type { FollowedServer } from './followedServer';
import { createFollowers, type Followers, type Showing, type TrackedServer } from './followers';
import { listServers, projectOfServer } from './liveServers';
import { type LiveSettings, readLiveSettings } from './liveSettings';
import { statusOf } from './liveStatus';
import { rootRemembered, serverRemembered } from './rememberedServer';
import { createThrottle } from './throttle';

/** What running servers are followed with. */
export interface LiveOptions {
  readonly connection: Connection;
  readonly session: Session;
  /** Settles when settings are known and all changes so far are worked out. */
  readonly settled: () => Promise<void>;
  /** The section `zoneLens` of the window. */
  readonly settings: () => unknown;
  /** Path of the collector's program. */
  readonly collectorProgram: string;
  /** Problems and hints may be others now. */
  readonly show: () => void;
}

/** Servers that are followed: the attached one, and those that dashboards show. */
export interface Live {
  /** Each server once, the attached one first. */
  followedServers(): readonly FollowedServer[];
  /** What follows them; whoever shows a server by it tells {@link Live.left} afterwards. */
  readonly followers: Followers;
  /** The server whose figures stand in the text. */
  attached(): TrackedServer | null;
  /** Main config that a server's figures belong to; empty where it is not known. */
  rootPathOf(tracked: TrackedServer): string;
  /** The same where it is a file of this machine; a container's path for its own config is another file here, and null. */
  rootHereOf(tracked: TrackedServer): string | null;
  /** Figures of a server belong to this config, unless the one that it runs is open. */
  chooseRoot(tracked: TrackedServer, rootPath: string): void;
  /** The collector, for what a person waits for. */
  promptCollector(): ConnectedCollector;
  /** The collector, as samples are taken with. */
  collector(): ConnectedCollector;
  /** Calls back after anything may have changed: of one server, or (null) in which servers are followed or attached. */
  onChanged(listener: (tracked: TrackedServer | null) => void): void;
  /** Calls back when a followed server turned out to be the one that another follows, which goes on instead. */
  onJoined(listener: (from: TrackedServer) => void): void;
  /** Something has stopped showing a server: without any, the collector is let go. */
  left(): void;
  /** Settings may have changed. */
  reconfigure(): void;
  dispose(): void;
}

/** What is shown changes at most this often: figures that flicker can't be read. */
const SHOW_PAUSE_MS = 2000;

/** Answers requests about running servers, and gives the session the figures of the one that is attached. */
export function registerLive(options: LiveOptions): Live {
  const { connection, session, settled } = options;
  let settings: LiveSettings = readLiveSettings(options.settings());
  const collectors = createCollectorChoice(() => settings.collectorSocket, options.collectorProgram);
  const followers = createFollowers({
    collector: collectors.current,
    now: Date.now,
    intervalMs: () => settings.intervalMs,
    changed: (tracked) => changed(tracked),
    joined: (from, into) => {
      const root = chosenRoots.get(from);
      if (root !== undefined && !chosenRoots.has(into)) chosenRoots.set(into, root);
      if (attached?.tracked === from) attachTo(followers.showTracked(into, 'text'));
      for (const listener of joinListeners) listener(from);
      changed(null);
    },
  });
  const joinListeners: ((from: TrackedServer) => void)[] = [];
  const listeners: ((tracked: TrackedServer | null) => void)[] = [];
  /** Configs that were looked at when servers were attached or shown. */
  const chosenRoots = new WeakMap<TrackedServer, string>();
  let attached: Showing | null = null;
  let attention: LiveAttention = 'none';
  let told = 'null';
  const show = createThrottle(SHOW_PAUSE_MS, options.show);

  const rootHereOf = (tracked: TrackedServer): string | null => {
    const { server } = tracked.follower.followed();
    const own = projectOfServer(session.projects(), server, session.realPathOf);
    return own?.rootPath ?? chosenRoots.get(tracked) ?? (server.fileRoot === '' ? server.configFile : null);
  };
  const rootPathOf = (tracked: TrackedServer): string =>
    rootHereOf(tracked) ?? tracked.follower.followed().server.configFile ?? '';
  const statusNow = (): LiveStatus | null =>
    attached === null ? null : statusOf(attached.tracked.follower.followed(), rootHereOf(attached.tracked));
  /** The text and the client have what is known of the attached server. */
  const tellText = (): void => {
    const view = attached?.tracked.follower.followed().view ?? null;
    const live = attached === null || view === null ? null : { rootPath: rootHereOf(attached.tracked), view };
    if (session.setLive(live)) show.request();
    const status = statusNow();
    const text = JSON.stringify(status);
    if (text === told) return;
    told = text;
    void connection.sendNotification(LIVE_NOTIFICATIONS.status, status);
  };
  const changed = (tracked: TrackedServer | null): void => {
    if (tracked === null || tracked === attached?.tracked) tellText();
    for (const listener of listeners) listener(tracked);
  };
  const detach = (): void => {
    attached?.leave();
    attached = null;
  };
  /** What follows it already, for a dashboard or as the attached one, goes on. */
  const attachTo = (showing: Showing): void => {
    detach();
    attached = showing;
    showing.attend(attention);
  };
  const leaveIdleCollector = (): void => {
    if (followers.all().length === 0) collectors.leave();
  };
  const projectOf = (uri: string | null): Project | null => {
    if (uri !== null) return session.locate(uri)?.project ?? null;
    const [only, ...others] = session.projects();
    return others.length === 0 ? (only ?? null) : null;
  };

  const attach = async (server: LiveServer, chosenRoot: string | null): Promise<LiveAttachAnswer> => {
    if (server.access.rung === 'none') return { kind: 'not permitted', server };
    const showing = followers.show(server, 'text');
    attachTo(showing);
    if (chosenRoot !== null) chosenRoots.set(showing.tracked, chosenRoot);
    const first = await firstSample(showing.tracked.follower);
    const status = statusNow();
    const isStillAttached = attached === showing || attached?.tracked === followers.find(server.id);
    // Detached meanwhile, or another was attached.
    if (status === null || !isStillAttached) return { kind: 'not found' };
    if (first.kind === 'sampled') {
      changed(null);
      return { kind: 'attached', status };
    }
    detach();
    changed(null);
    return first.kind === 'gone' ? { kind: 'not found' } : first;
  };

  const list = async (uri: string | null): Promise<readonly LiveServerRow[]> => {
    await settled();
    return listServers(collectors.prompt(), projectOf(uri), session.realPathOf);
  };
  const targetServer = async ({ target, uri }: LiveAttachParams): Promise<LiveServer | null> => {
    if (target.kind === 'certain') return (await list(uri)).find(({ match }) => match === 'certain')?.server ?? null;
    const servers = await collectors.prompt().servers();
    if (target.kind === 'server') return servers.find(({ id }) => id === target.id) ?? null;
    return serverRemembered(servers, target.remembered);
  };

  connection.onRequest(LIVE_REQUESTS.servers, async ({ uri }: LiveServersParams): Promise<LiveServersAnswer> => {
    try {
      return { rows: await list(uri), failure: null };
    } catch (error) {
      return { rows: [], failure: messageOf(error) };
    }
  });
  connection.onRequest(LIVE_REQUESTS.attach, async (params: LiveAttachParams): Promise<LiveAttachAnswer> => {
    try {
      await settled();
      const server = await targetServer(params);
      if (server === null) return { kind: 'not found' };
      const { target, uri } = params;
      const chosen =
        target.kind === 'remembered' ? rootRemembered(target.remembered) : (projectOf(uri)?.rootPath ?? null);
      return await attach(server, chosen);
    } catch (error) {
      return { kind: 'failed', reason: messageOf(error) };
    }
  });
  connection.onRequest(LIVE_REQUESTS.detach, (): null => {
    detach();
    changed(null);
    // It is started again where somebody asks for servers.
    leaveIdleCollector();
    return null;
  });
  connection.onRequest(LIVE_REQUESTS.refresh, async (): Promise<LiveStatus | null> => {
    const all = followers.all();
    if (all.length > 0) collectors.prompt();
    await Promise.all(all.map(({ follower }) => follower.sample('full')));
    return statusNow();
  });
  connection.onRequest(LIVE_REQUESTS.collector, ({ socket }: LiveCollectorParams): null => {
    if (collectors.give(socket)) followers.wake();
    return null;
  });
  connection.onNotification(LIVE_NOTIFICATIONS.shown, (params: LiveShownParams) => {
    attention = params.attention;
    attached?.attend(attention);
  });

  return {
    followedServers: () => {
      const all = followers.all().map(
        (tracked): FollowedServer => ({
          key: tracked.key,
          followed: tracked.follower.followed(),
          rootPath: rootHereOf(tracked) ?? '',
          isAttached: tracked === attached?.tracked,
        }),
      );
      return [...all.filter(({ isAttached }) => isAttached), ...all.filter(({ isAttached }) => !isAttached)];
    },
    followers,
    attached: () => attached?.tracked ?? null,
    rootPathOf,
    rootHereOf,
    chooseRoot: (tracked, rootPath) => {
      chosenRoots.set(tracked, rootPath);
    },
    promptCollector: collectors.prompt,
    collector: collectors.current,
    onChanged: (listener) => {
      listeners.push(listener);
    },
    onJoined: (listener) => {
      joinListeners.push(listener);
    },
    left: () => {
      leaveIdleCollector();
      for (const listener of listeners) listener(null);
    },
    reconfigure: () => {
      const next = readLiveSettings(options.settings());
      const isElsewhere = next.collectorSocket !== settings.collectorSocket;
      const isOther = JSON.stringify(next) !== JSON.stringify(settings);
      settings = next;
      if (isElsewhere) collectors.leave();
      if (isOther) followers.wake();
    },
    dispose: () => {
      attached = null;
      followers.dispose();
      collectors.leave();
    },
  };
}
