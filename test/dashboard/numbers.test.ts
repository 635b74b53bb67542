import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { csvParse } from 'd3-dsv';
import { describe, expect, test } from 'vitest';
import type { ChartTable } from '../../client/src/dashboard/chartView';
import type { FromPage, PageFile } from '../../client/src/dashboard/protocol';
import { sentenceCase } from '../../client/src/dashboard/sentenceCase';
import { sampleDashboard } from '../client/dashboard/support/sampleData';
import { CHARTS, viewOf } from './support/charts';
import { type OpenedPage, PAGE_PICTURES, usePages } from './support/page';

const open = usePages();
const data = sampleDashboard();

describe('the numbers', () => {
  test.each(CHARTS)('of %s stand in its table', async (id) => {
    const opened = await open();
    await opened.settle(data);
    await opened.press('table', id);
    const { table } = viewOf(id, data);
    expect(table.rows.length).toBeGreaterThan(0);
    expect(await allRows(opened, id)).toEqual(expectedRows(table));
  });

  test.each(CHARTS)('of %s are exported as CSV and JSON', async (id) => {
    const opened = await open();
    await opened.settle(data);
    const { table, title } = viewOf(id, data);
    await opened.press('csv', id);
    await opened.press('json', id);
    await opened.press('copy', id);
    const [csv, json] = await exported(opened, 2);
    expect(csv?.fileName).toMatch(/^nginx-1\.22\.1-pid-4242-\w+-[\dT-]+\.csv$/);
    const lines = csvParse(csv?.content ?? '');
    expect(lines).toHaveLength(table.rows.length);
    const read = JSON.parse(json?.content ?? '') as { schema: string; chart: string; rows: { cells: object }[] };
    expect(read).toMatchObject({ schema: 'zone-lens.chart/1', chart: id, title });
    for (const [index, row] of table.rows.entries()) {
      const cells = table.columns.map(({ key }, column) => [key, row.cells[column] ?? null] as const);
      expect(read.rows[index]?.cells).toEqual(Object.fromEntries(cells));
      for (const [key, value] of cells) expect(lines[index]?.[key]).toBe(value === null ? '' : String(value));
      expect(lines[index]?.exactness).toBe(row.exactness);
    }
    const copied = (await opened.posted()).find((message) => message.type === 'copy');
    expect(copied).toMatchObject({ what: title });
    expect(copied?.text.split('\n')[0]).toBe(table.columns.map(({ label }) => sentenceCase(label)).join('\t'));
  });

  test.each(CHARTS)('of %s are drawn into a picture', async (id) => {
    const opened = await open();
    await opened.settle(data);
    await opened.press('png', id);
    const [png] = await exported(opened, 1);
    const bytes = Buffer.from(png?.content ?? '', 'base64');
    writeFileSync(join(PAGE_PICTURES, `exported-${id}.png`), bytes);
    expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
    const colours = await opened.page.evaluate(coloursOfPicture, png?.content ?? '');
    expect(colours.count).toBeGreaterThan(20);
    expect(colours.corner).toEqual([0x1f, 0x1f, 0x1f, 255]);
  });

  test('are drawn into a picture also where the chart has not been in sight', async () => {
    const opened = await open({ heightPx: 300 });
    await opened.show(data);
    const button = opened.card('risk').locator('[data-action="png"]');
    await button.waitFor();
    // A click would bring it into sight.
    await button.dispatchEvent('click');
    const [png] = await exported(opened, 1);
    expect((await opened.page.evaluate(coloursOfPicture, png?.content ?? '')).count).toBeGreaterThan(20);
  });

  test('are sorted by the head of a column, and what is not known stands last', async () => {
    const opened = await open();
    await opened.settle(data);
    await opened.press('table', 'loaded');
    const { table } = viewOf('loaded', data);
    const index = table.columns.findIndex(({ unit }) => unit === 'count');
    const key = table.columns[index]?.key ?? '';
    const head = opened.card('loaded').locator(`thead th[data-key="${key}"]`);
    await head.locator('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    const values = (await allRows(opened, 'loaded')).map(({ cells }) => cells[index] ?? '');
    const known = values.filter((value) => value !== '').map(Number);
    expect(known.length).toBeGreaterThan(1);
    expect(known).toEqual(known.toSorted((left, right) => right - left));
    expect(values.slice(known.length).every((value) => value === '')).toBe(true);
  });
});

interface ShownRow {
  readonly key: string;
  readonly cells: readonly string[];
}

/** Turns over all pages of the table. */
async function allRows(opened: OpenedPage, id: (typeof CHARTS)[number]): Promise<ShownRow[]> {
  const card = opened.card(id);
  const rows: ShownRow[] = [];
  for (;;) {
    const shown = await card.locator('tbody tr').evaluateAll((list) =>
      list.map((row) => ({
        key: row.getAttribute('data-key') ?? '',
        cells: [...row.children].map((cell) => cell.getAttribute('data-value') ?? 'none'),
      })),
    );
    if (shown[0]?.key === rows.at(-shown.length)?.key) return rows;
    rows.push(...shown);
    const forward = card.locator('[data-action="rows behind"]');
    if ((await forward.count()) === 0) return rows;
    const first = card.locator('tbody tr').first();
    const before = await first.getAttribute('data-key');
    await forward.click();
    await opened.page.waitForTimeout(50);
    if ((await first.getAttribute('data-key')) === before) return rows;
  }
}

function expectedRows({ columns, rows }: ChartTable): ShownRow[] {
  return rows.map(({ key, cells }) => ({ key, cells: columns.map((_, index) => String(cells[index] ?? '')) }));
}

async function exported(opened: OpenedPage, count: number): Promise<PageFile[]> {
  const files = async (): Promise<PageFile[]> =>
    (await opened.posted())
      .filter((message): message is Extract<FromPage, { type: 'export' }> => message.type === 'export')
      .map(({ file }) => file);
  await expect.poll(async () => (await files()).length).toBe(count);
  return files();
}

/** Runs in the page: how many colours a picture has, and that of its corner. */
async function coloursOfPicture(base64: string): Promise<{ count: number; corner: number[] }> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const pen = canvas.getContext('2d');
  pen?.drawImage(bitmap, 0, 0);
  const data = pen?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? new Uint8ClampedArray();
  return { count: new Set(new Uint32Array(data.buffer)).size, corner: [...data.slice(0, 4)] };
}
