import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page, PageScreenshotOptions } from 'playwright-core';
import { PICTURES, type Workbench } from './workbench';

/** How long a window may take to come to rest, and how often it is looked at again. */
const SETTLING_MS = 400;
const MOST_TRIES = 20;

/** The themes of the pictures: their name in VS Code, and the class of a window that has them. */
const THEMES = {
  dark: { name: 'Dark Modern', look: 'vs-dark' },
  light: { name: 'Light Modern', look: 'vs' },
  contrast: { name: 'Default High Contrast', look: 'hc-black' },
  'contrast light': { name: 'Default High Contrast Light', look: 'hc-light' },
} as const;

export type ThemeName = keyof typeof THEMES;

/** Changes the colours of the window. */
export async function setTheme({ page, changeSettings }: Workbench, theme: ThemeName): Promise<void> {
  const { name, look } = THEMES[theme];
  changeSettings({ 'workbench.colorTheme': name });
  await page.locator(`.monaco-workbench.${look}`).waitFor();
}

/** What a picture shows: the whole window, or only the editor without the side bar and the panel. */
type Part = 'window' | 'editor';

/**
 * Takes a picture in each theme, as out/screenshots/NAME-THEME.png. The names of those that the docs show start with
 * "docs/". The last theme stays: dark should be it, as it was before.
 */
export async function takePictures(
  workbench: Workbench,
  name: string,
  part: Part = 'window',
  themes: readonly ThemeName[] = ['light', 'dark'],
): Promise<void> {
  const { page } = workbench;
  const clip = part === 'window' ? null : await page.locator('.part.editor').boundingBox();
  for (const theme of themes) {
    await setTheme(workbench, theme);
    const picture = await settledPicture(page, clip === null ? {} : { clip });
    const path = join(PICTURES, `${name}-${theme.replace(' ', '-')}.png`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, picture);
  }
}

/** A picture of what no longer changes: colours of tokens, light bulbs and the like come a moment later. */
async function settledPicture(page: Page, options: PageScreenshotOptions): Promise<Buffer> {
  let last = await page.screenshot(options);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    await page.waitForTimeout(SETTLING_MS);
    const next = await page.screenshot(options);
    if (next.equals(last)) return next;
    last = next;
  }
  throw new Error('the window does not come to rest');
}
