import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sampleDashboard } from '../client/dashboard/support/sampleData';
import { accessibilityProblems } from './support/axe';
import { CHARTS } from './support/charts';
import { PAGE_PICTURES, usePages } from './support/page';
import { THEMES } from './support/webview';

const WIDTHS = [
  { name: 'narrow', widthPx: 320 },
  { name: 'wide', widthPx: 1400 },
] as const;

describe.each(THEMES)('a checker finds nothing wrong in %s', (theme) => {
  const open = usePages();

  test.each(WIDTHS)('$name', async ({ widthPx }) => {
    const waiting = await open({ theme, widthPx });
    expect(await accessibilityProblems(waiting.page)).toEqual([]);

    const planned = await open({ theme, widthPx });
    await planned.settle(sampleDashboard({ kind: 'planned' }));
    expect(await accessibilityProblems(planned.page)).toEqual([]);

    const live = await open({ theme, widthPx });
    const data = sampleDashboard({ zoneCount: 40 });
    await live.settle({ ...data, trouble: 'The collector was started again.' });
    expect(await accessibilityProblems(live.page)).toEqual([]);
    await live.send({ type: 'notice', text: 'There is no room on the disk.', isError: true });
    await live.page.getByText('There is no room').waitFor();

    await live.settle(data, sampleDashboard({ takenAtMs: data.takenAtMs - 600_000 }));
    for (const id of CHARTS) {
      await live.press('table', id);
      await live.card(id).locator('table').waitFor();
    }
    expect(await accessibilityProblems(live.page)).toEqual([]);
  });
});

describe('what a page is without its colours, its size and its pointer', () => {
  const open = usePages();

  test('forced colours keep every control and drawing', async () => {
    const { page, settle, card } = await open({ theme: 'Dark Modern', context: { forcedColors: 'active' } });
    await settle(sampleDashboard());
    // The checker does not know which colours are forced.
    expect(await accessibilityProblems(page, ['color-contrast'])).toEqual([]);
    await page.screenshot({ path: join(PAGE_PICTURES, 'forced-colours.png'), fullPage: true });
    const fills = await card('loaded')
      .locator('.swatch rect:first-of-type')
      .evaluateAll((list) => list.map((rect) => getComputedStyle(rect).fill));
    expect(new Set(fills).size).toBeGreaterThan(2);
  });

  test.each([280, 320, 400, 700, 1000, 1400, 2200])('nothing sticks out at %i pixels', async (widthPx) => {
    const { page, settle, press } = await open({ widthPx });
    await settle(sampleDashboard({ zoneCount: 40 }), sampleDashboard());
    for (const id of CHARTS) await press('table', id);
    const overhangPx = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overhangPx).toBe(0);
  });

  test('everything is there at twice the size', async () => {
    const { page, settle } = await open({ widthPx: 700, context: { deviceScaleFactor: 2 } });
    await page.evaluate(() => document.documentElement.style.setProperty('--vscode-font-size', '26px'));
    await settle(sampleDashboard());
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll('h1, h2, p, li, label, select, vscode-toolbar-button')]
        .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .map((element) => element.textContent),
    );
    expect(cut).toEqual([]);
    expect(await accessibilityProblems(page)).toEqual([]);
  });
});
