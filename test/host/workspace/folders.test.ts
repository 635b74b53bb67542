import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { activeExtension, closeEditors, openFile } from '../support/extension';
import { problems, problemsWith } from '../support/problems';

describe('the extension in a window with two folders', () => {
  before(async () => {
    await openFile('problems/nginx.conf', 0);
    await activeExtension();
  });
  after(closeEditors);

  it('has both folders', () => {
    assert.deepEqual(
      vscode.workspace.workspaceFolders?.map(({ name }) => name),
      ['first', 'second'],
    );
  });

  it('finds the same problems in the same file of each folder', async () => {
    const first = await openFile('problems/nginx.conf', 0);
    const second = await openFile('problems/nginx.conf', 1);
    await problemsWith(first.uri, 'zone-size-invalid', 'zone-undeclared');
    await problemsWith(second.uri, 'zone-size-invalid', 'zone-undeclared');
    const texts = (uri: vscode.Uri): string[] => problems(uri).map(({ message }) => message);
    assert.deepEqual(texts(second.uri), texts(first.uri));
  });
});
