import * as vscode from 'vscode';
import type { LiveStatus } from '../../../server/src/shared/liveMessages';
import type { ServerEvent, ZoneChange } from '../../../server/src/shared/liveTrends';
import { COMMANDS } from '../commands/names';
import type { LiveClient } from './liveClient';

/** How many zones a message names. */
const MOST_NAMES = 5;

/** Says what a person must not miss: that a server has ended, runs again, or that zones lost what they held. */
export function tellNews(live: LiveClient): vscode.Disposable {
  return live.onDidChange(({ status, before }) => {
    // What was so before this was attached is no news.
    if (status === null || before === null || before.rootUri !== status.rootUri) return;
    const event = status.lastEvent;
    if (event !== null && event.atMs !== before.lastEvent?.atMs) tellEvent(event, status);
    else if (status.state === 'lost' && before.state === 'live') tellLost(status);
  });
}

function tellEvent(event: ServerEvent, { server, state }: LiveStatus): void {
  const { window, l10n } = vscode;
  const lost = event.zones.filter(({ change }) => change === 'data lost' || change === 'kind changed');
  if (event.kind === 'stopped') {
    // A server that was started again before anybody could look is told of as that.
    if (state !== 'stopped') return;
    const detach = l10n.t('Detach');
    const text = l10n.t('Zone Lens: nginx {0} has ended. Its last figures stay until it runs again.', server.masterPid);
    void window.showWarningMessage(text, detach).then((chosen) => {
      if (chosen === detach) void vscode.commands.executeCommand(COMMANDS.detachLiveServer);
    });
  } else if (event.kind === 'restart') {
    void window.showInformationMessage(
      l10n.t('Zone Lens: nginx runs again, as process {0}; its zones started empty.', server.masterPid),
    );
  } else if (event.kind === 'binary upgrade') {
    void window.showInformationMessage(
      l10n.t('Zone Lens: process {0} took over from the old nginx; its zones started empty.', server.masterPid),
    );
  } else if (event.kind === 'reload' && lost.length > 0) {
    void window.showWarningMessage(
      l10n.t('Zone Lens: after the reload {0} started empty; what they held is lost.', namesOf(lost)),
    );
  }
}

function tellLost({ trouble }: LiveStatus): void {
  if (trouble === null) return;
  void vscode.window.showWarningMessage(vscode.l10n.t('Zone Lens: no more live figures: {0}', trouble));
}

function namesOf(zones: readonly ZoneChange[]): string {
  const names = zones.slice(0, MOST_NAMES).map(({ name }) => name ?? '?');
  const rest = zones.length - names.length;
  return rest > 0 ? vscode.l10n.t('{0} and {1} more', names.join(', '), rest) : names.join(', ');
}
