import { config as setUpTexts } from '@vscode/l10n';
import { type Connection, DidChangeConfigurationNotification, type InitializeParams } from 'vscode-languageserver/node';
import type { FileSystem } from '../config/fileSystem';
import { stackOf } from '../errorText';
import { t } from '../l10n';
import { restrictFiles } from '../session/editorFiles';
import { createSession } from '../session/session';
import { type InitializationOptions, NOTIFICATIONS } from '../shared/messages';
import { CAPABILITIES } from './capabilities';
import { registerDashboards } from './dashboard/dashboards';
import { projectOfFile } from './dashboard/plannedConfig';
import { followDocuments } from './documents';
import { registerEditingFeatures } from './editingFeatures';
import { watchInlayHints } from './inlayRefresh';
import { registerLive } from './live/live';
import { registerNavigationFeatures } from './navigationFeatures';
import { createPublisher } from './publishing';
import { createPause, createRefresher } from './refresher';
import type { AnswerContext } from './requests';
import { createSettingsStore } from './settingsStore';
import { registerStatus } from './status';
import { registerTextFeatures } from './textFeatures';
import { watchFiles } from './watching';
import { registerZoneTree } from './zoneTree';

/** A machine that was looked at longer ago than this is looked at again when a file is saved. */
const MACHINE_AGE_MS = 60_000;

/** What nobody waits for is done when this long nothing has changed. */
const QUIET_MS = 200;

/**
 * Connects a session to an editor; the server ends with the connection.
 *
 * @param collectorProgram path of the program that reads running servers
 * @param version of the extension, for files that it writes
 */
export function runLanguageServer(
  connection: Connection,
  disk: FileSystem,
  collectorProgram: string,
  version = '',
): void {
  let client: InitializeParams['capabilities'] = {};
  let folderUris: string[] = [];
  let isTrusted = true;
  const settings = createSettingsStore(
    connection,
    () => client.workspace?.configuration === true,
    () => folderUris,
  );
  const restrict = (files: FileSystem, isOpen: (path: string) => boolean): FileSystem =>
    restrictFiles(
      files,
      settings.folders,
      (path) => isTrusted || isOpen(path),
      () => t('outside of the workspace, which is not trusted'),
    );
  const session = createSession({
    disk,
    restrict,
    setupOf: settings.setupOf,
    forcedRootOf: (path) => settings.setupOf(path).settings.rootConfig,
  });
  const publisher = createPublisher(connection, session);
  const canWatch = (): boolean => client.workspace?.didChangeWatchedFiles?.relativePatternSupport === true;
  const failed = (what: string, error: unknown): void => {
    connection.console.error(`${what}: ${stackOf(error)}`);
  };
  const refresher = createRefresher(session.update, failed, () => {
    publisher.publish();
    quiet.request();
  });
  const quiet = createPause(QUIET_MS, () => {
    hints.refresh();
    watching.follow();
    dashboards.configChanged();
    void connection.sendNotification(NOTIFICATIONS.configChanged);
  });
  const watching = watchFiles(connection, session, canWatch, settings.folders, refresher.request, failed);
  const hints = watchInlayHints(connection, session, () => client.workspace?.inlayHint?.refreshSupport === true);
  const context: AnswerContext = { session, settled: refresher.settled, failed };
  const live = registerLive({
    connection,
    session,
    settled: refresher.settled,
    settings: settings.window,
    collectorProgram,
    show: () => {
      publisher.publish();
      hints.refresh();
    },
  });
  const closedFiles = restrict(disk, () => false);
  const dashboards = registerDashboards({
    connection,
    session,
    live,
    settled: refresher.settled,
    closedProject: (rootPath) => projectOfFile(closedFiles, rootPath, settings.setupOf),
    version,
  });

  const reconfigure = async (): Promise<void> => {
    await settings.fetch().catch((error: unknown) => failed('settings', error));
    session.reconfigure();
    live.reconfigure();
    refresher.request();
  };
  let machineSeenAt = Date.now();

  connection.onInitialize(({ capabilities, workspaceFolders, initializationOptions }) => {
    client = capabilities;
    folderUris = (workspaceFolders ?? []).map(({ uri }) => uri);
    const { texts, isTrusted: trusted } = (initializationOptions ?? {}) as Partial<InitializationOptions>;
    if (texts !== undefined) setUpTexts({ contents: texts });
    isTrusted = trusted ?? true;
    return { capabilities: CAPABILITIES, serverInfo: { name: 'Zone Lens' } };
  });
  connection.onInitialized(async () => {
    if (client.workspace?.didChangeConfiguration?.dynamicRegistration) {
      const asked = connection.client.register(DidChangeConfigurationNotification.type, { section: 'zoneLens' });
      await asked.catch((error: unknown) => failed('settings', error));
    }
    if (client.workspace?.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => uri));
        folderUris = [...folderUris.filter((uri) => !gone.has(uri)), ...added.map(({ uri }) => uri)];
        void reconfigure();
      });
    }
    await settings.fetch().catch((error: unknown) => failed('settings', error));
    live.reconfigure();
    refresher.start();
  });
  connection.onDidChangeConfiguration(reconfigure);
  connection.onNotification(NOTIFICATIONS.trustGranted, () => {
    isTrusted = true;
    session.reconfigure();
    refresher.request();
  });
  connection.onDidSaveTextDocument(() => {
    if (Date.now() - machineSeenAt < MACHINE_AGE_MS) return;
    machineSeenAt = Date.now();
    settings.forgetMachine();
    session.reconfigure();
    refresher.request();
  });
  connection.onShutdown(live.dispose);
  followDocuments(connection, session, refresher.request);
  registerTextFeatures(
    connection,
    context,
    () => client.textDocument?.completion?.completionItem?.insertReplaceSupport === true,
  );
  registerNavigationFeatures(connection, context);
  registerEditingFeatures(connection, context);
  registerStatus(connection, context, () => isTrusted);
  registerZoneTree(connection, context, live);
  connection.listen();
}
