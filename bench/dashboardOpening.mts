import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { startDemo } from '../scripts/demo.mjs';
import { browserProblem, launchBrowser, startServer, workbenchUrl } from '../scripts/host.mjs';
import { median } from './median';

const ROOT = join(import.meta.dirname, '..');
const PACKAGE = join(ROOT, 'out/nginx-zone-lens.vsix');
const ROUNDS = 7;
const OFFER_MS = 3_000;

/** What is there once a page has drawn something: a chart is put in together with its first drawing. */
const CHART = 'canvas';
const PARAGRAPH = 'body p';

/**
 * Measures in a real VS Code, with a real nginx under load, how long it takes from a click in the command palette to the
 * first chart that is drawn, and beside it the same for a page of VS Code's own that is opened to the side as well: the
 * preview of a short Markdown file.
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
    // What runs these sources wraps functions in a call of this, also those that are sent to the page.
    await page.addInitScript('globalThis.__name = (value) => value');
    await page.addInitScript(watch, { selectors: [CHART, PARAGRAPH], everyMs: 4 });
    await page.goto(workbenchUrl(server, { folder: demo.folder }));
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    await openFile(page, 'nginx.conf');
    await run(page, 'Zone Lens: Inspect Live Server');
    await page.locator('.statusbar-item', { hasText: 'zones:' }).first().waitFor();
    const own: number[] = [];
    for (let round = 0; round < ROUNDS; round++) own.push(await timeOpening(page, 'Zone Lens: Open Dashboard', CHART));
    await openFile(page, 'peer.md');
    const peer: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      peer.push(await timeOpening(page, 'Markdown: Open Preview to the Side', PARAGRAPH));
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
  await (await offered(page, 'Control+p', name, name)).click();
  await page.locator(`.monaco-editor[data-uri$="/${name}"] .view-line`).first().waitFor();
}

async function run(page: Page, title: string): Promise<void> {
  await (await offered(page, 'F1', `>${title}`, title)).click();
}

/**
 * Writes into the input on top of the window, and gives the row that is wanted. Tries again where the window is still busy:
 * one that has just been drawn misses keys, and what takes the focus closes the input.
 */
async function offered(page: Page, key: string, text: string, label: string): Promise<Locator> {
  const places = [`[aria-label="${label}"]`, `[aria-label^="${label},"]`, `[aria-label^="${label}…"]`];
  const row = page.locator('.quick-input-list .monaco-list-row').and(page.locator(places.join(', ')));
  for (let tries = 1; ; tries++) {
    await page.keyboard.press(key);
    try {
      await page.locator('.quick-input-widget input.input').fill(text, { timeout: OFFER_MS });
      await row.first().waitFor({ timeout: OFFER_MS });
      return row.first();
    } catch (error) {
      if (tries === 5) throw error;
      await page.keyboard.press('Escape');
    }
  }
}

async function timeOpening(page: Page, title: string, drawn: string): Promise<number> {
  const row = await offered(page, 'F1', `>${title}`, title);
  await row.click();
  const shown = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame').locator(drawn).first();
  await shown.waitFor();
  const pressedAt = await page.evaluate(() => (globalThis as unknown as Watched).pressedAtMs);
  const drawnAt = await shown.evaluate((_element, what) => (globalThis as unknown as Watched).drawnAtMs[what], drawn);
  // It has the focus, and takes keys.
  await page.locator('.editor-group-container.active .tab.active .tab-actions .action-label').click();
  await page.locator('iframe.webview').first().waitFor({ state: 'detached' });
  return (drawnAt ?? Number.NaN) - pressedAt;
}

/** What {@link watch} notes, in milliseconds since 1970. */
interface Watched {
  pressedAtMs: number;
  /** By what it was waited for. */
  drawnAtMs: Record<string, number>;
}

/** Runs in every frame: notes by itself, since asking from here takes longer than what is measured differs by. */
function watch({ selectors, everyMs }: { readonly selectors: readonly string[]; readonly everyMs: number }): void {
  const watched: Watched = { pressedAtMs: Number.NaN, drawnAtMs: {} };
  Object.assign(globalThis, watched);
  window.addEventListener('mousedown', () => Object.assign(globalThis, { pressedAtMs: Date.now() }), true);
  if (window === window.top) return;
  setInterval(() => {
    for (const selector of selectors) {
      if (document.querySelector(selector) !== null) watched.drawnAtMs[selector] ??= Date.now();
    }
  }, everyMs);
}
