import * as vscode from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import { LIVE_NOTIFICATIONS, type LiveAttention, type LiveShownParams } from '../../../server/src/shared/liveMessages';
import type { ZoneTreeView } from '../views/zoneTree';
import { CONFIG_LANGUAGES } from './configLanguages';
import type { LiveClient } from './liveClient';

/**
 * Tells the language server whether live figures can be seen: they are read only then, and slower in a window behind.
 * Dashboards tell of themselves.
 */
export function reportShown(
  context: vscode.ExtensionContext,
  client: LanguageClient,
  live: LiveClient,
  tree: ZoneTreeView,
): void {
  let told: LiveAttention | null = null;
  const report = (): void => {
    if (client.state !== State.Running) return;
    const attention = attentionNow(live, tree);
    if (attention === told) return;
    told = attention;
    void client.sendNotification(LIVE_NOTIFICATIONS.shown, { attention } satisfies LiveShownParams);
  };
  context.subscriptions.push(
    vscode.window.onDidChangeWindowState(report),
    vscode.window.onDidChangeVisibleTextEditors(report),
    tree.onDidChangeVisibility(report),
    live.onDidChange(report),
    client.onDidChangeState(({ newState }) => {
      // A new language server knows nothing yet.
      if (newState === State.Running) told = null;
      report();
    }),
  );
}

function attentionNow(live: LiveClient, tree: ZoneTreeView): LiveAttention {
  const { focused, active } = vscode.window.state;
  const isWorkedIn = focused || active;
  const isText = vscode.window.visibleTextEditors.some(({ document }) => CONFIG_LANGUAGES.has(document.languageId));
  if (isText || tree.isVisible()) return isWorkedIn ? 'looked at' : 'in sight';
  // The item in the status bar is always there: seen from the corner of an eye, and in a window behind not at all.
  return isWorkedIn && live.status() !== null ? 'in sight' : 'none';
}
