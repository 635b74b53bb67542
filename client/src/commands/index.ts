import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { LiveClient } from '../live/liveClient';
import { rightsHelpOf } from '../live/rights';
import type { Dashboards } from '../views/dashboards';
import type { ZoneTreeView } from '../views/zoneTree';
import { chooseRootConfig } from './chooseRootConfig';
import { explainProblem } from './explainProblem';
import { inspectLiveServer } from './inspectLiveServer';
import { COMMANDS, type CommandName } from './names';
import { openSample } from './openSample';
import { sizeZone } from './sizeZone';

/** What each command of the manifest does. */
export function createCommands(
  context: vscode.ExtensionContext,
  client: LanguageClient,
  log: vscode.LogOutputChannel,
  live: LiveClient,
  dashboards: Dashboards,
  tree: ZoneTreeView,
): Readonly<Record<CommandName, (...values: readonly unknown[]) => unknown>> {
  const { extensionUri, extension } = context;
  const inspect = rightsHelpOf(context, live);
  return {
    [COMMANDS.sizeZone]: (place) => sizeZone(client, place),
    [COMMANDS.chooseRootConfig]: () => chooseRootConfig(),
    [COMMANDS.openSample]: () => openSample(extensionUri),
    [COMMANDS.openWalkthrough]: () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', `${extension.id}#zoneLens`, false),
    [COMMANDS.showOutput]: () => log.show(),
    [COMMANDS.restartServer]: () => client.restart(),
    [COMMANDS.openEntrySizes]: () =>
      vscode.commands.executeCommand('workbench.action.openSettings', 'zoneLens.entrySizes'),
    [COMMANDS.explainProblem]: (code) => explainProblem(extensionUri, code),
    [COMMANDS.inspectLiveServer]: () => inspectLiveServer(inspect),
    [COMMANDS.switchLiveServer]: () => inspectLiveServer(inspect, true),
    [COMMANDS.detachLiveServer]: () => live.detach(),
    [COMMANDS.refreshLiveFigures]: () => live.refresh(),
    [COMMANDS.openDashboard]: (target) => dashboards.open(target),
    [COMMANDS.openSnapshot]: (file) => dashboards.openSnapshot(file),
    [COMMANDS.saveSnapshot]: (file) => dashboards.saveSnapshot(file),
    [COMMANDS.goToZone]: (item) => tree.goToZone(item),
    [COMMANDS.copyFigures]: (item) => tree.copyFigures(item),
    [COMMANDS.sizeListedZone]: (item) => tree.sizeZone(item),
    [COMMANDS.revealZones]: () => tree.reveal(),
  };
}
