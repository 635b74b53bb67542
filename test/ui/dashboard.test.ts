import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLocalCollector } from '../../server/src/collector/localCollector';
import { realProcFiles } from '../../server/src/live/system/realProcFiles';
import type { LiveSample, LiveZone } from '../../server/src/shared/liveSample';
import { frameProblems } from '../dashboard/support/axe';
import { nginxAvailable } from '../live/support/nginxBinary';
import {
  type ChartName,
  chart,
  choose,
  dashboard,
  dashboardFrame,
  openDashboard,
  openSnapshotFile,
  openTable,
  pausedPictures,
  saveAs,
  tableOf,
} from './support/dashboard';
import { openFile } from './support/editor';
import { type LiveServer, startLiveServer } from './support/liveServer';
import { takePictures } from './support/pictures';
import { runCommand } from './support/quickInput';
import { useWorkbench } from './support/workbench';

const reason = nginxAvailable(['lua']);

const SETTINGS = { 'zoneLens.live.intervalSeconds': 0.5 };
const CONFIG = 'nginx.conf';
const CHARTS: readonly ChartName[] = ['process', 'loaded', 'slabs', 'pages', 'timeline', 'risk'];
const PAGE_BYTES = 4096;
const THEMES = ['contrast', 'contrast light', 'light', 'dark'] as const;

