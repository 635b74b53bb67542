import type { TextRange } from '../../config/sourceText';

/** A size that a comment states. */
export interface CommentedSize {
  readonly text: string;
  readonly range: TextRange;
  /** Bytes that it may mean: powers of 1024, or of 1000. */
  readonly meanings: readonly number[];
}

const SIZE = /(\d{1,9}(?:\.\d{1,3})?)\s*(k|m|g)(?:i?b|ilobytes?|egabytes?|igabytes?)?\b/gi;

/** Comments that explain what a size holds speak of another size than the zone's. */
const EXPLANATION =
  /\d\s*=|=\s*\d|\b(?:per|each|every|about|approx\w*|store[sd]?|hold[s]?|contain\w*|keep[s]?|enough|entries|sessions|states|keys|max\w*|min\w*|up to|was|before|previously|default)\b|~|→|->/i;

/**
 * The size that a directive's comment states: at the end of its last line, or alone on the line above. Null where there
 * is none, or where the comment holds more than this one number and so may mean something else.
 */
export function commentedSize(text: string, directive: TextRange): CommentedSize | null {
  const lineEnd = endOfLine(text, directive.end);
  const trailing = /^[ \t]*#/.exec(text.slice(directive.end, lineEnd));
  if (trailing !== null) return sizeIn(text, directive.end, lineEnd);
  const lineStart = text.lastIndexOf('\n', directive.start - 1) + 1;
  if (lineStart === 0 || text.slice(lineStart, directive.start).trim() !== '') return null;
  const aboveStart = text.lastIndexOf('\n', lineStart - 2) + 1;
  const above = text.slice(aboveStart, lineStart - 1);
  return /^[ \t]*#/.test(above) ? sizeIn(text, aboveStart, lineStart - 1) : null;
}

function sizeIn(text: string, start: number, end: number): CommentedSize | null {
  const comment = text.slice(start, end);
  if ((comment.match(/\d+(?:\.\d+)?/g) ?? []).length !== 1 || EXPLANATION.test(comment)) return null;
  SIZE.lastIndex = 0;
  const match = SIZE.exec(comment);
  if (match === null) return null;
  const power = 'kmg'.indexOf((match[2] ?? 'k').toLowerCase()) + 1;
  const value = Number(match[1]);
  return {
    text: match[0],
    range: { start: start + match.index, end: start + match.index + match[0].length },
    meanings: [value * 1024 ** power, value * 1000 ** power],
  };
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}
