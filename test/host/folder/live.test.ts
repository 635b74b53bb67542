import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { fill, kill, startAgain, startServer, whyNoServer } from '../../languageServer/support/liveNginx';
import type { RunningNginx } from '../../live/support/nginxServer';
import { hoverText, inlayHintTexts, replaceText } from '../support/answers';
import { activeExtension, closeEditors, positionOf } from '../support/extension';
import { problemCodes, problems } from '../support/problems';
import { skip } from '../support/skip';
import { until } from '../support/until';

describe('a running server', () => {
  let nginx: RunningNginx;
  let document: vscode.TextDocument;
  let isLoaded = true;
  let load: Promise<void> = Promise.resolve();

  before(async function () {
    this.timeout(60_000);
    const reason = whyNoServer();
    if (reason !== null) skip(this, reason);
    nginx = await startServer();
    document = await vscode.workspace.openTextDocument(nginx.configPath);
    await vscode.window.showTextDocument(document);
    await activeExtension();
    await vscode.workspace
      .getConfiguration('zoneLens')
      .update('live.intervalSeconds', 0.5, vscode.ConfigurationTarget.Global);
    await until('the config is read', async () => /usable/.test(await dogsHint()));
  });
  after(async function () {
    this.timeout(60_000);
    isLoaded = false;
    await load.catch(() => undefined);
    await vscode.commands.executeCommand('zoneLens.detachLiveServer');
    await vscode.workspace
      .getConfiguration('zoneLens')
      .update('live.intervalSeconds', undefined, vscode.ConfigurationTarget.Global);
    await closeEditors();
    await nginx?.stop();
  });

  async function dogsHint(): Promise<string> {
    const { line } = positionOf(document, 'lua_shared_dict dogs');
    const hints = await inlayHintTexts(document);
    return hints.flatMap(([hintLine, text]) => (hintLine === line ? [text] : [])).join('');
  }
  const dogsHover = (): Promise<string> => hoverText(document.uri, positionOf(document, 'lua_shared_dict do|gs'));
  const hintWhen = (what: string, isSo: (hint: string) => boolean): Promise<string> =>
    until(what, async () => {
      const hint = await dogsHint();
      return isSo(hint) && hint;
    });

  /** Writes keys until the tests end or the server does. */
  async function writeKeys(): Promise<void> {
    for (let first = 0; isLoaded; first += 50) {
      await fill(nginx, first % 20_000, 50);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  it('is attached by command, and its figures stand behind the zone', async () => {
    await vscode.commands.executeCommand('zoneLens.inspectLiveServer');
    await hintWhen('the hint has live figures', (hint) => /of 10 MB loaded/.test(hint));
    assert.match(await dogsHover(), new RegExp(String(nginx.masterPid)));
  });

  it('moves its figures under load', async () => {
    const seen = new Set([await dogsHint()]);
    load = writeKeys();
    await until('the hint has shown three figures', async () => {
      seen.add(await dogsHint());
      return seen.size >= 3;
    });
  });

  it('keeps them over a reload under load', async () => {
    const loadedBytes = (hint: string): number => Number(/([\d.]+)\D*of 10 MB/.exec(hint)?.[1] ?? 0);
    await hintWhen('megabytes are loaded', (hint) => /[1-9](\.\d)? of 10 MB|[1-9](\.\d)? MB of 10 MB/.test(hint));
    const before = await dogsHint();
    await nginx.reload();
    await vscode.commands.executeCommand('zoneLens.refreshLiveFigures');
    assert.ok(loadedBytes(await dogsHint()) >= loadedBytes(before), `${before} -> ${await dogsHint()}`);
    await until('the hover tells of the reload', async () => /reload/i.test(await dogsHover()));
  });

  it('is attached again after the language server was started anew', async () => {
    await vscode.commands.executeCommand('zoneLens.restartServer');
    await hintWhen('the hint has live figures again', (hint) => /of 10 MB loaded/.test(hint));
  });

  it('has a problem where the file gives the zone another size', async () => {
    const original = document.getText();
    await replaceText(document, original.replace('lua_shared_dict dogs 10m', 'lua_shared_dict dogs 20m'));
    assert.ok(await document.save());
    await until('the problem is there', () => problemCodes(document.uri).includes('live-size-differs'));
    const drift = problems(document.uri).find(({ message }) => message.includes('20'));
    assert.ok(drift !== undefined && document.getText(drift.range).includes('20m'), drift?.message);
    await replaceText(document, original);
    assert.ok(await document.save());
    await until('the problem is gone', () => !problemCodes(document.uri).includes('live-size-differs'));
  });

  it('is said to have ended when it is killed, and followed when it is started again', async () => {
    isLoaded = false;
    await load;
    await kill(nginx);
    await until('the hover says it', async () => /ended|stopped/.test(await dogsHover()));
    const pid = await startAgain(nginx);
    await until('the hover names the new process', async () => (await dogsHover()).includes(String(pid)));
    await hintWhen('the zone is empty again', (hint) => /72 KB of 10 MB loaded/.test(hint));
  });

  it('is gone from the text when it is detached', async () => {
    await vscode.commands.executeCommand('zoneLens.detachLiveServer');
    await hintWhen('the hint has no live figures', (hint) => /usable/.test(hint) && !/loaded/.test(hint));
  });
});
