import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, it } from 'mocha';
import type * as vscode from 'vscode';
import { hoverText, replaceText } from '../support/answers';
import { activeExtension, closeEditors, openFile, positionOf } from '../support/extension';
import { problemCodes, problemsWith } from '../support/problems';
import { until } from '../support/until';

/** Fewer than after which the client stops starting the server again. */
const KILLS = 8;

describe('a language server that is killed', () => {
  let document: vscode.TextDocument;
  before(async () => {
    document = await openFile('nginx.conf');
    await activeExtension();
  });
  after(closeEditors);

  it('comes back, and the problems are right again', async () => {
    const original = document.getText();
    for (let round = 0; round < KILLS; round++) {
      const server = await until('the server runs', serverPid);
      // In the middle of typing, in the middle of an answer, and at rest.
      const wrong = original.replace('http {', `http {\n  lua_shared_dict wrong${round} 1g;`);
      const typing = replaceText(document, wrong);
      if (round % 3 === 0) await typing;
      else if (round % 3 === 1) hoverText(document.uri, positionOf(document, 'tls_|sessions')).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, (round * 37) % 150));
      process.kill(server, 'SIGKILL');
      await typing;
      await until('another server runs', () => serverPid() !== null && serverPid() !== server);
      const found = await problemsWith(document.uri, 'zone-size-invalid');
      assert.ok(
        found.some(({ message }) => message.includes('1g')),
        found.map(({ message }) => message).join(),
      );
      await replaceText(document, original);
      await until('no problem is left', () => problemCodes(document.uri).length === 0);
    }
  });
});

/** The extension host's child that runs the language server; null where there is none. */
function serverPid(): number | null {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const [, , , parent] = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/\(.*\)/s, 'name')
        .split(' ');
      const isOurs = Number(parent) === process.pid;
      if (isOurs && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('languageServer.js')) return Number(name);
    } catch {
      // It ended meanwhile.
    }
  }
  return null;
}
