import * as vscode from 'vscode';
import type { LiveServerRow } from '../../../server/src/shared/liveMessages';
import type { LiveClient } from '../live/liveClient';
import { explainRights, type RightsHelp } from '../live/rights';
import { COMMANDS } from './names';

/**
 * Attaches to the server that certainly runs the open config, or to the only one there is; else lets the person choose.
 *
 * @param mustChoose a list is wanted, whatever there is
 */
export async function inspectLiveServer(context: RightsHelp, mustChoose = false): Promise<void> {
  if (!(await mayRead())) return;
  const { rows, failure } = await listServers(context.live);
  if (failure !== null) {
    await explainFailure(context, failure);
    return;
  }
  if (rows.length === 0) {
    await explainNone(context);
    return;
  }
  const certain = rows.find(({ match }) => match === 'certain');
  const obvious = certain ?? (rows.length === 1 ? rows[0] : undefined);
  const row = mustChoose || obvious === undefined ? await choose(rows) : obvious;
  if (row !== undefined) await attachTo(context, row);
}

/** Attaches, and says why where that is not possible. */
async function attachTo(context: RightsHelp, { server }: LiveServerRow): Promise<void> {
  const answer = await context.live.attach({ kind: 'server', id: server.id });
  switch (answer.kind) {
    case 'attached':
      return;
    case 'not permitted':
      if (await explainRights(context, answer.server)) await inspectLiveServer(context);
      return;
    case 'failed':
      await explainFailure(context, answer.reason);
      return;
    case 'not found':
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Zone Lens: the server with process {0} has ended meanwhile.', server.masterPid),
      );
  }
}

/** A workspace that is not trusted has nothing read by itself; a person may want it all the same. */
async function mayRead(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const attach = vscode.l10n.t('Attach');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      'Zone Lens: this workspace is not trusted. Attaching reads figures of the nginx servers of this machine; nothing of the workspace is run.',
    ),
    attach,
  );
  return chosen === attach;
}

/** The servers; a collector of the person's that has ended since is not waited for. */
async function listServers(live: LiveClient): ReturnType<LiveClient['servers']> {
  const title = vscode.l10n.t('Zone Lens: looking for running servers');
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, async () => {
    const answer = await live.servers();
    if (answer.failure === null) return answer;
    await live.useCollector(null);
    return live.servers();
  });
}

interface ServerItem extends vscode.QuickPickItem {
  readonly row: LiveServerRow;
}

const ORDER = { certain: 0, likely: 1, none: 2 };

async function choose(rows: readonly LiveServerRow[]): Promise<LiveServerRow | undefined> {
  const items = [...rows].sort((left, right) => ORDER[left.match] - ORDER[right.match]).map(itemOf);
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Running servers'),
    placeHolder: vscode.l10n.t('The server whose figures are shown beside the config'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen?.row;
}

function itemOf(row: LiveServerRow): ServerItem {
  const { server, texts, match } = row;
  const { configFile, confinement, access } = server;
  const matches = {
    certain: vscode.l10n.t('runs this config'),
    likely: vscode.l10n.t('may run this config'),
    none: '',
  };
  const place = confinement === null ? '' : (confinement.containerId?.slice(0, 12) ?? confinement.kind);
  const known = access.rung === 'none' ? '' : texts.figures;
  return {
    row,
    label: texts.server,
    description: [configFile ?? vscode.l10n.t('config not known'), place].filter((part) => part !== '').join(' · '),
    detail: [matches[match], known, texts.rung].filter((part) => part !== '').join(' · '),
  };
}

async function explainNone(context: RightsHelp): Promise<void> {
  const sample = vscode.l10n.t('Open a Sample Config');
  const documentation = vscode.l10n.t('Show Documentation');
  const text =
    process.platform === 'linux'
      ? vscode.l10n.t('Zone Lens: no nginx runs on this machine, as far as can be seen.')
      : vscode.l10n.t('Zone Lens: running servers can be read on Linux only. Open the folder where nginx runs.');
  const chosen = await vscode.window.showInformationMessage(text, sample, documentation);
  if (chosen === sample) await vscode.commands.executeCommand(COMMANDS.openSample);
  if (chosen === documentation) await context.showDocumentation();
}

async function explainFailure(context: RightsHelp, reason: string): Promise<void> {
  const documentation = vscode.l10n.t('Show Documentation');
  const text = vscode.l10n.t('Zone Lens: the server can not be read: {0}', reason);
  const chosen = await vscode.window.showErrorMessage(text, documentation);
  if (chosen === documentation) await context.showDocumentation();
}
