import { t } from '../../../server/src/l10n';
import type { LiveExactness } from '../../../server/src/shared/liveSample';
import { formatBytes } from '../../../server/src/zones/sizeText';
import type { ChartColumn, ChartRow } from './chartView';

/** What a mark before a figure says of it. */
const MARKS: Readonly<Record<LiveExactness, string>> = { exact: '', 'at least': '≥ ', estimated: '≈ ' };

/** By what makes them: making one takes longer than everything else about a cell. */
const formats = new Map<string, Intl.NumberFormat>();

/** Language of the page, for numbers and times. */
function language(): string {
  return document.documentElement.lang || 'en';
}

function numberText(value: number, style: 'decimal' | 'percent' = 'decimal', maximumFractionDigits = 3): string {
  const key = `${language()} ${style} ${maximumFractionDigits}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(language(), { style, maximumFractionDigits });
    formats.set(key, format);
  }
  return format.format(value);
}

/** A cell as people read it: with unit, mark of its exactness, and a word for what is not known. */
export function cellText(column: ChartColumn, row: ChartRow, index: number): string {
  const value = row.cells[index] ?? null;
  if (value === null) return t('not known');
  const mark = row.marked.includes(column.key) ? MARKS[row.exactness] : '';
  return mark + valueText(column.unit, value);
}

/** A value with its unit. */
export function valueText(unit: ChartColumn['unit'], value: string | number): string {
  if (typeof value === 'string') return value;
  switch (unit) {
    case 'bytes':
      return value < 0 ? `−${formatBytes(-value)}` : formatBytes(value);
    case 'percent':
      return numberText(value, 'percent', 1);
    case 'time':
      return timeText(value);
    case 'duration':
      return durationText(value);
    default:
      return numberText(value);
  }
}

/** Bytes with the mark of their exactness; a word where they are not known. */
export function figureText(figure: { readonly bytes: number | null; readonly exactness: LiveExactness }): string {
  return figure.bytes === null ? t('not known') : MARKS[figure.exactness] + formatBytes(figure.bytes);
}

/** Time of day; with the date, where that is not today's. */
export function timeText(atMs: number): string {
  const at = new Date(atMs);
  if (Number.isNaN(at.getTime())) return t('not known');
  const isToday = at.toDateString() === new Date().toDateString();
  return isToday ? at.toLocaleTimeString(language()) : at.toLocaleString(language());
}

/** A span in the unit that fits it: `2 s`, `1.5 min`, `3 h`. */
export function durationText(spanMs: number): string {
  const units = [
    [86_400_000, t('d')],
    [3_600_000, t('h')],
    [60_000, t('min')],
    [1000, t('s')],
  ] as const;
  const [lengthMs, unit] = units.find(([length]) => spanMs >= length) ?? [1, t('ms')];
  return `${numberText(spanMs / lengthMs, 'decimal', 1)} ${unit}`;
}
