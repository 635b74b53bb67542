import { TokenFlag } from './lexer';
import type { TextRange } from './sourceText';

/** What is wrong with a config's form, in the order in which it was met. */
export interface ConfigProblem {
  readonly code: ConfigProblemCode;
  readonly message: string;
  readonly range: TextRange;
  readonly related?: { readonly range: TextRange; readonly message: string };
}

export type ConfigProblemCode =
  | 'syntax-missing-semicolon'
  | 'syntax-missing-brace'
  | 'syntax-unexpected-brace'
  | 'syntax-unexpected-character'
  | 'syntax-unterminated-quote'
  | 'syntax-unterminated-lua'
  | 'syntax-too-long'
  | 'syntax-byte-order-mark';

/**
 * A config file's tree, as columns of numbers: directive `d` is one index into each of them, in the order of the text,
 * so the directives inside `d`'s block are `d + 1` up to `subtreeEnds[d]`. Offsets are into `text`.
 *
 * Read it with the functions of this file; only the parser writes it.
 */
export interface ConfigTree {
  readonly text: string;
  /** The text with template parts blanked out, which is what was parsed; the same string where there are none. */
  readonly parsedText: string;
  /** Parts of the text are for a template tool to fill in: its form can't be judged. */
  readonly isTemplate: boolean;
  readonly directiveCount: number;
  /** Index of the directive whose block it stands in, -1 at the top. */
  readonly parents: Int32Array;
  readonly subtreeEnds: Int32Array;
  readonly firstTokens: Int32Array;
  readonly tokenCounts: Int32Array;
  /** Offset of the `{` (of the place behind the block's head where it is missing), -1 where there is no block. */
  readonly blockStarts: Int32Array;
  /** Offset after the `;` or `}`. */
  readonly ends: Int32Array;
  /** 1 for a block without a `}` of its own. */
  readonly unclosed: Uint8Array;
  readonly tokenStarts: Int32Array;
  readonly tokenEnds: Int32Array;
  readonly tokenFlags: Uint8Array;
  readonly problems: readonly ConfigProblem[];
  /** Some brace or `;` is wrong, so a directive may stand in another block than its author meant. */
  readonly isBroken: boolean;
}

/** Index of a directive in its tree. */
export type Directive = number;

const read = (column: Int32Array, index: number): number => column[index] ?? -1;

const hasFlag = (tree: ConfigTree, token: number, flag: TokenFlag): boolean =>
  ((tree.tokenFlags[token] ?? 0) & flag) !== 0;

/** Index of the block's directive that `directive` stands in; -1 at the top of the file. */
export function parentOf(tree: ConfigTree, directive: Directive): Directive {
  return read(tree.parents, directive);
}

/** Index after the last directive inside `directive`. */
export function subtreeEnd(tree: ConfigTree, directive: Directive): Directive {
  return read(tree.subtreeEnds, directive);
}

/** Directly contained directives, in order; those at the top of the file for -1. */
export function childrenOf(tree: ConfigTree, directive: Directive): Directive[] {
  const children: Directive[] = [];
  const end = directive < 0 ? tree.directiveCount : subtreeEnd(tree, directive);
  for (let child = directive + 1; child < end; child = subtreeEnd(tree, child)) children.push(child);
  return children;
}

export function hasBlock(tree: ConfigTree, directive: Directive): boolean {
  return read(tree.blockStarts, directive) >= 0;
}

/** The directive's name; empty for a block that has none. */
export function directiveName(tree: ConfigTree, directive: Directive): string {
  return read(tree.tokenCounts, directive) > 0 ? tokenValue(tree, read(tree.firstTokens, directive)) : '';
}

/** Number of arguments, the name not counted. */
export function argumentCount(tree: ConfigTree, directive: Directive): number {
  return Math.max(0, read(tree.tokenCounts, directive) - 1);
}

/** Value of an argument as nginx sees it, quotes and escapes taken off; argument 0 is the name. Empty where there is none. */
export function argumentValue(tree: ConfigTree, directive: Directive, argument: number): string {
  if (argument < 0 || argument >= read(tree.tokenCounts, directive)) return '';
  return tokenValue(tree, read(tree.firstTokens, directive) + argument);
}

