import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenSocket } from '../../server/src/collector/socket';
import { LIVE_NOTIFICATIONS, LIVE_REQUESTS } from '../../server/src/shared/liveMessages';
import { fakeCollector } from '../server/languageServer/support/fakeCollector';
import { openCollectorSocket } from '../server/support/collectorSocket';
import { liveSample, liveServer, liveZone } from '../server/support/live';
import { type DashboardPages, dashboardPages } from './support/dashboards';
import { type Editor, startEditor } from './support/editor';

const CONFIG = 'events {}\nhttp {\n    lua_shared_dict dogs 1m;\n}\n';

/** Two intervals and more. */
const QUIET_MS = 1300;

describe('what a dashboard asks a collector for', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zone-lens-attention-'));
  const path = join(folder, 'collector.sock');
  const configFile = join(folder, 'nginx.conf');
  const uri = pathToFileURL(configFile).href;
  const server = liveServer({ configFile });
  const second = liveServer({ id: '200-1', masterPid: 200, configFile: '/elsewhere/nginx.conf' });
  const closed = liveServer({
    id: '300-1',
    masterPid: 300,
    access: { rung: 'none', missing: 'Another user owns it.', remedies: [] },
  });
  const fake = fakeCollector([server, second, closed]);
  const worker = {
    pid: 11,
    startTicks: 1,
    role: 'worker',
    virtualBytes: 8192,
    residentBytes: 4096,
    sharedBytes: null,
    privateBytes: null,
  } as const;
  let editor: Editor;
  let pages: DashboardPages;
  let socket: OpenSocket;
  let id: string;
  beforeAll(async () => {
    let bytes = 0;
    fake.state.answer = (depth, serverId) => {
      bytes += 4096;
      const zones = [liveZone({ loaded: { bytes, exactness: 'exact' } })];
      const sample = liveSample({ depth, serverId, takenAtMs: Date.now(), zones, processes: [worker] });
      return { kind: 'sample', sample };
    };
    socket = await openCollectorSocket(path, fake.collector);
    const settings = { live: { collectorSocket: path, intervalSeconds: 0.5 } };
    editor = await startEditor({ folders: [folder], settings });
    pages = dashboardPages(editor);
    editor.open(uri, CONFIG);
    await editor.settle(uri);
    editor.notify(LIVE_NOTIFICATIONS.shown, { attention: 'none' });
  });
  afterAll(async () => {
    await editor?.stop();
    socket?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What is asked for from something on, while the dashboard is left alone afterwards. */
  const askedFor = async (cause?: () => Promise<unknown>): Promise<readonly string[]> => {
    const before = fake.state.asked.length;
    await cause?.();
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    return fake.state.asked.slice(before);
  };

  test('is one sample when it is opened, and nothing while nobody sees it', async () => {
    id = await pages.open({ kind: 'server', serverId: server.id });
    expect(fake.state.asked).toEqual(['servers', 'full']);
    await pages.data(id);
    expect(await askedFor()).toEqual([]);
  });

  test('is samples while it is looked at, and of the rest only what it looks at', async () => {
    pages.shown(id, 'looked at');
    const bare = await askedFor(() => pages.data(id, { parts: [] }));
    expect(bare.filter((asked) => asked === 'refresh' || asked === 'full').length).toBeGreaterThan(0);
    expect(bare.filter((asked) => /process|zone/.test(asked))).toEqual([]);
    expect(bare.filter((asked) => asked === 'memory').length).toBeLessThanOrEqual(1);
    expect(await askedFor(() => pages.data(id, { parts: ['process'] }))).toContain('process 11');
    const mapped = await askedFor(() => pages.data(id, { parts: ['page map'] }));
    expect(mapped).toContain('zone 1');
    expect(mapped).not.toContain('process 11');
  });

  test('is nothing when it is hidden again', async () => {
    pages.shown(id, 'none');
    await editor.settle(uri);
    // What was on its way.
    await askedFor();
    expect(await askedFor()).toEqual([]);
  });

  test('is nothing more for the text of the same server, and what the text needs without it', async () => {
    await editor.request(LIVE_REQUESTS.attach, { uri, target: { kind: 'server', id: server.id } });
    expect(await askedFor()).toEqual([]);
    editor.notify(LIVE_NOTIFICATIONS.shown, { attention: 'looked at' });
    expect((await askedFor()).filter((asked) => asked === 'refresh').length).toBeGreaterThan(0);
    editor.notify(LIVE_NOTIFICATIONS.shown, { attention: 'none' });
    await editor.settle(uri);
    await askedFor();
    expect(await askedFor()).toEqual([]);
  });

  test('is nothing any more once it is closed', async () => {
    await editor.request(LIVE_REQUESTS.detach, {});
    const other = await pages.open({ kind: 'server', serverId: second.id });
    pages.shown(other, 'looked at');
    pages.shown(id, 'looked at');
    expect((await askedFor()).length).toBeGreaterThan(0);
    await pages.close(id);
    await pages.close(other);
    await askedFor();
    expect(await askedFor()).toEqual([]);
  });

  test('is no sample of a server that may not be read, whose missing right is told', async () => {
    const answer = await pages.ask({ kind: 'server', serverId: closed.id });
    expect(answer).toMatchObject({ kind: 'not permitted', server: { masterPid: 300 } });
  });

  test('comes with the reason where it fails', async () => {
    fake.state.answer = () => ({ kind: 'refused', reason: 'Somebody took the right away.' });
    expect(await pages.ask({ kind: 'server', serverId: server.id })).toEqual({
      kind: 'failed',
      reason: 'Somebody took the right away.',
    });
    fake.state.answer = () => ({ kind: 'gone' });
    expect(await pages.ask({ kind: 'server', serverId: server.id })).toEqual({ kind: 'not found' });
    await editor.request(LIVE_REQUESTS.collector, { socket: `${path}.none` });
    expect(await pages.ask({ kind: 'server', serverId: server.id })).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining(`${path}.none`),
    });
  });
});
