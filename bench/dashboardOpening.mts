import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startDemo } from '../scripts/demo.mjs';
import { browserProblem, launchBrowser, startServer, workbenchUrl } from '../scripts/host.mjs';
import { median } from './median';

const ROOT = join(import.meta.dirname, '..');
const PACKAGE = join(ROOT, 'out/nginx-zone-lens.vsix');
const ROUNDS = 7;

/**
 * Measures in a real VS Code, with a real nginx under load, how long it takes from Enter in the command palette to the
 * first chart that is drawn, and beside it the same for a page of VS Code's own: the preview of a short Markdown file.
 */
export async function measureOpening(row: (what: string, figure: string) => void): Promise<void> {
  const reason = browserProblem() ?? (existsSync(PACKAGE) ? null : 'there is no package');
  if (reason !== null) {
    row('from command to first chart', reason);
    return;
  }
  const demo = await startDemo();
  const server = await startServer({
    logFile: join(ROOT, 'out/bench/server.log'),
    extensions: [PACKAGE],
    settings: { 'zoneLens.live.intervalSeconds': 0.5 },
    args: ['--disable-workspace-trust'],
  });
  const browser = await launchBrowser();
  try {
    cpSync(join(ROOT, 'LICENSE'), join(demo.folder, 'peer.md'));
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(30_000);
    await page.goto(workbenchUrl(server, { folder: demo.folder }));
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    await openFile(page, 'nginx.conf');
    await run(page, 'Zone Lens: Inspect Live Server');
    await page.locator('.statusbar-item', { hasText: 'zones:' }).first().waitFor();
    const own: number[] = [];
    for (let round = 0; round < ROUNDS; round++)
      own.push(await timeOpening(page, 'Zone Lens: Open Dashboard', 'canvas'));
    await openFile(page, 'peer.md');
    const peer: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      peer.push(await timeOpening(page, 'Markdown: Open Preview', '.markdown-body p, body p'));
    }
    const [first = Number.NaN] = own;
    row(
      'from command to first chart',
      `median ${median(own).toFixed(0)} ms, the first ${first.toFixed(0)} (goal: at most 500)`,
    );
    row(
      "  VS Code's own Markdown preview",
      `median ${median(peer).toFixed(0)} ms: ratio ${(median(own) / median(peer)).toFixed(1)}`,
    );
  } finally {
    await browser.close();
    await server.stop();
    await demo.stop();
  }
}

async function openFile(page: Page, name: string): Promise<void> {
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).first().click();
  await page.locator(`.monaco-editor[data-uri$="/${name}"] .view-line`).first().waitFor();
}

/** Writes a command into the palette, and gives a function that runs it. */
async function run(page: Page, title: string): Promise<void> {
  await prepare(page, title);
  await page.keyboard.press('Enter');
}

async function prepare(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input.input').fill(`>${title}`);
  await page.locator(`.quick-input-list .monaco-list-row.focused[aria-label^="${title}"]`).waitFor();
}

async function timeOpening(page: Page, title: string, drawn: string): Promise<number> {
  await prepare(page, title);
  const start = performance.now();
  await page.keyboard.press('Enter');
  const frame = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  await frame.locator(drawn).first().waitFor();
  const took = performance.now() - start;
  await page.keyboard.press('Control+F4');
  await page.locator('iframe.webview').first().waitFor({ state: 'detached' });
  return took;
}
