import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import type { ToPage } from '../../../client/src/dashboard/protocol';
import type { OpenedDashboard, OpeningFailure } from '../../../client/src/views/dashboardOpening';
import { createDashboardPage, type DashboardPage } from '../../../client/src/views/dashboardPage';
import type { DashboardData } from '../../../server/src/shared/dashboard';
import { DASHBOARD_REQUESTS, type DashboardOpenAnswer } from '../../../server/src/shared/dashboardMessages';
import { EXTENSION_ID } from './extension';

/** The host's side of a page in a real webview, whose page and language server are the test's. */
export interface StagedPage {
  readonly panel: vscode.WebviewPanel;
  readonly page: DashboardPage;
  /** What the language server was asked to open. */
  readonly asked: readonly unknown[];
  /** What the page was told. */
  readonly posted: readonly ToPage[];
  /** The page says this. */
  send(message: unknown): void;
}

/**
 * Makes a page in a webview of its own.
 *
 * @param answer of the language server when something is to be opened
 * @param open what the page shows
 * @param data what the language server says of it
 */
export function stagePage(
  answer: DashboardOpenAnswer,
  open: (client: LanguageClient) => Promise<OpenedDashboard | OpeningFailure>,
  data: DashboardData | null = null,
): StagedPage {
  const asked: unknown[] = [];
  const posted: ToPage[] = [];
  const messages = new vscode.EventEmitter<unknown>();
  const client = {
    state: State.Running,
    sendRequest: async (name: string, params: unknown) => {
      if (name === DASHBOARD_REQUESTS.data) return data;
      asked.push(params);
      return answer;
    },
  } as Partial<LanguageClient> as LanguageClient;
  const use = { dashboardId: 'one', attention: () => {}, end: () => {} };
  const uses = { begin: () => use, forget: () => {} };
  const panel = vscode.window.createWebviewPanel('zoneLens.test', 'test', vscode.ViewColumn.One);
  const extensionUri = vscode.extensions.getExtension(EXTENSION_ID)?.extensionUri;
  assert.ok(extensionUri);
  const staged = stagedPanel(panel, messages.event, (message) => posted.push(message));
  const page = createDashboardPage({ extensionUri, client, uses }, staged, {
    open: () => open(client),
    failureHeading: 'It can not be opened',
    failureRemedy: 'Save it again.',
    isTitled: false,
  });
  return { panel, page, asked, posted, send: (message) => messages.fire(message) };
}

/** The panel, but for what its page says and is told. */
function stagedPanel(
  panel: vscode.WebviewPanel,
  onDidReceiveMessage: vscode.Event<unknown>,
  post: (message: ToPage) => void,
): vscode.WebviewPanel {
  const webview = forwarding(panel.webview, {
    onDidReceiveMessage,
    postMessage: async (message: ToPage) => {
      post(message);
      return true;
    },
  });
  return forwarding(panel, { webview });
}

/** An object with some of its properties replaced. Its own are asked for on itself: they may be private behind. */
function forwarding<Value extends object>(value: Value, replaced: Partial<Value>): Value {
  return new Proxy(value, {
    get: (target, name) => {
      const source = name in replaced ? replaced : target;
      const found: unknown = Reflect.get(source, name, source);
      return typeof found === 'function' ? found.bind(source) : found;
    },
    set: (target, name, next) => Reflect.set(target, name, next, target),
  });
}
