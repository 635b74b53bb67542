import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import Mocha, { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { activeExtension, closeEditors, EXTENSION_ID, openFile, positionOf } from '../support/extension';
import { problemsWith } from '../support/problems';
import { until } from '../support/until';

describe('the extension in a window with one folder', () => {
  let document: vscode.TextDocument;
  let wasActive = true;
  before(async () => {
    const extension = await until('the extension is there', () => vscode.extensions.getExtension(EXTENSION_ID));
    wasActive = extension.isActive;
    await quietHost();
    const start = performance.now();
    await extension.activate();
    // For `npm run bench`: with the way to the window and back, a little more than the extension host's own time.
    Mocha.reporters.Base.consoleLog(`activation took ${(performance.now() - start).toFixed(1)} ms`);
    document = await openFile('problems/nginx.conf');
    await activeExtension();
  });
  after(closeEditors);

  it('is not active before a config is open', () => {
    assert.equal(wasActive, false);
  });

  it('is the one of this checkout', async () => {
    const { extensionPath, isActive } = await activeExtension();
    assert.equal(resolve(extensionPath), resolve(__dirname, '../../..'));
    assert.ok(isActive);
  });

  it('takes nginx.conf as its language', () => {
    assert.equal(document.languageId, 'nginx');
  });

  it('publishes problems with code, source and place', async () => {
    const found = await problemsWith(document.uri, 'zone-size-invalid', 'zone-undeclared');
    const [first] = found;
    assert.equal(first?.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(first?.range.start.line, positionOf(document, 'zone=by_address:1g').line);
  });

  it('answers a hover', async () => {
    const position = positionOf(document, 'lua_shared_dict d|ogs');
    const hovers = await until('there is a hover', async () => {
      const answers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        position,
      );
      return answers.length > 0 && answers;
    });
    const text = hovers.flatMap(({ contents }) => contents).map((part) => (part as vscode.MarkdownString).value);
    assert.match(text.join('\n'), /dogs/);
  });
});

/** Waits until the extension host has nothing else to do: other extensions start with the window. */
async function quietHost(): Promise<void> {
  for (let quiet = 0; quiet < 20; ) {
    const start = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    quiet = performance.now() - start < 30 ? quiet + 1 : 0;
  }
}
