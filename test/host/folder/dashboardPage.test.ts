import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { openSnapshotFile } from '../../../client/src/views/snapshotFiles';
import type { DashboardOpenAnswer } from '../../../server/src/shared/dashboardMessages';
import { dataOf, lookAt, zoneOf } from '../../client/views/support';
import { closeEditors } from '../support/extension';
import { type StagedPage, stagePage } from '../support/stagedPage';
import { until } from '../support/until';

describe('a dashboard of a snapshot', () => {
  let folder: string;
  let panel: vscode.WebviewPanel;
  let staged: StagedPage | null = null;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'zone-lens-dashboard-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });
  afterEach(() => {
    staged?.panel.dispose();
  });

  /** A page of a snapshot's file, with a language server that gives this answer. */
  async function open(file: vscode.Uri, answer: DashboardOpenAnswer): Promise<{ asked: readonly unknown[] }> {
    staged = stagePage(answer, (client) => openSnapshotFile(client, file));
    panel = staged.panel;
    await staged.page.start();
    return { asked: staged.asked };
  }

  it('says what is wrong, and what to do, and runs nothing', async () => {
    const file = vscode.Uri.file(join(folder, 'broken.zone-lens.json'));
    writeFileSync(file.fsPath, '{"a":1}');
    const { asked } = await open(file, { kind: 'failed', reason: 'line 3: <script src=x> is no "number"' });
    assert.deepEqual(asked, [{ subject: { kind: 'snapshot', text: '{"a":1}', fileName: 'broken.zone-lens.json' } }]);
    assert.match(
      panel.webview.html,
      /<h1>It can not be opened<\/h1>\n<p>line 3: &lt;script src=x&gt; is no &quot;number/,
    );
    assert.match(panel.webview.html, /<p>Save it again\.<\/p>/);
    assert.doesNotMatch(panel.webview.html, /<script/);
    assert.equal(panel.webview.options.enableScripts, false);
    assert.deepEqual(panel.webview.options.localResourceRoots, []);
  });

  it('does not read a file that is larger than any snapshot', async () => {
    const file = vscode.Uri.file(join(folder, 'large.zone-lens.json'));
    writeFileSync(file.fsPath, '');
    truncateSync(file.fsPath, 10_000_000_000);
    const { asked } = await open(file, { kind: 'not found' });
    assert.deepEqual(asked, []);
    assert.match(panel.webview.html, /<p>It has 9537 MB, and a snapshot has at most 64 MB\./);
  });

  it('does not read what is no file', async () => {
    const { asked } = await open(vscode.Uri.file(folder), { kind: 'not found' });
    assert.deepEqual(asked, []);
    assert.match(panel.webview.html, /<p>It is no file\./);
  });

  it('says so where the file has gone', async () => {
    const { asked } = await open(vscode.Uri.file(join(folder, 'gone.json')), { kind: 'not found' });
    assert.deepEqual(asked, []);
    assert.match(panel.webview.html, /<p>It can not be read: /);
  });

  it('becomes the page, which may run its own script alone, when it can be opened', async () => {
    const file = vscode.Uri.file(join(folder, 'good.zone-lens.json'));
    writeFileSync(file.fsPath, '{}');
    await open(file, { kind: 'opened', dashboardId: 'one', title: 'good', restore: null });
    const { options, html } = panel.webview;
    assert.equal(options.enableScripts, true);
    assert.equal(options.enableForms, false);
    assert.notEqual(options.enableCommandUris, true);
    assert.deepEqual(
      options.localResourceRoots?.map(({ path }) => path.split('/').slice(-2).join('/')),
      ['dist/dashboard'],
    );
    const nonce = /script-src 'nonce-([0-9a-f]{32})';/.exec(html)?.[1];
    assert.ok(nonce !== undefined && html.includes(`<script nonce="${nonce}" src=`), html);
  });
});

