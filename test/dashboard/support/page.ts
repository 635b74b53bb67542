import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { ChartId } from '../../../client/src/dashboard/chartView';
import type { FromPage, ToPage } from '../../../client/src/dashboard/protocol';
import type { DashboardData, DashboardLook } from '../../../server/src/shared/dashboard';
import { SAMPLE_TIME_MS } from '../../client/dashboard/support/sampleData';
import { underCheck } from './axe';
import { CHARTS } from './charts';
import { showPage } from './pageFiles';
import { applyTheme, type ThemeName, webviewTheme } from './webview';

const ROOT = join(import.meta.dirname, '../../..');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Where pictures of the page go. */
export const PAGE_PICTURES = join(ROOT, 'out/screenshots/page');

/** How a page is opened. */
export interface PageOptions {
  readonly theme?: ThemeName;
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly language?: string;
  readonly texts?: Readonly<Record<string, string>> | null;
  readonly context?: BrowserContextOptions;
}

/** The dashboard's page in Chromium. */
export interface OpenedPage {
  readonly page: Page;
  /** Tells the page something, as the extension host does. */
  send(message: ToPage): Promise<void>;
  /** Tells it data, as an answer to its latest look; waits until the header is drawn. */
  show(data: DashboardData, baseline?: DashboardData | null): Promise<void>;
  /** What the page has told, oldest first. */
  posted(): Promise<FromPage[]>;
  /** The latest look that it wants. */
  look(): Promise<DashboardLook>;
  setTheme(name: ThemeName): Promise<void>;
  card(id: ChartId | 'comparison'): Locator;
  /** Presses a button of a card, or, without one, of the header. */
  press(action: string, id?: ChartId): Promise<void>;
  /** Answers looks with this data until each chart has what it asked for, and all of them are drawn. */
  settle(data: DashboardData, baseline?: DashboardData | null): Promise<void>;
}

/** Opens pages in one browser for the tests of a file; after each of them nothing may have gone wrong in any. */
export function usePages(): (options?: PageOptions) => Promise<OpenedPage> {
  let browser: Browser | undefined;
  let opened: { context: BrowserContext; page: Page; troubles: string[] }[] = [];

  beforeAll(async () => {
    if (!existsSync(CHROMIUM)) throw new Error(`no Chromium at ${CHROMIUM}`);
    mkdirSync(PAGE_PICTURES, { recursive: true });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    const troubles: string[] = [];
    for (const { context, page, troubles: own } of opened) {
      const violations = await page.evaluate(() => (globalThis as unknown as { violations: string[] }).violations);
      troubles.push(...own, ...violations.map((violation) => `policy: ${violation}`));
      await context.close();
    }
    opened = [];
    expect(troubles).toEqual([]);
  });

  return async (options = {}) => {
    if (browser === undefined) throw new Error('the browser is not there yet');
    const { theme = 'Dark Modern', widthPx = 1000, heightPx = 900, language = 'en', texts = null } = options;
    const context = await browser.newContext({
      viewport: { width: widthPx, height: heightPx },
      timezoneId: 'UTC',
      ...options.context,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const troubles: string[] = [];
    opened.push({ context, page, troubles });
    page.on('pageerror', (error) => troubles.push(`exception: ${error.message}`));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()) && !underCheck.has(page))
        troubles.push(`console: ${message.text()}`);
    });
    page.on('dialog', (dialog) => {
      troubles.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.clock.setFixedTime(SAMPLE_TIME_MS + 1000);
    await showPage(page, { theme, language, texts, onForeignRequest: (url) => troubles.push(`request: ${url}`) });
    return openedPage(page);
  };
}

function openedPage(page: Page): OpenedPage {
  const send = (message: ToPage): Promise<void> =>
    page.evaluate((told) => window.postMessage(told, '*'), message as never).then(() => {});
  const posted = (): Promise<FromPage[]> =>
    page.evaluate(() => (globalThis as unknown as { posted: FromPage[] }).posted);
  const look = async (): Promise<DashboardLook> => {
    const looks = (await posted()).filter((message) => message.type === 'look' || message.type === 'ready');
    const last = looks.at(-1);
    if (last === undefined) throw new Error('the page has not said that it is ready');
    return last.look;
  };
  const show = async (data: DashboardData, baseline: DashboardData | null = null): Promise<void> => {
    await page.waitForFunction(() => (globalThis as unknown as { posted: unknown[] }).posted.length > 0);
    const baselineName = baseline === null ? null : 'before.zone-lens.json';
    await send({ type: 'data', data, look: await look(), baseline, baselineName });
    await page.locator('header h1').waitFor();
  };
  const card = (id: ChartId | 'comparison'): Locator => page.locator(`[data-chart="${id}"]`);
  return {
    page,
    send,
    show,
    posted,
    look,
    setTheme: async (name) => {
      await page.evaluate(applyTheme, webviewTheme(name));
      await nextFrames(page);
    },
    card,
    press: (action, id) =>
      (id === undefined ? page.locator('header') : card(id)).locator(`[data-action="${action}"]`).click(),
    settle: async (data, baseline = null) => {
      await show(data, baseline);
      // They come one a frame.
      for (const id of CHARTS) await card(id).waitFor();
      for (const one of await page.locator('[data-chart]').all()) {
        await one.scrollIntoViewIfNeeded();
        await nextFrames(page, SEEING_FRAMES);
        await show(data, baseline);
      }
      await page.evaluate(() => window.scrollTo(0, 0));
      await nextFrames(page, SEEING_FRAMES);
      await show(data, baseline);
      await nextFrames(page);
    },
  };
}

/** After these a page has asked for what has come into sight. */
const SEEING_FRAMES = 3;

/** Charts are drawn over some frames, a few at a time. */
const DRAWING_FRAMES = 10;

/** Waits until what was decided is drawn. */
export function nextFrames(page: Page, frames = DRAWING_FRAMES): Promise<void> {
  return page.evaluate(async (count) => {
    for (let frame = 0; frame < count; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
  }, frames);
}