/** Range of an argument with its quotes; argument 0 is the name. */
export function argumentRange(tree: ConfigTree, directive: Directive, argument: number): TextRange {
  const token = read(tree.firstTokens, directive) + argument;
  const start = read(tree.tokenStarts, token);
  const end = read(tree.tokenEnds, token);
  return hasFlag(tree, token, TokenFlag.Quoted)
    ? { start: start - 1, end: Math.min(end + 1, tree.text.length) }
    : { start, end };
}

/** Range of part of an argument's value, exact where the argument holds no escape; else the whole argument's. */
export function argumentPartRange(
  tree: ConfigTree,
  directive: Directive,
  argument: number,
  from: number,
  to: number,
): TextRange {
  const token = read(tree.firstTokens, directive) + argument;
  if (hasFlag(tree, token, TokenFlag.Escaped)) return argumentRange(tree, directive, argument);
  const start = read(tree.tokenStarts, token);
  return { start: start + from, end: start + to };
}

/** The argument holds a part that a template fills in. */
export function isTemplated(tree: ConfigTree, directive: Directive, argument: number): boolean {
  if (argument < 0 || argument >= read(tree.tokenCounts, directive)) return false;
  const token = read(tree.firstTokens, directive) + argument;
  return isTemplatedText(tree.text.slice(read(tree.tokenStarts, token), read(tree.tokenEnds, token)));
}

/** The text holds a part that a template fills in. */
export function isTemplatedText(text: string): boolean {
  return PLACEHOLDER.test(text);
}

/** What templating tools leave in a value: ${ENV}, {{ }}, {% %}, $( ), <%= %>, @NAME@, %%NAME%%, __NAME__. */
const PLACEHOLDER = /\$\{|\{\{|\{%|\{\*|\$\(|<%|@[A-Za-z_]\w*@|%%\w+%%|__[A-Z]\w*__/;

/** From the name's first character to after the `;` or `}`. */
export function directiveRange(tree: ConfigTree, directive: Directive): TextRange {
  const end = read(tree.ends, directive);
  if (read(tree.tokenCounts, directive) === 0) return { start: Math.max(0, read(tree.blockStarts, directive)), end };
  return { start: argumentRange(tree, directive, 0).start, end };
}

/** The block with its braces, or null where the directive has none. */
export function blockRange(tree: ConfigTree, directive: Directive): TextRange | null {
  const start = read(tree.blockStarts, directive);
  return start < 0 ? null : { start, end: read(tree.ends, directive) };
}

/** What stands between the braces of a block. */
export function blockContent(tree: ConfigTree, directive: Directive): TextRange | null {
  const range = blockRange(tree, directive);
  if (range === null) return null;
  const end = tree.unclosed[directive] === 1 ? range.end : range.end - 1;
  return { start: Math.min(range.start + 1, end), end };
}

/** The directive's block holds code of ngx_lua. */
export function isLuaBlock(tree: ConfigTree, directive: Directive): boolean {
  return hasBlock(tree, directive) && directiveName(tree, directive).endsWith('_by_lua_block');
}

/** Code blocks of ngx_lua, in the order of the text. */
export function luaBlockRanges(tree: ConfigTree): TextRange[] {
  const ranges: TextRange[] = [];
  for (let directive = 0; directive < tree.directiveCount; directive++) {
    if (!isLuaBlock(tree, directive)) continue;
    ranges.push({ start: read(tree.blockStarts, directive), end: read(tree.ends, directive) });
  }
  return ranges;
}

function tokenValue(tree: ConfigTree, token: number): string {
  const text = tree.text.slice(read(tree.tokenStarts, token), read(tree.tokenEnds, token));
  return hasFlag(tree, token, TokenFlag.Escaped) ? unescapeToken(text) : text;
}

/** Takes off escapes as nginx does: before quotes and backslashes, and for \t, \r, \n; any other stays as written. */
export function unescapeToken(text: string): string {
  return text.replace(/\\(["'\\trn])/g, (_, character: string) => {
    if (character === 't') return '\t';
    if (character === 'r') return '\r';
    return character === 'n' ? '\n' : character;
  });
}
