import { createHash } from 'node:crypto';
import type { Project } from '../../session/project';
import type { DashboardOpenAnswer, DashboardSubject } from '../../shared/dashboardMessages';
import type { RememberedServer } from '../../shared/liveMessages';
import type { LiveServer } from '../../shared/liveServer';
import { parseSnapshot } from '../../snapshot/parseSnapshot';
import { sourceOfSnapshot } from '../../snapshot/sourceOfSnapshot';
import { firstSample } from '../live/firstSample';
import type { Showing, TrackedServer } from '../live/followers';
import { rootRemembered, serverRemembered } from '../live/rememberedServer';
import { pathOfUri } from '../uris';
import { serverOfConfig } from './configServer';
import type { Dashboard } from './dashboard';
import { createLiveDashboard, type LiveDashboardContext } from './liveDashboard';
import { createSnapshotDashboard } from './snapshotDashboard';

export interface OpenerContext extends LiveDashboardContext {
  /** Those that are open, by id; the opener adds to them. */
  readonly dashboards: Map<string, Dashboard>;
}

/** Opens the dashboard of a subject, or finds the one that is open: a server, a config and a snapshot have one each. */
export function createDashboardOpener(
  context: OpenerContext,
): (subject: DashboardSubject) => Promise<DashboardOpenAnswer> {
  const { dashboards, live, session, closedProject } = context;

  const opened = (dashboard: Dashboard): DashboardOpenAnswer => {
    dashboards.set(dashboard.id, dashboard);
    return { kind: 'opened', dashboardId: dashboard.id, title: dashboard.title(), restore: dashboard.restore() };
  };
  const openOf = (tracked: TrackedServer): Dashboard | null =>
    [...dashboards.values()].find((dashboard) => dashboard.tracked() === tracked) ?? null;
  const openShowing = (showing: Showing): DashboardOpenAnswer => {
    const { tracked } = showing;
    const open = openOf(tracked);
    if (open === null)
      return opened(createLiveDashboard(`server ${tracked.key}`, { kind: 'server', showing }, context));
    showing.leave();
    return opened(open);
  };
  const openTracked = (tracked: TrackedServer): DashboardOpenAnswer =>
    openShowing(live.followers.showTracked(tracked, 'dashboard'));

  const openServer = async (server: LiveServer | null, rootPath: string | null): Promise<DashboardOpenAnswer> => {
    if (server === null) return { kind: 'not found' };
    if (server.access.rung === 'none') return { kind: 'not permitted', server };
    const showing = live.followers.show(server, 'dashboard');
    const { tracked } = showing;
    if (tracked.follower.followed().view === null) {
      if (rootPath !== null) live.chooseRoot(tracked, rootPath);
      const first = await firstSample(tracked.follower);
      if (first.kind !== 'sampled') {
        showing.leave();
        live.left();
        return first.kind === 'gone' ? { kind: 'not found' } : first;
      }
    }
    const followed = live.followers.find(server.id);
    if (followed === null || followed === tracked) return openShowing(showing);
    // Another that was followed has become this one meanwhile, and goes on.
    showing.leave();
    return openTracked(followed);
  };
  const openServerId = async (serverId: string): Promise<DashboardOpenAnswer> => {
    const tracked = live.followers.find(serverId);
    if (tracked !== null) return openTracked(tracked);
    const servers = await live.promptCollector().servers();
    return openServer(servers.find(({ id }) => id === serverId) ?? null, null);
  };
  const openRemembered = async (remembered: RememberedServer): Promise<DashboardOpenAnswer> => {
    const all = live.followers.all();
    const followed = serverRemembered(
      all.map(({ follower }) => follower.followed().server),
      remembered,
    );
    const tracked = followed === null ? null : live.followers.find(followed.id);
    if (tracked !== null) return openTracked(tracked);
    const servers = await live.promptCollector().servers();
    return openServer(serverRemembered(servers, remembered), rootRemembered(remembered));
  };

  const projectOf = (uri: string): Project | null => {
    const located = session.locate(uri)?.project;
    if (located !== undefined) return located;
    const path = pathOfUri(uri);
    if (path === null) return null;
    return session.projects().find(({ rootPath }) => rootPath === path) ?? closedProject(path);
  };
  const openConfig = (uri: string): DashboardOpenAnswer => {
    const project = projectOf(uri);
    if (project === null) return { kind: 'not found' };
    const { rootPath } = project;
    const id = `config ${rootPath}`;
    const server = serverOfConfig(live, session, rootPath);
    if (server !== null && server === live.attached()) return openTracked(server);
    const known = dashboards.get(id) ?? (server === null ? null : openOf(server));
    if (known !== null) return opened(known);
    const dashboard = createLiveDashboard(id, { kind: 'config', rootPath, uri }, context);
    dashboard.bind();
    return opened(dashboard);
  };

  const openSnapshot = (text: string, fileName: string): DashboardOpenAnswer => {
    const id = `snapshot ${createHash('sha256').update(`${fileName}\0${text}`).digest('hex')}`;
    const known = dashboards.get(id);
    if (known !== undefined) return opened(known);
    const parsed = parseSnapshot(text);
    if ('problem' in parsed) return { kind: 'failed', reason: parsed.problem };
    return opened(createSnapshotDashboard(id, sourceOfSnapshot(parsed.snapshot, fileName), text, fileName));
  };

  return async (subject) => {
    switch (subject.kind) {
      case 'attached': {
        const tracked = live.attached();
        return tracked === null ? { kind: 'not found' } : openTracked(tracked);
      }
      case 'server':
        return openServerId(subject.serverId);
      case 'remembered':
        return openRemembered(subject.remembered);
      case 'config':
        return openConfig(subject.uri);
      case 'snapshot':
        return openSnapshot(subject.text, subject.fileName);
    }
  };
}
