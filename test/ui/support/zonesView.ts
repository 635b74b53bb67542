import type { Locator } from 'playwright-core';
import { runCommand } from './quickInput';
import type { Workbench } from './workbench';

/** The view "Nginx Zones". */
export function zonesView({ page }: Workbench): Locator {
  return page.locator('[id="workbench.view.extension.zoneLens"]');
}

/** Shows the view by command, with the focus in it. */
export async function showZones(workbench: Workbench): Promise<Locator> {
  await runCommand(workbench, 'Zone Lens: Show Zones');
  const view = zonesView(workbench);
  await view.waitFor();
  return view;
}

/** The lines of the tree that are drawn, each with its description behind it. */
export async function zoneLines(workbench: Workbench): Promise<string[]> {
  const rows = await zonesView(workbench).locator('.monaco-list-row').all();
  const texts = rows.map(async (row) => {
    const parts = await row.locator('.label-name, .label-description').allInnerTexts();
    return parts.join(' ').replaceAll('\u00a0', ' ');
  });
  return Promise.all(texts);
}

/** The line of a zone or server. */
export function zoneLine(workbench: Workbench, label: string): Locator {
  return zonesView(workbench)
    .locator('.monaco-list-row')
    .filter({ has: workbench.page.locator('.label-name').getByText(label, { exact: true }) });
}

/** A menu that has just been opened takes no click for a moment. */
const MENU_MS = 300;

/** Chooses from the context menu of a line. */
export async function chooseFromMenu(workbench: Workbench, line: Locator, title: string): Promise<void> {
  await line.click({ button: 'right' });
  const item = workbench.page.locator('.monaco-menu .action-item', { hasText: title }).first();
  await item.waitFor();
  await workbench.page.waitForTimeout(MENU_MS);
  await item.click();
  await item.waitFor({ state: 'detached' });
}

/** What the context menu of a line offers. */
export async function menuTitles({ page }: Workbench, line: Locator): Promise<string[]> {
  await line.click({ button: 'right' });
  const labels = page.locator('.monaco-menu .action-item:not(.disabled) .action-label');
  await labels.first().waitFor();
  const titles = (await labels.allInnerTexts()).filter((text) => text !== '');
  await page.keyboard.press('Escape');
  await labels.first().waitFor({ state: 'detached' });
  return titles;
}
