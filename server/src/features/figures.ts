/** Made once: each `toLocaleString` makes one anew. */
const COUNTS = new Intl.NumberFormat('en-US');

/** A count with thousands separated, the same in every locale. */
export function formatCount(count: number): string {
  return COUNTS.format(count);
}

/** A share of 1 as percent: one decimal below 10, none above, and never 0 for something. */
export function formatPercent(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return '<0.1 %';
  return `${percent >= 9.95 ? formatCount(Math.round(percent)) : percent.toFixed(1)} %`;
}

/** A bar for a share of 1: full from 1 on, and with one cell filled for anything above 0. */
export function bar(share: number, cells: number): string {
  const filled = share <= 0 ? 0 : Math.min(cells, Math.max(1, Math.round(share * cells)));
  return '▮'.repeat(filled) + '▯'.repeat(cells - filled);
}

/** A text with its middle left out, where it is longer than `length` UTF-16 units. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const head = Math.ceil((length - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (length - 1 - head))}`;
}
