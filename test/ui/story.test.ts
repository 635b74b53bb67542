import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nginxAvailable } from '../live/support/nginxBinary';
import { chart, choose, dashboard, openDashboard, openTable, pausedPictures, tableOf } from './support/dashboard';
import { openFile } from './support/editor';
import { type LiveServer, startLiveServer } from './support/liveServer';
import { takePictures } from './support/pictures';
import { runCommand } from './support/quickInput';
import { useWorkbench } from './support/workbench';

const reason = nginxAvailable(['lua']);

const SETTINGS = { 'zoneLens.live.intervalSeconds': 0.5 };
const CONFIG = 'nginx.conf';
const KILOBYTE = 1024;
const KEYS = 300_000;
const PARTS = 30;

/** The article's story, told in pictures: what a zone costs is seen while it fills, and over a reload and a restart. */
describe.skipIf(reason !== null)(`the story of a zone${reason === null ? '' : ` (${reason})`}`, () => {
  const workbench = useWorkbench({ folder: 'test/ui/story', settings: SETTINGS });
  let server: LiveServer;
  beforeAll(async () => {
    server = await startLiveServer(join(workbench().folder, CONFIG), { workerCount: 1 });
  });
  afterAll(() => server?.kill());

  const dogs = async (column: string): Promise<number> =>
    Number((await tableOf(workbench(), 'loaded')).get('dogs')?.[column] ?? Number.NaN);
  const chunks = async (): Promise<{ readonly used: number; readonly free: number }> => {
    const rows = [...(await tableOf(workbench(), 'slabs')).values()];
    const sum = (column: string): number => rows.reduce((total, row) => total + Number(row[column] ?? 0), 0);
    return { used: sum('usedChunks') + sum('bitmapChunks'), free: sum('freeChunks') };
  };
  const picture = async (name: string): Promise<void> => {
    for (const table of ['loaded', 'slabs'] as const)
      await chart(workbench(), table).locator('[data-action="table"]').click();
    await dashboard(workbench()).locator('header').scrollIntoViewIfNeeded();
    await pausedPictures(workbench(), () => takePictures(workbench(), `docs/story-${name}`, 'editor'));
    for (const table of ['loaded', 'slabs'] as const) await openTable(workbench(), table);
  };

  test('begins with an empty zone of 100 MB, which holds 608 KB', async () => {
    await openFile(workbench(), CONFIG);
    await runCommand(workbench(), 'Zone Lens: Inspect Live Server');
    await openDashboard(workbench());
    await runCommand(workbench(), 'View: Close Editors in Other Groups');
    await workbench().page.setViewportSize({ width: 1500, height: 1750 });
    await choose(dashboard(workbench()).locator('header'), 'zone', 'dogs');
    for (const name of ['loaded', 'slabs'] as const) await openTable(workbench(), name);
    await expect.poll(() => dogs('loadedBytes')).toBe(608 * KILOBYTE);
    expect(await chunks()).toEqual({ used: 3, free: 157 });
    await picture('1-empty');
  });

  test('goes on with growth that looks like a leak', async () => {
    const part = KEYS / PARTS;
    for (let done = 0; done < PARTS / 2; done++) {
      await server.visit(part, 1 + done * part);
      await workbench().page.waitForTimeout(700);
    }
    await expect.poll(() => dogs('loadedBytes')).toBeGreaterThan(15_000 * KILOBYTE);
    await chart(workbench(), 'timeline').locator('.notes', { hasText: 'first time' }).waitFor();
    await picture('2-growth');
    for (let done = PARTS / 2; done < PARTS; done++) {
      await server.visit(part, 1 + done * part);
      await workbench().page.waitForTimeout(700);
    }
  });

  test('comes to 38,108 KB with 300,000 keys', async () => {
    await expect.poll(() => dogs('loadedBytes')).toBe(38_108 * KILOBYTE);
    expect(await chunks()).toEqual({ used: 300_003, free: 157 });
    await picture('3-filled');
  });

  test('keeps all of it over a reload, where page tables forget', async () => {
    const before = await dogs('pageTableBytes');
    expect(before).toBeGreaterThan(30_000 * KILOBYTE);
    await server.reload();
    await expect.poll(() => dogs('pageTableBytes'), { timeout: 30_000 }).toBeLessThan(2_000 * KILOBYTE);
    expect(await dogs('loadedBytes')).toBe(38_108 * KILOBYTE);
    await workbench().page.waitForTimeout(3000);
    await picture('4-reload');
  });

  test('ends with a restart, which empties it', async () => {
    const { prefix } = server;
    await server.kill();
    await dashboard(workbench()).locator('header', { hasText: 'stopped' }).waitFor();
    server = await startLiveServer(join(workbench().folder, CONFIG), { workerCount: 1, prefix });
    await dashboard(workbench())
      .locator('header h1', { hasText: `pid ${server.pid}` })
      .waitFor({ timeout: 30_000 });
    await expect.poll(() => dogs('loadedBytes')).toBe(608 * KILOBYTE);
    await workbench().page.waitForTimeout(3000);
    await picture('5-restart');
  });
});
