import { wouldBeMisplaced } from './blockRecovery';
import { type Checkpoints, FAR, Field, fieldOf, Sign, saveCheckpoint } from './checkpoints';
import { copyStretch } from './copyStretch';
import type { TextChange } from './fileEdit';
import { type OpenBlocks, pairOpenBlocks, takeSameWords } from './openBlocks';
import { MOST_UNCLOSED_LUA_BLOCKS, parseStatements } from './parser';
import { MOST_PROBLEMS, type Parser } from './parserState';
import type { ParseTrace } from './parseTrace';
import { restoreParser } from './restoreParser';
import { reportLongTexts } from './tooLong';
import type { ConfigTree, Directive } from './tree';

/** A run of directives that were taken over. */
export interface KeptRun {
  readonly from: Directive;
  readonly end: Directive;
  /** Index of the first of them now. */
  readonly to: Directive;
  /** The innermost block that was open before them, and the one that is now; -1 for none. */
  readonly block: Directive;
  readonly blockNow: Directive;
  /** They stand behind the edit, in blocks of the same names. */
  readonly isMoved: boolean;
}

/** A parser that has read a text after an edit, and what it took over. */
export interface Reparsed {
  readonly parser: Parser;
  /** Directives before the place from which the text was read again. */
  readonly keptBefore: number;
  /** Innermost block that was open at that place. */
  readonly openBefore: Directive;
  /** In the order of the text. */
  readonly keptRuns: readonly KeptRun[];
}

/** Stretches to take over after one edit: more are told apart only in hostile texts. */
const MOST_COPIES = 64;

/** Blocks to compare after one edit, for hostile texts that nest without end. */
const MOST_COMPARED_BLOCKS = 10_000;

/**
 * Parses a text after an edit: reads again what the edit touched and what depends on that, and takes over the rest of
 * the parse before.
 *
 * @param before a tree, and how it was made
 * @param text the text after the edit
 * @param change what is different from the text that was parsed before
 */
export function reparseText(before: ConfigTree, trace: ParseTrace, text: string, change: TextChange): Reparsed {
  const { checkpoints } = trace;
  let row = 0;
  while (row < checkpoints.count && isUntouched(checkpoints, row, change.start)) row++;
  const parser = restoreParser(before, trace, row - 1, text);
  const keptBefore = parser.directives.count;
  const openBefore = parser.open.at(-1) ?? -1;
  const reparse: Reparse = { before, trace, parser, keptBefore, keptRuns: [], copies: 0, comparedBlocks: 0 };
  parseOn(reparse, row, change);
  reportLongTexts(parser);
  return { parser, keptBefore, openBefore, keptRuns: reparse.keptRuns };
}

/** What was read from the checkpoint before this one up to it depends on nothing from an offset on. */
function isUntouched(checkpoints: Checkpoints, row: number, offset: number): boolean {
  return fieldOf(checkpoints, row, Field.Position) <= offset && fieldOf(checkpoints, row, Field.SeenUpTo) <= offset;
}

interface Reparse {
  readonly before: ConfigTree;
  readonly trace: ParseTrace;
  readonly parser: Parser;
  readonly keptBefore: number;
  readonly keptRuns: KeptRun[];
  copies: number;
  comparedBlocks: number;
}

/** Parses to the end of the text, over all that can be taken over. */
function parseOn(reparse: Reparse, row: number, change: TextChange): void {
  const { checkpoints } = reparse.trace;
  const { start, end, text } = change;
  // What stands before the edit may have to be read again because it looked further, for the end of a quote or of Lua.
  const before = { first: row, end: firstRowFrom(checkpoints, start + 1), offsetDelta: 0, seenUpTo: start };
  if (takeOver(reparse, before)) return;
  const offsetDelta = text.length - (end - start);
  const behind = { first: firstRowFrom(checkpoints, end), end: checkpoints.count, offsetDelta, seenUpTo: FAR };
  if (takeOver(reparse, behind)) return;
  parseStatements(reparse.parser, Infinity);
}

function firstRowFrom(checkpoints: Checkpoints, offset: number): number {
  let row = 0;
  while (row < checkpoints.count && fieldOf(checkpoints, row, Field.Position) < offset) row++;
  return row;
}

/** Checkpoints of the parse before that lie on one side of the edit. */
interface Side {
  readonly first: number;
  readonly end: number;
  readonly offsetDelta: number;
  /** What looked further than this offset cannot be taken over. */
  readonly seenUpTo: number;
}

/**
 * Parses up to the last checkpoint of a side, and takes over what lies between two of them wherever the parse stands as
 * it did before.
 *
 * @returns the text came to its end
 */
