import * as vscode from 'vscode';
import type { LiveStatus } from '../../../server/src/shared/liveMessages';
import { COMMANDS } from '../commands/names';
import type { LiveClient } from '../live/liveClient';
import type { DashboardTarget } from './dashboardTarget';
import { plainTooltip } from './plainTooltip';

/** Beside the counts of problems, behind what other extensions put first. */
const PRIORITY = -10;

/** The item in the status bar: `zones: 412 of 780 MB loaded`. */
export function registerStatusItem(context: vscode.ExtensionContext, live: LiveClient): void {
  const item = vscode.window.createStatusBarItem('zoneLens.zones', vscode.StatusBarAlignment.Left, PRIORITY);
  item.name = vscode.l10n.t('Zone Lens: zones of the running server');
  const target: DashboardTarget = { subject: { kind: 'attached' } };
  item.command = { command: COMMANDS.openDashboard, title: vscode.l10n.t('Open Dashboard'), arguments: [target] };
  let shown = '';
  const update = (): void => {
    const status = live.status();
    if (status === null) {
      shown = '';
      item.hide();
      return;
    }
    const text = textOf(status);
    const lines = tooltipLines(status);
    const now = JSON.stringify([text, status.state, lines]);
    // The bar is laid out anew at each assignment.
    if (now === shown) return;
    shown = now;
    if (item.text !== text) item.text = text;
    item.backgroundColor =
      status.state === 'live' ? undefined : new vscode.ThemeColor('statusBarItem.warningBackground');
    item.tooltip = plainTooltip(lines);
    item.accessibilityInformation = { label: [item.name, lines[0] ?? '', status.texts.figures].join(', ') };
    item.show();
  };
  update();
  context.subscriptions.push(item, live.onDidChange(update));
}

function textOf({ state, texts }: LiveStatus): string {
  switch (state) {
    case 'live':
      return `$(database) ${vscode.l10n.t('zones: {0}', texts.figures)}`;
    case 'stopped':
      return `$(warning) ${vscode.l10n.t('zones: server ended')}`;
    case 'lost':
      return `$(warning) ${vscode.l10n.t('zones: not read at present')}`;
  }
}

function tooltipLines({ server, texts, rootUri, trouble, figures, ...status }: LiveStatus): string[] {
  const { cost, intervalMs, sampledAtMs, verdict } = status;
  const seconds = Math.round(intervalMs / 100) / 10;
  const lines = [
    texts.server,
    rootUri === null ? (server.configFile ?? '') : vscode.workspace.asRelativePath(vscode.Uri.parse(rootUri)),
    trouble ?? '',
    figures === null ? '' : vscode.l10n.t('{0} zones: {1}', figures.zoneCount, texts.figures),
    texts.rung,
    server.access.missing ?? '',
    cost === null
      ? ''
      : vscode.l10n.t('every {0} s, a sample costs {1} ms', seconds, Math.round(cost.wallMilliseconds * 10) / 10),
    sampledAtMs === null
      ? ''
      : vscode.l10n.t('Sampled at {0}', new Date(sampledAtMs).toLocaleTimeString(vscode.env.language)),
    verdict ?? '',
    vscode.l10n.t('Click to open the dashboard.'),
  ];
  return lines.filter((line) => line !== '');
}
