import { posix } from 'node:path';
import { dashboardOf } from '../../features/dashboard/dashboardOf';
import type { DashboardSource } from '../../features/dashboard/dashboardSource';
import { serverText } from '../../features/liveServerText';
import type { DashboardData, DashboardLook } from '../../shared/dashboard';
import type { DashboardSubject } from '../../shared/dashboardMessages';
import type { LiveAttention } from '../../shared/liveMessages';
import type { Showing, TrackedServer } from '../live/followers';
import type { Live } from '../live/live';
import { rememberServer } from '../live/rememberedServer';
import { type ConfigDocument, type ConfigDocumentOptions, createConfigDocument } from './configDocument';
import { serverOfConfig } from './configServer';
import type { Dashboard } from './dashboard';
import type { Details } from './details';
import { liveSource, plannedSource } from './liveSource';
import { isSamePlan, NO_PLAN, type PlannedConfig } from './plannedConfig';
import { saveSnapshot } from './saveSnapshot';

export interface LiveDashboardContext extends ConfigDocumentOptions {
  readonly live: Live;
  readonly detailsOf: (tracked: TrackedServer) => Details;
  /** Of the extension, for snapshots. */
  readonly version: string;
}

/** What a dashboard is opened on: a server that is followed for it, or a config, whose server may come. */
export type LiveSubject =
  | { readonly kind: 'server'; readonly showing: Showing }
  | { readonly kind: 'config'; readonly rootPath: string; readonly uri: string };

/** A dashboard of a running server, or of a config. */
export function createLiveDashboard(id: string, subject: LiveSubject, context: LiveDashboardContext): Dashboard {
  const { live, session, detailsOf, version, now } = context;
  let showing: Showing | null = subject.kind === 'server' ? subject.showing : null;
  let attention: LiveAttention = 'none';
  let looked: { readonly pid: number | null; readonly inode: number | null } = { pid: null, inode: null };
  let told: PlannedConfig | null = null;

  const rootOfServer = (): string => (showing === null ? '' : (live.rootHereOf(showing.tracked) ?? ''));
  const config: ConfigDocument =
    subject.kind === 'config'
      ? createConfigDocument(context, () => subject.rootPath, subject.uri)
      : createConfigDocument(context, rootOfServer, null);

  const planned = (): PlannedConfig | null => config.planned(showing?.tracked.follower.followed().view ?? null);
  const title = (): string =>
    showing === null ? posix.basename(config.rootPath()) : serverText(showing.tracked.follower.followed().server);
  const source = (): DashboardSource => {
    told = planned();
    if (showing === null) return plannedSource(told ?? NO_PLAN, title(), config.rootPath());
    const { tracked } = showing;
    return liveSource(tracked.follower, detailsOf(tracked), told, live.rootPathOf(tracked));
  };
  const data = (look: DashboardLook): DashboardData => {
    const shown = dashboardOf(source(), look);
    const zone = shown.zones.find(({ key }) => key === shown.zone?.zoneKey);
    looked = {
      pid: look.parts.includes('process') ? (shown.process?.pid ?? null) : null,
      inode: look.parts.includes('page map') ? (zone?.inode ?? null) : null,
    };
    if (showing !== null) detailsOf(showing.tracked).refresh();
    return shown;
  };
  const restore = (): DashboardSubject => {
    if (subject.kind === 'config') return { kind: 'config', uri: config.uri() };
    const { server } = subject.showing.tracked.follower.followed();
    const remembered = rememberServer(server, live.rootHereOf(subject.showing.tracked));
    return remembered === null ? { kind: 'server', serverId: server.id } : { kind: 'remembered', remembered };
  };
  return {
    id,
    title,
    restore,
    tracked: () => showing?.tracked ?? null,
    data,
    wanted: () => (attention === 'none' ? null : looked),
    attend: (given) => {
      attention = given;
      showing?.attend(attention);
    },
    bind: () => {
      if (showing !== null) return false;
      const tracked = serverOfConfig(live, session, config.rootPath());
      if (tracked === null) return false;
      showing = live.followers.showTracked(tracked, 'dashboard');
      showing.attend(attention);
      return true;
    },
    configChanged: () => {
      const before = told;
      told = planned();
      return !isSamePlan(before, told);
    },
    snapshot: () =>
      saveSnapshot(source(), {
        follower: showing?.tracked.follower ?? null,
        collector: live.collector,
        fileNameBase: showing === null ? posix.basename(config.rootPath()) : null,
        version,
        now,
      }),
    close: () => {
      showing?.leave();
      showing = null;
    },
  };
}
