import * as vscode from 'vscode';
import { type OpenableSubject, readKept } from './dashboardMessages';
import { showMessage } from './dashboardWebview';

/** Puts a dashboard into a webview. */
export type FillPanel = (panel: vscode.WebviewPanel, subject: OpenableSubject) => void;

/** In the state of the workspace: what the dashboard that was opened last leads to. */
const LATEST = 'zoneLens.latestDashboard';

/** Brings dashboards back that were open before the window was reloaded. */
export function registerRestoring(context: vscode.ExtensionContext, viewType: string, fill: FillPanel): void {
  context.subscriptions.push(
    vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async (panel, state: unknown) => {
        // A window that is reloaded just after a page was made loses what that page had kept.
        const kept = readKept(state) === null ? { kept: context.workspaceState.get<unknown>(LATEST) } : state;
        restorePanel(panel, kept, fill);
      },
    }),
  );
}

/** Notes what to bring back where a page's own note is lost. */
export function noteLatest(context: vscode.ExtensionContext, subject: OpenableSubject): void {
  void context.workspaceState.update(LATEST, subject);
}

/**
 * Brings one back. In a workspace that is not trusted, no server is read by itself: then that is said in place of its
 * figures, until the workspace is trusted.
 *
 * @param state what its page left; may be anything
 */
export function restorePanel(panel: vscode.WebviewPanel, state: unknown, fill: FillPanel): void {
  const subject = readKept(state);
  const heading = vscode.l10n.t('There is nothing to show');
  if (subject === null) {
    const text = vscode.l10n.t('What was shown here is not known any more. Open the dashboard again by its command.');
    showMessage(panel.webview, heading, [text]);
    return;
  }
  if (vscode.workspace.isTrusted || subject.kind === 'config') {
    fill(panel, subject);
    return;
  }
  const text = vscode.l10n.t('This workspace is not trusted, so no server is read by itself.');
  const remedy = vscode.l10n.t(
    'Trust the workspace, or run the command "Zone Lens: Inspect Live Server" and open the dashboard again.',
  );
  showMessage(panel.webview, heading, [text, remedy]);
  const granted = vscode.workspace.onDidGrantWorkspaceTrust(() => {
    granted.dispose();
    fill(panel, subject);
  });
  panel.onDidDispose(() => granted.dispose());
}
