import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenSocket } from '../../server/src/collector/socket';
import { COLLECTOR_PROTOCOL, type Collector } from '../../server/src/shared/collectorProtocol';
import { DASHBOARD_REQUESTS } from '../../server/src/shared/dashboardMessages';
import { LIVE_NOTIFICATIONS, LIVE_REQUESTS } from '../../server/src/shared/liveMessages';
import type { LiveServer } from '../../server/src/shared/liveServer';
import { ZONE_TREE_REQUESTS, type ZoneTree } from '../../server/src/shared/zoneTree';
import { openCollectorSocket } from '../server/support/collectorSocket';
import { liveSample, liveServer } from '../server/support/live';
import { type DashboardPages, dashboardPages } from './support/dashboards';
import { type Editor, startEditor } from './support/editor';

const TEXT = 'events {}\nhttp { lua_shared_dict dogs 10m; }\n';

const WAIT = { timeout: 20_000 };

describe('servers that are followed beside one another', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zone-lens-followed-'));
  const path = join(folder, 'collector.sock');
  const configFile = join(folder, 'nginx.conf');
  const uri = pathToFileURL(configFile).href;
  const old = liveServer({ configFile, startedAtMs: 1_000_000 });
  const next = liveServer({ id: '200-5000', masterPid: 200, startTicks: 5000, configFile, startedAtMs: 2_000_000 });
  const container = liveServer({
    id: '300-1',
    masterPid: 300,
    configFile,
    fileRoot: '/proc/300/root',
    confinement: { kind: 'container', containerId: 'abc', innerPid: 1 },
  });
  let running: readonly LiveServer[] = [old, next, container];
  const isRunning = (serverId: string): boolean => running.some(({ id }) => id === serverId);
  const collector: Collector = {
    hello: async () => ({ protocol: COLLECTOR_PROTOCOL, version: '', pid: 1, userId: 0 }),
    servers: async () => running,
    sample: async ({ serverId, depth }) =>
      isRunning(serverId)
        ? { kind: 'sample', sample: liveSample({ serverId, depth, takenAtMs: Date.now() }) }
        : { kind: 'gone' },
    isRunning: async ({ serverId }) => isRunning(serverId),
    pageMap: async () => null,
    memoryBreakdown: async () => null,
    serverMemory: async () => null,
  };
  let editor: Editor;
  let pages: DashboardPages;
  let socket: OpenSocket;
  beforeAll(async () => {
    socket = await openCollectorSocket(path, collector);
    const live = { collectorSocket: path, intervalSeconds: 0.5 };
    editor = await startEditor({ folders: [folder], settings: { live } });
    pages = dashboardPages(editor);
  });
  afterAll(async () => {
    await editor?.stop();
    socket?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const isKnown = async (dashboardId: string): Promise<boolean> =>
    (await editor.request(DASHBOARD_REQUESTS.data, { dashboardId, look: {} })) !== null;

  test('are no server of a config here where theirs only has the same path', async () => {
    editor.open(uri, TEXT);
    await editor.settle(uri);
    const dashboardId = await pages.open({ kind: 'server', serverId: container.id });
    const { roots } = await editor.request<ZoneTree>(ZONE_TREE_REQUESTS.zoneTree, { uri });
    expect(roots.map(({ kind }) => kind)).toEqual(['server', 'config']);
    expect(roots[0]?.zones.map(({ declaration }) => declaration)).toEqual([null]);
    expect(roots[0]?.tooltip).toContain(configFile);
    await pages.close(dashboardId);
    editor.notify('textDocument/didClose', { textDocument: { uri } });
  });

  test.each([
    { how: 'chosen from a list', target: { kind: 'server', id: container.id } },
    {
      how: 'remembered',
      target: { kind: 'remembered', remembered: { configFile, prefix: container.prefix, rootUri: null } },
    },
  ] as const)('give a config here of the same path no figures when they are $how', async ({ target }) => {
    running = [container];
    const answer = await editor.request(LIVE_REQUESTS.attach, { uri: null, target });
    expect(answer).toMatchObject({ kind: 'attached', status: { rootUri: null, server: { configFile } } });
    editor.open(uri, TEXT);
    await editor.settle(uri);
    const { roots } = await editor.request<ZoneTree>(ZONE_TREE_REQUESTS.zoneTree, { uri });
    expect(roots.map(({ kind, isAttached }) => [kind, isAttached])).toEqual([
      ['server', true],
      ['config', false],
    ]);
    await editor.request(LIVE_REQUESTS.detach, {});
    editor.notify('textDocument/didClose', { textDocument: { uri } });
    running = [old, next, container];
  });

  test('are one, with one dashboard, from when one has taken over from the other; what was attached stays so', async () => {
    const oldId = await pages.open({ kind: 'server', serverId: old.id });
    await editor.request(LIVE_REQUESTS.attach, { uri: null, target: { kind: 'server', id: next.id } });
    const nextId = await pages.open({ kind: 'attached' });
    expect(nextId).not.toBe(oldId);
    editor.notify(LIVE_NOTIFICATIONS.shown, { attention: 'looked at' });
    pages.shown(oldId, 'looked at');
    pages.shown(nextId, 'looked at');
    const changes = editor.dashboardChanges(nextId);
    running = [next, container];
    await expect.poll(() => isKnown(nextId), WAIT).toBe(false);
    // Its page is told to ask, and finds the way to the one that goes on.
    expect(editor.dashboardChanges(nextId)).toBeGreaterThan(changes);
    expect(await pages.open({ kind: 'attached' })).toBe(oldId);
    expect(await pages.open({ kind: 'server', serverId: next.id })).toBe(oldId);
    expect(await pages.data(oldId)).toMatchObject({ state: 'live', server: { masterPid: next.masterPid } });
    expect(editor.liveStatus()).toMatchObject({ state: 'live', server: { masterPid: next.masterPid } });
    const { roots } = await editor.request<ZoneTree>(ZONE_TREE_REQUESTS.zoneTree, { uri: null });
    expect(roots.map(({ isAttached }) => isAttached)).toEqual([true]);
  });
});
