import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  type Diagnostic,
  type InitializeResult,
  type ProtocolConnection,
  type Registration,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver/node';
import { DASHBOARD_NOTIFICATIONS, type DashboardIdParams } from '../../../server/src/shared/dashboardMessages';
import { LIVE_NOTIFICATIONS, type LiveStatus } from '../../../server/src/shared/liveMessages';
import { type ConfigStatus, type InitializationOptions, REQUESTS } from '../../../server/src/shared/messages';
import { SERVER_NODE_OPTIONS } from '../../../server/src/shared/serverProcess';
import { ZONE_TREE_NOTIFICATIONS } from '../../../server/src/shared/zoneTree';

export interface EditorSetup {
  /** The built server; that of dist/ where none is given. */
  readonly server?: string;
  readonly folders?: readonly string[];
  /** The section `zoneLens` of the configuration, for every folder. */
  readonly settings?: unknown;
  readonly options?: Partial<InitializationOptions>;
  /** The user that the server runs as; only root can choose another. */
  readonly userId?: number;
}

/** A language server in a process of its own, and the editor's side of the conversation. */
export interface Editor {
  readonly process: ChildProcess;
  readonly capabilities: InitializeResult['capabilities'];
  /** Problems as they were published last, by address. */
  readonly problems: ReadonlyMap<string, readonly Diagnostic[]>;
  /** How many times problems were published. */
  published(): number;
  /** What the server asked to be told of. */
  readonly registrations: readonly Registration[];
  /** Messages that the person was shown. */
  readonly shown: readonly string[];
  readonly refreshed: () => number;
  /** What the server said last of the running server. */
  readonly liveStatus: () => LiveStatus | null;
  /** How often the server said that a dashboard shows something else. */
  readonly dashboardChanges: (dashboardId: string) => number;
  /** How often the server said that the tree of zones shows something else. */
  readonly treeChanges: () => number;
  request<Answer>(method: string, params: unknown): Promise<Answer>;
  notify(method: string, params: unknown): void;
  open(uri: string, text: string, languageId?: string): void;
  change(uri: string, changes: readonly TextDocumentContentChangeEvent[]): void;
  configure(settings: unknown): void;
  /** Waits until everything sent so far is worked out and published. */
  settle(uri: string): Promise<ConfigStatus | null>;
  stop(): Promise<void>;
}

/** Starts a server as an editor would. */
export async function startEditor(setup: EditorSetup = {}): Promise<Editor> {
  const server = setup.server ?? join(import.meta.dirname, '../../../dist/languageServer.js');
  const child = spawn(process.execPath, [...SERVER_NODE_OPTIONS, server, '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    ...(setup.userId === undefined ? {} : { uid: setup.userId, gid: setup.userId }),
  });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const state = {
    problems: new Map<string, readonly Diagnostic[]>(),
    registrations: [] as Registration[],
    shown: [] as string[],
    published: 0,
    refreshed: 0,
    liveStatus: null as LiveStatus | null,
    dashboardChanges: new Map<string, number>(),
    treeChanges: 0,
    settings: setup.settings ?? ({} as unknown),
    versions: new Map<string, number>(),
  };
  answerServer(connection, state);
  connection.listen();
  const folders = setup.folders ?? [];
  const { capabilities } = await connection.sendRequest<InitializeResult>('initialize', {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: folders.map((path) => ({ uri: pathToFileURL(path).href, name: path })),
    capabilities: CLIENT_CAPABILITIES,
    initializationOptions: setup.options ?? {},
  });
  void connection.sendNotification('initialized', {});
  const notify = (method: string, params: unknown): void => void connection.sendNotification(method, params);
  return {
    process: child,
    capabilities,
    problems: state.problems,
    registrations: state.registrations,
    shown: state.shown,
    published: () => state.published,
    refreshed: () => state.refreshed,
    liveStatus: () => state.liveStatus,
    dashboardChanges: (dashboardId) => state.dashboardChanges.get(dashboardId) ?? 0,
    treeChanges: () => state.treeChanges,
    request: <Answer>(method: string, params: unknown) => connection.sendRequest<Answer>(method, Object(params)),
    notify,
    open: (uri, text, languageId = 'nginx') => {
      state.versions.set(uri, 1);
      notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
    },
    change: (uri, contentChanges) => {
      const version = (state.versions.get(uri) ?? 1) + 1;
      state.versions.set(uri, version);
      notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
    },
    configure: (settings) => {
      state.settings = settings;
      notify('workspace/didChangeConfiguration', { settings: null });
    },
    settle: (uri) => connection.sendRequest<ConfigStatus | null>(REQUESTS.configStatus, { uri }),
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null && child.signalCode === null) {
        await connection.sendRequest('shutdown');
        notify('exit', undefined);
        await ended;
      }
      connection.dispose();
    },
  };
}

const CLIENT_CAPABILITIES = {
  workspace: {
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
    inlayHint: { refreshSupport: true },
  },
};

interface EditorState {
  readonly problems: Map<string, readonly Diagnostic[]>;
  readonly registrations: Registration[];
  readonly shown: string[];
  published: number;
  refreshed: number;
  liveStatus: LiveStatus | null;
  readonly dashboardChanges: Map<string, number>;
  treeChanges: number;
  settings: unknown;
}

function answerServer(connection: ProtocolConnection, state: EditorState): void {
  connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }) => {
    state.published++;
    state.problems.set(uri, diagnostics);
  });
  connection.onNotification(LIVE_NOTIFICATIONS.status, (status: LiveStatus | null) => {
    state.liveStatus = status;
  });
  connection.onNotification(DASHBOARD_NOTIFICATIONS.changed, ({ dashboardId }: DashboardIdParams) => {
    state.dashboardChanges.set(dashboardId, (state.dashboardChanges.get(dashboardId) ?? 0) + 1);
  });
  connection.onNotification(ZONE_TREE_NOTIFICATIONS.changed, () => {
    state.treeChanges++;
  });
  connection.onNotification('window/showMessage', ({ message }: { message: string }) => void state.shown.push(message));
  connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => state.settings));
  connection.onRequest('client/registerCapability', ({ registrations }: { registrations: Registration[] }) => {
    state.registrations.push(...registrations);
    return null;
  });
  connection.onRequest('client/unregisterCapability', () => null);
  connection.onRequest('workspace/inlayHint/refresh', () => {
    state.refreshed++;
    return null;
  });
}
