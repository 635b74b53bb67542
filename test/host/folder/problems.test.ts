import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { activeExtension, closeEditors, openFile } from '../support/extension';
import { problemCodes, problemsWith } from '../support/problems';

/** What a file of the examples says about itself: codes stand in its comments, before a colon. */
function announcedCodes(text: string): string[] {
  const comments = text.split('\n').filter((line) => /^\s*(?:#|--)/.test(line));
  return [...new Set(comments.flatMap((line) => [...line.matchAll(/\b(?:zone|zones)-[a-z-]+(?=[: ])/g)].map(String)))];
}

describe('problems', () => {
  beforeEach(activeExtension);
  afterEach(closeEditors);

  it('has every problem that the example announces', async () => {
    const document = await openFile('problems/nginx.conf');
    await vscode.workspace.getConfiguration('zoneLens').update('target.memory', '2g');
    const announced = announcedCodes(document.getText()).filter((code) => code !== 'zone-lens');
    assert.ok(announced.length > 12);
    await problemsWith(document.uri, ...announced);
    await vscode.workspace.getConfiguration('zoneLens').update('target.memory', undefined);
  });

  it('has none in the config that is right', async () => {
    const document = await openFile('problems/nginx.conf');
    await problemsWith(document.uri, 'zone-size-invalid');
    for (const path of ['nginx.conf', 'conf.d/30-lua.conf']) {
      const { uri } = await openFile(path);
      assert.deepEqual(problemCodes(uri), []);
    }
  });

  it('links each to its explanation, and the second of two to the first', async () => {
    const { uri } = await openFile('problems/nginx.conf');
    const found = await problemsWith(uri, 'zone-declared-twice');
    const second = found.find(({ code }) => typeof code === 'object' && code.value === 'zone-declared-twice');
    assert.ok(typeof second?.code === 'object' && second.code.target.toString() !== '');
    assert.equal(second.relatedInformation?.[0]?.location.uri.toString(), uri.toString());
  });
});
