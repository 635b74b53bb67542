import { csvFormatRows, tsvFormatRows } from 'd3-dsv';
import { cellText } from './cellText';
import type { ChartTable, ChartView } from './chartView';
import type { PageFile } from './protocol';
import { sentenceCase } from './sentenceCase';

/** Of the JSON's form: raised when a field changes its meaning. */
export const CHART_SCHEMA = 'zone-lens.chart/1';

/** What the figures are of. */
export interface ExportSource {
  readonly title: string;
  readonly takenAtMs: number;
}

/** The numbers of a chart for spreadsheets: raw, with a column for how they were got. */
export function chartCsv({ columns, rows }: ChartTable): string {
  const head = [...columns.map(({ key }) => key), 'exactness', 'marked'];
  const lines = rows.map((row) => [
    ...columns.map((_, index) => csvCell(row.cells[index] ?? null)),
    row.exactness,
    row.marked.join(' '),
  ]);
  return `${csvFormatRows([head, ...lines])}\n`;
}

/** The numbers of a chart for programs. */
export function chartJson(view: ChartView, source: ExportSource): string {
  const { columns, rows } = view.table;
  const content = {
    schema: CHART_SCHEMA,
    chart: view.id,
    title: view.title,
    summary: view.summary,
    source: source.title,
    takenAt: new Date(source.takenAtMs).toISOString(),
    columns: columns.map(({ key, label, unit }) => ({ key, label, unit })),
    rows: rows.map((row) => ({
      key: row.key,
      exactness: row.exactness,
      marked: row.marked,
      cells: Object.fromEntries(columns.map(({ key }, index) => [key, row.cells[index] ?? null])),
    })),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** The table as it is read, in columns that paste into mails, tickets and spreadsheets. */
export function tableText({ columns, rows }: ChartTable): string {
  const head = columns.map(({ label }) => sentenceCase(label));
  const lines = rows.map((row) => columns.map((column, index) => withoutFormula(cellText(column, row, index))));
  return `${tsvFormatRows([head, ...lines])}\n`;
}

/** A file name that every system takes: what it is of, and when. */
export function exportFileName(view: ChartView, source: ExportSource, format: PageFile['format']): string {
  const time = new Date(source.takenAtMs).toISOString().slice(0, 19).replaceAll(':', '-');
  const subject = source.title
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60);
  return `${subject === '' ? 'zones' : subject}-${view.id}-${time}.${format}`;
}

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  return typeof value === 'number' ? String(value) : withoutFormula(value);
}

/** Spreadsheets run what begins like a formula, and names of zones may come from anyone. */
function withoutFormula(text: string): string {
  return /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
}
