import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Locator } from 'playwright-core';
import { type Box, boxOfText } from './inPage.mjs';
import { clickRow, fillQuickInput } from './quickInput';
import type { Workbench } from './workbench';

const POLL_MS = 50;
const TIMEOUT_MS = 15_000;

/** How long the extension may take to start on a busy machine. */
const STARTING_MS = 60_000;

/** The editor that has the focus, or had it last. */
export function editor({ page }: Workbench): Locator {
  return page.locator('.editor-group-container.active .editor-instance .monaco-editor').first();
}

/** Opens a file of the folder with Go to File, and waits until its text is drawn. */
export async function openFile(workbench: Workbench, path: string): Promise<void> {
  const { page, folder } = workbench;
  await fillQuickInput(workbench, 'Control+p', join(folder, path));
  // Until the list has followed, it offers the files that were opened last.
  const label = [basename(path), dirname(path)].filter((part) => part !== '.').join(' ');
  const row = `.quick-input-list .monaco-list-row[aria-label^="${label}`;
  await clickRow(workbench, page.locator(`${row},"], ${row} unsaved changes"]`));
  const shown = page.locator(`.editor-group-container.active .monaco-editor[data-uri$="${encodeURI(`/${path}`)}"]`);
  await shown.locator('.view-line').first().waitFor();
}

/** Scrolls to a text of a file, as saved, with Go to Line, and puts the cursor before it. */
export async function goToText(workbench: Workbench, path: string, text: string): Promise<void> {
  const before = readFileSync(join(workbench.folder, path), 'utf8').split(text, 1)[0] ?? '';
  const line = before.split('\n').length;
  const column = before.length - before.lastIndexOf('\n');
  await fillQuickInput(workbench, 'Control+g', `:${line}:${column}`);
  await workbench.page.keyboard.press('Enter');
  await boxOf(workbench, text);
}

/** Opens a config that has zones, and waits until something is said about them: until then nothing is answered. */
export async function openFirstConfig(workbench: Workbench): Promise<void> {
  await openFile(workbench, 'conf.d/30-lua.conf');
  await editor(workbench)
    .locator('.view-line span[class*="dyn-rule"]')
    .first()
    .waitFor({ state: 'attached', timeout: STARTING_MS });
}

/** Where a text is drawn in the active editor. Waits for it. */
export async function boxOf(workbench: Workbench, text: string): Promise<Box> {
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    const box = await workbench.page.evaluate(boxOfText, text);
    if (box !== null) return box;
    if (Date.now() > deadline) throw new Error(`"${text}" is not drawn in the editor`);
    await workbench.page.waitForTimeout(POLL_MS);
  }
}

/** Clicks before a text that is drawn, or behind it. */
export async function placeCursor(workbench: Workbench, text: string, side: 'before' | 'behind'): Promise<void> {
  const { x, y, width, height } = await boxOf(workbench, text);
  await workbench.page.mouse.click(side === 'before' ? x + 1 : x + width, y + height / 2);
}

/** Types at the cursor, key by key. */
export async function typeInEditor({ page }: Workbench, text: string): Promise<void> {
  await page.keyboard.type(text, { delay: 20 });
}

/** Rests the mouse on a text that is drawn, and gives what the hover says. */
export async function hoverOn(workbench: Workbench, text: string): Promise<string> {
  const { page } = workbench;
  const { x, y, width, height } = await boxOf(workbench, text);
  await page.mouse.move(x + width / 2 - 2, y + height / 2);
  await page.mouse.move(x + width / 2, y + height / 2);
  const hover = page.locator('.monaco-editor .monaco-hover:visible, .monaco-resizable-hover .monaco-hover:visible');
  const contents = hover.locator('.hover-contents').filter({ hasNotText: /^Loading\.\.\.$/ });
  await contents.first().waitFor();
  return (await contents.allInnerTexts()).join('\n');
}

/** How far the table of the hover that is shown reaches below what is seen of it, in pixels; below 0: not at all. */
export async function hoverOverhang({ page }: Workbench): Promise<number> {
  const hover = page.locator('.monaco-hover:visible', { has: page.locator('table') }).first();
  const [whole, table] = await Promise.all([hover.boundingBox(), hover.locator('table').first().boundingBox()]);
  if (whole === null || table === null) throw new Error('no hover with a table is shown');
  return table.y + table.height - (whole.y + whole.height);
}

/** Takes the mouse off the text, so that no hover is in the way. */
export async function leaveHover({ page }: Workbench): Promise<void> {
  await page.mouse.move(1, 1);
  await page.keyboard.press('Escape');
  await page.locator('.monaco-hover:visible').first().waitFor({ state: 'detached' });
}

/** Labels of what is offered to complete at the cursor. Waits for the list. */
export async function completionLabels({ page }: Workbench): Promise<string[]> {
  await page.keyboard.press('Escape'); // a list that came while typing would only show its details
  await page.keyboard.press('Control+Space');
  const rows = page.locator('.suggest-widget.visible .monaco-list-row');
  await rows.first().waitFor();
  return rows.locator('.label-name').allInnerTexts();
}

/** Takes an offer of the completion list that is shown. */
export async function chooseCompletion({ page }: Workbench, label: string): Promise<void> {
  const rows = page.locator('.suggest-widget.visible .monaco-list-row');
  await rows
    .filter({ has: page.getByText(label, { exact: true }) })
    .first()
    .click();
}

/** Titles of the fixes that are offered where the cursor is. Waits for the list. */
export async function quickFixTitles({ page }: Workbench): Promise<string[]> {
  await page.keyboard.press('Control+.');
  const rows = page.locator('.action-widget .monaco-list-row.action');
  await rows.first().waitFor();
  return rows.locator('.title').allInnerTexts();
}

/** Takes a fix of the list that is shown. */
export async function chooseQuickFix({ page }: Workbench, title: string): Promise<void> {
  await page.locator('.action-widget .monaco-list-row.action', { hasText: title }).first().click();
  await page.locator('.action-widget').first().waitFor({ state: 'hidden' });
}

/** Renames what is under the cursor. */
export async function rename({ page }: Workbench, newName: string): Promise<void> {
  await page.keyboard.press('F2');
  const input = page.locator('.rename-box input.rename-input');
  await input.fill(newName);
  await page.keyboard.press('Enter');
  await input.waitFor({ state: 'hidden' });
}

/** Texts of the inlay hints that are drawn. */
export async function inlayHints(workbench: Workbench): Promise<string[]> {
  // VS Code draws hints as text in a style of their own, and nothing else here has one.
  const texts = await editor(workbench).locator('.view-line span[class*="dyn-rule"]').allInnerTexts();
  return texts.map((text) => text.replaceAll('\u00a0', ' ').trim()).filter((text) => text !== '');
}
