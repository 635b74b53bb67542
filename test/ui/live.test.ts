import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nginxAvailable } from '../live/support/nginxBinary';
import { editor, hoverOn, hoverOverhang, inlayHints, leaveHover, openFile } from './support/editor';
import { type LiveServer, startLiveServer } from './support/liveServer';
import { notification, problemsPanel } from './support/panels';
import { takePictures } from './support/pictures';
import { clickRow, quickPickRows, runCommand } from './support/quickInput';
import { useWorkbench } from './support/workbench';

const reason = nginxAvailable(['lua']);

/** Figures of the next seconds; the machine that this runs on has its own memory. */
const SETTINGS = { 'zoneLens.live.intervalSeconds': 0.5 };

const CONFIG = 'nginx.conf';

describe.skipIf(reason !== null)(`looking at a running server${reason === null ? '' : ` (${reason})`}`, () => {
  const workbench = useWorkbench({ folder: 'test/ui/live', settings: SETTINGS });
  let server: LiveServer;
  beforeAll(async () => {
    server = await startLiveServer(join(workbench().folder, CONFIG));
  });
  afterAll(() => server?.kill());

  const hints = (): Promise<string[]> => inlayHints(workbench());
  /** Changes the file on disk, as another program does. */
  const write = (change: (text: string) => string): void => {
    const path = join(workbench().folder, CONFIG);
    writeFileSync(path, change(readFileSync(path, 'utf8')));
  };

  test('shows behind each zone what is loaded and used, once it is attached by command', async () => {
    await openFile(workbench(), CONFIG);
    await expect.poll(hints, { timeout: 60_000 }).toContainEqual(expect.stringContaining('usable'));
    await runCommand(workbench(), 'Zone Lens: Inspect Live Server');
    await expect.poll(hints).toContainEqual(expect.stringMatching(/608 KB of 100 MB loaded/));
  });

  test('moves what it shows while the server works', async () => {
    await server.visit(120_000);
    await expect.poll(hints).toContainEqual(expect.stringMatching(/\d\d(\.\d)?( MB)? of 100 MB loaded/));
    await runCommand(workbench(), 'Zone Lens: Refresh Live Figures');
    await takePictures(workbench(), 'docs/live-hints', 'editor');
  });

  test('tells of the zone under the mouse what it holds, since when and in which process', async () => {
    const said = await hoverOn(workbench(), 'sessions 100m');
    expect(said).toContain(String(server.pid));
    expect(await hoverOverhang(workbench())).toBeLessThanOrEqual(0);
    await takePictures(workbench(), 'docs/live-hover', 'editor');
    await leaveHover(workbench());
  });

  test('shows all figures of a zone without scrolling where it is full, too', async () => {
    const said = await hoverOn(workbench(), 'page_parts 4m');
    expect(said).toContain('Failures');
    expect(await hoverOverhang(workbench())).toBeLessThanOrEqual(0);
    await takePictures(workbench(), 'live-hover-full', 'editor');
    await leaveHover(workbench());
  });

  test('does not take a zone for one that is nearly full because it was just filled a little', async () => {
    const panel = await problemsPanel(workbench());
    await panel.locator('.monaco-list-row', { hasText: 'live-zone-full' }).first().waitFor();
    expect(await panel.locator('.monaco-list-row', { hasText: 'live-zone-nearly-full' }).count()).toBe(0);
    await runCommand(workbench(), 'View: Hide Panel');
  });

  test('lets choose from several servers, with the figures of each', async () => {
    const second = join(workbench().folder, 'second.conf');
    writeFileSync(second, readFileSync(join(workbench().folder, CONFIG), 'utf8').replace('100m', '50m'));
    const other = await startLiveServer(second);
    try {
      await runCommand(workbench(), 'Zone Lens: Switch Live Server');
      const rows = quickPickRows(workbench(), 'Running servers');
      const rowOf = ({ pid }: LiveServer): Locator => rows.filter({ hasText: `pid ${pid}` });
      await rowOf(other).waitFor();
      expect(await rowOf(server).innerText()).toMatch(/runs this config.* of 114\.1 MB loaded/s);
      expect(await rowOf(other).innerText()).toMatch(/second\.conf.* of 64\.1 MB loaded/s);
      await takePictures(workbench(), 'live-servers');
      await clickRow(workbench(), rowOf(other));
      await expect.poll(hints).toContainEqual(expect.stringMatching(/ of 50 MB loaded/));
      await runCommand(workbench(), 'Zone Lens: Inspect Live Server');
      await expect.poll(hints).toContainEqual(expect.stringMatching(/ of 100 MB loaded/));
    } finally {
      await other.kill();
      rmSync(second);
    }
  });

  test('has a problem where the file gives the zone another size', async () => {
    write((text) => text.replace('sessions 100m', 'sessions 200m'));
    await editor(workbench()).locator('.squiggly-warning, .squiggly-info').first().waitFor({ state: 'attached' });
    const panel = await problemsPanel(workbench());
    await panel.locator('.monaco-list-row', { hasText: 'live-size-differs' }).first().waitFor();
    await takePictures(workbench(), 'docs/live-problems');
    write((text) => text.replace('sessions 200m', 'sessions 100m'));
    await panel.locator('.monaco-list-row', { hasText: 'live-size-differs' }).first().waitFor({ state: 'detached' });
    await runCommand(workbench(), 'View: Hide Panel');
  });

  test('says that the server has ended when it was killed', async () => {
    await server.kill();
    await notification(workbench(), `nginx ${server.pid} has ended`).first().waitFor();
    await notification(workbench(), 'has ended').getByText('Detach').first().click();
    await expect.poll(hints).not.toContainEqual(expect.stringContaining('loaded'));
  });
});
