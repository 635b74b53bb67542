import * as vscode from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import { LIVE_NOTIFICATIONS, type LiveShownParams } from '../../../server/src/shared/liveMessages';

/** Configs, and the scripts that may name their zones. */
const LANGUAGES: ReadonlySet<string> = new Set(['nginx', 'lua', 'javascript']);

/** Tells the language server whether live figures can be seen: they are read only then. */
export function reportShown(context: vscode.ExtensionContext, client: LanguageClient): void {
  let told: boolean | null = null;
  const report = (): void => {
    if (client.state !== State.Running) return;
    const { focused, active } = vscode.window.state;
    const isVisible = vscode.window.visibleTextEditors.some(({ document }) => LANGUAGES.has(document.languageId));
    const isShown = (focused || active) && isVisible;
    if (isShown === told) return;
    told = isShown;
    void client.sendNotification(LIVE_NOTIFICATIONS.shown, { isShown } satisfies LiveShownParams);
  };
  context.subscriptions.push(
    vscode.window.onDidChangeWindowState(report),
    vscode.window.onDidChangeVisibleTextEditors(report),
    client.onDidChangeState(({ newState }) => {
      // A new language server knows nothing yet.
      if (newState === State.Running) told = null;
      report();
    }),
  );
}
