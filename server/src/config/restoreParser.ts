import { appendRows, Field, fieldOf, forgetSigns, Sign } from './checkpoints';
import { takeCodes } from './lexer';
import { startParser } from './parser';
import { createParser, type Parser } from './parserState';
import type { ParseTrace } from './parseTrace';
import type { ConfigTree, Directive } from './tree';

/** Units of text that the lexer takes at a time: more than is usually read again in one place. */
const UNITS_AT_ONCE = 8192;

/** Rows that a few new lines need; the columns grow where there are more. */
const SPARE_ROWS = 256;

/**
 * A parser that stands at a checkpoint of the parse before an edit, in a text that is the same up to there.
 *
 * @param row the checkpoint; -1 for the start of the text
 */
export function restoreParser(before: ConfigTree, trace: ParseTrace, row: number, text: string): Parser {
  const { checkpoints } = trace;
  const room = {
    units: row < 0 ? UNITS_AT_ONCE : 0,
    tokens: before.tokenStarts.length + SPARE_ROWS,
    directives: before.directiveCount + SPARE_ROWS,
    checkpoints: checkpoints.count + 1,
    checkpointSpacing: checkpoints.spacing,
  };
  if (row < 0) return startParser(text, room);
  const parser = createParser(text, room);
  copyTokens(parser, before, fieldOf(checkpoints, row, Field.Tokens));
  copyDirectives(parser, before, fieldOf(checkpoints, row, Field.Directives));
  pushAll(parser.problems, trace.problems, fieldOf(checkpoints, row, Field.Problems));
  pushAll(parser.lexer.longTokens, trace.longTokens, fieldOf(checkpoints, row, Field.LongTokens));
  pushAll(parser.lexer.longComments, trace.longComments, fieldOf(checkpoints, row, Field.LongComments));
  parser.unclosedLuaBlocks = fieldOf(checkpoints, row, Field.UnclosedLuaBlocks);
  appendRows(parser.checkpoints, checkpoints, 0, row + 1);
  for (let earlier = 0; earlier <= row; earlier++) takeSigns(parser, fieldOf(checkpoints, earlier, Field.Signs));
  standAt(parser, fieldOf(checkpoints, row, Field.Position), fieldOf(checkpoints, row, Field.Innermost));
  return parser;
}

/** Notes what the statements before a checkpoint did. */
export function takeSigns(parser: Parser, signs: number): void {
  if ((signs & Sign.Broken) !== 0) parser.isBroken = true;
  if ((signs & Sign.Placeholder) !== 0) parser.hasPlaceholderLines = true;
}

/**
 * Puts a parser, whose columns were filled by copying, at the checkpoint that it was filled up to.
 *
 * @param innermost the innermost block that is open there
 */
export function standAt(parser: Parser, position: number, innermost: Directive): void {
  const { open, directives } = parser;
  open.length = 0;
  for (let block = innermost; block >= 0; block = directives.parents[block] as number) {
    open.push(block);
    // Its end is written when it is closed, but not that it has a brace.
    directives.unclosed[block] = 0;
  }
  open.reverse();
  takeCodes(parser.lexer, position, UNITS_AT_ONCE);
  forgetSigns(parser);
}

function copyTokens({ lexer: { tokens } }: Parser, before: ConfigTree, count: number): void {
  tokens.starts.set(before.tokenStarts.subarray(0, count));
  tokens.ends.set(before.tokenEnds.subarray(0, count));
  tokens.flags.set(before.tokenFlags.subarray(0, count));
  tokens.count = count;
}

function copyDirectives({ directives }: Parser, before: ConfigTree, count: number): void {
  directives.parents.set(before.parents.subarray(0, count));
  directives.subtreeEnds.set(before.subtreeEnds.subarray(0, count));
  directives.firstTokens.set(before.firstTokens.subarray(0, count));
  directives.tokenCounts.set(before.tokenCounts.subarray(0, count));
  directives.blockStarts.set(before.blockStarts.subarray(0, count));
  directives.ends.set(before.ends.subarray(0, count));
  directives.unclosed.set(before.unclosed.subarray(0, count));
  directives.count = count;
}

function pushAll<Item>(target: Item[], items: readonly Item[], count: number): void {
  for (let index = 0; index < count; index++) target.push(items[index] as Item);
}
