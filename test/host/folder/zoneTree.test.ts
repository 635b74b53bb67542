import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { activeExtension, closeEditors, openFile, positionOf } from '../support/extension';
import { until } from '../support/until';

/** A line that was selected leads to its place sooner than this. */
const SHOWING_MS = 3000;

const CONFIG = 'conf.d/30-lua.conf';

describe('the tree of zones', () => {
  before(async () => {
    await activeExtension();
    await closeEditors();
  });
  after(async () => {
    await closeEditors();
    await vscode.commands.executeCommand('workbench.view.explorer');
  });

  const run = (command: string, ...values: unknown[]): Thenable<unknown> =>
    vscode.commands.executeCommand(command, ...values);

  /** Selects the line below the config's own, and so its largest zone. */
  async function selectFirstZone(): Promise<void> {
    await run('zoneLens.revealZones');
    await run('list.focusFirst');
    await run('list.focusDown');
  }

  /** Where the selection stands in a document, once something has led there. */
  function zoneShownIn(document: vscode.TextDocument): vscode.Position | null {
    const { selection, document: shown } = vscode.window.activeTextEditor ?? {};
    return shown === document && selection !== undefined && selection.active.line > 0 ? selection.active : null;
  }

  it('is empty, and its commands do nothing, while nothing is open', async () => {
    await run('zoneLens.revealZones');
    for (const command of ['goToZone', 'copyFigures', 'sizeListedZone']) await run(`zoneLens.${command}`);
    assert.equal(vscode.window.activeTextEditor, undefined);
  });

  it('leads from the selected zone to its declaration', async () => {
    const document = await openFile(CONFIG);
    const active = await until('a zone leads to its place', async () => {
      await selectFirstZone();
      // As Enter does.
      await run('list.select');
      // Selected again before it has led anywhere, the tree would be a step ahead of the editor.
      return until('it is shown', () => zoneShownIn(document), SHOWING_MS);
    });
    const name = document.getText(document.getWordRangeAtPosition(active));
    assert.match(document.lineAt(active.line).text, new RegExp(`lua_shared_dict\\s+${name}\\b`));
    assert.ok(active.isEqual(positionOf(document, `lua_shared_dict |${name}`)), name);
  });

  it('takes no line that it did not make, but the one that is selected', async () => {
    await run('zoneLens.goToZone');
    const { selection } = vscode.window.activeTextEditor ?? {};
    for (const value of [
      null,
      7,
      {},
      { id: 7 },
      { id: 'no such line' },
      { zone: { declaration: { uri: 'file:///x' } } },
    ]) {
      await run('zoneLens.goToZone', value);
    }
    assert.deepEqual(vscode.window.activeTextEditor?.selection, selection);
  });
});
