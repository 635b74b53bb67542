import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLocalCollector } from '../../server/src/collector/localCollector';
import { realProcFiles } from '../../server/src/live/system/realProcFiles';
import type { DashboardData } from '../../server/src/shared/dashboard';
import { DASHBOARD_REQUESTS } from '../../server/src/shared/dashboardMessages';
import { LIVE_REQUESTS, type LiveServersAnswer } from '../../server/src/shared/liveMessages';
import type { LiveSample } from '../../server/src/shared/liveSample';
import { ZONE_TREE_REQUESTS, type ZoneTree } from '../../server/src/shared/zoneTree';
import type { RunningNginx } from '../live/support/nginxServer';
import { type DashboardPages, dashboardPages } from './support/dashboards';
import { type Editor, startEditor } from './support/editor';
import { fill, kill, startAgain, startServer, whyNoServer } from './support/liveNginx';

const reason = whyNoServer();

/** Figures move twice a second. */
const SETTINGS = { live: { intervalSeconds: 0.5 } };

const WAIT = { timeout: 30_000 };

describe.skipIf(reason !== null)(`dashboards of running servers${reason === null ? '' : ` (${reason})`}`, () => {
  const own = createLocalCollector(realProcFiles());
  let nginx: RunningNginx;
  let other: RunningNginx;
  let editor: Editor;
  let pages: DashboardPages;
  let uri: string;
  /** Of the attached server. */
  let id: string;
  /** Of the other one. */
  let otherId: string;
  beforeAll(async () => {
    [nginx, other] = await Promise.all([startServer(), startServer()]);
    uri = pathToFileURL(nginx.configPath).href;
    editor = await startEditor({ folders: [nginx.prefix], settings: SETTINGS });
    pages = dashboardPages(editor);
    editor.open(uri, readFileSync(nginx.configPath, 'utf8'));
    await editor.settle(uri);
  }, 60_000);
  afterAll(async () => {
    await editor?.stop();
    await Promise.all([nginx?.stop(), other?.stop()]);
  }, 60_000);

  const serverIdOf = async ({ masterPid }: RunningNginx): Promise<string> => {
    const { rows } = await editor.request<LiveServersAnswer>(LIVE_REQUESTS.servers, { uri });
    return rows.find(({ server }) => server.masterPid === masterPid)?.server.id ?? '';
  };
  /** What another reader sees of a server. */
  const sampleOf = async (masterPid: number): Promise<LiveSample> => {
    const server = (await own.servers()).find((one) => one.masterPid === masterPid);
    const outcome = await own.sample({ serverId: server?.id ?? '', depth: 'full' });
    if (outcome.kind !== 'sample') throw new Error(outcome.kind);
    return outcome.sample;
  };
  const remembered = { configFile: '', prefix: '', rootUri: '' };
  const loadedOf = ({ zones }: DashboardData): (readonly [string, number | null])[] =>
    zones.map(({ name, loaded }) => [name, loaded.bytes] as const).toSorted();
  const readLoadedOf = ({ zones }: LiveSample): (readonly [string, number | null])[] =>
    zones.map(({ name, loaded }) => [name ?? '', loaded.bytes] as const).toSorted();

  test('there is none of the attached server where none is attached', async () => {
    expect(await pages.ask({ kind: 'attached' })).toEqual({ kind: 'not found' });
  });

  test('the attached server has one, however it is asked for', async () => {
    await editor.request(LIVE_REQUESTS.attach, { uri, target: { kind: 'certain' } });
    const answer = await pages.ask({ kind: 'attached' });
    Object.assign(remembered, { configFile: nginx.configPath, prefix: nginx.prefix, rootUri: uri });
    expect(answer).toMatchObject({
      kind: 'opened',
      title: expect.stringContaining(String(nginx.masterPid)),
      restore: { kind: 'remembered', remembered },
    });
    id = await pages.open({ kind: 'attached' });
    expect(answer).toMatchObject({ dashboardId: id });
    expect(await pages.open({ kind: 'config', uri })).toBe(id);
    expect(await pages.open({ kind: 'remembered', remembered })).toBe(id);
    expect(await pages.open({ kind: 'server', serverId: await serverIdOf(nginx) })).toBe(id);
  });

  test('data is there at once', async () => {
    const data = await pages.data(id);
    expect(data).toMatchObject({
      state: 'live',
      configPath: nginx.configPath,
      trouble: null,
      server: { masterPid: nginx.masterPid, rung: 'exact' },
      totals: { zoneCount: 3, sizeBytes: 12 * 1024 * 1024 },
    });
    expect(data.zones.find(({ name }) => name === 'dogs')?.capacity?.entries).toBeGreaterThan(10_000);
  });

  test('it says where the config in the editor is not what runs, as long as that is so', async () => {
    expect((await pages.data(id)).differences).toEqual({ count: 0, texts: [] });
    const text = readFileSync(nginx.configPath, 'utf8');
    const changes = editor.dashboardChanges(id);
    editor.change(uri, [{ text: text.replace('dict cats 1m;', 'dict cats 2m; lua_shared_dict birds 1m;') }]);
    await expect.poll(() => editor.dashboardChanges(id), WAIT).toBeGreaterThan(changes);
    await expect
      .poll(async () => (await pages.data(id)).differences, WAIT)
      .toEqual({
        count: 2,
        texts: [
          expect.stringMatching(/^Zone "cats" is 2 MB in the file, but 1 MB .* is lost\.$/),
          expect.stringMatching(/has no zone "birds"\. A reload makes it\.$/),
        ],
      });
    editor.change(uri, [{ text }]);
    await expect.poll(async () => (await pages.data(id)).differences.count, WAIT).toBe(0);
  });

  test('its figures move under load, and are told of', async () => {
    pages.shown(id, 'looked at');
    const changes = editor.dashboardChanges(id);
    await fill(nginx, 0, 10_000);
    const loaded = async (): Promise<number> => (await pages.data(id)).totals.loaded.bytes ?? 0;
    await expect.poll(loaded, WAIT).toBeGreaterThan(1024 * 1024);
    expect(editor.dashboardChanges(id)).toBeGreaterThan(changes);
  });

  test('its figures are those that another reader gets', async () => {
    const sample = await sampleOf(nginx.masterPid);
    await expect.poll(async () => loadedOf(await pages.data(id)), WAIT).toEqual(readLoadedOf(sample));
    const data = await pages.data(id);
    for (const { name, usedBytes, freeBytes, metadataBytes, inode } of data.zones) {
      const zone = sample.zones.find((one) => one.inode === inode);
      const { used, free } = zone?.pages ?? { used: -1, free: -1 };
      expect([name, usedBytes, freeBytes, metadataBytes]).toEqual([
        name,
        used * sample.pageSizeBytes,
        free * sample.pageSizeBytes,
        zone?.metadataBytes,
      ]);
    }
    const { slots } = data.zone ?? { slots: null };
    const dogs = sample.zones.find(({ name }) => name === 'dogs');
    expect(slots?.map(({ slotBytes, usedChunks, freeChunks }) => [slotBytes, usedChunks, freeChunks])).toEqual(
      dogs?.slots?.map(({ slotBytes, usedChunks, freeChunks }) => [slotBytes, usedChunks, freeChunks]),
    );
  });

  test('what costs more than a sample comes when it is looked at', async () => {
    await expect.poll(async () => (await pages.data(id)).process?.breakdown ?? null, WAIT).not.toBeNull();
    await expect.poll(async () => (await pages.data(id)).zone?.pageMap ?? null, WAIT).not.toBeNull();
    const data = await pages.data(id);
    const shared = data.process?.breakdown?.parts.find(({ use }) => use === 'shared zones');
    expect(shared?.virtualBytes).toBeGreaterThanOrEqual(12 * 1024 * 1024);
    expect(data.zone?.pageMap?.totalPages).toBe((10 * 1024 * 1024) / data.pageSizeBytes);
    expect(data.risk.limits.length).toBeGreaterThan(0);
    expect((await pages.data(id, { parts: [] })).process?.breakdown ?? null).toBeNull();
  });

  test('it looks at the zone and the process that it is told to', async () => {
    const { zones, processes } = await pages.data(id);
    const cats = zones.find(({ name }) => name === 'cats');
    const pid = processes.filter(({ role }) => role === 'worker').at(-1)?.pid ?? 0;
    const look = { zoneKey: cats?.key ?? '', pid };
    await expect.poll(async () => (await pages.data(id, look)).process?.breakdown ?? null, WAIT).not.toBeNull();
    expect(await pages.data(id, look)).toMatchObject({ process: { pid }, zone: { zoneKey: cats?.key } });
  });

  test('it sees the reload, and the zones that were kept', async () => {
    const before = loadedOf(await pages.data(id));
    await nginx.reload();
    const events = async (): Promise<unknown[]> =>
      (await pages.data(id)).timeline?.events.map(({ kind }) => kind) ?? [];
    await expect.poll(events, WAIT).toContain('reload');
    expect(loadedOf(await pages.data(id))).toEqual(before);
  });

  test('only what came since is told of a timeline that is known', async () => {
    const whole = (await pages.data(id)).timeline;
    const latest = whole?.sampleNumbers.at(-1) ?? 0;
    expect(whole?.isWhole).toBe(true);
    await expect
      .poll(async () => (await pages.data(id, { timelineAfter: latest })).timeline?.sampleNumbers.length, WAIT)
      .toBeGreaterThan(0);
    const next = (await pages.data(id, { timelineAfter: latest })).timeline;
    expect(next?.isWhole).toBe(false);
    expect(next?.sampleNumbers.every((number) => number > latest)).toBe(true);
  });

  test('another server has another one at the same time', async () => {
    const serverId = await serverIdOf(other);
    const treeChanges = editor.treeChanges();
    otherId = await pages.open({ kind: 'server', serverId });
    expect(otherId).not.toBe(id);
    pages.shown(otherId, 'looked at');
    expect(await pages.data(otherId)).toMatchObject({
      state: 'live',
      configPath: other.configPath,
      server: { masterPid: other.masterPid },
    });
    const loaded = async (dashboardId: string): Promise<number> =>
      (await pages.data(dashboardId)).totals.loaded.bytes ?? 0;
    const before = await loaded(id);
    expect(await loaded(otherId)).toBeLessThan(before);
    await fill(other, 0, 20_000);
    await expect.poll(() => loaded(otherId), WAIT).toBeGreaterThan(before);
    expect(await loaded(id)).toBe(before);
    expect(editor.liveStatus()?.server.masterPid).toBe(nginx.masterPid);
    const { roots } = await editor.request<ZoneTree>(ZONE_TREE_REQUESTS.zoneTree, { uri });
    expect(roots.map(({ kind, isAttached }) => [kind, isAttached])).toEqual([
      ['server', true],
      ['server', false],
    ]);
    // Of the attached server its status tells, which has not moved.
    expect(editor.treeChanges()).toBeGreaterThan(treeChanges);
  });

  test.each(['dashboardRefresh', 'liveRefresh'])(
    'the other one, which nobody looks at, is read anew by %s',
    async (name) => {
      pages.shown(otherId, 'none');
      // A sample may be on its way.
      await pages.refresh(otherId);
      const before = await pages.data(otherId);
      await fill(other, name === 'liveRefresh' ? 40_000 : 20_000, 20_000);
      await editor.request(`zoneLens/${name}`, { dashboardId: otherId });
      const after = await pages.data(otherId);
      expect(after.totals.loaded.bytes).toBeGreaterThan(before.totals.loaded.bytes ?? 0);
      expect(loadedOf(after)).toEqual(readLoadedOf(await sampleOf(other.masterPid)));
      pages.shown(otherId, 'looked at');
    },
  );

  test('what costs more than a sample is read anew where a person wants that', async () => {
    const breakdownAt = async (): Promise<number> => (await pages.data(otherId)).process?.breakdown?.takenAtMs ?? 0;
    await expect.poll(breakdownAt, WAIT).toBeGreaterThan(0);
    const asked = Date.now();
    await pages.refresh(otherId);
    expect(await breakdownAt()).toBeGreaterThanOrEqual(asked);
    expect(await pages.refresh('no such dashboard')).toBeNull();
  });

  test('a snapshot opened again shows the same', async () => {
    const saved = await pages.snapshot(id);
    if (!('text' in saved)) throw new Error(saved.failure);
    expect(saved.suggestedFileName).toMatch(
      new RegExp(`^nginx-${nginx.masterPid}-\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d\\.zone-lens\\.json$`),
    );
    const subject = { kind: 'snapshot', text: saved.text, fileName: saved.suggestedFileName } as const;
    const snapshotId = await pages.open(subject);
    expect(await pages.open(subject)).toBe(snapshotId);
    const { state, zones, totals, processes, zone, process, title } = await pages.data(snapshotId);
    const { view } = JSON.parse(saved.text) as { view: { sample: LiveSample } };
    expect(state).toBe('snapshot');
    expect(title).toContain(saved.suggestedFileName);
    expect(loadedOf({ zones } as DashboardData)).toEqual(readLoadedOf(view.sample));
    const live = await pages.data(id);
    expect(totals).toEqual(live.totals);
    expect(processes.map(({ pid }) => pid)).toEqual(live.processes.map(({ pid }) => pid));
    expect(process?.breakdown?.parts.map(({ virtualBytes }) => virtualBytes)).toEqual(
      live.process?.breakdown?.parts.map(({ virtualBytes }) => virtualBytes),
    );
    expect(zone?.pageMap?.runs).toEqual(live.zone?.pageMap?.runs);
    // Of each worker, and of each zone.
    for (const { pid, role } of processes.filter((one) => one.role === 'worker')) {
      expect([role, (await pages.data(snapshotId, { pid })).process?.breakdown?.parts.length]).toEqual([role, 6]);
    }
    for (const { key } of zones) {
      expect((await pages.data(snapshotId, { zoneKey: key })).zone?.pageMap?.totalPages).toBeGreaterThan(0);
    }
    expect(await pages.snapshot(snapshotId)).toEqual(saved);
    expect(await pages.close(snapshotId)).toBeNull();
  });

  test('it stays on its server when that is detached, and when another is attached', async () => {
    await editor.request(LIVE_REQUESTS.detach, {});
    expect(editor.liveStatus()).toBeNull();
    const changes = editor.dashboardChanges(id);
    await fill(nginx, 10_000, 5000);
    const loaded = async (): Promise<number> => (await pages.data(id)).totals.loaded.bytes ?? 0;
    const sample = await sampleOf(nginx.masterPid);
    const expected = sample.zones.reduce((sum, zone) => sum + (zone.loaded.bytes ?? 0), 0);
    await expect.poll(loaded, WAIT).toBe(expected);
    expect(editor.dashboardChanges(id)).toBeGreaterThan(changes);
    const serverId = await serverIdOf(other);
    await editor.request(LIVE_REQUESTS.attach, { uri: null, target: { kind: 'server', id: serverId } });
    expect(await pages.open({ kind: 'attached' })).toBe(otherId);
    expect(await pages.data(id)).toMatchObject({ state: 'live', server: { masterPid: nginx.masterPid } });
    await editor.request(LIVE_REQUESTS.detach, {});
    expect(await pages.data(otherId)).toMatchObject({ state: 'live', server: { masterPid: other.masterPid } });
  });

  test('it keeps the last figures of a server that has ended, and goes on with the one that is started again', async () => {
    const oldWorker = (await pages.data(id)).process?.pid ?? 0;
    const before = loadedOf(await pages.data(id));
    await kill(nginx);
    await expect.poll(async () => (await pages.data(id)).state, WAIT).toBe('stopped');
    const stopped = await pages.data(id);
    expect(stopped.trouble).toMatch(/ended/);
    expect(loadedOf(stopped)).toEqual(before);
    const pid = await startAgain(nginx);
    await expect.poll(async () => (await pages.data(id)).server?.masterPid, WAIT).toBe(pid);
    await expect.poll(async () => (await pages.data(id)).process?.breakdown ?? null, WAIT).not.toBeNull();
    const again = await pages.data(id, { pid: oldWorker });
    expect(again.state).toBe('live');
    expect(again.timeline?.events.map(({ kind }) => kind)).toContain('restart');
    expect(again.processes.map((process) => process.pid)).not.toContain(oldWorker);
    expect(again.process?.pid).not.toBe(oldWorker);
    expect(await pages.open({ kind: 'remembered', remembered })).toBe(id);
  });

  test('it is gone when it was closed, and with the last one the collector', async () => {
    await pages.close(id);
    expect(await editor.request(DASHBOARD_REQUESTS.data, { dashboardId: id, look: {} })).toBeNull();
    expect(childrenOf(editor.process.pid ?? 0)).toHaveLength(1);
    await pages.close(otherId);
    await expect.poll(() => childrenOf(editor.process.pid ?? 0), WAIT).toEqual([]);
    expect(await pages.snapshot(otherId)).toEqual({ failure: expect.stringMatching(/\S/) });
    expect(await pages.close(otherId)).toBeNull();
  });

  test('it is opened again from what is remembered of it', async () => {
    const again = await pages.open({ kind: 'remembered', remembered });
    expect(await pages.data(again)).toMatchObject({ state: 'live', configPath: nginx.configPath });
    await pages.close(again);
  });

  test('there is none of a server that does not run', async () => {
    expect(await pages.ask({ kind: 'server', serverId: '1-1' })).toEqual({ kind: 'not found' });
    const gone = { ...remembered, configFile: '/nowhere/nginx.conf' };
    expect(await pages.ask({ kind: 'remembered', remembered: gone })).toEqual({ kind: 'not found' });
  });

  test('that of its config shows it as soon as it is attached, and stays', async () => {
    const planned = await pages.open({ kind: 'config', uri });
    expect(await pages.data(planned)).toMatchObject({ state: 'planned', server: null });
    const changes = editor.dashboardChanges(planned);
    await editor.request(LIVE_REQUESTS.attach, { uri, target: { kind: 'certain' } });
    expect(await pages.data(planned)).toMatchObject({ state: 'live', configPath: nginx.configPath });
    await expect.poll(() => editor.dashboardChanges(planned), WAIT).toBeGreaterThan(changes);
    expect(await pages.open({ kind: 'attached' })).toBe(planned);
    await editor.request(LIVE_REQUESTS.detach, {});
    expect(await pages.data(planned)).toMatchObject({ state: 'live' });
  });
});

/** Pids of the children of a process. */
function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}
