import { shorten } from '../figures';
import { printable } from '../printable';

const NO_BREAK_SPACE = '\u00a0';

/** Names of zones are shown in full up to this length. */
const LONGEST_CODE = 60;

/**
 * Text of a config as a Markdown code span, on one line and cut in its middle: nothing in it is taken for Markdown. Not for
 * a cell of a table, where a `|` would end the cell.
 */
export function code(text: string, longest: number = LONGEST_CODE): string {
  const shown = printable(shorten(text, longest));
  const runs = shown.match(/`+/g) ?? [];
  const fence = '`'.repeat(1 + runs.reduce((most, run) => Math.max(most, run.length), 0));
  // One space on each side is taken off again; without it a backtick at the edge would belong to the fence.
  const pad = shown === '' || /^[` ]|[` ]$/.test(shown) ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** Any text as Markdown that shows just that text, in a table's cell too. */
export function plain(text: string): string {
  return printable(text).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** A row of a table: what it tells, and the figure. Both are Markdown. */
export type Row = readonly [label: string, text: string];

/**
 * A table without a heading of its own: the first row takes its place. A long text beside a label does not make it two lines
 * high: the space in a hover is small.
 */
export function table(rows: readonly Row[]): string {
  const [first, ...others] = rows.map(([label, text]) => `| ${label.replaceAll(' ', NO_BREAK_SPACE)} | ${text} |`);
  return first === undefined ? '' : [first, '| :-- | :-- |', ...others].join('\n');
}

/** Blocks of Markdown one below the other; empty ones are left out. */
export function blocks(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Lines of one paragraph, each beginning on a line of its own; empty ones are left out. */
export function lines(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('  \n');
}
