import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
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

  it('finds problems all the same', async () => {
    await problemsWith(document.uri, 'zone-size-invalid', 'zone-undeclared');
  });
});
