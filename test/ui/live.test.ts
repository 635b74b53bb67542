import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nginxAvailable } from '../live/support/nginxBinary';
import { editor, hoverOn, inlayHints, leaveHover, openFile } from './support/editor';
import { type LiveServer, startLiveServer } from './support/liveServer';
import { notification, problemsPanel } from './support/panels';
import { takePictures } from './support/pictures';
import { runCommand } from './support/quickInput';
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
    await takePictures(workbench(), 'docs/live-hover', 'editor');
    await leaveHover(workbench());
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