function takeOver(reparse: Reparse, side: Side): boolean {
  const { parser, trace } = reparse;
  const { checkpoints } = trace;
  const placeOf = (row: number): number => fieldOf(checkpoints, row, Field.Position) + side.offsetDelta;
  let next = side.first;
  while (next < side.end && reparse.copies < MOST_COPIES && reparse.comparedBlocks < MOST_COMPARED_BLOCKS) {
    if (parseStatements(parser, placeOf(next))) return true;
    const { position } = parser.lexer;
    while (next < side.end && placeOf(next) < position) next++;
    if (next === side.end || placeOf(next) > position) continue;
    const openBlocks = openBlocksAt(reparse, next);
    const last = lastRowToCopy(reparse, next, side, openBlocks);
    noteRun(reparse, next, last, openBlocks.areSame && side.seenUpTo === FAR);
    if (last > next) {
      endStretch(parser);
      const { offsetDelta } = side;
      copyStretch(parser, { before: reparse.before, trace, first: next, last, offsetDelta, openBlocks });
      reparse.copies++;
    }
    next = last + 1;
  }
  return false;
}

function noteRun({ trace, parser, keptRuns }: Reparse, first: number, last: number, isMoved: boolean): void {
  keptRuns.push({
    from: fieldOf(trace.checkpoints, first, Field.Directives),
    end: fieldOf(trace.checkpoints, last, Field.Directives),
    to: parser.directives.count,
    block: fieldOf(trace.checkpoints, first, Field.Innermost),
    blockNow: parser.open.at(-1) ?? -1,
    isMoved,
  });
}

/** The parser stands where a checkpoint was: what follows is counted from there. */
function endStretch(parser: Parser): void {
  const { checkpoints, lexer } = parser;
  const last = checkpoints.count === 0 ? 0 : fieldOf(checkpoints, checkpoints.count - 1, Field.Position);
  if (last < lexer.position) saveCheckpoint(parser);
}

function openBlocksAt(reparse: Reparse, row: number): OpenBlocks {
  const { before, trace, parser, keptBefore } = reparse;
  const innermost = fieldOf(trace.checkpoints, row, Field.Innermost);
  const most = MOST_COMPARED_BLOCKS - reparse.comparedBlocks;
  const openBlocks = pairOpenBlocks(before, innermost, parser, keptBefore, most);
  reparse.comparedBlocks += openBlocks.pairs.length;
  return openBlocks;
}

/**
 * The last checkpoint up to which the parse before did what the parser would do now.
 *
 * @param row the checkpoint where the parser stands
 */
function lastRowToCopy(reparse: Reparse, row: number, side: Side, openBlocks: OpenBlocks): number {
  const { before, trace, parser } = reparse;
  const { areSame, outer } = openBlocks;
  const { checkpoints } = trace;
  const at = (place: number, field: Field): number => fieldOf(checkpoints, place, field);
  const start = at(row, Field.Position);
  const closedAt = areSame || outer.was < 0 ? FAR : (before.ends[outer.was] as number);
  if (!areSame && !takeSameWords(before, outer, parser)) return row;
  const newProblems = parser.problems.length - at(row, Field.Problems);
  const newLuaBlocks = parser.unclosedLuaBlocks - at(row, Field.UnclosedLuaBlocks);
  let wasBroken = false;
  for (let earlier = 0; earlier <= row; earlier++) wasBroken ||= (at(earlier, Field.Signs) & Sign.Broken) !== 0;
  let { isBroken } = parser;
  for (let next = row + 1; next < side.end; next++) {
    const signs = at(next, Field.Signs);
    const seenFrom = at(next, Field.SeenFrom);
    const problems = at(next, Field.Problems);
    const luaBlocks = at(next, Field.UnclosedLuaBlocks);
    const isOther =
      !isUntouched(checkpoints, next, side.seenUpTo) ||
      (seenFrom !== FAR && (seenFrom < start || wasBroken !== isBroken)) ||
      (newProblems !== 0 && Math.max(problems, problems + newProblems) >= MOST_PROBLEMS) ||
      (newLuaBlocks !== 0 && Math.max(luaBlocks, luaBlocks + newLuaBlocks) >= MOST_UNCLOSED_LUA_BLOCKS);
    if (isOther) return next - 1;
    if (!areSame) {
      const end = at(next, Field.Position);
      if (end >= closedAt || (signs & Sign.OpenBlocks) !== 0) return next - 1;
      // The signs tell of blocks in the innermost that was open all the time, which may be one of the stretch.
      const lowest = openUpTo(before, at(next - 1, Field.Innermost), end);
      if (lowest === outer.was && wouldBeMisplaced(parser, outer.is, signs)) return next - 1;
    }
    const breaks = (signs & Sign.Broken) !== 0;
    wasBroken ||= breaks;
    isBroken ||= breaks;
  }
  return side.end - 1;
}

/** The innermost of a block and those around it that is still open at an offset; -1 for none. */
function openUpTo({ parents, ends }: ConfigTree, innermost: Directive, offset: number): Directive {
  let block = innermost;
  while (block >= 0 && (ends[block] as number) <= offset) block = parents[block] as number;
  return block;
}
