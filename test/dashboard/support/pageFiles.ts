import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { applyTheme, ORIGIN, type ThemeName, webviewHtml, webviewTheme } from './webview';

const ROOT = join(import.meta.dirname, '../../..');

/** Where the page's files are, from the project's root: a place of their own, as other tests need what is in dist/. */
export const PAGE_FOLDER = 'out/dashboard-page';

/** All that the page loads, its script first. */
export const FILES = ['dashboard.js', 'dashboard.css', 'codicon.css', 'codicon.ttf'] as const;

const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', ttf: 'font/ttf' };

/** How a page is shown. */
export interface Showing {
  readonly theme?: ThemeName;
  readonly language?: string;
  readonly texts?: Readonly<Record<string, string>> | null;
  /** Where the page was bundled to, from the project's root. */
  readonly folder?: string;
  /** The page asked for something that is none of its files. */
  readonly onForeignRequest?: (url: string) => void;
}

/** Shows the page that {@link buildPage} has made, as VS Code would. */
export async function showPage(page: Page, showing: Showing = {}): Promise<void> {
  const { theme = 'Dark Modern', language = 'en', texts = null, folder = PAGE_FOLDER, onForeignRequest } = showing;
  await page.route('**/*', async (route) => {
    const url = new URL(route.request().url());
    const name = FILES.find((file) => url.origin + url.pathname === `${ORIGIN}/${file}`);
    if (url.href === `${ORIGIN}/`) {
      await route.fulfill({ contentType: 'text/html', body: webviewHtml(language, texts) });
    } else if (name !== undefined) {
      const contentType = TYPES[name.split('.').at(-1) ?? ''] ?? 'text/plain';
      await route.fulfill({ contentType, body: readFileSync(join(ROOT, folder, name)) });
    } else {
      onForeignRequest?.(url.href);
      await route.abort();
    }
  });
  await page.addInitScript({ content: themeScript(theme) });
  await page.goto(`${ORIGIN}/`);
}

/** Sets the theme as soon as there is a body, before the page's own script runs. */
function themeScript(name: ThemeName): string {
  return `new MutationObserver((_, observer) => {
    if (document.body === null) return;
    observer.disconnect();
    (${applyTheme.toString()})(${JSON.stringify(webviewTheme(name))});
  }).observe(document, { childList: true, subtree: true });`;
}
