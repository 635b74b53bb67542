import * as vscode from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import { messageOf } from '../../../server/src/errorText';
import {
  DASHBOARD_REQUESTS,
  type DashboardData,
  type DashboardDataParams,
} from '../../../server/src/shared/dashboardMessages';
import { createPageActions } from './dashboardActions';
import { oneLine } from './dashboardFiles';
import { readFromPage } from './dashboardMessages';
import type { OpenedDashboard, OpeningFailure } from './dashboardOpening';
import { createRelay } from './dashboardRelay';
import type { DashboardUse, DashboardUses } from './dashboardUses';
import { showDashboard, showMessage } from './dashboardWebview';
import { nameOf, openSnapshotFile } from './snapshotFiles';

/** What all pages work with. */
export interface PagesContext {
  readonly extensionUri: vscode.Uri;
  readonly client: LanguageClient;
  readonly uses: DashboardUses;
}

/** What one page shows. */
export interface PageContent {
  /** Opens it, at first and whenever the language server has forgotten it. Asks the person nothing. */
  readonly open: () => Promise<OpenedDashboard | OpeningFailure>;
  /** Stands above the reason where it can not be opened. */
  readonly failureHeading: string;
  /** Stands below the reason: what to do. */
  readonly failureRemedy: string;
  /** The tab is named after what is shown; else it keeps its own name. */
  readonly isTitled: boolean;
}

/** One webview with a dashboard, and what keeps it up to date. */
export interface DashboardPage {
  readonly panel: vscode.WebviewPanel;
  /** Null while the language server does not know it. */
  dashboardId(): string | null;
  /** Opens what it shows; `opened` where that has been done. Settles when it is open, or says why it is not. */
  start(opened?: OpenedDashboard): Promise<void>;
  /** The language server has something new of this page. */
  changed(): void;
  /** The language server has ended. */
  forget(): void;
  choose(zoneKey: string): void;
  /** Writes a snapshot of it to a file; where none is given, the person is asked for one. */
  saveSnapshot(file: vscode.Uri | null): Promise<void>;
}

/** Makes the page in a webview. It ends with the webview. */
export function createDashboardPage(
  context: PagesContext,
  panel: vscode.WebviewPanel,
  content: PageContent,
): DashboardPage {
  const { client, uses } = context;
  let use: DashboardUse | null = null;
  let baseline: { readonly file: vscode.Uri; use: DashboardUse } | null = null;
  let opening: Promise<string | null> | null = null;
  let isShown = false;
  let isDisposed = false;

  const relay = createRelay({
    data: (dashboardId, look) =>
      client.sendRequest<DashboardData | null>(DASHBOARD_REQUESTS.data, {
        dashboardId,
        look,
      } satisfies DashboardDataParams),
    reopen: () => reopen(),
    reopenBaseline: () => reopenBaseline(),
    post: (message) => void panel.webview.postMessage(message),
    shown: ({ title }) => setTitle(title),
    failed: (error) => {
      // A language server that has ended is started again, and this opened with it.
      if (client.state === State.Running) {
        relay.notice(vscode.l10n.t('The language server answers with an error: {0}', messageOf(error)), true);
      }
    },
  });

  const setTitle = (title: string): void => {
    const wanted = oneLine(title);
    if (content.isTitled && panel.title !== wanted) panel.title = wanted;
  };

  const reportAttention = (): void => {
    const { focused, active } = vscode.window.state;
    use?.attention(!panel.visible ? 'none' : focused || active ? 'looked at' : 'in sight');
  };

  const take = (opened: OpenedDashboard): string => {
    const before = use;
    use = uses.begin(opened.dashboardId);
    before?.end();
    reportAttention();
    setTitle(opened.title);
    if (opened.restore !== null) relay.keep(opened.restore);
    if (opened.notice !== null) relay.notice(opened.notice, true);
    if (!isShown) showDashboard(panel.webview, context.extensionUri);
    isShown = true;
    return opened.dashboardId;
  };

  const fail = ({ failure }: OpeningFailure): void => {
    if (isShown) relay.notice(failure, true);
    else showMessage(panel.webview, content.failureHeading, [failure, content.failureRemedy]);
  };

  const openOnce = async (): Promise<string | null> => {
    const opened = await content.open().catch((error): OpeningFailure => ({ failure: messageOf(error) }));
    if (isDisposed) {
      if ('dashboardId' in opened) uses.begin(opened.dashboardId).end();
      return null;
    }
    if ('dashboardId' in opened) return take(opened);
    fail(opened);
    return null;
  };
  const reopen = (): Promise<string | null> => {
    opening ??= openOnce().finally(() => {
      opening = null;
    });
    return opening;
  };

  const openBaseline = async (file: vscode.Uri): Promise<string | null> => {
    const opened = await openSnapshotFile(client, file);
    if ('failure' in opened) {
      relay.notice(vscode.l10n.t('{0} can not be compared with. {1}', nameOf(file), opened.failure), true);
      return null;
    }
    const before = baseline;
    baseline = { file, use: uses.begin(opened.dashboardId) };
    before?.use.end();
    if (isDisposed) baseline.use.end();
    return opened.dashboardId;
  };
  const reopenBaseline = async (): Promise<string | null> => (baseline === null ? null : openBaseline(baseline.file));

  const actions = createPageActions({
    context,
    panel,
    relay,
    dashboardId: () => use?.dashboardId ?? null,
    compare: async (file) => {
      const dashboardId = await openBaseline(file);
      if (dashboardId !== null) relay.compare({ dashboardId, name: nameOf(file) });
    },
    stopComparing: () => {
      relay.compare(null);
      baseline?.use.end();
      baseline = null;
    },
  });

  const listeners = [
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const read = readFromPage(message);
      if (read !== null) actions.handle(read);
    }),
    panel.onDidChangeViewState(() => {
      relay.visible(panel.visible);
      reportAttention();
    }),
    vscode.window.onDidChangeWindowState(reportAttention),
  ];
  panel.onDidDispose(() => {
    isDisposed = true;
    relay.dispose();
    use?.end();
    baseline?.use.end();
    for (const listener of listeners) listener.dispose();
  });
  relay.visible(panel.visible);

  return {
    panel,
    dashboardId: () => use?.dashboardId ?? null,
    start: async (opened) => {
      const dashboardId = opened === undefined ? await reopen() : take(opened);
      if (dashboardId !== null) relay.open(dashboardId);
    },
    changed: relay.changed,
    forget: () => {
      use = null;
      relay.forget();
    },
    choose: relay.choose,
    saveSnapshot: actions.saveSnapshot,
  };
}
