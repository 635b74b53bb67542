import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Hover, InlayHint } from 'vscode-languageserver/node';
import {
  LIVE_NOTIFICATIONS,
  LIVE_REQUESTS,
  type LiveAttachAnswer,
  type LiveServersAnswer,
  type LiveStatus,
} from '../../server/src/shared/liveMessages';
import type { RunningNginx } from '../live/support/nginxServer';
import { type Editor, startEditor } from './support/editor';
import { configOf, fill, kill, startAgain, startServer, whyNoServer } from './support/liveNginx';

const reason = whyNoServer();

/** Figures move twice a second. */
const SETTINGS = { live: { intervalSeconds: 0.5 } };

describe.skipIf(reason !== null)(`a running server${reason === null ? '' : ` (${reason})`}`, () => {
  let nginx: RunningNginx;
  let editor: Editor;
  let uri: string;
  beforeAll(async () => {
    nginx = await startServer();
    uri = pathToFileURL(nginx.configPath).href;
    editor = await startEditor({ folders: [nginx.prefix], settings: SETTINGS });
    editor.open(uri, readFileSync(nginx.configPath, 'utf8'));
    await editor.settle(uri);
    editor.notify(LIVE_NOTIFICATIONS.shown, { attention: 'looked at' });
  }, 60_000);
  afterAll(async () => {
    await editor?.stop();
    await nginx?.stop();
  }, 60_000);

  const status = (): LiveStatus | null => editor.liveStatus();
  const lineOf = (text: string): number =>
    readFileSync(nginx.configPath, 'utf8').split(text, 1)[0]?.split('\n').length ?? 0;
  const hint = async (): Promise<string> => {
    const range = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
    const hints = await editor.request<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri }, range });
    return hints
      .filter(({ position }) => position.line === lineOf('lua_shared_dict dogs') - 1)
      .map(({ label }) => String(label))
      .join();
  };
  const hover = async (): Promise<string> => {
    const position = { line: lineOf('lua_shared_dict dogs') - 1, character: 22 };
    const found = await editor.request<Hover | null>('textDocument/hover', { textDocument: { uri }, position });
    return JSON.stringify(found?.contents ?? '');
  };
  const problems = (): string =>
    (editor.problems.get(uri) ?? []).map(({ code, message }) => `${code} ${message}`).join();
  /** Writes the config on disk and in the editor. */
  const write = (text: string): void => {
    nginx.writeConfig(text);
    editor.change(uri, [{ text: readFileSync(nginx.configPath, 'utf8') }]);
  };

  test('is found, and known as the one that runs the open config', async () => {
    const { rows, failure } = await editor.request<LiveServersAnswer>(LIVE_REQUESTS.servers, { uri });
    expect(failure).toBeNull();
    const row = rows.find(({ server }) => server.masterPid === nginx.masterPid);
    expect(row).toMatchObject({ match: 'certain', figures: { zoneCount: 3, sizeBytes: 12 * 1024 * 1024 } });
    expect(rows.filter(({ match }) => match === 'certain')).toHaveLength(1);
  });

  test('is not attached before somebody asks for it', async () => {
    expect(status()).toBeNull();
    expect(await hint()).not.toContain('loaded');
  });

  test('shows its figures in hints and hovers once it is attached', async () => {
    const answer = await editor.request<LiveAttachAnswer>(LIVE_REQUESTS.attach, { uri, target: { kind: 'certain' } });
    expect(answer).toMatchObject({
      kind: 'attached',
      status: { state: 'live', rootUri: uri, server: { masterPid: nginx.masterPid, access: { rung: 'exact' } } },
    });
    expect(await hint()).toMatch(/72 KB of 10 MB loaded/);
    expect(await hover()).toContain(String(nginx.masterPid));
  });

  test('moves its figures while it is written to, and asks for hints again', async () => {
    const refreshed = editor.refreshed();
    await fill(nginx, 0, 10_000);
    await expect.poll(hint, { timeout: 10_000 }).toMatch(/ [2-9](\.\d)? of 10 MB loaded|2(\.\d)? MB of 10 MB loaded/);
    await expect.poll(editor.refreshed, { timeout: 10_000 }).toBeGreaterThan(refreshed);
    expect(status()?.figures?.loadedBytes).toBeGreaterThan(1024 * 1024);
  });

  test('tells of a reload, which keeps what is loaded', async () => {
    const before = await hint();
    await nginx.reload();
    await expect.poll(() => status()?.lastEvent?.kind, { timeout: 10_000 }).toBe('reload');
    expect(await hint()).toBe(before);
    expect(status()).toMatchObject({ state: 'live', server: { masterPid: nginx.masterPid } });
  });

  test('has a problem where the file gives a zone another size', async () => {
    write(configOf(nginx.context, '20m'));
    await editor.settle(uri);
    await expect.poll(problems, { timeout: 10_000 }).toMatch(/20/);
    expect(problems()).toMatch(/lost|empty/);
    write(configOf(nginx.context));
    await expect.poll(problems, { timeout: 10_000 }).not.toMatch(/20 MB/);
  });

  test('is not read while nothing shows it', async () => {
    editor.notify(LIVE_NOTIFICATIONS.shown, { attention: 'none' });
    await editor.settle(uri);
    await new Promise((resolve) => setTimeout(resolve, 600));
    const at = status()?.sampledAtMs;
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(status()?.sampledAtMs).toBe(at);
    editor.notify(LIVE_NOTIFICATIONS.shown, { attention: 'looked at' });
    await expect.poll(() => status()?.sampledAtMs, { timeout: 5000 }).toBeGreaterThan(at ?? 0);
  });

  test('is read at once on demand', async () => {
    const at = status()?.sampledAtMs ?? 0;
    const fresh = await editor.request<LiveStatus>(LIVE_REQUESTS.refresh, {});
    expect(fresh.sampledAtMs).toBeGreaterThan(at);
    expect(fresh.cost?.wallMilliseconds).toBeGreaterThan(0);
  });

  test('is read less often while it is only in sight', async () => {
    editor.notify(LIVE_NOTIFICATIONS.shown, { attention: 'in sight' });
    await editor.request(LIVE_REQUESTS.refresh, {});
    expect(status()?.intervalMs).toBeGreaterThanOrEqual(2500);
    editor.notify(LIVE_NOTIFICATIONS.shown, { attention: 'looked at' });
  });

  test('has its age in the tooltip of a hint that the pointer rests on', async () => {
    const range = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
    const hints = await editor.request<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri }, range });
    const dogs = hints.find(({ position }) => position.line === lineOf('lua_shared_dict dogs') - 1);
    const resolved = await editor.request<InlayHint>('inlayHint/resolve', dogs);
    expect(JSON.stringify(dogs?.tooltip)).not.toMatch(/ago|now/);
    expect(JSON.stringify(resolved.tooltip)).toMatch(/\d s ago|now/);
    expect(resolved.label).toBe(dogs?.label);
  });

  test('is said to have ended when it was killed, and followed when it runs again', async () => {
    const before = await hint();
    await kill(nginx);
    await expect.poll(() => status()?.state, { timeout: 10_000 }).toBe('stopped');
    expect(status()?.trouble).toMatch(/ended/);
    expect(await hover()).toMatch(/ended|stopped|no longer/);
    const pid = await startAgain(nginx);
    await expect.poll(() => status()?.server.masterPid, { timeout: 15_000 }).toBe(pid);
    await expect.poll(() => status()?.lastEvent?.kind, { timeout: 10_000 }).toBe('restart');
    await expect.poll(hint, { timeout: 5000 }).toMatch(/72 KB of 10 MB loaded/);
    expect(before).not.toMatch(/72 KB/);
  });

  test('is read by a new collector when that was killed', async () => {
    const pids = childrenOf(editor.process.pid ?? 0);
    expect(pids).toHaveLength(1);
    process.kill(pids[0] ?? 0, 'SIGKILL');
    const isAnother = (): boolean => {
      const children = childrenOf(editor.process.pid ?? 0);
      return children.length === 1 && children[0] !== pids[0];
    };
    await expect.poll(isAnother, { timeout: 10_000 }).toBe(true);
    await expect.poll(() => status()?.state, { timeout: 10_000 }).toBe('live');
  });

  test('is gone from the text when it is detached', async () => {
    await editor.request(LIVE_REQUESTS.detach, {});
    expect(status()).toBeNull();
    expect(await hint()).not.toContain('loaded');
    expect(await hint()).toContain('usable');
  });

  test('is not attached for another config, nor when it is not there', async () => {
    const other = `${nginx.prefix}/other.conf`;
    writeFileSync(other, 'events {}\nhttp { lua_shared_dict x 1m; }\n');
    const otherUri = pathToFileURL(other).href;
    editor.open(otherUri, readFileSync(other, 'utf8'));
    const attach = (target: unknown): Promise<LiveAttachAnswer> =>
      editor.request(LIVE_REQUESTS.attach, { uri: otherUri, target });
    expect(await attach({ kind: 'certain' })).toEqual({ kind: 'not found' });
    expect(await attach({ kind: 'server', id: '1-1' })).toEqual({ kind: 'not found' });
    const remembered = { configFile: '/nowhere/nginx.conf', prefix: null, rootUri: otherUri };
    expect(await attach({ kind: 'remembered', remembered })).toEqual({ kind: 'not found' });
  });

  test('is attached again from what is remembered of it', async () => {
    const remembered = { configFile: nginx.configPath, prefix: nginx.prefix, rootUri: uri };
    const answer = await editor.request<LiveAttachAnswer>(LIVE_REQUESTS.attach, {
      uri: null,
      target: { kind: 'remembered', remembered },
    });
    expect(answer).toMatchObject({ kind: 'attached', status: { rootUri: uri } });
  });
});

/** Pids of the children of a process. */
function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}

describe('a collector that can not be reached', () => {
  test('is told of by name', async () => {
    const editor = await startEditor({ settings: { live: { collectorSocket: '/nowhere/zone-lens.sock' } } });
    try {
      const answer = await editor.request<LiveServersAnswer>(LIVE_REQUESTS.servers, { uri: null });
      expect(answer).toMatchObject({ rows: [], failure: expect.stringContaining('/nowhere/zone-lens.sock') });
    } finally {
      await editor.stop();
    }
  });
});
