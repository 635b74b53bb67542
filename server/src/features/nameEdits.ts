import type { TextRange } from '../config/sourceText';
import { argumentRange, argumentValue, isTemplated } from '../config/tree';
import type { Place } from '../zones/place';
import { quoteOf } from './treePosition';
import type { ArgumentName, ScriptName, WrittenName } from './writtenName';

/** A change of one of a config's files or scripts: `newText` in place of what stands in the range. */
export interface PlacedEdit extends Place {
  readonly newText: string;
}

/** A change of a text. */
export interface RangeEdit {
  readonly range: TextRange;
  readonly newText: string;
}

/**
 * The edit that writes a zone's name anew where it stands: quotes are kept, and added where the name needs them; in a
 * script, `.name` becomes `["new-name"]` where the new name is no word of its language. Null where it can't be written.
 */
export function nameEdit(name: WrittenName, newName: string): PlacedEdit | null {
  if (name.form === 'argument') return argumentEdit(name, newName);
  const edit = scriptEdit(name, newName);
  if (edit === null) return null;
  const { path, holder, rangeOf } = name;
  const range = rangeOf(edit.range.start, edit.range.end);
  if (holder === null || holder.argument === 0) return { path, range, newText: edit.newText };
  const quote = quoteOf(holder.file.tree, holder.directive, holder.argument);
  const newText = writtenInArgument(edit.newText, quote, edit.range.start === 0);
  return newText === null ? null : { path, range, newText };
}

function argumentEdit(
  { path, file, directive, argument, from, to, range }: ArgumentName,
  newName: string,
): PlacedEdit | null {
  const { tree } = file;
  const newText = writtenInArgument(newName, quoteOf(tree, directive, argument), from === 0);
  if (newText !== null) return { path, range, newText };
  // What a template fills in may hold quotes itself.
  if (isTemplated(tree, directive, argument)) return null;
  const value = argumentValue(tree, directive, argument);
  const quoted = writtenInArgument(value.slice(0, from) + newName + value.slice(to), '"', true);
  return { path, range: argumentRange(tree, directive, argument), newText: `"${quoted}"` };
}

/**
 * How a part of an argument's value is written, so that ngx_conf_read_token() of nginx's ngx_conf_file.c reads it back.
 * Null where only quotes help: a blank, `;` or `{` ends a word, and a word can't start with `#` or `}`.
 */
function writtenInArgument(text: string, quote: '' | '"' | "'", isAtStart: boolean): string | null {
  const escaped = text.replaceAll('\\', '\\\\');
  if (quote !== '') return escaped.replaceAll(quote, `\\${quote}`);
  if (/[ \t\r\n;{]/.test(text) || (isAtStart && /^[#}]/.test(text))) return null;
  return isAtStart && /^["']/.test(text) ? `\\${escaped}` : escaped;
}

/** The edit of a script's code, in its own offsets. */
export function scriptEdit({ code, nameRange, language, holder }: ScriptName, newName: string): RangeEdit | null {
  const { start, end } = nameRange;
  const before = code[start - 1] ?? '';
  const after = code[end];
  if ((before === '"' || before === "'") && after === before) {
    return { range: nameRange, newText: escapeInString(newName, before) };
  }
  const holderQuote =
    holder === null || holder.argument === 0 ? '' : quoteOf(holder.file.tree, holder.directive, holder.argument);
  const quote = holderQuote === '"' ? "'" : '"';
  const quoted = quote + escapeInString(newName, quote) + quote;
  const isLongBracket = (before === '[' && after === ']') || (before === '=' && after === '=');
  if (isLongBracket) {
    if (!newName.includes(']')) return { range: nameRange, newText: newName };
    const length = start - code.lastIndexOf('[', start - 2);
    return { range: { start: start - length, end: end + length }, newText: quoted };
  }
  if (isWord(newName, language)) return { range: nameRange, newText: newName };
  let dot = start - 1;
  while (/\s/.test(code[dot] ?? '')) dot--;
  return code[dot] === '.' ? { range: { start: dot, end }, newText: `[${quoted}]` } : null;
}

function escapeInString(text: string, quote: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`);
}

const LUA_KEYWORDS = new Set([
  ...['and', 'break', 'do', 'else', 'elseif', 'end', 'false', 'for', 'function', 'goto', 'if', 'in', 'local', 'nil'],
  ...['not', 'or', 'repeat', 'return', 'then', 'true', 'until', 'while'],
]);

/** The text may follow a dot. JavaScript lets its keywords do so. */
function isWord(text: string, language: 'lua' | 'js'): boolean {
  return language === 'lua' ? /^[A-Za-z_]\w*$/.test(text) && !LUA_KEYWORDS.has(text) : /^[A-Za-z_$][\w$]*$/.test(text);
}

/** A text with edits that do not overlap. */
export function applyEdits(text: string, edits: readonly RangeEdit[]): string {
  const ordered = [...edits].sort((left, right) => left.range.start - right.range.start);
  const pieces: string[] = [];
  let done = 0;
  for (const { range, newText } of ordered) {
    pieces.push(text.slice(done, range.start), newText);
    done = range.end;
  }
  return pieces.join('') + text.slice(done);
}
