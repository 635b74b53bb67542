import * as vscode from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import { type ConfigStatus, NOTIFICATIONS, REQUESTS } from '../../../server/src/shared/messages';
import { COMMANDS } from '../commands/names';

/**
 * The entry beside the language's name: which main config the open file belongs to, for which host its figures are, and
 * what could not be read.
 */
export function registerLanguageStatus(context: vscode.ExtensionContext, client: LanguageClient): void {
  const item = vscode.languages.createLanguageStatusItem('zoneLens.config', { language: 'nginx' });
  item.name = vscode.l10n.t('Zone Lens: main config');
  item.command = { command: COMMANDS.chooseRootConfig, title: vscode.l10n.t('Choose') };
  let asked = 0;
  const update = async (): Promise<void> => {
    const question = ++asked;
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId !== 'nginx' || client.state !== State.Running) return;
    const uri = document.uri.toString();
    const status = await client.sendRequest<ConfigStatus | null>(REQUESTS.configStatus, { uri }).catch(() => null);
    // Another file was opened meanwhile.
    if (question !== asked) return;
    if (status === null) {
      item.text = vscode.l10n.t('Zones not known');
      item.detail = '';
      return;
    }
    const root = status.rootUri === null ? null : vscode.workspace.asRelativePath(vscode.Uri.parse(status.rootUri));
    item.text =
      root === null
        ? vscode.l10n.t('Fragment: main config not found')
        : vscode.l10n.t('{0}: {1} zones in {2} files', root, status.zoneCount, status.fileCount);
    item.detail = [status.target, status.limitation ?? ''].filter((part) => part !== '').join(' · ');
    item.severity =
      status.limitation === null ? vscode.LanguageStatusSeverity.Information : vscode.LanguageStatusSeverity.Warning;
  };
  context.subscriptions.push(
    item,
    vscode.window.onDidChangeActiveTextEditor(() => void update()),
    client.onNotification(NOTIFICATIONS.configChanged, () => void update()),
    client.onDidChangeState(({ newState }) => {
      item.busy = newState === State.Starting;
      if (newState === State.Running) void update();
    }),
  );
}
