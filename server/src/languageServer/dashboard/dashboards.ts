import type { Connection } from 'vscode-languageserver/node';
import { messageOf } from '../../errorText';
import { t } from '../../l10n';
import type { Project } from '../../session/project';
import type { Session } from '../../session/session';
import type { DashboardData } from '../../shared/dashboard';
import {
  DASHBOARD_NOTIFICATIONS,
  DASHBOARD_REQUESTS,
  type DashboardDataParams,
  type DashboardIdParams,
  type DashboardOpenAnswer,
  type DashboardOpenParams,
  type DashboardShownParams,
  type DashboardSnapshotAnswer,
} from '../../shared/dashboardMessages';
import type { TrackedServer } from '../live/followers';
import type { Live } from '../live/live';
import type { Dashboard } from './dashboard';
import { readLook } from './dashboardLook';
import { createDetails, type Details, type WantedDetails } from './details';
import { createDashboardOpener } from './openDashboard';

export interface DashboardsOptions {
  readonly connection: Connection;
  readonly session: Session;
  readonly live: Live;
  /** Settles when settings are known and all changes so far are worked out. */
  readonly settled: () => Promise<void>;
  /** A config that no open document belongs to, by its main file; null where that may not be read, or is none. */
  readonly closedProject: (rootPath: string) => Project | null;
  /** Of the extension, for snapshots. */
  readonly version: string;
}

/** The dashboards that are open in the editor. */
export interface Dashboards {
  /** Configs may be others than before. */
  configChanged(): void;
}

/** A sample is told of together with the details that are read because of it, where those come this soon. */
const DETAILS_WAIT_MS = 200;

/** Answers requests of dashboards, and tells the client when what one shows is other than before. */
export function registerDashboards(options: DashboardsOptions): Dashboards {
  const { connection, live, settled } = options;
  const dashboards = new Map<string, Dashboard>();
  const details = new Map<TrackedServer, Details>();
  const unsaid = new Set<string>();

  let timer: NodeJS.Timeout | null = null;
  let sayAt = Number.POSITIVE_INFINITY;

  const say = (): void => {
    timer = null;
    sayAt = Number.POSITIVE_INFINITY;
    const ids = [...unsaid];
    unsaid.clear();
    for (const dashboardId of ids) void connection.sendNotification(DASHBOARD_NOTIFICATIONS.changed, { dashboardId });
  };
  /** What comes together is told once. */
  const tell = ({ id }: Dashboard, waitMs = 0): void => {
    unsaid.add(id);
    const at = performance.now() + waitMs;
    if (at >= sayAt) return;
    if (timer !== null) clearTimeout(timer);
    sayAt = at;
    timer = setTimeout(say, waitMs);
  };
  const showing = (tracked: TrackedServer): Dashboard[] =>
    [...dashboards.values()].filter((dashboard) => dashboard.tracked() === tracked);
  const wantedOf = (tracked: TrackedServer): WantedDetails | null => {
    const looked = showing(tracked).flatMap((dashboard) => dashboard.wanted() ?? []);
    if (looked.length === 0) return null;
    return {
      pids: new Set(looked.flatMap(({ pid }) => pid ?? [])),
      inodes: new Set(looked.flatMap(({ inode }) => inode ?? [])),
    };
  };
  const detailsOf = (tracked: TrackedServer): Details => {
    const known = details.get(tracked);
    if (known !== undefined) return known;
    const made = createDetails({
      collector: live.collector,
      followed: tracked.follower.followed,
      wanted: () => wantedOf(tracked),
      now: Date.now,
      changed: () => {
        for (const dashboard of showing(tracked)) tell(dashboard);
      },
    });
    details.set(tracked, made);
    return made;
  };
  const bindAll = (): void => {
    for (const dashboard of dashboards.values()) if (dashboard.bind()) tell(dashboard);
  };
  const open = createDashboardOpener({ ...options, now: Date.now, detailsOf, dashboards });

  live.onChanged((tracked) => {
    bindAll();
    if (tracked === null) return;
    const more = details.get(tracked);
    more?.refresh();
    for (const dashboard of showing(tracked)) tell(dashboard, more?.isAsking() ? DETAILS_WAIT_MS : 0);
  });

  /** The page asks for what is not there any more, and is given the dashboard of the one that goes on. */
  live.onJoined((from) => {
    for (const dashboard of showing(from)) {
      tell(dashboard);
      dashboards.delete(dashboard.id);
      dashboard.close();
    }
    details.delete(from);
  });

  connection.onRequest(
    DASHBOARD_REQUESTS.open,
    async ({ subject }: DashboardOpenParams): Promise<DashboardOpenAnswer> => {
      try {
        await settled();
        return await open(subject);
      } catch (error) {
        return { kind: 'failed', reason: messageOf(error) };
      }
    },
  );
  connection.onRequest(
    DASHBOARD_REQUESTS.data,
    ({ dashboardId, look }: DashboardDataParams): DashboardData | null =>
      dashboards.get(dashboardId)?.data(readLook(look)) ?? null,
  );
  connection.onRequest(DASHBOARD_REQUESTS.refresh, async ({ dashboardId }: DashboardIdParams): Promise<null> => {
    const tracked = dashboards.get(dashboardId)?.tracked() ?? null;
    if (tracked === null) return null;
    live.promptCollector();
    const more = detailsOf(tracked);
    more.outdate();
    await tracked.follower.sample('full');
    await more.read();
    return null;
  });
  connection.onRequest(
    DASHBOARD_REQUESTS.snapshot,
    async ({ dashboardId }: DashboardIdParams): Promise<DashboardSnapshotAnswer> =>
      (await dashboards.get(dashboardId)?.snapshot()) ?? { failure: t('the dashboard is not open any more') },
  );
  connection.onRequest(DASHBOARD_REQUESTS.close, ({ dashboardId }: DashboardIdParams): null => {
    const dashboard = dashboards.get(dashboardId);
    const tracked = dashboard?.tracked() ?? null;
    dashboards.delete(dashboardId);
    unsaid.delete(dashboardId);
    dashboard?.close();
    if (tracked === null) return null;
    if (showing(tracked).length === 0) details.delete(tracked);
    live.left();
    return null;
  });
  connection.onNotification(DASHBOARD_NOTIFICATIONS.shown, ({ dashboardId, attention }: DashboardShownParams) => {
    dashboards.get(dashboardId)?.attend(attention);
  });

  return {
    configChanged: () => {
      bindAll();
      for (const dashboard of dashboards.values()) if (dashboard.configChanged()) tell(dashboard);
    },
  };
}
