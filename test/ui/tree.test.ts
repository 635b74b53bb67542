import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nginxAvailable } from '../live/support/nginxBinary';
import { editor, openFile } from './support/editor';
import { type LiveServer, startLiveServer } from './support/liveServer';
import { takePictures } from './support/pictures';
import { answer, runCommand } from './support/quickInput';
import { useWorkbench } from './support/workbench';
import { chooseFromMenu, menuTitles, showZones, zoneLine, zoneLines, zonesView } from './support/zonesView';

const reason = nginxAvailable(['lua']);

const SETTINGS = { 'zoneLens.live.intervalSeconds': 0.5, 'workbench.hover.delay': 100 };

const CONFIG = 'nginx.conf';

/** Of the zones that the config names, in the order of the tree once they are filled. */
const NAMES = ['sessions', 'page_parts', 'one', 'switches'];

describe.skipIf(reason !== null)(`the tree beside the text${reason === null ? '' : ` (${reason})`}`, () => {
  const workbench = useWorkbench({ folder: 'test/ui/live', settings: SETTINGS });
  let server: LiveServer;
  beforeAll(async () => {
    const { page, folder } = workbench();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    server = await startLiveServer(join(folder, CONFIG));
  });
  afterAll(() => server?.kill());

  const lines = (): Promise<string[]> => zoneLines(workbench());
  const line = (label: string): Locator => zoneLine(workbench(), label);
  const statusItem = (): Locator => workbench().page.locator('.statusbar-item', { hasText: 'zones:' });
  const focusedLine = async (): Promise<string> =>
    (await zonesView(workbench()).locator('.monaco-list-row.focused').getAttribute('aria-label')) ?? '';
  /** Where the cursor stands, as the status bar has it. */
  const cursor = (): Promise<string> => workbench().page.locator('[id="status.editor.selection"]').innerText();
  const placeOf = (text: string): string => {
    const before = readFileSync(join(workbench().folder, CONFIG), 'utf8').split(text, 1)[0] ?? '';
    return `Ln ${before.split('\n').length}, Col ${before.length - before.lastIndexOf('\n')}`;
  };

  test('says what to do where there is nothing to show', async () => {
    const view = await showZones(workbench());
    await view.getByText('Inspect Live Server').first().waitFor();
    await view.getByText('Open a Sample Config').waitFor();
    expect(await lines()).toEqual([]);
    expect(await statusItem().count()).toBe(0);
    await takePictures(workbench(), 'tree-welcome');
  });

  test('shows the zones of the open config with what they will cost', async () => {
    await openFile(workbench(), CONFIG);
    await expect
      .poll(lines, { timeout: 60_000 })
      .toContainEqual(expect.stringMatching(/^sessions 100 MB · 608 KB when empty · fits ≈ 814k$/));
    expect((await lines())[0]).toMatch(/^nginx\.conf 5 zones of 114\.1 MB$/);
    // Of a zone that nginx makes by itself.
    const titles = await menuTitles(workbench(), line('nginx_shared_zone'));
    expect(titles).toContain('Copy Figures');
    expect(titles.join()).not.toMatch(/Go to Declaration|Size This Zone/);
    await takePictures(workbench(), 'tree-planned');
  });

  test('shows those of the server once it is attached, and what is loaded as that moves', async () => {
    await runCommand(workbench(), 'Zone Lens: Inspect Live Server');
    await expect.poll(lines).toContainEqual(expect.stringMatching(/^sessions 608 KB of 100 MB loaded/));
    expect((await lines())[0]).toContain(`pid ${server.pid}`);
    await expect.poll(() => statusItem().innerText()).toMatch(/zones: 728 KB of 114\.1 MB loaded/);
    await server.visit(120_000);
    await expect.poll(lines).toContainEqual(expect.stringMatching(/^sessions \d\d(\.\d)? of 100 MB loaded · \d\d/));
    const order = async (): Promise<string[]> => (await lines()).slice(1).map((one) => one.split(' ')[0] ?? '');
    await expect.poll(order).toEqual(NAMES);
    expect(await line('page_parts').getAttribute('aria-label')).toMatch(/^page_parts, (full|allocations fail), /);
    await expect.poll(() => statusItem().innerText()).toMatch(/zones: \d\d(\.\d)? of 114\.1 MB loaded/);
    await workbench().page.mouse.move(640, 400);
    await takePictures(workbench(), 'docs/tree');
  });

  test('tells in tooltips all that is known of a zone, and how it was read', async () => {
    const { page } = workbench();
    await line('page_parts').hover();
    const hover = page.locator('.monaco-hover:visible', { hasText: 'Kind: lua_shared_dict' });
    await hover.waitFor();
    expect(await hover.innerText()).toMatch(/Declared: nginx\.conf:\d+/);
    await line(`nginx 1.22.1, pid ${server.pid}`).hover();
    await page.locator('.monaco-hover:visible', { hasText: /exact: .*Figures: /s }).waitFor();
    await page.mouse.move(640, 400);
  });

  test('leads to the declaration, from the menu and by a click', async () => {
    await chooseFromMenu(workbench(), line('switches'), 'Go to Declaration');
    await expect.poll(cursor).toBe(placeOf('switches 128k'));
    await line('sessions').locator('.label-name').click();
    await expect.poll(cursor).toBe(placeOf('sessions 100m'));
  });

  test('is worked with by keyboard', async () => {
    const { page } = workbench();
    await showZones(workbench());
    const home = async (): Promise<string> => {
      // The view has the focus a moment after the command.
      await page.keyboard.press('Home');
      return focusedLine();
    };
    await expect.poll(home).toContain(`pid ${server.pid}`);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focusedLine()).toMatch(/^sessions, /);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(cursor).toBe(placeOf('page_parts 4m'));
  });

  test('copies the figures of a zone, without rounding, and those of all of them', async () => {
    const { page } = workbench();
    const copied = (): Promise<string> => page.evaluate('navigator.clipboard.readText()');
    await chooseFromMenu(workbench(), line('sessions'), 'Copy Figures');
    await expect.poll(copied).toMatch(/^sessions\n.*Size: 100 MB \(104,857,600 bytes\)/s);
    await chooseFromMenu(workbench(), line(`nginx 1.22.1, pid ${server.pid}`), 'Copy Figures');
    await expect.poll(copied).toContain('switches');
    for (const name of NAMES) expect(await copied()).toContain(`\n${name}\n`);
  });

  test('sizes a zone that stands in a file', async () => {
    await chooseFromMenu(workbench(), line('sessions'), 'Size This Zone');
    await answer(workbench(), 'How many', '1m');
    await answer(workbench(), 'key', '20');
    await answer(workbench(), 'value', '100');
    await editor(workbench())
      .getByText(/sessions\s+(?!100m)\d+m/)
      .first()
      .waitFor();
    await runCommand(workbench(), 'File: Revert File');
  });

  test('has an item in the status bar that tells how the figures were got', async () => {
    const { page } = workbench();
    await statusItem().hover();
    const hover = page.locator('.monaco-hover:visible', { hasText: 'a sample costs' });
    await hover.waitFor();
    const said = await hover.innerText();
    for (const part of [`pid ${server.pid}`, CONFIG, 'exact', 'of 114.1 MB loaded']) expect(said).toContain(part);
    expect(said).toMatch(/every [\d.]+ s, a sample costs [\d.]+ ms/);
    await page.mouse.move(640, 400);
  });

  test('is kept up to date while it or the status bar alone shows figures', async () => {
    await runCommand(workbench(), 'View: Close All Editors');
    await server.visit(160_000);
    await expect
      .poll(lines, { timeout: 60_000 })
      .toContainEqual(expect.stringMatching(/^sessions 39(\.\d)? of 100 MB/));
    await runCommand(workbench(), 'View: Show Explorer');
    await server.visit(200_000);
    await expect
      .poll(() => statusItem().innerText(), { timeout: 60_000 })
      .toMatch(/zones: 5\d(\.\d)? of 114\.1 MB loaded/);
    await showZones(workbench());
    await expect.poll(lines).toContainEqual(expect.stringMatching(/^sessions 4\d(\.\d)? of 100 MB/));
  });

  test('says that the server has ended, and keeps its last figures', async () => {
    await server.kill();
    await runCommand(workbench(), 'Zone Lens: Refresh Live Figures');
    await statusItem().getByText('server ended').waitFor();
    await expect.poll(async () => (await lines())[0]).toContain('server stopped');
    await zonesView(workbench()).getByText('the server has ended').first().waitFor();
    await takePictures(workbench(), 'tree-ended');
    await runCommand(workbench(), 'Zone Lens: Detach from Live Server');
    await statusItem().waitFor({ state: 'detached' });
    await zonesView(workbench()).getByText('Open a Sample Config').waitFor();
    expect(await lines()).toEqual([]);
  });
});
