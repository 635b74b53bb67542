import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { dashboardHtml } from './dashboardHtml';
import { dashboardMessageHtml } from './dashboardMessageHtml';

const NONCE_BYTES = 16;

/** Fills the webview with the dashboard's page. */
export function showDashboard(webview: vscode.Webview, extensionUri: vscode.Uri): void {
  const folder = vscode.Uri.joinPath(extensionUri, 'dist/dashboard');
  const address = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
  webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [folder] };
  webview.html = dashboardHtml({
    scriptUri: address('dashboard.js'),
    styleUri: address('dashboard.css'),
    iconStyleUri: address('codicon.css'),
    cspSource: webview.cspSource,
    nonce: nonce(),
    language: vscode.env.language,
    texts: vscode.l10n.bundle ?? null,
  });
}

/** Fills the webview with text, which runs nothing. */
export function showMessage(webview: vscode.Webview, heading: string, paragraphs: readonly string[]): void {
  webview.options = { enableScripts: false, enableForms: false, localResourceRoots: [] };
  webview.html = dashboardMessageHtml({ heading, paragraphs, nonce: nonce(), language: vscode.env.language });
}

function nonce(): string {
  return randomBytes(NONCE_BYTES).toString('hex');
}
