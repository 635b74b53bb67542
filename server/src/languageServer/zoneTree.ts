import { pathToFileURL } from 'node:url';
import type { Connection } from 'vscode-languageserver/node';
import type { Analysis } from '../features/analysis';
import { type TreeConfig, type TreeServer, zoneTree } from '../features/zoneTree';
import type { Project } from '../session/project';
import type { Session } from '../session/session';
import type { DocumentPlace } from '../shared/messages';
import { ZONE_TREE_NOTIFICATIONS, ZONE_TREE_REQUESTS, type ZoneTree, type ZoneTreeParams } from '../shared/zoneTree';
import type { Place } from '../zones/place';
import { toPosition } from './editorText';
import type { FollowedServer } from './live/followedServer';
import type { Live } from './live/live';
import { createThrottle } from './live/throttle';
import { type AnswerContext, fileView } from './requests';
import { urisOf } from './uris';

/** The tree is told at most this often that servers have changed. */
const TELL_PAUSE_MS = 500;

/** Answers what the tree beside the text shows: running servers, and the config that is looked at. */
export function registerZoneTree(
  connection: Connection,
  { session, settled, failed }: AnswerContext,
  live: Live,
): void {
  const changed = createThrottle(TELL_PAUSE_MS, () => {
    void connection.sendNotification(ZONE_TREE_NOTIFICATIONS.changed);
  });
  live.onChanged((tracked) => {
    // Of the attached one the status tells.
    if (tracked === null || tracked !== live.attached()) changed.request();
  });
  connection.onRequest(ZONE_TREE_REQUESTS.zoneTree, async ({ uri }: ZoneTreeParams): Promise<ZoneTree> => {
    await settled();
    try {
      const servers = live.followedServers();
      return zoneTree({
        servers: servers.map((one) => treeServer(session, one)),
        configs: configsToShow(session, uri, new Set(servers.map(({ rootPath }) => rootPath))),
        nowMs: Date.now(),
        placeOf: (analysis, place) => placeOf(session, analysis, place),
        filePlace: (file, line, column) => ({
          uri: urisOf(session, file)[0] ?? pathToFileURL(file).href,
          position: { line: line - 1, character: column - 1 },
        }),
      });
    } catch (error) {
      failed('zone tree', error);
      return { roots: [] };
    }
  });
}

function treeServer(session: Session, { key, followed, rootPath, isAttached }: FollowedServer): TreeServer {
  const analysis = session.projects().find((project) => project.rootPath === rootPath)?.analysis ?? null;
  const { view } = followed;
  const withFigures = analysis === null || analysis.live === view ? analysis : { ...analysis, live: view };
  return { key, ...followed, isAttached, rootPath, analysis: withFigures };
}

/** The config of a document, else all that are open; without those that a server runs, whose zones stand there. */
function configsToShow(session: Session, uri: string | null, running: ReadonlySet<string>): TreeConfig[] {
  const located = uri === null ? null : session.locate(uri);
  if (located !== null && uri !== null) {
    return running.has(located.project.rootPath) ? [] : [treeConfig(located.project, uri)];
  }
  return session.projects().flatMap((project) => {
    const opened = session.documents().find((one) => session.locate(one.uri)?.project === project);
    // One that declares nothing is shown only to whoever looks at it.
    const hasZones = project.analysis.model.zones.some(({ isImplicit }) => !isImplicit);
    if (opened === undefined || !hasZones || running.has(project.rootPath)) return [];
    return [treeConfig(project, opened.uri)];
  });
}

function treeConfig({ analysis }: Project, uri: string): TreeConfig {
  return { analysis, subject: { kind: 'config', uri } };
}

function placeOf(session: Session, analysis: Analysis, { path, range }: Place): DocumentPlace | null {
  const view = fileView(session, analysis, path);
  return view === null ? null : { uri: view.uri, position: toPosition(view.text, range.start) };
}
