import { createLexer, readStatement, StatementEnd, TokenFlag } from '../../config/lexer';
import {
  argumentCount,
  argumentRange,
  blockContent,
  type ConfigTree,
  type Directive,
  directiveRange,
  hasBlock,
  isLuaBlock,
  parentOf,
  unescapeToken,
} from '../../config/tree';
import { lastDirectiveBefore } from '../treePosition';

/** Where in a config's language a cursor stands. Comments, and what a template fills in, are no place. */
export type CursorPlace = StatementPlace | LuaPlace;

/** In a statement, or where one may start. */
export interface StatementPlace {
  readonly type: 'statement';
  /** The block that the statement stands in; -1 at the top of the file. */
  readonly block: Directive;
  /** The statement as the tree has it, which may have swallowed what follows; null where none of it is written yet. */
  readonly directive: Directive | null;
  /** Values of the tokens before the cursor's, the directive's name first. */
  readonly words: readonly string[];
  readonly token: CursorToken;
  /** The token is the first on its line, in a statement that began on an earlier one. */
  readonly startsLine: boolean;
  /** What follows the token on its line. */
  readonly rest: string;
}

/** In a `*_by_lua_block`. */
export interface LuaPlace {
  readonly type: 'lua';
  readonly block: Directive;
  /** Offset of the code. */
  readonly start: number;
}

/** The token that the cursor stands in or at the end of; an empty one where it stands between tokens. */
export interface CursorToken {
  /** Offset of its text, without the quote. */
  readonly start: number;
  /** Where it ends, or its line does. */
  readonly end: number;
  /** What is written of it before the cursor, with its escapes. */
  readonly typed: string;
  /** What is written of it behind the cursor. */
  readonly tail: string;
  readonly quote: '' | '"' | "'";
}

/** No statement of a person is longer. */
const LONGEST_STATEMENT = 64 * 1024;

/** As far as a line or token is looked at behind the cursor. */
const LONGEST_REST = 4096;

/**
 * The place of an offset. The tree, which may be broken there, only says which block it is in and where the statement
 * before it ended; from there the text itself is read.
 */