describe('what the page of a dashboard asks for', () => {
  const OPENED: DashboardOpenAnswer = { kind: 'opened', dashboardId: 'one', title: 'one', restore: null };
  let folder: string;
  let config: string;
  let staged: StagedPage;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'zone-lens-dashboard-'));
    config = join(folder, 'zones.conf');
    writeFileSync(config, 'events {}\nhttp {\n    lua_shared_dict dogs 10m;\n}\n');
    const places: [string, { file: string; line: number; column: number } | null][] = [
      ['here', { file: config, line: 3, column: 5 }],
      ['beyond the end', { file: config, line: 999, column: 999 }],
      ['gone', { file: join(folder, 'gone.conf'), line: 1, column: 1 }],
      ['endless', { file: '/dev/zero', line: 1, column: 1 }],
      ['share', { file: '//server.invalid/share/nginx.conf', line: 1, column: 1 }],
      ['relative', { file: 'nginx.conf', line: 1, column: 1 }],
      ['nowhere', null],
    ];
    const zones = places.map(([key, declaredAt]) => zoneOf(key, declaredAt));
    staged = stagePage(OPENED, async () => ({ dashboardId: 'one', title: 'one', restore: null, notice: null }), {
      ...dataOf('any'),
      zones,
    });
    await staged.page.start();
    staged.send({ type: 'ready', look: lookAt(null) });
    await until('the page has data', () => staged.posted.some(({ type }) => type === 'data'));
  });
  after(async () => {
    staged.panel.dispose();
    await closeEditors();
    rmSync(folder, { recursive: true });
  });

  /** The next thing that the page is told. */
  async function noticeAfter(message: unknown): Promise<{ text: string; isError: boolean }> {
    const before = staged.posted.length;
    staged.send(message);
    return until('the page is told', () => staged.posted.slice(before).find((posted) => posted.type === 'notice'));
  }

  it('copies a text', async () => {
    const { text, isError } = await noticeAfter({ type: 'copy', text: '1\t2', what: 'Slabs' });
    assert.deepEqual([text, isError], ['Copied: Slabs', false]);
    assert.equal(await vscode.env.clipboard.readText(), '1\t2');
  });

  it('goes to a declaration, in another column', async () => {
    staged.send({ type: 'go to declaration', zoneKey: 'here' });
    const editor = await until('the config is shown', () =>
      vscode.window.visibleTextEditors.find(({ document }) => document.uri.fsPath === config),
    );
    assert.deepEqual([editor.selection.active.line, editor.selection.active.character], [2, 4]);
    assert.notEqual(editor.viewColumn, staged.panel.viewColumn);
  });

  it('stays within a file that is shorter than it was', async () => {
    staged.send({ type: 'go to declaration', zoneKey: 'beyond the end' });
    await until('the end is shown', () => vscode.window.activeTextEditor?.selection.active.line === 4);
  });

  for (const zoneKey of ['gone', 'endless', 'share', 'relative']) {
    it(`says that there is no such file: ${zoneKey}`, async () => {
      const { text, isError } = await noticeAfter({ type: 'go to declaration', zoneKey });
      assert.match(text, /there is no such file on this machine/);
      assert.ok(isError);
    });
  }

  it('says that a zone is not declared, or not there any more', async () => {
    assert.match((await noticeAfter({ type: 'go to declaration', zoneKey: 'nowhere' })).text, /No config .* declares/);
    assert.match((await noticeAfter({ type: 'size zone', zoneKey: 'no such zone' })).text, /no such zone/);
  });

  it('does not save what is no picture', async () => {
    const file = { fileName: 'run.png', format: 'png', content: Buffer.from('#!/bin/sh').toString('base64') };
    const { text, isError } = await noticeAfter({ type: 'export', file });
    assert.deepEqual([text, isError], ['The picture could not be made.', true]);
  });

  it('is ignored where it is not known', async () => {
    const before = staged.posted.length;
    for (const message of [null, 'copy', { type: 'run', command: 'x' }, { type: 'copy', text: 5 }])
      staged.send(message);
    // What comes after it is answered, so that this was done with.
    await noticeAfter({ type: 'copy', text: 'after', what: 'after' });
    assert.equal(staged.posted.length, before + 1);
  });
});
