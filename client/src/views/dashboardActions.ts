import * as vscode from 'vscode';
import { messageOf } from '../../../server/src/errorText';
import type { DashboardZone } from '../../../server/src/shared/dashboard';
import {
  DASHBOARD_REQUESTS,
  type DashboardIdParams,
  type DashboardSnapshotAnswer,
} from '../../../server/src/shared/dashboardMessages';
import { COMMANDS } from '../commands/names';
import type { FromPage } from '../dashboard/protocol';
import { openDeclaration } from './dashboardDeclaration';
import { exportFile, saveText } from './dashboardExports';
import { SNAPSHOT_ENDING } from './dashboardFiles';
import type { PagesContext } from './dashboardPage';
import type { DashboardRelay } from './dashboardRelay';
import { chooseSnapshot } from './snapshotDialogs';

/** What the actions of one page work with. */
export interface ActionsContext {
  readonly context: PagesContext;
  readonly panel: vscode.WebviewPanel;
  readonly relay: DashboardRelay;
  dashboardId(): string | null;
  compare(file: vscode.Uri): Promise<void>;
  stopComparing(): void;
}

/** What a page can have done. */
export interface PageActions {
  handle(message: FromPage): void;
  /** Null: the person is asked for a file. */
  saveSnapshot(file: vscode.Uri | null): Promise<void>;
}

/** Does what a page asks for, and tells it how that went. */
export function createPageActions(actions: ActionsContext): PageActions {
  const { context, panel, relay } = actions;
  const running = new Set<FromPage['type']>();

  /** A page may ask again before the person has answered: one dialog of a kind is enough. */
  const once = async (kind: FromPage['type'], work: () => Promise<void>): Promise<void> => {
    if (running.has(kind)) return;
    running.add(kind);
    try {
      await work();
    } catch (error) {
      relay.notice(messageOf(error), true);
    } finally {
      running.delete(kind);
    }
  };

  const saveSnapshot = async (file: vscode.Uri | null): Promise<void> => {
    const dashboardId = actions.dashboardId();
    if (dashboardId === null) throw new Error(vscode.l10n.t('There are no figures to be saved at present.'));
    const { client } = context;
    const params: DashboardIdParams = { dashboardId };
    const answer = await client.sendRequest<DashboardSnapshotAnswer>(DASHBOARD_REQUESTS.snapshot, params);
    if ('failure' in answer) throw new Error(answer.failure);
    const bytes = new TextEncoder().encode(answer.text);
    const saved = await saveText({ bytes, suggestedName: answer.suggestedFileName, ending: SNAPSHOT_ENDING, file });
    if (saved !== null) relay.notice(saved);
  };

  const declared = async (zoneKey: string): ReturnType<typeof openDeclaration> => {
    const zone: DashboardZone | undefined = relay.latest()?.zones.find(({ key }) => key === zoneKey);
    if (zone === undefined) throw new Error(vscode.l10n.t('There is no such zone any more.'));
    return openDeclaration(zone, panel.viewColumn);
  };

  const perform = async (message: FromPage): Promise<void> => {
    switch (message.type) {
      case 'export': {
        const saved = await exportFile(message.file);
        if (saved !== null) relay.notice(saved);
        return;
      }
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        relay.notice(vscode.l10n.t('Copied: {0}', message.what));
        return;
      case 'go to declaration':
        await declared(message.zoneKey);
        return;
      case 'size zone':
        await vscode.commands.executeCommand(COMMANDS.sizeZone, await declared(message.zoneKey));
        return;
      case 'save snapshot':
        await saveSnapshot(null);
        return;
      case 'compare': {
        const file = await chooseSnapshot(vscode.l10n.t('Compare'));
        if (file !== null) await actions.compare(file);
        return;
      }
      case 'attach':
        await vscode.commands.executeCommand(COMMANDS.inspectLiveServer);
        return;
      case 'refresh': {
        const dashboardId = actions.dashboardId();
        const params = dashboardId === null ? null : ({ dashboardId } satisfies DashboardIdParams);
        if (params !== null) await context.client.sendRequest<null>(DASHBOARD_REQUESTS.refresh, params);
        relay.refresh();
        return;
      }
      case 'set interval':
        await vscode.commands.executeCommand('workbench.action.openSettings', 'zoneLens.live.intervalSeconds');
    }
  };

  return {
    handle: (message) => {
      if (message.type === 'ready') relay.ready(message.look);
      else if (message.type === 'look') relay.look(message.look);
      else if (message.type === 'pause') relay.pause(message.isPaused);
      else if (message.type === 'stop comparing') actions.stopComparing();
      else void once(message.type, () => perform(message));
    },
    saveSnapshot: (file) => once('save snapshot', () => saveSnapshot(file)),
  };
}
