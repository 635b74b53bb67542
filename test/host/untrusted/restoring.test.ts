import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { restorePanel } from '../../../client/src/views/dashboardRestoring';
import { collectorCount } from '../support/collectors';

const REMEMBERED = {
  kind: 'remembered',
  remembered: { configFile: '/etc/nginx/nginx.conf', prefix: '/etc/nginx', rootUri: 'file:///etc/nginx/nginx.conf' },
};

describe('a dashboard that was open before the window was reloaded, in a workspace that is not trusted,', () => {
  let panel: vscode.WebviewPanel;
  let filled: unknown[];
  beforeEach(() => {
    panel = vscode.window.createWebviewPanel('zoneLens.test', 'test', vscode.ViewColumn.One);
    filled = [];
  });
  afterEach(() => panel.dispose());

  const restore = (state: unknown): void => restorePanel(panel, state, (_panel, subject) => filled.push(subject));

  for (const kept of [REMEMBERED, { kind: 'server', serverId: '4242-17' }, { kind: 'attached' }]) {
    it(`reads nothing of a server (${kept.kind}), and says why`, () => {
      restore({ kept });
      assert.deepEqual(filled, []);
      assert.equal(collectorCount(), 0);
      assert.match(panel.webview.html, /<p>This workspace is not trusted, so no server is read by itself\.<\/p>/);
      assert.doesNotMatch(panel.webview.html, /<script/);
      assert.equal(panel.webview.options.enableScripts, false);
    });
  }

  it('shows a config all the same', () => {
    const kept = { kind: 'config', uri: 'file:///etc/nginx/nginx.conf' };
    restore({ kept });
    assert.deepEqual(filled, [kept]);
    assert.equal(panel.webview.html, '');
  });

  it('says so where what it was is not known', () => {
    for (const state of [undefined, { kept: { kind: 'snapshot', text: '{}', fileName: 'a' } }, '<script>']) {
      restore(state);
      assert.deepEqual(filled, []);
      assert.match(panel.webview.html, /<p>What was shown here is not known any more\. /);
    }
  });
});
