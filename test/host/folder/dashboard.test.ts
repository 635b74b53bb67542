import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { fill, kill, startAgain, startServer, whyNoServer } from '../../languageServer/support/liveNginx';
import type { RunningNginx } from '../../live/support/nginxServer';
import { activeExtension, closeEditors } from '../support/extension';
import { skip } from '../support/skip';
import { until } from '../support/until';

/** What the editor puts before the type of a webview. */
const DASHBOARD = 'mainThreadWebview-zoneLens.dashboard';

function allTabs(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
}

function dashboards(): vscode.Tab[] {
  return allTabs().filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType === DASHBOARD);
}

function dashboardTitled(title: RegExp): Promise<vscode.Tab> {
  return until(`a dashboard has the title ${title}`, () => dashboards().find(({ label }) => title.test(label)));
}

function snapshotTab(file: vscode.Uri): vscode.Tab | undefined {
  return allTabs().find(({ input }) => {
    const isSnapshot = input instanceof vscode.TabInputCustom && input.viewType === 'zoneLens.snapshot';
    return isSnapshot && input.uri.toString() === file.toString();
  });
}

const open = (target?: unknown): Thenable<unknown> => vscode.commands.executeCommand('zoneLens.openDashboard', target);

/** Zones of a snapshot's file, by name. */
function snapshotZones(file: vscode.Uri): Map<unknown, { readonly loaded: { readonly bytes: number | null } }> {
  const snapshot = JSON.parse(readFileSync(file.fsPath, 'utf8'));
  assert.equal(snapshot.schema, 'zone-lens.snapshot/1');
  return new Map(snapshot.view.sample.zones.map((zone: { name: unknown }) => [zone.name, zone]));
}

describe('the dashboard', () => {
  let nginx: RunningNginx;
  let folder: string;
  let document: vscode.TextDocument;

  before(async function () {
    this.timeout(60_000);
    const reason = whyNoServer();
    if (reason !== null) skip(this, reason);
    folder = mkdtempSync(join(tmpdir(), 'zone-lens-dashboard-'));
    nginx = await startServer();
    document = await vscode.workspace.openTextDocument(nginx.configPath);
    await vscode.window.showTextDocument(document);
    await activeExtension();
    await vscode.workspace
      .getConfiguration('zoneLens')
      .update('live.intervalSeconds', 0.5, vscode.ConfigurationTarget.Global);
  });
  after(async function () {
    this.timeout(60_000);
    await vscode.commands.executeCommand('zoneLens.detachLiveServer');
    await vscode.workspace
      .getConfiguration('zoneLens')
      .update('live.intervalSeconds', undefined, vscode.ConfigurationTarget.Global);
    await closeEditors();
    await nginx?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('shows the config of the active editor where no server is attached', async () => {
    await open();
    await dashboardTitled(/^nginx\.conf$/);
    assert.equal(dashboards().length, 1);
    await vscode.window.tabGroups.close(dashboards());
  });

  it('shows the attached server, beside the text', async () => {
    await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    await vscode.commands.executeCommand('zoneLens.inspectLiveServer');
    await open();
    const tab = await dashboardTitled(new RegExp(`\\b${nginx.masterPid}\\b`));
    assert.equal(tab.group.viewColumn, vscode.ViewColumn.Two);
  });

  it('is opened once, however it is meant', async () => {
    await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    assert.equal(vscode.window.tabGroups.activeTabGroup.viewColumn, vscode.ViewColumn.One);
    await open({ subject: { kind: 'config', uri: document.uri.toString() }, zoneKey: 'cats' });
    await until('the dashboard is active', () => dashboards()[0]?.isActive && dashboards()[0]?.group.isActive);
    await open({ label: 'dogs', target: { subject: { kind: 'attached' }, zoneKey: 'dogs' } });
    await open({ subject: { kind: 'no such kind' } });
    assert.equal(dashboards().length, 1);
  });

  it('saves what the collector reads in a snapshot', async () => {
    const file = vscode.Uri.file(join(folder, 'before.zone-lens.json'));
    await vscode.commands.executeCommand('zoneLens.saveSnapshot', file);
    const zones = snapshotZones(file);
    assert.deepEqual([...zones.keys()].sort(), ['cats', 'dogs', 'one']);
    await fill(nginx, 0, 5000);
    await vscode.commands.executeCommand('zoneLens.refreshLiveFigures');
    const later = vscode.Uri.file(join(folder, 'later.zone-lens.json'));
    await vscode.commands.executeCommand('zoneLens.saveSnapshot', later);
    const [empty, filled] = [zones, snapshotZones(later)].map((all) => all.get('dogs')?.loaded.bytes ?? null);
    assert.ok(typeof empty === 'number' && typeof filled === 'number' && filled > empty, `${empty} -> ${filled}`);
  });

  it('goes on after the language server was started anew', async () => {
    await vscode.commands.executeCommand('zoneLens.restartServer');
    const file = vscode.Uri.file(join(folder, 'again.zone-lens.json'));
    await until('a snapshot can be saved again', async () => {
      await vscode.commands.executeCommand('zoneLens.saveSnapshot', file);
      return snapshotZones(file).has('dogs');
    });
    assert.equal(dashboards().length, 1);
  });

  it('follows the server to a new process', async () => {
    await kill(nginx);
    const pid = await startAgain(nginx);
    // The title comes with the data, for which the page has asked.
    await dashboardTitled(new RegExp(`\\b${pid}\\b`));
  });

  it('opens a snapshot in an editor of its own', async () => {
    const file = vscode.Uri.file(join(folder, 'later.zone-lens.json'));
    await vscode.commands.executeCommand('zoneLens.openSnapshot', file);
    await until('the snapshot is open', () => snapshotTab(file));
    assert.equal(dashboards().length, 1);
  });

  it('opens a broken snapshot without harm', async () => {
    const file = vscode.Uri.file(join(folder, 'broken.zone-lens.json'));
    writeFileSync(file.fsPath, '{"schema":"zone-lens.snapshot/1","view":<script>alert(1)</script>');
    await vscode.commands.executeCommand('vscode.open', file);
    await until('the snapshot is open', () => snapshotTab(file));
    await vscode.commands.executeCommand('zoneLens.openDashboard');
    assert.equal(dashboards().length, 1);
  });

  it('is closed with its tab, and opened anew', async () => {
    await vscode.window.tabGroups.close(dashboards());
    assert.equal(dashboards().length, 0);
    await open({ subject: { kind: 'attached' } });
    await until('a dashboard is open', () => dashboards().length === 1);
  });
});
