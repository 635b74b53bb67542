import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Frame, FrameLocator, Locator } from 'playwright-core';
import { expect } from 'vitest';
import { clickRow, fillQuickInput, runCommand } from './quickInput';
import type { Workbench } from './workbench';

/** The charts, by the names that their sections have. */
export type ChartName = 'process' | 'loaded' | 'slabs' | 'pages' | 'timeline' | 'risk';

/** A row of a chart's table: raw values by column; null where a figure is not known. */
export type TableRow = Readonly<Record<string, string | number | null>>;

/** The page of the dashboard that is shown. */
export function dashboard({ page }: Workbench): FrameLocator {
  return page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
}

/** The same as a frame, in which scripts can be run. */
export async function dashboardFrame(workbench: Workbench): Promise<Frame> {
  const element = await dashboard(workbench).locator('body').elementHandle();
  const frame = await element?.ownerFrame();
  if (!frame) throw new Error('no dashboard is shown');
  return frame;
}

/** Opens a file that is shown in a webview, from the folder, with Go to File. */
export async function openSnapshotFile(workbench: Workbench, name: string): Promise<void> {
  await fillQuickInput(workbench, 'Control+p', join(workbench.folder, name));
  await clickRow(
    workbench,
    workbench.page.locator(`.quick-input-list .monaco-list-row[aria-label^="${basename(name)}"]`),
  );
  await dashboard(workbench).locator('body').waitFor();
}

/** Answers VS Code's question where a file is to be saved, and waits until it is there. */
export async function saveAs({ page }: Workbench, path: string): Promise<void> {
  const input = page.locator('.quick-input-widget:visible input.input');
  // It is there before the name that it proposes, which would take the place of ours.
  await expect.poll(() => input.inputValue()).toMatch(/\.(?:json|csv|png)$/);
  await input.fill(path);
  await page
    .locator('.quick-input-widget:visible')
    .getByRole('button', { name: /^(OK|Save)$/ })
    .click();
  await expect.poll(() => existsSync(path)).toBe(true);
}

/** Runs the command, and waits until the first chart is drawn. */
export async function openDashboard(workbench: Workbench): Promise<void> {
  await runCommand(workbench, 'Zone Lens: Open Dashboard');
  await chart(workbench, 'loaded').locator('canvas').first().waitFor();
}

export function chart(workbench: Workbench, name: ChartName): Locator {
  return dashboard(workbench).locator(`section[data-chart="${name}"]`);
}

/** Opens the table of a chart, where it is not open. */
export async function openTable(workbench: Workbench, name: ChartName): Promise<void> {
  const section = chart(workbench, name);
  await section.scrollIntoViewIfNeeded();
  const table = section.locator('table');
  if ((await table.count()) === 0) await section.locator('[data-action="table"]').click();
  await table.waitFor();
}

/** Chooses a value of a control, of a chart or of the head of the page. */
export async function choose(place: Locator, name: string, value: string): Promise<void> {
  await place.locator(`[data-select="${name}"] select`).selectOption(value);
}

/** What the table of a chart says, read out of the page, by the keys of its rows. Charts move only while they are in sight. */
export async function tableOf(workbench: Workbench, name: ChartName): Promise<ReadonlyMap<string, TableRow>> {
  await chart(workbench, name).scrollIntoViewIfNeeded();
  const rows = await chart(workbench, name)
    .locator('tbody tr')
    .evaluateAll((elements) =>
      elements.map((row) => ({
        key: row.getAttribute('data-key') ?? '',
        cells: [...row.children].map((cell) => [
          cell.getAttribute('data-key') ?? '',
          cell.getAttribute('data-value') ?? '',
          cell.classList.contains('number'),
        ]),
      })),
    );
  return new Map(rows.map(({ key, cells }) => [key, rowOf(cells as [string, string, boolean][])]));
}

function rowOf(cells: readonly (readonly [string, string, boolean])[]): TableRow {
  const rawValue = (text: string, isNumber: boolean): string | number | null =>
    text === '' ? null : isNumber ? Number(text) : text;
  return Object.fromEntries(cells.map(([key, text, isNumber]) => [key, rawValue(text, isNumber)]));
}

/** Takes pictures of the dashboard while it is paused: what moves never comes to rest. */
export async function pausedPictures(workbench: Workbench, take: () => Promise<void>): Promise<void> {
  const pause = dashboard(workbench).locator('header [data-action="pause"]');
  await pause.click();
  await take();
  await pause.click();
}
