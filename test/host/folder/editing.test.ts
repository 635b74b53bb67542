import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { applyAction, codeActions, replaceText } from '../support/answers';
import { activeExtension, closeEditors, openFile, positionOf, workspaceFolder } from '../support/extension';
import { problemCodes, problems, problemsWith } from '../support/problems';
import { until } from '../support/until';

describe('editing a config', () => {
  before(async () => {
    await openFile('nginx.conf');
    await activeExtension();
  });
  afterEach(closeEditors);
  after(closeEditors);

  it('clears problems in all files of the config when they no longer hold', async () => {
    const limits = await openFile('conf.d/10-limits.conf');
    const site = vscode.Uri.joinPath(workspaceFolder(), 'conf.d/50-site.conf');
    const original = limits.getText();
    await replaceText(limits, original.replace('zone=per_api_key:', 'zone=other_name:'));
    await problemsWith(site, 'zone-undeclared');
    await replaceText(limits, original);
    await until('the problem is gone', () => problemCodes(site).length === 0);
  });

  it('fixes a size, a reference and an unused zone', async () => {
    const document = await openFile('problems/nginx.conf');
    const mend = async (code: string, pointedAt: string, mended: string): Promise<void> => {
      await problemsWith(document.uri, code);
      const problem = problems(document.uri).find(
        (one) =>
          (typeof one.code === 'object' ? one.code.value : one.code) === code &&
          document.getText(one.range).includes(pointedAt),
      );
      assert.ok(problem, `${code} at ${pointedAt}`);
      const actions = await codeActions(document.uri, problem.range, vscode.CodeActionKind.QuickFix);
      const action = actions.find(({ isPreferred }) => isPreferred) ?? actions[0];
      assert.ok(action, `a fix for ${code}`);
      await applyAction(action);
      assert.ok(document.getText().includes(mended), `${action.title}: ${mended}`);
    };
    await mend('zone-size-invalid', '1g', 'zone=by_address:1024m');
    await mend('zone-undeclared', 'by_cleint', 'limit_req zone=by_client;');
    const before = document.getText();
    await mend('zone-unused', 'forgotten', 'zone-unused');
    assert.ok(!document.getText().includes('zone=forgotten') && before.includes('zone=forgotten'));
  });

  it('adds a declaration that is missing', async () => {
    const document = await openFile('problems/nginx.conf');
    const problem = await until('cats is not declared', () =>
      problems(document.uri).find(({ range }) => document.getText(range) === 'cats'),
    );
    const actions = await codeActions(document.uri, problem.range, vscode.CodeActionKind.QuickFix);
    const action = actions.find(({ edit }) => JSON.stringify(edit?.entries()).includes('lua_shared_dict cats'));
    assert.ok(action, actions.map(({ title }) => title).join());
    await applyAction(action);
    await until(
      'cats is declared',
      () => !problems(document.uri).some(({ range }) => document.getText(range) === 'cats'),
    );
  });

  it('renames a zone in the config, in Lua blocks and in Lua files', async () => {
    const lua = await openFile('conf.d/30-lua.conf');
    const edit = await until('the zone can be renamed', async () =>
      vscode.commands.executeCommand<vscode.WorkspaceEdit>(
        'vscode.executeDocumentRenameProvider',
        lua.uri,
        positionOf(lua, 'page_pa|rts 16m'),
        'fragments',
      ),
    );
    const changed = edit.entries().map(([uri, edits]) => `${uri.path.split('/').at(-1)} ${edits.length}`);
    assert.deepEqual(changed.sort(), ['30-lua.conf 1', '50-site.conf 1']);
    await assert.rejects(
      async () =>
        vscode.commands.executeCommand(
          'vscode.executeDocumentRenameProvider',
          lua.uri,
          positionOf(lua, 'page_pa|rts 16m'),
          'dogs',
        ),
      /dogs/,
    );
  });

  it('sizes a zone by what it shall hold', async () => {
    const lua = await openFile('conf.d/30-lua.conf');
    const editor = await vscode.window.showTextDocument(lua);
    const position = positionOf(lua, 'switches 128k');
    editor.selection = new vscode.Selection(position, position);
    const done = vscode.commands.executeCommand('zoneLens.sizeZone');
    // Three questions; the values that are offered are taken.
    let isDone = false;
    void done.then(() => {
      isDone = true;
    });
    await until('all questions are answered', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return isDone;
    });
    assert.match(lua.getText(), /lua_shared_dict switches \d+k;/);
  });

  it('follows settings at once', async () => {
    const document = await openFile('nginx.conf');
    const configuration = vscode.workspace.getConfiguration('zoneLens');
    const lua = vscode.Uri.joinPath(workspaceFolder(), 'conf.d/30-lua.conf');
    try {
      await configuration.update('target.memory', '128m', vscode.ConfigurationTarget.Workspace);
      await problemsWith(lua, 'zone-over-share');
    } finally {
      await configuration.update('target.memory', undefined, vscode.ConfigurationTarget.Workspace);
    }
    await until('the warning is gone', () => !problemCodes(lua).includes('zone-over-share'));
    assert.equal(document.isDirty, false);
  });

  it('sees files that somebody else writes', async () => {
    await openFile('nginx.conf');
    const uri = vscode.Uri.joinPath(workspaceFolder(), 'conf.d/60-new.conf');
    // The watcher is asked for after the config was read, and starts in its own time.
    await until('the new file is read', async () => {
      writeFileSync(uri.fsPath, `lua_shared_dict added 1g; # ${Date.now()}\n`);
      await new Promise((resolve) => setTimeout(resolve, 500));
      return problemCodes(uri).includes('zone-size-invalid');
    });
    await vscode.workspace.fs.delete(uri);
    await until('its problems are gone', () => problemCodes(uri).length === 0);
  });
});
