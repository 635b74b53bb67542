import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { collectorCount } from '../support/collectors';
import { activeExtension, closeEditors, openFile } from '../support/extension';
import { problemsWith } from '../support/problems';
import { until } from '../support/until';

describe('the extension in a workspace that is not trusted', () => {
  let document: vscode.TextDocument;
  before(async () => {
    document = await openFile('problems/nginx.conf');
    await activeExtension();
  });
  after(closeEditors);

  it('is not trusted', () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });

  it('does not let the workspace say where the collector is, or that it be asked', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const settings = { 'zoneLens.live.collectorSocket': '/tmp/evil.sock', 'zoneLens.live.autoAttach': true };
    const file = vscode.Uri.joinPath(folder, '.vscode/settings.json');
    await vscode.workspace.fs.writeFile(
      file,
      new TextEncoder().encode(JSON.stringify({ ...settings, 'zoneLens.live.intervalSeconds': 7 })),
    );
    const configuration = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('zoneLens');
    await until('the file is read', () => configuration().get('live.intervalSeconds') === 7);
    assert.equal(configuration().get('live.collectorSocket'), '');
    assert.equal(configuration().get('live.autoAttach'), false);
  });

  it('reads no running server before the person says so', async () => {
    const inspected = vscode.commands.executeCommand('zoneLens.inspectLiveServer');
    // Nothing tells that something does not happen; a collector is up in a fraction of this.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.equal(collectorCount(), 0);
    await vscode.commands.executeCommand('notifications.clearAll');
    await inspected;
    assert.equal(collectorCount(), 0);
  });

  it('reads them when the person does', async () => {
    const inspected = vscode.commands.executeCommand('zoneLens.inspectLiveServer');
    await until('the question is answered', async () => {
      await vscode.commands.executeCommand('notifications.focusToasts');
      await vscode.commands.executeCommand('notification.acceptPrimaryAction');
      return collectorCount() === 1;
    });
    // What there is to choose from, or that there is nothing, is of no interest here.
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await Promise.race([inspected, new Promise((resolve) => setTimeout(resolve, 2000))]);
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await inspected;
    await vscode.commands.executeCommand('zoneLens.detachLiveServer');
    await until('the collector has ended', () => collectorCount() === 0);
  });

  it('finds problems all the same', async () => {
    await problemsWith(document.uri, 'zone-size-invalid', 'zone-undeclared');
  });
});
