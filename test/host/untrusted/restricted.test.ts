import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { activeExtension, closeEditors, openFile } from '../support/extension';
import { problemsWith } from '../support/problems';

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

  it('finds problems all the same', async () => {
    await problemsWith(document.uri, 'zone-size-invalid', 'zone-undeclared');
  });
});
