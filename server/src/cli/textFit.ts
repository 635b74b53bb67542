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
  if (cells === null) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer) > cells) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  lines.push(line);
  return lines;
}
