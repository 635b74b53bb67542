import * as vscode from 'vscode';
import { type OpenableSubject, readKept } from './dashboardMessages';
import { showMessage } from './dashboardWebview';

/** Puts a dashboard into a webview. */
export type FillPanel = (panel: vscode.WebviewPanel, subject: OpenableSubject) => void;

/** Brings dashboards back that were open before the window was reloaded. */
export function registerRestoring(context: vscode.ExtensionContext, viewType: string, fill: FillPanel): void {
  context.subscriptions.push(
    vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async (panel, state: unknown) => restorePanel(panel, state, fill),
    }),
  );
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
