/** Widths in shares of the font's size: rather too wide than too narrow, as the font is not known. */
const NARROW_CHARACTER = 0.64;
const WIDE_CHARACTER = 1.05;

/** Characters of East Asian scripts, which are about as wide as high. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/;

/** About how wide a text is drawn, in CSS pixels: a chart is a value, and has no canvas to measure with. */
export function textWidthPx(text: string, fontSizePx: number): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? WIDE_CHARACTER : NARROW_CHARACTER;
  return width * fontSizePx;
}

/** How many narrow characters fit into a width. */
export function fittingCharacters(widthPx: number, fontSizePx: number): number {
  return Math.max(1, Math.floor(widthPx / (NARROW_CHARACTER * fontSizePx)));
}

/** A text in lines of about so many narrow characters, broken at spaces where it has any. */
export function wrapText(text: string, charactersALine: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    for (const piece of pieces(word, charactersALine)) {
      const joined = line === '' ? piece : `${line} ${piece}`;
      if (line !== '' && textWidthPx(joined, 1) > charactersALine * NARROW_CHARACTER) {
        lines.push(line);
        line = piece;
      } else {
        line = joined;
      }
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** A word that is longer than a line, or has no spaces as Chinese has none, in pieces of a line's length. */
function pieces(word: string, charactersALine: number): string[] {
  const list: string[] = [];
  let piece = '';
  for (const character of word) {
    if (piece !== '' && textWidthPx(piece + character, 1) > charactersALine * NARROW_CHARACTER) {
      list.push(piece);
      piece = '';
    }
    piece += character;
  }
  return piece === '' ? list : [...list, piece];
}
