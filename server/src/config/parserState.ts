import { createIntegerList, type IntegerList, pushInteger } from './integerList';
import { createLexer, type Lexer, TokenFlag } from './lexer';
import type { TextRange } from './sourceText';
import { type ConfigProblem, unescapeToken } from './tree';

/** The parser's state: the columns of the tree that it fills, and the blocks that are open. */
export interface Parser {
  readonly lexer: Lexer;
  readonly problems: ConfigProblem[];
  readonly parents: IntegerList;
  readonly subtreeEnds: IntegerList;
  readonly firstTokens: IntegerList;
  readonly tokenCounts: IntegerList;
  readonly blockStarts: IntegerList;
  readonly ends: IntegerList;
  /** Open blocks, outermost first. */
  readonly open: number[];
  isBroken: boolean;
  /** Lua blocks that were searched for their end up to the end of the text, in vain. */
  unclosedLuaBlocks: number;
}

/** A file of garbage must not become a list of millions. */
const MOST_PROBLEMS = 1000;

/** Notes a problem, unless there are more of them than anyone would read. */
export function reportProblem(parser: Parser, problem: ConfigProblem): void {
  if (parser.problems.length < MOST_PROBLEMS) parser.problems.push(problem);
}

/** A parser at the start of a text. */
export function createParser(text: string): Parser {
  const capacity = text.length >> 4;
  return {
    lexer: createLexer(text),
    problems: [],
    parents: createIntegerList(capacity),
    subtreeEnds: createIntegerList(capacity),
    firstTokens: createIntegerList(capacity),
    tokenCounts: createIntegerList(capacity),
    blockStarts: createIntegerList(capacity),
    ends: createIntegerList(capacity),
    open: [],
    isBroken: false,
    unclosedLuaBlocks: 0,
  };
}

/** Adds a directive to the block that is open; its end is not known yet. */
export function addDirective(parser: Parser, firstToken: number, tokenCount: number, blockStart: number): number {
  const directive = parser.parents.length;
  pushInteger(parser.parents, parser.open.at(-1) ?? -1);
  pushInteger(parser.subtreeEnds, directive + 1);
  pushInteger(parser.firstTokens, firstToken);
  pushInteger(parser.tokenCounts, tokenCount);
  pushInteger(parser.blockStarts, blockStart);
  pushInteger(parser.ends, -1);
  return directive;
}

/** Adds a directive without a block. */
export function addSimpleDirective(parser: Parser, firstToken: number, tokenCount: number, end: number): void {
  const directive = addDirective(parser, firstToken, tokenCount, -1);
  parser.ends.values[directive] = end;
}

/** Closes the innermost open block. */
export function closeBlock(parser: Parser, end: number): void {
  const directive = parser.open.pop();
  if (directive === undefined) return;
  parser.ends.values[directive] = end;
  parser.subtreeEnds.values[directive] = parser.parents.length;
}

/** Value of a token while the tree is being made; empty where the statement has none. */
export function tokenText(lexer: Lexer, token: number, tokenCount: number): string {
  if (tokenCount === 0) return '';
  const text = lexer.text.slice(lexer.tokenStarts.values[token], lexer.tokenEnds.values[token]);
  return ((lexer.tokenFlags.values[token] ?? 0) & TokenFlag.Escaped) !== 0 ? unescapeToken(text) : text;
}

/** Range of a token with its quotes. */
export function tokenRange(lexer: Lexer, token: number): TextRange {
  const quotes = ((lexer.tokenFlags.values[token] ?? 0) & TokenFlag.Quoted) !== 0 ? 1 : 0;
  return {
    start: (lexer.tokenStarts.values[token] ?? 0) - quotes,
    end: Math.min((lexer.tokenEnds.values[token] ?? 0) + quotes, lexer.text.length),
  };
}

/** Name of an open block; empty where there is none. */
export function blockName(parser: Parser, directive: number | undefined): string {
  if (directive === undefined) return '';
  const firstToken = parser.firstTokens.values[directive] ?? 0;
  return tokenText(parser.lexer, firstToken, parser.tokenCounts.values[directive] ?? 0);
}
