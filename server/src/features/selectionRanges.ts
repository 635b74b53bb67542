import type { ConfigFile } from '../config/configFiles';
import type { TextRange } from '../config/sourceText';
import {
  argumentCount,
  argumentRange,
  blockContent,
  type ConfigTree,
  type Directive,
  directiveRange,
  isLuaBlock,
  parentOf,
} from '../config/tree';
import {
  argumentAt,
  argumentContentRange,
  directiveAt,
  hasTokens,
  headRange,
  lastDirectiveBefore,
} from './treePosition';
import { touches } from './zoneAt';

/** An editor nests what it is given: more levels than anyone steps through would only fill its stack. */
const MOST_RANGES = 200;

/**
 * Ranges around an offset that a selection may grow through, innermost first, each larger than the one before it: word,
 * part of an argument, argument, its quotes, all arguments, directive, then block by block up to the whole file. In Lua
 * code: word, line, block. Always at least the whole file.
 */
export function selectionRanges({ tree }: ConfigFile, offset: number): readonly TextRange[] {
  const at = Math.max(0, Math.min(offset, tree.text.length));
  const ranges: TextRange[] = [];
  const add = (range: TextRange | null): void => {
    const last = ranges.at(-1);
    if (range === null || range.start === range.end || !touches(range, at)) return;
    // Each lies in the next, so a longer one is a larger one.
    if (last === undefined || range.end - range.start > last.end - last.start) ranges.push(range);
  };
  const directive = directiveAt(tree, at);
  const argument = directive < 0 ? -1 : argumentAt(tree, directive, at);
  if (argument >= 0) addArgument(tree, directive, argument, at, add);
  else addPlainText(tree, directive, at, add);
  let lastContent: TextRange | null = null;
  for (let around = directive; around >= 0 && ranges.length < MOST_RANGES; around = parentOf(tree, around)) {
    const content = blockContent(tree, around);
    if (content !== null) {
      // Blocks that a broken file leaves open end together, so what is trimmed there is trimmed once.
      if (content.end !== lastContent?.end) add(trimmed(tree.text, content));
      add(content);
      lastContent = content;
    }
    add(directiveRange(tree, around));
  }
  const whole = { start: 0, end: tree.text.length };
  const last = ranges.at(-1);
  if (last === undefined || last.end - last.start < whole.end) ranges.push(whole);
  return ranges;
}

type Add = (range: TextRange | null) => void;

function addArgument(tree: ConfigTree, directive: Directive, argument: number, offset: number, add: Add): void {
  const content = argumentContentRange(tree, directive, argument);
  const text = tree.text.slice(content.start, content.end);
  const inside = offset - content.start;
  const move = ({ start, end }: TextRange): TextRange => ({ start: start + content.start, end: end + content.start });
  if (inside >= 0 && inside <= text.length) {
    for (const word of wordsAround(text, inside)) add(move(word));
    const part = partAround(text, inside);
    add(part && move(part));
    const value = text.indexOf('=') + 1;
    if (value > 0 && value <= inside) add(move({ start: value, end: text.length }));
  }
  add(content);
  add(argumentRange(tree, directive, argument));
  if (argument > 0) {
    const last = argumentRange(tree, directive, argumentCount(tree, directive));
    add({ start: argumentRange(tree, directive, 1).start, end: last.end });
  }
  add(headRange(tree, directive));
}

/** What stands between `=` and `:` around an offset: the name in `zone=name:10m`. */
function partAround(text: string, offset: number): TextRange | null {
  if (offset === 0) return null;
  const start = Math.max(text.lastIndexOf('=', offset - 1), text.lastIndexOf(':', offset - 1)) + 1;
  const ends = [text.indexOf('=', offset), text.indexOf(':', offset), text.length].filter((end) => end !== -1);
  const end = Math.min(...ends);
  // The `//` of an address is no part of anything.
  return text.startsWith('//', start) ? null : { start, end };
}

/** What a word is made of, and what joins words to an address, a path of members or a variable. */
const WORD = /[\w\u0080-\uffff]/;
const JOINED_WORDS = /[\w$\-.\u0080-\uffff]/;

function wordsAround(text: string, offset: number): TextRange[] {
  return [WORD, JOINED_WORDS].map((characters) => {
    let start = offset;
    while (characters.test(text[start - 1] ?? '')) start--;
    let end = offset;
    while (characters.test(text[end] ?? '')) end++;
    return { start, end };
  });
}

/** Lua code, a comment, or blanks between directives. */
function addPlainText(tree: ConfigTree, directive: Directive, offset: number, add: Add): void {
  const { text } = tree;
  const lineStart = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  const newline = text.indexOf('\n', offset);
  const lineEnd = newline === -1 ? text.length : newline;
  const content = directive >= 0 && isLuaBlock(tree, directive) ? blockContent(tree, directive) : null;
  const isCode = content !== null && touches(content, offset);
  const comment = isCode ? null : commentStart(tree, lineStart, offset);
  if (!isCode && comment === null) return;
  const line = {
    start: Math.max(lineStart, content?.start ?? comment ?? 0),
    end: Math.min(lineEnd, content?.end ?? lineEnd),
  };
  for (const { start, end } of wordsAround(text.slice(line.start, line.end), offset - line.start)) {
    add({ start: line.start + start, end: line.start + end });
  }
  add(trimmed(text, line));
}

/** Where the comment starts that an offset is in; null where it is in none. */
function commentStart(tree: ConfigTree, lineStart: number, offset: number): number | null {
  // A `#` between tokens starts a comment, and no token stands behind it on its line.
  const from = Math.max(lineStart, lastTokenEnd(tree, offset));
  const start = tree.parsedText.slice(from, offset).indexOf('#');
  return start === -1 ? null : from + start;
}

/** Where the last token that starts before an offset ends, its quote included; 0 where there is none. */
function lastTokenEnd(tree: ConfigTree, offset: number): number {
  let directive = lastDirectiveBefore(tree, offset);
  while (directive >= 0 && !hasTokens(tree, directive)) directive--;
  if (directive < 0) return 0;
  let low = 0;
  let high = argumentCount(tree, directive);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (argumentRange(tree, directive, middle).start < offset) low = middle;
    else high = middle - 1;
  }
  return argumentRange(tree, directive, low).end;
}

/** A range without the blanks at its ends. */
function trimmed(text: string, { start, end }: TextRange): TextRange | null {
  let first = start;
  while (first < end && isBlank(text[first])) first++;
  let last = end;
  while (last > first && isBlank(text[last - 1])) last--;
  return first < last ? { start: first, end: last } : null;
}

const isBlank = (character: string | undefined): boolean =>
  character === ' ' || character === '\t' || character === '\n' || character === '\r';