export function cursorPlaceAt(tree: ConfigTree, offset: number): CursorPlace | null {
  if (isInTemplatePart(tree, offset)) return null;
  const { block, directive, from } = lastBoundary(tree, offset);
  if (block >= 0 && isLuaBlock(tree, block)) return { type: 'lua', block, start: from };
  if (offset - from > LONGEST_STATEMENT) return null;
  const read = readUpTo(tree.parsedText.slice(from, offset));
  if (read === null) return null;
  const { words, quote, start, startsLine } = read;
  // Before a quoted token nothing can be put, and the token is not what is being typed.
  if (quote === '' && /["']/.test(tree.text[offset] ?? '')) return null;
  const typed = tree.text.slice(from + start, offset);
  const end = tokenEnd(tree.text, offset, quote);
  const token = { start: from + start, end, typed, tail: tree.text.slice(offset, end), quote };
  return {
    type: 'statement',
    block,
    directive,
    words,
    token,
    startsLine,
    rest: lineBehind(tree.text, end),
  };
}

/** Where reading can start: behind the last statement or brace before an offset, or at the statement that holds it. */
interface Boundary {
  readonly block: Directive;
  readonly directive: Directive | null;
  readonly from: number;
}

function lastBoundary(tree: ConfigTree, offset: number): Boundary {
  let from = tree.parsedText.charCodeAt(0) === 0xfeff && offset > 0 ? 1 : 0;
  for (let at = lastDirectiveBefore(tree, offset); at >= 0; at = parentOf(tree, at)) {
    const inside = contentStart(tree, at, offset);
    if (inside !== null) return { block: at, directive: null, from: Math.max(from, inside) };
    if (isInHead(tree, at, offset)) {
      return { block: parentOf(tree, at), directive: at, from: argumentRange(tree, at, 0).start };
    }
    from = Math.max(from, Math.min(directiveRange(tree, at).end, offset));
  }
  return { block: -1, directive: null, from };
}

/** Start of what a directive's block holds, where the offset is in it. */
function contentStart(tree: ConfigTree, directive: Directive, offset: number): number | null {
  const content = blockContent(tree, directive);
  if (content === null) return null;
  const brace = tree.blockStarts[directive] ?? 0;
  return offset > brace && offset <= content.end ? content.start : null;
}

/** The offset is in what a directive has before its block or `;`, or behind it where both are missing. */
function isInHead(tree: ConfigTree, directive: Directive, offset: number): boolean {
  if (hasBlock(tree, directive)) return offset <= (tree.blockStarts[directive] ?? 0);
  const { end } = directiveRange(tree, directive);
  if (offset < end) return true;
  if (end > argumentRange(tree, directive, argumentCount(tree, directive)).end) return false;
  const parent = parentOf(tree, directive);
  const content = parent < 0 ? null : blockContent(tree, parent);
  return content === null || offset <= content.end;
}

interface ReadStatement {
  readonly words: readonly string[];
  /** Start of the token that the text ends in; the text's length where it ends between tokens. */
  readonly start: number;
  readonly quote: CursorToken['quote'];
  readonly startsLine: boolean;
}

/** Reads a text that starts with a statement and ends where a cursor is; null where that is in no token's place. */
function readUpTo(text: string): ReadStatement | null {
  const lexer = createLexer(text);
  const { tokens } = lexer;
  let first = 0;
  let boundary = 0;
  let end = readStatement(lexer, false);
  while (end !== StatementEnd.Unfinished && end !== StatementEnd.EndOfFile && end !== StatementEnd.UnterminatedQuote) {
    if (end === StatementEnd.BlockStart) return null;
    if (end !== StatementEnd.UnexpectedCharacter) {
      first = tokens.count;
      boundary = lexer.position;
    }
    end = readStatement(lexer, end === StatementEnd.UnexpectedCharacter);
  }
  const words: string[] = [];
  for (let token = first; token < tokens.count; token++) {
    const value = text.slice(tokens.starts[token], tokens.ends[token]);
    words.push(((tokens.flags[token] ?? 0) & TokenFlag.Escaped) === 0 ? value : unescapeToken(value));
  }
  if (end === StatementEnd.UnterminatedQuote) {
    const quote = text[lexer.position] === '"' ? '"' : "'";
    return { words, start: lexer.position + 1, quote, startsLine: false };
  }
  const last = tokens.count - 1;
  const lastEnd = tokens.count > first ? (tokens.ends[last] ?? 0) : boundary;
  const isQuoted = tokens.count > first && ((tokens.flags[last] ?? 0) & TokenFlag.Quoted) !== 0;
  if (isQuoted && lastEnd + 1 >= text.length) return null;
  if (!isQuoted && tokens.count > first && lastEnd === text.length) {
    const startsLine = ((tokens.flags[last] ?? 0) & TokenFlag.StartsLine) !== 0;
    return { words: words.slice(0, -1), start: tokens.starts[last] ?? 0, quote: '', startsLine };
  }
  // Behind the last token are only blanks and comments.
  const trailing = text.slice(lastEnd + (isQuoted ? 1 : 0));
  const lineStart = trailing.lastIndexOf('\n') + 1;
  if (trailing.includes('#', lineStart)) return null;
  return { words, start: text.length, quote: '', startsLine: words.length > 0 && lineStart > 0 };
}

const WORD_END = /[\s;{}"']|$/;

/** Where the token that the cursor stands in or before ends: at its quote, or with its word. */
function tokenEnd(text: string, offset: number, quote: CursorToken['quote']): number {
  const following = text.slice(offset, offset + LONGEST_REST);
  const closing = quote === '' ? -1 : closingQuote(following, quote);
  return offset + (closing === -1 ? following.search(WORD_END) : closing);
}

/** Where a quoted token is closed on its line; -1 where it is not. */
function closingQuote(following: string, quote: string): number {
  for (let at = 0; at < following.length; at++) {
    const character = following[at];
    if (character === quote) return at;
    if (character === '\n' || character === '\r') return -1;
    if (character === '\\' && following[at + 1] === quote) at++;
  }
  return -1;
}

/** What follows an offset on its line. */
export function lineBehind(text: string, from: number): string {
  return /^[^\r\n]*/.exec(text.slice(from, from + LONGEST_REST))?.[0] ?? '';
}

/** How far from the cursor the next character of a template part is looked for. */
const NEAR = 200;

/** What a template tool fills in was blanked out before the text was parsed, all but its own blanks. */
function isInTemplatePart({ text, parsedText }: ConfigTree, offset: number): boolean {
  if (text === parsedText) return false;
  return isBlankedBeside(text, parsedText, offset, -1) && isBlankedBeside(text, parsedText, offset, 1);
}

function isBlankedBeside(text: string, parsedText: string, offset: number, step: 1 | -1): boolean {
  for (let at = step > 0 ? offset : offset - 1, left = NEAR; left > 0; at += step, left--) {
    if (text[at] !== parsedText[at]) return true;
    if (text[at] === undefined || !/\s/.test(text[at] ?? '')) return false;
  }
  return false;
}
