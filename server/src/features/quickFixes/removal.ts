import type { ConfigFile } from '../../config/configFiles';
import { type Directive, directiveRange } from '../../config/tree';
import type { FixEdit } from './quickFix';

/** How a directive is taken out of its file. */
export interface Removal {
  readonly edit: FixEdit;
  /** The directive as it is written, with a comment behind it that goes with it. */
  readonly removedText: string;
}

/**
 * Takes a directive out: with its line where it has that for itself, and then with the comment behind it; else only the
 * directive, so that what else stands on the line stays as it is.
 */
export function removeDirective({ path, tree }: ConfigFile, directive: Directive): Removal {
  const { text } = tree;
  const { start, end } = directiveRange(tree, directive);
  const lineStart = afterMark(text, startOfLine(text, start));
  const isFirst = isBlank(text.slice(lineStart, start));
  const rest = text.slice(end, endOfLine(text, end));
  const hasCommentOnly = /^[ \t\r]*(?:#|$)/.test(rest);
  if (!isFirst) return removal(path, text, { from: withoutBlanksBefore(text, start), to: end }, { start, end });
  if (!hasCommentOnly) return removal(path, text, { from: start, to: end + blanksAt(rest) }, { start, end });
  const kept = { start, end: end + rest.trimEnd().length };
  const lineEnd = end + rest.length;
  if (lineEnd < text.length) return removal(path, text, { from: lineStart, to: lineEnd + 1 }, kept);
  // The last line has no break of its own: that of the line before goes.
  return removal(path, text, { from: text[lineStart - 2] === '\r' ? lineStart - 2 : lineStart - 1, to: lineEnd }, kept);
}

interface Cut {
  readonly from: number;
  readonly to: number;
}

function removal(path: string, text: string, { from, to }: Cut, kept: { start: number; end: number }): Removal {
  const range = { start: Math.max(0, from), end: to };
  return { edit: { path, range, newText: '' }, removedText: text.slice(kept.start, kept.end) };
}

function isBlank(text: string): boolean {
  return /^[ \t]*$/.test(text);
}

/** A byte order mark is not seen, and nothing may come to stand before it. */
export function afterMark(text: string, offset: number): number {
  return offset === 0 && text[0] === '\uFEFF' ? 1 : offset;
}

function blanksAt(text: string): number {
  return text.length - text.trimStart().length;
}

function withoutBlanksBefore(text: string, offset: number): number {
  let at = offset;
  while (text[at - 1] === ' ' || text[at - 1] === '\t') at--;
  return at;
}

/** Offset of the first character of a line. */
export function startOfLine(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** Offset of the line feed that ends a line, or of the end of the text. */
export function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end;
}
