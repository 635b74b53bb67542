import type { Locator } from 'playwright-core';
import { runCommand } from './quickInput';
import type { Workbench } from './workbench';

/** Opens the list of problems, and gives it. */
export async function problemsPanel(workbench: Workbench): Promise<Locator> {
  await runCommand(workbench, 'Problems: Focus on Problems View');
  const panel = workbench.page.locator('.markers-panel-container');
  await panel.waitFor();
  return panel;
}

/** How many problems of each severity the status bar counts. */
export async function problemCounts({ page }: Workbench): Promise<{ errors: number; warnings: number; infos: number }> {
  const label = (await page.locator('#status\\.problems a').getAttribute('aria-label')) ?? '';
  const count = (what: string): number => Number(new RegExp(`${what}: (\\d+)`).exec(label)?.[1] ?? 0);
  return { errors: count('Errors'), warnings: count('Warnings'), infos: count('Infos') };
}

/** A notification with this text. */
export function notification({ page }: Workbench, text: string | RegExp): Locator {
  return page.locator('.notification-toast', { hasText: text });
}
