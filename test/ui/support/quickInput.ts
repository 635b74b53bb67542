import type { Locator } from 'playwright-core';
import { VIEWPORT, type Workbench } from './workbench';

const OPENING_MS = 2_000;
const CLICKING_MS = 20_000;

/**
 * Opens the input on top of the window with a key, and writes a text into it. Tries again where the window is still busy
 * with itself: one that has just been drawn misses keys, and what takes the focus closes the input.
 */
export async function fillQuickInput({ page }: Workbench, key: string, text: string): Promise<void> {
  const input = page.locator('.quick-input-widget input.input');
  for (let tries = 1; ; tries++) {
    await page.keyboard.press(key);
    try {
      await input.fill(text, { timeout: OPENING_MS });
      return;
    } catch (error) {
      if (tries === 5) throw error;
      await page.keyboard.press('Escape');
    }
  }
}

/** Clicks on what is offered, and takes the mouse to where it shows no tooltip. */
export async function clickRow(workbench: Workbench, row: Locator, timeout = CLICKING_MS): Promise<void> {
  await row.first().click({ timeout });
  await workbench.page.mouse.move(VIEWPORT.width / 2, VIEWPORT.height - 2);
}

/**
 * Runs a command by its title, as the command palette shows it. Tries again where something takes the focus while the
 * command is looked for, since that closes the palette: a panel that has just been opened does so a moment later.
 */
export async function runCommand(workbench: Workbench, title: string): Promise<void> {
  const row = workbench.page.locator(`.quick-input-list .monaco-list-row[aria-label^="${title}"]`);
  for (let tries = 1; ; tries++) {
    await fillQuickInput(workbench, 'F1', `>${title}`);
    try {
      await clickRow(workbench, row, OPENING_MS);
      return;
    } catch (error) {
      if (tries === 5) throw error;
      await workbench.page.keyboard.press('Escape');
    }
  }
}

/** The rows of a list to choose from that is shown under this title. */
export function quickPickRows({ page }: Workbench, title: string): Locator {
  return page.locator('.quick-input-widget:visible', { hasText: title }).locator('.monaco-list-row');
}

/** Waits for a question on top of the window, and answers it. */
export async function answer({ page }: Workbench, question: string, text: string): Promise<void> {
  await page.locator('.quick-input-widget:visible', { hasText: question }).waitFor();
  const input = page.locator('.quick-input-widget input.input');
  await input.fill(text);
  await input.press('Enter');
}
