import { pathToFileURL } from 'node:url';
import type { Connection } from 'vscode-languageserver/node';
import { type CollectorPlace, type ConnectedCollector, connectCollector } from '../../collector/connectCollector';
import { messageOf } from '../../errorText';
import { liveTextsOf, liveTotalsOf } from '../../features/liveTotals';
import { t } from '../../l10n';
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
import type { LiveServer, Rung } from '../../shared/liveServer';
import { pathOfUri } from '../uris';
import type { FollowedServer } from './followedServer';
import { createFollower, type Follower } from './follower';
import { listServers, projectOfServer } from './liveServers';
import { type LiveSettings, readLiveSettings } from './liveSettings';
import { createThrottle } from './throttle';
import { translatedCollector } from './translatedCollector';

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
  followedServers(): readonly FollowedServer[];
  /** Settings may have changed. */
  reconfigure(): void;
  dispose(): void;
}

interface Attached {
  readonly follower: Follower;
  /** The config that was looked at when it was attached; null: the one that the server runs. */
  readonly chosenRoot: string | null;
}

/** What is shown changes at most this often: figures that flicker can't be read. */
const SHOW_PAUSE_MS = 2000;

/** Figures that are only seen from the corner of an eye are read this many times as rarely, within limits. */
const SLOWER = 5;
const SLOWEST_IN_SIGHT_MS = 30_000;

/** How often, and after which pauses, a server that changes while it is read is asked before an attempt to attach fails. */
const FIRST_ATTEMPTS = 10;
const FIRST_PAUSE_MS = 200;

/** Answers requests about running servers, and gives the session the figures of the one that is attached. */
export function registerLive(options: LiveOptions): Live {
  const { connection, session, settled } = options;
  let settings: LiveSettings = readLiveSettings(options.settings());
  let collector: ConnectedCollector | null = null;
  let attached: Attached | null = null;
  let attention: LiveAttention = 'none';
  let givenSocket: string | null = null;
  let told = 'null';
  const show = createThrottle(SHOW_PAUSE_MS, options.show);

  const currentCollector = (): ConnectedCollector => {
    collector ??= translatedCollector(
      connectCollector(collectorPlace(givenSocket ?? settings.collectorSocket, options.collectorProgram)),
    );
    return collector;
  };

  const leaveCollector = (): void => {
    collector?.dispose();
    collector = null;
  };

  const rootPathOf = ({ follower, chosenRoot }: Attached): string => {
    const { server } = follower.followed();
    const own = projectOfServer(session.projects(), server, session.realPathOf);
    return own?.rootPath ?? chosenRoot ?? server.configFile ?? '';
  };
  const statusNow = (): LiveStatus | null =>
    attached === null ? null : statusOf(attached.follower, rootPathOf(attached));
  const changed = (): void => {
    const view = attached?.follower.followed().view ?? null;
    const live = attached === null || view === null ? null : { rootPath: rootPathOf(attached), view };
    if (session.setLive(live)) show.request();
    const status = statusNow();
    const text = JSON.stringify(status);
    if (text === told) return;
    told = text;
    void connection.sendNotification(LIVE_NOTIFICATIONS.status, status);
  };
  const detach = (): void => {
    attached?.follower.stop();
    attached = null;
  };
  const projectOf = (uri: string | null): Project | null => {
    if (uri !== null) return session.locate(uri)?.project ?? null;
    const [only, ...others] = session.projects();
    return others.length === 0 ? (only ?? null) : null;
  };

  const attach = async (server: LiveServer, chosenRoot: string | null): Promise<LiveAttachAnswer> => {
    if (server.access.rung === 'none') return { kind: 'not permitted', server };
    detach();
    const follower = createFollower(server, {
      collector: currentCollector,
      now: Date.now,
      baseIntervalMs: () => (attention === 'in sight' ? slower(settings.intervalMs) : settings.intervalMs),
      isShown: () => attention !== 'none',
      changed,
    });
    attached = { follower, chosenRoot };
    await firstSample(follower);
    const status = statusNow();
    // Detached meanwhile, or another was attached.
    if (status === null || attached?.follower !== follower) return { kind: 'not found' };
    if (status.figures !== null) return { kind: 'attached', status };
    const { trouble, state } = status;
    detach();
    changed();
    if (state === 'stopped') return { kind: 'not found' };
    return { kind: 'failed', reason: trouble ?? t('nothing could be read of the server') };
  };

  /** The collector for what a person waits for. */
  const promptCollector = (): ConnectedCollector => {
    const current = currentCollector();
    current.retryNow();
    return current;
  };
  const list = async (uri: string | null): Promise<readonly LiveServerRow[]> => {
    await settled();
    return listServers(promptCollector(), projectOf(uri), session.realPathOf);
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
      const server = await targetServer(params, promptCollector(), () => list(params.uri));
      if (server === null) return { kind: 'not found' };
      const chosen =
        params.target.kind === 'remembered'
          ? pathOfUri(params.target.remembered.rootUri)
          : projectOf(params.uri)?.rootPath;
      return await attach(server, chosen ?? null);
    } catch (error) {
      return { kind: 'failed', reason: messageOf(error) };
    }
  });
  connection.onRequest(LIVE_REQUESTS.detach, (): null => {
    detach();
    changed();
    // It is started again where somebody asks for servers.
    leaveCollector();
    return null;
  });
  connection.onRequest(LIVE_REQUESTS.refresh, async (): Promise<LiveStatus | null> => {
    if (attached !== null) promptCollector();
    await attached?.follower.sample('full');
    return statusNow();
  });
  connection.onRequest(LIVE_REQUESTS.collector, ({ socket }: LiveCollectorParams): null => {
    if (socket === givenSocket) return null;
    givenSocket = socket;
    leaveCollector();
    attached?.follower.wake();
    return null;
  });
  connection.onNotification(LIVE_NOTIFICATIONS.shown, (params: LiveShownParams) => {
    if (attention === params.attention) return;
    attention = params.attention;
    attached?.follower.wake();
  });

  return {
    followedServers: () =>
      attached === null
        ? []
        : [
            {
              key: 'attached',
              followed: attached.follower.followed(),
              rootPath: rootPathOf(attached),
              isAttached: true,
            },
          ],
    reconfigure: () => {
      const next = readLiveSettings(options.settings());
      if (next.collectorSocket !== settings.collectorSocket) leaveCollector();
      const isOther = JSON.stringify(next) !== JSON.stringify(settings);
      settings = next;
      if (isOther) attached?.follower.wake();
    },
    dispose: () => {
      detach();
      leaveCollector();
    },
  };
}

