import { textWidth } from './columns';

const ESCAPE = '\u001b';
const RESET = `${ESCAPE}[0m`;

/** A colour sequence, or one character. */
const PIECES = new RegExp(`${ESCAPE}\\[[\\d;]*m|[^]`, 'gu');

/** A line cut to so many cells of a terminal, with `…` where something was cut off; colours end with it. */
export function clipLine(line: string, cells: number): string {
  if (textWidth(line) <= cells) return line;
  let clipped = '';
  let width = 0;
  let isColored = false;
  for (const [piece] of line.matchAll(PIECES)) {
    if (piece.length > 1 && piece.startsWith(ESCAPE)) {
      isColored = true;
      clipped += piece;
      continue;
    }
    const pieceWidth = textWidth(piece);
    if (width + pieceWidth > cells - 1) break;
    clipped += piece;
    width += pieceWidth;
  }
  return `${clipped}${isColored ? RESET : ''}…`;
}

/** A text in lines of at most so many cells, broken between words. A longer word has a line of its own. */
export function wrapText(text: string, cells: number | null): string[] {
  return wrapItems(text.split(' '), ' ', cells);
}

/**
 * Items with a separator between them, in lines of at most so many cells, broken behind separators only: `12 KB by worker 7`
 * stays together. A longer item has a line of its own.
 */
export function wrapItems(items: readonly string[], separator: string, cells: number | null): string[] {
  if (cells === null) return [items.join(separator)];
  const endCells = textWidth(separator.trimEnd());
  const lines: string[] = [];
  let line: string | null = null;
  for (const [index, item] of items.entries()) {
    const longer: string = line === null ? item : line + separator + item;
    const isLast = index === items.length - 1;
    if (line !== null && textWidth(longer) + (isLast ? 0 : endCells) > cells) {
      lines.push(line + separator.trimEnd());
      line = item;
    } else line = longer;
  }
  if (line !== null) lines.push(line);
  return lines;
}
