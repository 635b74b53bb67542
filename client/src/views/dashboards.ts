import * as vscode from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import {
  DASHBOARD_NOTIFICATIONS,
  DASHBOARD_REQUESTS,
  type DashboardIdParams,
  type DashboardShownParams,
} from '../../../server/src/shared/dashboardMessages';
import type { LiveClient } from '../live/liveClient';
import { rightsHelpOf } from '../live/rights';
import { type ChoiceContext, openForPerson } from './dashboardChoice';
import { oneLine } from './dashboardFiles';
import { type OpenableSubject, readTarget } from './dashboardMessages';
import { type OpenedDashboard, openAgain } from './dashboardOpening';
import { createDashboardPage, type DashboardPage, type PagesContext } from './dashboardPage';
import { noteLatest, registerRestoring } from './dashboardRestoring';
import { createDashboardUses } from './dashboardUses';
import { chooseSnapshot } from './snapshotDialogs';
import { registerSnapshotEditor, SNAPSHOT_EDITOR } from './snapshotEditor';

/** The dashboards of this window. */
export interface Dashboards {
  /**
   * Opens the dashboard of what is meant, or shows the one that is open. Without a target: of the attached server, else of
   * the config of the active editor.
   *
   * @param target a {@link DashboardTarget} (from the tree, the status item or a hover's link); anything else means none
   */
  open(target?: unknown): Promise<void>;
  /**
   * Opens a snapshot's file.
   *
   * @param file its address; anything else: the person is asked for one
   */
  openSnapshot(file?: unknown): Promise<void>;
  /**
   * Writes what the active dashboard shows into a file.
   *
   * @param file its address; anything else: the person is asked for one
   */
  saveSnapshot(file?: unknown): Promise<void>;
}

/** The webviews' type, as the manifest and the state of a window have it. */
export const DASHBOARD_VIEW = 'zoneLens.dashboard';

/** For the command that saves what is shown. */
const HAS_DASHBOARD = 'zoneLens.hasDashboard';

/** Makes the dashboards, brings those back that were open before the window was reloaded, and opens snapshots' files. */
export function registerDashboards(
  context: vscode.ExtensionContext,
  client: LanguageClient,
  live: LiveClient,
): Dashboards {
  const { extensionUri } = context;
  const uses = createDashboardUses({
    shown: (dashboardId, attention) => {
      const params: DashboardShownParams = { dashboardId, attention };
      if (client.state === State.Running) void client.sendNotification(DASHBOARD_NOTIFICATIONS.shown, params);
    },
    close: (dashboardId) => {
      const params: DashboardIdParams = { dashboardId };
      if (client.state === State.Running) {
        client.sendRequest(DASHBOARD_REQUESTS.close, params).catch(() => {
          // A language server that has ended meanwhile has closed everything.
        });
      }
    },
  });
  const pagesContext: PagesContext = { extensionUri, client, uses };
  const choice: ChoiceContext = { client, ...rightsHelpOf(context, live) };
  /** All pages, and of them those that show a server or config. */
  const pages = new Set<DashboardPage>();
  const dashboards = new Set<DashboardPage>();
  let hasDashboard = false;

  const updateContext = (): void => {
    const isActive = [...dashboards].some(({ panel }) => panel.active);
    if (isActive === hasDashboard) return;
    hasDashboard = isActive;
    void vscode.commands.executeCommand('setContext', HAS_DASHBOARD, isActive);
  };

  const follow = (page: DashboardPage): void => {
    pages.add(page);
    page.panel.onDidDispose(() => pages.delete(page));
  };

  /** Fills a webview with a dashboard, which finds its way back by `restore`. */
  const fill = (panel: vscode.WebviewPanel, restore: OpenableSubject): DashboardPage => {
    let subject = restore;
    const page = createDashboardPage(pagesContext, panel, {
      open: async () => {
        const opened = await openAgain(client, subject);
        if ('dashboardId' in opened && opened.restore !== null) subject = opened.restore;
        return opened;
      },
      failureHeading: vscode.l10n.t('There is nothing to show'),
      failureRemedy: vscode.l10n.t(
        'Run the command "Zone Lens: Inspect Live Server", or open a config, and open the dashboard again.',
      ),
      isTitled: true,
    });
    follow(page);
    dashboards.add(page);
    panel.onDidChangeViewState(updateContext);
    panel.onDidDispose(() => {
      dashboards.delete(page);
      updateContext();
    });
    updateContext();
    return page;
  };

  const show = async (opened: OpenedDashboard, subject: OpenableSubject): Promise<DashboardPage> => {
    const known = [...dashboards].find((page) => page.dashboardId() === opened.dashboardId);
    if (known !== undefined) {
      known.panel.reveal();
      return known;
    }
    const hasText = vscode.window.activeTextEditor !== undefined;
    const column = hasText ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    // A page that is hidden is thrown away: it comes back from its state, and costs nothing meanwhile.
    const panel = vscode.window.createWebviewPanel(DASHBOARD_VIEW, oneLine(opened.title), column, {
      enableFindWidget: true,
    });
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media/icon.png');
    const page = fill(panel, opened.restore ?? subject);
    noteLatest(context, opened.restore ?? subject);
    await page.start(opened);
    return page;
  };

  registerRestoring(context, DASHBOARD_VIEW, (panel, subject) => void fill(panel, subject).start());
  registerSnapshotEditor(context, pagesContext, follow);
  context.subscriptions.push(
    client.onNotification(DASHBOARD_NOTIFICATIONS.changed, ({ dashboardId }: DashboardIdParams) => {
      for (const page of pages) if (page.dashboardId() === dashboardId) page.changed();
    }),
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Stopped) {
        uses.forget();
        for (const page of pages) page.forget();
      }
      if (newState === State.Running) for (const page of pages) void page.start();
    }),
  );

  return {
    open: async (target) => {
      const meant = readTarget(target);
      const opened = await openForPerson(choice, meant?.subject ?? null);
      if (opened === null) return;
      const page = await show(opened, meant?.subject ?? { kind: 'attached' });
      if (meant?.zoneKey) page.choose(meant.zoneKey);
    },
    openSnapshot: async (given) => {
      const file = given instanceof vscode.Uri ? given : await chooseSnapshot(vscode.l10n.t('Open'));
      if (file !== null) await vscode.commands.executeCommand('vscode.openWith', file, SNAPSHOT_EDITOR);
    },
    saveSnapshot: async (given) => {
      const all = [...dashboards];
      const page = all.find(({ panel }) => panel.active) ?? all.find(({ panel }) => panel.visible);
      if (page === undefined) {
        void vscode.window.showInformationMessage(vscode.l10n.t('Zone Lens: open the dashboard that is to be saved.'));
        return;
      }
      await page.saveSnapshot(given instanceof vscode.Uri ? given : null);
    },
  };
}
