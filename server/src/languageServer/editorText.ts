import type { Position, Range } from 'vscode-languageserver/node';
import { positionAt, type TextRange } from '../config/sourceText';
import type { ZoneModel } from '../zones/zoneModel';

/** A text with its lines as editors count them: a lone CR breaks a line too, which to nginx is white space. */
export interface EditorText {
  readonly text: string;
  readonly lineStarts: Int32Array;
  /** The text starts with a byte order mark, which editors take off. */
  readonly hasMark: boolean;
}

interface TextHolder {
  readonly lineStarts: Int32Array;
}

const KNOWN = new WeakMap<TextHolder, EditorText>();

/** A file or script of a config as an editor sees it; null for any other path. */
export function editorTextOf({ config, scripts }: ZoneModel, path: string): EditorText | null {
  const file = config.files.get(path);
  if (file !== undefined) return known(file, file.tree.text);
  const script = scripts.files.get(path);
  return script === undefined ? null : known(script, script.text);
}

function known(holder: TextHolder, text: string): EditorText {
  const before = KNOWN.get(holder);
  if (before !== undefined) return before;
  const hasLoneReturn = text.includes('\r') && /\r(?!\n)/.test(text);
  const lineStarts = hasLoneReturn ? editorLineStarts(text) : holder.lineStarts;
  const made = { text, lineStarts, hasMark: text.startsWith('\uFEFF') };
  KNOWN.set(holder, made);
  return made;
}

function editorLineStarts(text: string): Int32Array {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
  return Int32Array.from(starts);
}

/** An offset as a position of the protocol. */
export function toPosition({ lineStarts, hasMark }: EditorText, offset: number): Position {
  const { line, column } = positionAt(lineStarts, offset);
  return { line, character: hasMark && line === 0 ? Math.max(0, column - 1) : column };
}

/** A range of offsets as one of the protocol. */
export function toRange(text: EditorText, { start, end }: TextRange): Range {
  return { start: toPosition(text, start), end: toPosition(text, end) };
}

/** A position of the protocol as an offset, taken into its line and text where it lies outside. */
export function toOffset({ text, lineStarts, hasMark }: EditorText, { line, character }: Position): number {
  if (line >= lineStarts.length) return text.length;
  const start = lineStarts[Math.max(0, line)] ?? 0;
  const next = lineStarts[line + 1] ?? text.length + 1;
  const mark = hasMark && line === 0 ? 1 : 0;
  const lastOffset = lineEnd(text, start, next);
  return Math.min(lastOffset, start + mark + Math.max(0, character));
}

function lineEnd(text: string, start: number, next: number): number {
  let end = Math.min(next - 1, text.length);
  if (end > start && text[end] === '\n' && text[end - 1] === '\r') end--;
  return end;
}
