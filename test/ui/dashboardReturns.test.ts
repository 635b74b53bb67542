import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nginxAvailable } from '../live/support/nginxBinary';
import { dashboard } from './support/dashboard';
import { openFile } from './support/editor';
import { type LiveServer, startLiveServer } from './support/liveServer';
import { runCommand } from './support/quickInput';
import { useWorkbench } from './support/workbench';

const reason = nginxAvailable(['lua']);

const CONFIG = 'nginx.conf';

const RELOAD_TIMEOUT_MS = 60_000;

describe.skipIf(reason !== null)(`a dashboard that comes back${reason === null ? '' : ` (${reason})`}`, () => {
  const workbench = useWorkbench({ folder: 'test/ui/live', settings: { 'zoneLens.live.intervalSeconds': 0.5 } });
  let server: LiveServer;
  beforeAll(async () => {
    server = await startLiveServer(join(workbench().folder, CONFIG));
    await openFile(workbench(), CONFIG);
    await runCommand(workbench(), 'Zone Lens: Inspect Live Server');
    await workbench()
      .page.locator('.statusbar-item', { hasText: /zones: .* loaded/ })
      .waitFor();
    await runCommand(workbench(), 'Zone Lens: Open Dashboard');
    await dashboard(workbench())
      .locator('h1', { hasText: String(server.pid) })
      .waitFor();
  });
  afterAll(() => server?.kill());

  /** As a person does it: VS Code then saves first what the window shows. */
  const reloadWindow = async (): Promise<void> => {
    const loaded = workbench().page.waitForEvent('load');
    await runCommand(workbench(), 'Developer: Reload Window');
    await loaded;
  };
  const title = (): Promise<string> => dashboard(workbench()).locator('h1').innerText();
  const zone = (): Promise<string> => dashboard(workbench()).locator('[data-select="zone"] select').inputValue();
  const pages = (): Promise<number> => workbench().page.locator('iframe.webview.ready').count();

  test('shows what it showed when its tab is looked at again, and was not there meanwhile', async () => {
    await dashboard(workbench()).locator('[data-select="zone"] select').selectOption('switches');
    await runCommand(workbench(), 'File: New Untitled Text File');
    await expect.poll(pages).toBe(0);
    await runCommand(workbench(), 'View: Close Editor');
    await expect.poll(title).toContain(String(server.pid));
    expect(await zone()).toBe('switches');
  });

  test('shows the server again after the window was reloaded', async () => {
    await reloadWindow();
    await expect.poll(title, { timeout: RELOAD_TIMEOUT_MS }).toContain(String(server.pid));
    expect(await zone()).toBe('switches');
  });

  test('shows planned figures after a reload where the server is gone, and says so', async () => {
    await runCommand(workbench(), 'Zone Lens: Detach');
    await server.kill();
    await reloadWindow();
    await expect.poll(title, { timeout: RELOAD_TIMEOUT_MS }).toContain(CONFIG);
    const said = dashboard(workbench()).locator('[role="alert"]', { hasText: 'worked out from its config' });
    expect(await said.innerText()).toContain('does not run any more');
  });

  test('shows what is wrong in place of a broken snapshot', async () => {
    writeFileSync(join(workbench().folder, 'broken.zone-lens.json'), '{"schema":"zone-lens.snapshot/1",\n<script>');
    const row = workbench().page.locator('.explorer-folders-view .monaco-list-row[aria-label^="broken"]');
    await row.click();
    const page = dashboard(workbench());
    await expect.poll(() => page.locator('h1').innerText()).toBe('"broken.zone-lens.json" can not be opened');
    expect(await page.locator('p').first().innerText()).toMatch(/line 2, column 1/);
    expect(await page.locator('script').count()).toBe(0);
  });
});
