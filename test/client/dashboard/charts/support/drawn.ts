import { init } from 'echarts';
import { expect } from 'vitest';
import type { ChartView } from '../../../../../client/src/dashboard/chartView';

/** A series of an option, as far as tests read it. */
export interface DrawnSeries {
  readonly id: string;
  readonly type: string;
  readonly silent?: boolean;
  readonly data: readonly unknown[];
}

/** The series of a chart that draws something. */
export function seriesOf(view: ChartView): readonly DrawnSeries[] {
  expect(view.option, view.empty ?? '').not.toBeNull();
  return (view.option as { series: readonly DrawnSeries[] }).series;
}

/** Numbers of one series: plain ones, those of objects, and the first of each pair. */
export function valuesOf(view: ChartView, id: string): (number | null)[] {
  const series = seriesOf(view).find((one) => one.id === id);
  expect(series, `series ${id}`).toBeDefined();
  return (series?.data ?? []).map(numberOf);
}

function numberOf(datum: unknown): number | null {
  if (Array.isArray(datum)) return numberOf(datum[0]);
  if (typeof datum === 'object' && datum !== null) return numberOf((datum as { value: unknown }).value);
  return typeof datum === 'number' ? datum : null;
}

/** What the tooltip says of a drawn thing. */
export function tooltipOf(view: ChartView, seriesIndex: number, dataIndex: number): string {
  const { tooltip } = view.option as { tooltip: { renderMode: string; formatter: (target: unknown) => string } };
  expect(tooltip.renderMode).toBe('richText');
  return tooltip.formatter({ seriesIndex, dataIndex });
}

/** Holds for every chart: a table that is whole, and items that lead to something drawn. */
export function expectSound(view: ChartView): void {
  const keys = view.table.columns.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(new Set(view.table.rows.map(({ key }) => key)).size).toBe(view.table.rows.length);
  for (const row of view.table.rows) {
    expect(row.cells, row.key).toHaveLength(keys.length);
    for (const marked of row.marked)
      expect(row.cells[keys.indexOf(marked)], `${row.key} ${marked}`).toEqual(expect.any(Number));
    if (row.marked.length > 0) expect(row.exactness).not.toBe('exact');
    for (const cell of row.cells) expect(typeof cell !== 'number' || Number.isFinite(cell)).toBe(true);
  }
  for (const control of view.controls) expect(control.options.map(({ value }) => value)).toContain(control.value);
  expect(view.summary).not.toBe('');
  if (view.option === null) {
    expect(view.empty).toEqual(expect.stringMatching(/./));
    expect(view.items).toEqual([]);
    return;
  }
  expect(view.empty).toBeNull();
  expect(view.heightPx).toBeGreaterThan(0);
  const series = seriesOf(view);
  expect(new Set(series.map(({ id }) => id)).size).toBe(series.length);
  for (const item of view.items) {
    const drawn = series[item.seriesIndex];
    expect(drawn?.silent ?? false, `silent: ${item.text}`).toBe(false);
    expect(numberOf(drawn?.data[item.dataIndex]), item.text).not.toBeNull();
    expect(item.text).not.toBe('');
    expect(tooltipOf(view, item.seriesIndex, item.dataIndex)).not.toBe('');
  }
}

/** All texts that the library itself draws of an option, in the order in which it draws them. */
export function drawnTexts(view: ChartView, widthPx: number): string[] {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: widthPx, height: view.heightPx });
  try {
    chart.setOption({ animation: false, ...view.option });
    const texts = chart.renderToSVGString().matchAll(/<text[^>]*>([^<]*)<\/text>/g);
    return [...texts].map(([, text = '']) => unescaped(text));
  } finally {
    chart.dispose();
  }
}

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