describe.skipIf(reason !== null)(`the dashboard${reason === null ? '' : ` (${reason})`}`, () => {
  const workbench = useWorkbench({ folder: 'test/ui/live', settings: SETTINGS });
  let server: LiveServer;
  beforeAll(async () => {
    server = await startLiveServer(join(workbench().folder, CONFIG));
  });
  afterAll(() => server?.kill());

  /** The server's figures by a reader of our own, which nothing of the editor has to do with. */
  const readSample = async (): Promise<LiveSample> => {
    const collector = createLocalCollector(realProcFiles());
    const found = (await collector.servers()).find(({ masterPid }) => masterPid === server.pid);
    const outcome = await collector.sample({ serverId: found?.id ?? '', depth: 'full' });
    if (outcome.kind !== 'sample') throw new Error(`there is no sample: ${outcome.kind}`);
    return outcome.sample;
  };
  const figure = async (name: ChartName, row: string, column: string): Promise<number> =>
    Number((await tableOf(workbench(), name)).get(row)?.[column] ?? Number.NaN);
  const zoneOf = (sample: LiveSample, name: string): LiveZone => {
    const zone = sample.zones.find((one) => one.name === name);
    if (zone === undefined) throw new Error(`there is no zone ${name}`);
    return zone;
  };

  test('plans where nothing is attached, and says so', async () => {
    await openFile(workbench(), CONFIG);
    await openDashboard(workbench());
    await dashboard(workbench()).locator('header', { hasText: 'nothing runs' }).waitFor();
    await openTable(workbench(), 'loaded');
    const planned = await tableOf(workbench(), 'loaded');
    expect(planned.get('sessions')).toMatchObject({ sizeBytes: 100 * 2 ** 20, loadedBytes: 608 * 1024 });
    await takePictures(workbench(), 'dashboard-planned', 'editor');
  });

  test('shows the server in the same panel, once it is attached', async () => {
    await runCommand(workbench(), 'Zone Lens: Inspect Live Server');
    await dashboard(workbench())
      .locator('header h1', { hasText: `pid ${server.pid}` })
      .waitFor();
    for (const name of CHARTS) await openTable(workbench(), name);
    await expect.poll(() => figure('loaded', 'sessions', 'loadedBytes')).toBe(608 * 1024);
  });

  test('moves every chart while the server works', async () => {
    const before = {
      loaded: await figure('loaded', 'sessions', 'loadedBytes'),
      points: (await tableOf(workbench(), 'timeline')).size,
      zones: await figure('process', 'use:shared zones', 'applicationBytes'),
      risk: await figure('risk', 'now', 'zonesBytes'),
    };
    for (let part = 0; part < 5; part++) await server.visit(20_000 * (part + 1));
    await expect.poll(() => figure('loaded', 'sessions', 'loadedBytes')).toBeGreaterThan(before.loaded);
    await expect.poll(async () => (await tableOf(workbench(), 'timeline')).size).toBeGreaterThan(before.points);
    await expect.poll(() => figure('slabs', '256', 'usedChunks')).toBeGreaterThan(90_000);
    await expect.poll(() => figure('process', 'use:shared zones', 'applicationBytes')).toBeGreaterThan(before.zones);
    await expect.poll(() => figure('risk', 'now', 'zonesBytes')).toBeGreaterThan(before.risk);
    const classes = async (): Promise<unknown[]> =>
      [...(await tableOf(workbench(), 'pages')).values()].map(({ slotBytes }) => slotBytes);
    await expect.poll(classes).toContain(256);
  });

  test('draws the numbers of the collector’s sample', async () => {
    // Nothing asks the server for anything now, so that two readers see the same.
    const sample = await readSample();
    const sessions = zoneOf(sample, 'sessions');
    await expect.poll(() => figure('loaded', 'sessions', 'loadedBytes')).toBe(sessions.loaded.bytes);
    const drawn = await tableOf(workbench(), 'loaded');
    expect([...drawn.keys()].sort()).toEqual(sample.zones.map(({ name }) => name ?? '').sort());
    for (const zone of sample.zones) {
      const failures = zone.slots?.reduce((sum, slot) => sum + (slot.failures ?? 0), 0) ?? null;
      const row = drawn.get(zone.name ?? '');
      expect(row, zone.name ?? '').toMatchObject({
        kind: zone.kind,
        sizeBytes: zone.sizeBytes,
        loadedBytes: zone.loaded.bytes,
        metadataBytes: zone.metadataBytes,
        neverTouchedBytes: zone.mappedBytes - (zone.loaded.bytes ?? 0),
        freeBytes: (zone.pages?.free ?? 0) * PAGE_BYTES,
        failures,
      });
    }
    const slabs = await tableOf(workbench(), 'slabs');
    for (const { slotBytes, pages, usedChunks, freeChunks, bitmapChunks, requests, failures } of sessions.slots ?? []) {
      const shown = { pages, usedChunks, freeChunks, bitmapChunks, requests, failures };
      expect(slabs.get(String(slotBytes)), `class ${slotBytes}`).toMatchObject(shown);
    }
    const pagesOf = async (column: string): Promise<number> =>
      [...(await tableOf(workbench(), 'pages')).values()].reduce((sum, row) => sum + Number(row[column]), 0);
    await expect.poll(() => pagesOf('loadedPages')).toBe((sessions.loaded.bytes ?? 0) / PAGE_BYTES);
    expect(await pagesOf('pages')).toBe(sessions.mappedBytes / PAGE_BYTES);
    const total = sample.zones.reduce((sum, { loaded }) => sum + (loaded.bytes ?? 0), 0);
    expect(await figure('risk', 'now', 'zonesBytes')).toBe(total);
    await expect.poll(() => figure('process', 'use:shared zones', 'applicationBytes')).toBe(total);
    const points = [...(await tableOf(workbench(), 'timeline')).values()];
    expect(points.map(({ loadedBytes }) => loadedBytes)).toContain(total);
  });

  test('marks what the page table of the chosen worker has', async () => {
    const sample = await readSample();
    const head = dashboard(workbench()).locator('header');
    const mapped = zoneOf(sample, 'sessions').mapped ?? [];
    const workers = sample.processes.filter(({ role }) => role === 'worker');
    expect(workers).toHaveLength(2);
    for (const { pid } of workers) {
      await choose(head, 'process', String(pid));
      const bytes = mapped.find((one) => one.pid === pid)?.bytes;
      await expect.poll(() => figure('loaded', 'sessions', 'pageTableBytes')).toBe(bytes);
      await expect.poll(() => figure('process', 'zone:zone sessions', 'residentBytes')).toBe(bytes);
    }
  });

  test('says where the file is not what runs, and that a reload loses what is stored', async () => {
    const path = join(workbench().folder, CONFIG);
    const text = readFileSync(path, 'utf8');
    const differences = dashboard(workbench()).locator('[data-differences]');
    writeFileSync(path, text.replace('sessions 100m', 'sessions 200m'));
    await differences.waitFor();
    expect(await differences.locator('li').allInnerTexts()).toEqual([
      expect.stringMatching(/"sessions" is 200 MB in the file, but 100 MB in the running server.* is lost\.$/),
    ]);
    await pausedPictures(workbench(), () => takePictures(workbench(), 'dashboard-differences', 'editor'));
    writeFileSync(path, text);
    await differences.waitFor({ state: 'detached' });
  });

  test('looks at another zone', async () => {
    await choose(dashboard(workbench()).locator('header'), 'zone', 'page_parts');
    await chart(workbench(), 'slabs').locator('.summary', { hasText: 'page_parts' }).waitFor();
    await expect.poll(() => figure('slabs', '1024', 'failures')).toBeGreaterThan(0);
    await pausedPictures(workbench(), () => takePictures(workbench(), 'dashboard-full-zone', 'editor'));
    await choose(dashboard(workbench()).locator('header'), 'zone', 'sessions');
  });

  test('is drawn in the colours of each theme, wide and narrow', async () => {
    for (const name of CHARTS) await chart(workbench(), name).locator('[data-action="table"]').click();
    await runCommand(workbench(), 'View: Close Editors in Other Groups');
    const { page } = workbench();
    for (const [label, size] of [
      ['wide', { width: 1600, height: 1900 }],
      ['narrow', { width: 780, height: 3600 }],
    ] as const) {
      await page.setViewportSize(size);
      await dashboard(workbench()).locator('header').scrollIntoViewIfNeeded();
      await pausedPictures(workbench(), () => takePictures(workbench(), `dashboard-${label}`, 'editor', THEMES));
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  test('has nothing that a checker of accessibility finds wrong', async () => {
    expect(await frameProblems(await dashboardFrame(workbench()))).toEqual([]);
  });

  test('can be walked with the keyboard alone', async () => {
    const said = dashboard(workbench()).locator('[data-said]');
    for (const name of CHARTS) {
      await chart(workbench(), name).locator('.drawing').focus();
      await workbench().page.keyboard.press('ArrowRight');
      await expect.poll(() => said.innerText()).toMatch(/\d/);
      await workbench().page.keyboard.press('Escape');
    }
  });

  test('saves a chart’s numbers as a file', async () => {
    await chart(workbench(), 'loaded').locator('[data-action="csv"]').click();
    const path = join(workbench().folder, 'loaded.csv');
    await saveAs(workbench(), path);
    const [head = '', ...lines] = readFileSync(path, 'utf8').trim().split('\n');
    expect(head.split(',').slice(0, 4)).toEqual(['zone', 'kind', 'sizeBytes', 'loadedBytes']);
    const sessions = lines.find((line) => line.startsWith('sessions,'))?.split(',');
    expect(Number(sessions?.[3])).toBe(zoneOf(await readSample(), 'sessions').loaded.bytes);
  });

  test('opens a snapshot when the server is gone, with the same figures', async () => {
    await openTable(workbench(), 'loaded');
    const live = await tableOf(workbench(), 'loaded');
    await runCommand(workbench(), 'Zone Lens: Save Snapshot');
    const path = join(workbench().folder, 'shop.zone-lens.json');
    await saveAs(workbench(), path);
    await server.kill();
    await runCommand(workbench(), 'View: Close All Editors');
    await openSnapshotFile(workbench(), 'shop.zone-lens.json');
    await dashboard(workbench()).locator('header', { hasText: 'snapshot' }).waitFor();
    await openTable(workbench(), 'loaded');
    const saved = await tableOf(workbench(), 'loaded');
    expect([...saved.keys()]).toEqual([...live.keys()]);
    for (const [name, { loadedBytes, usedBytes, failures }] of live) {
      expect(saved.get(name), name).toMatchObject({ loadedBytes, usedBytes, failures });
    }
    expect(JSON.parse(readFileSync(path, 'utf8'))).toHaveProperty('schema', 'zone-lens.snapshot/1');
  });

  test('says what is wrong with a broken snapshot, and where', async () => {
    const good = readFileSync(join(workbench().folder, 'shop.zone-lens.json'), 'utf8');
    const broken = good.replace(/"sizeBytes":\d+/, '"sizeBytes":"<img src=x onerror=alert(1)>"');
    expect(broken).not.toBe(good);
    writeFileSync(join(workbench().folder, 'broken.zone-lens.json'), broken);
    await runCommand(workbench(), 'View: Close All Editors');
    await openSnapshotFile(workbench(), 'broken.zone-lens.json');
    const message = dashboard(workbench()).locator('body', { hasText: 'sizeBytes' });
    await message.waitFor();
    expect(await dashboard(workbench()).locator('img').count()).toBe(0);
  });
});
