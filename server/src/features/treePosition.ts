import { TokenFlag } from '../config/lexer';
import type { TextRange } from '../config/sourceText';
import {
  argumentCount,
  argumentRange,
  type ConfigTree,
  type Directive,
  directiveRange,
  parentOf,
} from '../config/tree';
import { touches } from './zoneAt';

/** The last directive that starts before an offset; -1 where none does. */
export function lastDirectiveBefore(tree: ConfigTree, offset: number): Directive {
  let low = -1;
  let high = tree.directiveCount - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (directiveRange(tree, middle).start < offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The innermost directive that holds an offset or ends there; -1 where none does. */
export function directiveAt(tree: ConfigTree, offset: number): Directive {
  let directive = lastDirectiveBefore(tree, offset + 1);
  while (directive >= 0 && !touches(directiveRange(tree, directive), offset)) directive = parentOf(tree, directive);
  return directive;
}

/** The argument of a directive that holds an offset or ends there (0 is its name); -1 where none does. */
export function argumentAt(tree: ConfigTree, directive: Directive, offset: number): number {
  let low = 0;
  let high = argumentCount(tree, directive);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (argumentRange(tree, directive, middle).start <= offset) low = middle;
    else high = middle - 1;
  }
  return hasTokens(tree, directive) && touches(argumentRange(tree, directive, low), offset) ? low : -1;
}

/** Offset of a directive's name without its quote, or of its block where it has no name. */
export function startOf(tree: ConfigTree, directive: Directive): number {
  const column = hasTokens(tree, directive) ? tree.tokenStarts[tree.firstTokens[directive] ?? 0] : undefined;
  return column ?? tree.blockStarts[directive] ?? 0;
}

/** The directive has a name; a block may have none. */
export function hasTokens(tree: ConfigTree, directive: Directive): boolean {
  return (tree.tokenCounts[directive] ?? 0) > 0;
}

/** From the name to the last argument. */
export function headRange(tree: ConfigTree, directive: Directive): TextRange {
  const { start } = argumentRange(tree, directive, 0);
  return { start, end: argumentRange(tree, directive, argumentCount(tree, directive)).end };
}

/** The quote around an argument; empty where there is none. */
export function quoteOf(tree: ConfigTree, directive: Directive, argument: number): '' | '"' | "'" {
  const flags = flagsOf(tree, directive, argument);
  if ((flags & TokenFlag.DoubleQuoted) !== 0) return '"';
  return (flags & TokenFlag.SingleQuoted) !== 0 ? "'" : '';
}

/** An argument holds a backslash, so its value may differ from its text. */
export function hasEscapes(tree: ConfigTree, directive: Directive, argument: number): boolean {
  return (flagsOf(tree, directive, argument) & TokenFlag.Escaped) !== 0;
}

/** Range of an argument without its quotes. */
export function argumentContentRange(tree: ConfigTree, directive: Directive, argument: number): TextRange {
  const token = (tree.firstTokens[directive] ?? 0) + argument;
  return { start: tree.tokenStarts[token] ?? 0, end: tree.tokenEnds[token] ?? 0 };
}

/** What of the text stands for the characters of an argument's value from `from` to `to`. */
export type ValueRanges = (from: number, to: number) => TextRange;

/**
 * Tells what of the text stands for parts of an argument's value, escapes counted; asked with growing offsets, it reads
 * the argument once.
 */
export function createValueRanges(tree: ConfigTree, directive: Directive, argument: number): ValueRanges {
  const { start, end } = argumentContentRange(tree, directive, argument);
  if (!hasEscapes(tree, directive, argument)) {
    return (from, to) => ({ start: start + from, end: start + to });
  }
  const written = tree.text.slice(start, end);
  let value = 0;
  let offset = 0;
  const writtenOffset = (valueOffset: number): number => {
    if (valueOffset < value) value = offset = 0;
    // Escapes as `unescapeToken` takes them off.
    for (; value < valueOffset; value++) {
      offset += written[offset] === '\\' && /["'\\trn]/.test(written[offset + 1] ?? '') ? 2 : 1;
    }
    return offset;
  };
  return (from, to) => {
    const rangeStart = writtenOffset(from);
    return { start: start + rangeStart, end: start + writtenOffset(to) };
  };
}

function flagsOf(tree: ConfigTree, directive: Directive, argument: number): number {
  return tree.tokenFlags[(tree.firstTokens[directive] ?? 0) + argument] ?? 0;
}
