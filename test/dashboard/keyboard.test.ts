import { describe, expect, test } from 'vitest';
import { sampleDashboard } from '../client/dashboard/support/sampleData';
import { CHARTS, viewOf } from './support/charts';
import { nextFrames, usePages } from './support/page';

const open = usePages();
const data = sampleDashboard();

describe('the keyboard', () => {
  test.each(CHARTS)('walks over %s, and each stop is told', async (id) => {
    const { page, settle, card } = await open();
    await settle(data);
    const { items } = viewOf(id, data);
    expect(items.length).toBeGreaterThan(1);
    const drawing = card(id).locator('.drawing');
    const said = page.locator('[data-said]');
    await drawing.focus();
    const texts = items.map(({ text }) => text.trim());
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => said.textContent()).toBe(texts[0]);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => said.textContent()).toBe(texts[1]);
    await page.keyboard.press('End');
    await expect.poll(() => said.textContent()).toBe(texts.at(-1));
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => said.textContent()).toBe(texts.at(-2));
    await page.keyboard.press('Home');
    await expect.poll(() => said.textContent()).toBe(texts[0]);
    await page.keyboard.press('Escape');
    expect(await drawing.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test('Enter on a bar looks at its zone', async () => {
    const { page, settle, card, look } = await open();
    await settle(data);
    const { items } = viewOf('loaded', data);
    await card('loaded').locator('.drawing').focus();
    const index = items.findIndex(({ zoneKey }) => zoneKey === 'cats');
    expect(index).toBeGreaterThan(0);
    for (let step = 0; step <= index; step++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await look()).zoneKey).toBe('cats');
  });

  test('plus and minus zoom the timeline, and new samples leave the zoom as it is', async () => {
    const { page, settle, show, card } = await open();
    await settle(data);
    const drawing = card('timeline').locator('.drawing');
    await drawing.focus();
    const before = await drawing.screenshot();
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    await nextFrames(page);
    const zoomed = await drawing.screenshot();
    expect(zoomed.equals(before)).toBe(false);
    await show({ ...data, takenAtMs: data.takenAtMs + 1000 });
    await nextFrames(page);
    expect((await drawing.screenshot()).equals(zoomed)).toBe(true);
    await page.keyboard.press('0');
    await nextFrames(page);
    expect((await drawing.screenshot()).equals(before)).toBe(true);
  });

  test('a bar that is not in sight comes into it, and stays there while samples come', async () => {
    const { page, settle, show, card } = await open();
    const many = sampleDashboard({ zoneCount: 500 });
    await settle(many);
    const drawing = card('loaded').locator('.drawing');
    await drawing.focus();
    const before = await drawing.screenshot();
    await page.keyboard.press('End');
    const last = viewOf('loaded', many).items.at(-1)?.text;
    await expect.poll(() => page.locator('[data-said]').textContent()).toBe(last);
    await nextFrames(page);
    const moved = await drawing.screenshot();
    expect(moved.equals(before)).toBe(false);
    await show({ ...many, takenAtMs: many.takenAtMs + 1000 });
    await nextFrames(page);
    expect((await drawing.screenshot()).equals(moved)).toBe(true);
  });

  test('Tab comes to every control, in the order in which they are read, and leaves the page', async () => {
    const { page, settle } = await open();
    await settle(data);
    const reached: string[] = [];
    for (let step = 0; step < 200; step++) {
      await page.keyboard.press('Tab');
      const name = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === null || element === document.body) return null;
        const card = element.closest('[data-chart]')?.getAttribute('data-chart') ?? 'header';
        const what =
          element.getAttribute('data-action') ?? element.closest('[data-select]')?.getAttribute('data-select');
        return `${card} ${what ?? element.className}`;
      });
      if (name === null) break;
      reached.push(name);
    }
    expect(reached.slice(0, 3)).toEqual(['header process', 'header zone', 'header go to declaration']);
    for (const id of CHARTS) {
      expect(reached).toContain(`${id} table`);
      expect(reached).toContain(`${id} json`);
      expect(reached).toContain(`${id} drawing`);
    }
    const order = [...new Set(reached.map((name) => name.split(' ')[0]))];
    expect(order).toEqual(['header', ...CHARTS]);
  });
});
