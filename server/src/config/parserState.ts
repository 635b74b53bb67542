import { type Checkpoints, createCheckpoints, FAR, Sign } from './checkpoints';
import { createDirectiveColumns, type DirectiveColumns, growDirectives } from './columns';
import { createLexer, type Lexer, TokenFlag } from './lexer';
import type { TextRange } from './sourceText';
import { type ConfigProblem, type Directive, unescapeToken } from './tree';

/** The parser's state: the columns of the tree that it fills, and the blocks that are open. */
export interface Parser {
  readonly lexer: Lexer;
  readonly problems: ConfigProblem[];
  readonly directives: DirectiveColumns;
  /** Open blocks, outermost first. */
  readonly open: Directive[];
  isBroken: boolean;
  /** A placeholder stands for whole directives, so nobody can tell what the file will hold. */
  hasPlaceholderLines: boolean;
  /** Lua blocks that were searched for their end up to the end of the text, in vain. */
  unclosedLuaBlocks: number;
  readonly checkpoints: Checkpoints;
  /** What the statements since the last checkpoint did: see {@link Checkpoints}. */
  signs: number;
  seenFrom: number;
  seenUpTo: number;
  /** How many blocks were open all the time since then. */
  lowestLevel: number;
}

/** A file of garbage must not become a list of millions. */
export const MOST_PROBLEMS = 1000;

/** Longer than any name that means something to us; a hostile name is not looked at beyond it. */
const LONGEST_NAME = 64;

/** There are more problems than anyone would read: no use in wording another. */
export function hasEnoughProblems(parser: Parser): boolean {
  return parser.problems.length >= MOST_PROBLEMS;
}

/** Notes a problem, unless there are enough of them. */
export function reportProblem(parser: Parser, problem: ConfigProblem): void {
  if (!hasEnoughProblems(parser)) parser.problems.push(problem);
}

/** What a parser has room for, and how many units of the text its lexer sees at first. */
export interface ParserRoom {
  readonly units: number;
  readonly tokens: number;
  readonly directives: number;
  readonly checkpoints: number;
  /** Units of text between two checkpoints. */
  readonly checkpointSpacing: number;
}

/** Room to parse all of a text. */
export function roomFor(text: string, checkpointSpacing: number): ParserRoom {
  const { length } = text;
  return { units: length, tokens: length >> 3, directives: length >> 5, checkpoints: 0, checkpointSpacing };
}

/** A parser at the start of a text. */
export function createParser(text: string, room: ParserRoom): Parser {
  return {
    lexer: createLexer(text, room.units, room.tokens),
    problems: [],
    directives: createDirectiveColumns(room.directives),
    open: [],
    isBroken: false,
    hasPlaceholderLines: false,
    unclosedLuaBlocks: 0,
    checkpoints: createCheckpoints(room.checkpoints, room.checkpointSpacing),
    signs: 0,
    seenFrom: FAR,
    seenUpTo: 0,
    lowestLevel: 0,
  };
}

/** Some brace or `;` is wrong. */
export function markBroken(parser: Parser): void {
  parser.isBroken = true;
  parser.signs |= Sign.Broken;
}

/** A placeholder stands for directives. */
export function markPlaceholder(parser: Parser): void {
  parser.hasPlaceholderLines = true;
  parser.signs |= Sign.Placeholder;
}

/** Notes that what is done now depends on text before the statement. */
export function noteSeenFrom(parser: Parser, offset: number): void {
  if (offset < parser.seenFrom) parser.seenFrom = Math.max(0, offset);
}

/** Notes that what is done now depends on text that the parser has not come to. */
export function noteSeenUpTo(parser: Parser, offset: number): void {
  if (offset > parser.seenUpTo) parser.seenUpTo = offset;
}

/**
 * Adds a directive to the block that is open.
 *
 * @param blockStart offset of its `{`, -1 where it has no block
 * @param end offset after it; not yet known for a block
 */
export function addDirective(
  parser: Parser,
  firstToken: number,
  tokenCount: number,
  blockStart: number,
  end: number,
): Directive {
  const { directives, open } = parser;
  const directive = directives.count++;
  if (directive === directives.parents.length) growDirectives(directives);
  directives.parents[directive] = open.length === 0 ? -1 : (open[open.length - 1] as Directive);
  directives.subtreeEnds[directive] = directive + 1;
  directives.firstTokens[directive] = firstToken;
  directives.tokenCounts[directive] = tokenCount;
  directives.blockStarts[directive] = blockStart;
  directives.ends[directive] = end;
  return directive;
}

/** Closes the innermost open block. */
export function closeBlock(parser: Parser, end: number): void {
  const directive = parser.open.pop();
  if (directive === undefined) return;
  parser.directives.ends[directive] = end;
  parser.directives.subtreeEnds[directive] = parser.directives.count;
  if (parser.open.length < parser.lowestLevel) {
    parser.lowestLevel = parser.open.length;
    parser.signs &= Sign.FirstBlockName - 1;
  }
}

/** Closes the innermost open block, which has no `}` of its own. */
export function closeUnclosedBlock(parser: Parser, end: number): void {
  const directive = parser.open.at(-1);
  if (directive !== undefined) parser.directives.unclosed[directive] = 1;
  closeBlock(parser, end);
}

/** Value of a token that may be a name; cut short where it is longer than any name. */
export function nameText({ text, tokens }: Lexer, token: number): string {
  const start = tokens.starts[token] ?? 0;
  const end = Math.min(tokens.ends[token] ?? 0, start + LONGEST_NAME);
  const name = text.slice(start, end);
  return ((tokens.flags[token] ?? 0) & TokenFlag.Escaped) !== 0 ? unescapeToken(name) : name;
}

/** Range of a token with its quotes. */
export function tokenRange({ text, tokens }: Lexer, token: number): TextRange {
  const quotes = ((tokens.flags[token] ?? 0) & TokenFlag.Quoted) !== 0 ? 1 : 0;
  return {
    start: (tokens.starts[token] ?? 0) - quotes,
    end: Math.min((tokens.ends[token] ?? 0) + quotes, text.length),
  };
}

/** Name of an open block; empty where there is none. */
export function blockName(parser: Parser, directive: Directive | undefined): string {
  if (directive === undefined || (parser.directives.tokenCounts[directive] ?? 0) === 0) return '';
  return nameText(parser.lexer, parser.directives.firstTokens[directive] ?? 0);
}
