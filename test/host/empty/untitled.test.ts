import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { activeExtension, closeEditors, openUntitled } from '../support/extension';
import { problemsWith } from '../support/problems';

describe('the extension in a window without a folder', () => {
  afterEach(closeEditors);

  it('has no folder', () => {
    assert.equal(vscode.workspace.workspaceFolders, undefined);
  });

  it('finds problems in a text that was never saved', async () => {
    const document = await openUntitled('http {\n  limit_req_zone $uri zone=one:1g rate=1r/s;\n}\n');
    await activeExtension();
    const [problem] = await problemsWith(document.uri, 'zone-size-invalid');
    assert.equal(problem?.range.start.line, 1);
  });
});
