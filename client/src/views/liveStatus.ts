import * as vscode from 'vscode';
import type { LiveStatus } from '../../../server/src/shared/liveMessages';
import { COMMANDS } from '../commands/names';
import type { LiveClient } from '../live/liveClient';

/** Languages in whose files zones are shown. */
const SELECTOR = [{ language: 'nginx' }, { language: 'lua' }];

/** The entry beside the language's name that tells which server is attached, and how it is read. */
export function registerLiveStatus(context: vscode.ExtensionContext, live: LiveClient): void {
  const item = vscode.languages.createLanguageStatusItem('zoneLens.live', SELECTOR);
  item.name = vscode.l10n.t('Zone Lens: running server');
  const update = (): void => {
    const status = live.status();
    if (status === null) {
      item.text = vscode.l10n.t('No running server attached');
      item.detail = '';
      item.severity = vscode.LanguageStatusSeverity.Information;
      item.command = { command: COMMANDS.inspectLiveServer, title: vscode.l10n.t('Attach') };
      return;
    }
    item.text = textOf(status);
    item.detail = detailOf(status);
    item.severity =
      status.state === 'live' ? vscode.LanguageStatusSeverity.Information : vscode.LanguageStatusSeverity.Warning;
    item.command = { command: COMMANDS.detachLiveServer, title: vscode.l10n.t('Detach') };
  };
  update();
  context.subscriptions.push(item, live.onDidChange(update));
}

function textOf({ state, texts }: LiveStatus): string {
  if (state === 'stopped') return vscode.l10n.t('{0}: ended', texts.server);
  if (state === 'lost') return vscode.l10n.t('{0}: not read at present', texts.server);
  return `${texts.server}: ${texts.figures}`;
}

function detailOf({ server, texts, trouble, cost, intervalMs }: LiveStatus): string {
  const seconds = Math.round(intervalMs / 100) / 10;
  const sampling =
    cost === null
      ? ''
      : vscode.l10n.t('every {0} s, a sample costs {1} ms', seconds, Math.round(cost.wallMilliseconds * 10) / 10);
  const parts = [trouble ?? '', texts.rung, server.access.missing ?? '', sampling];
  return parts.filter((part) => part !== '').join(' · ');
}