/** A server in the middle of a reload is asked again: that takes a moment only. */
async function firstSample(follower: Follower): Promise<void> {
  for (let attempt = 1; attempt <= FIRST_ATTEMPTS; attempt++) {
    await follower.sample('full');
    const { view, trouble, state } = follower.followed();
    if (view !== null || trouble !== null || state !== 'live') return;
    await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS));
  }
}

function slower(intervalMs: number): number {
  return Math.max(intervalMs, Math.min(SLOWEST_IN_SIGHT_MS, SLOWER * intervalMs));
}

function collectorPlace(socket: string | null, program: string): CollectorPlace {
  if (socket !== null) return { kind: 'socket', path: socket };
  return { kind: 'process', command: process.execPath, args: [program] };
}

async function targetServer(
  { target }: LiveAttachParams,
  collector: ConnectedCollector,
  list: () => Promise<readonly LiveServerRow[]>,
): Promise<LiveServer | null> {
  if (target.kind === 'certain') return (await list()).find(({ match }) => match === 'certain')?.server ?? null;
  const servers = await collector.servers();
  if (target.kind === 'server') return servers.find(({ id }) => id === target.id) ?? null;
  const { configFile, prefix } = target.remembered;
  if (configFile === null) return null;
  const alike = servers.filter((server) => server.configFile === configFile && server.prefix === prefix);
  return alike.length === 1 ? (alike[0] ?? null) : null;
}

function statusOf(follower: Follower, rootPath: string): LiveStatus {
  const { server, view, state, intervalMs, cost, trouble } = follower.followed();
  const figures = view && liveTotalsOf(view.sample);
  const known = view === null ? server : asRead(server, view.sample.rung);
  return {
    state,
    server: known,
    texts: liveTextsOf(known, figures),
    rootUri: pathToFileURL(rootPath).href,
    figures,
    sampledAtMs: view?.sample.takenAtMs ?? null,
    intervalMs,
    cost,
    verdict: view?.verdict?.text ?? null,
    lastEvent: view?.events.at(-1) ?? null,
    trouble,
  };
}

/** Rights may be others than when the server was found: another collector, another setting of the system. */
function asRead(server: LiveServer, rung: Rung): LiveServer {
  return server.access.rung === rung ? server : { ...server, access: { rung, missing: null, remedies: [] } };
}
