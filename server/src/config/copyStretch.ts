import { appendRows, Field, fieldOf, setField, shiftRows } from './checkpoints';
import { copyShifted, reserveDirectives, reserveTokens } from './columns';
import type { OpenBlocks } from './openBlocks';
import type { Parser } from './parserState';
import type { ParseTrace } from './parseTrace';
import { standAt, takeSigns } from './restoreParser';
import type { TextRange } from './sourceText';
import type { ConfigProblem, ConfigTree, Directive } from './tree';

/** Text after an edit, parsed before, and how its new place differs. */
export interface Stretch {
  readonly before: ConfigTree;
  readonly trace: ParseTrace;
  /** Checkpoint at which it starts, which is where the parser stands. */
  readonly first: number;
  /** Checkpoint at which it ends. */
  readonly last: number;
  readonly offsetDelta: number;
  /** Blocks that are open at its start. Where some of them differ, the stretch closes none of those. */
  readonly openBlocks: OpenBlocks;
}

/** Takes over what the parse before made of a stretch, and puts the parser at its end. */
export function copyStretch(parser: Parser, stretch: Stretch): void {
  const { trace, first, last, offsetDelta } = stretch;
  const { checkpoints } = trace;
  const { lexer } = parser;
  const at = (row: number, field: Field): number => fieldOf(checkpoints, row, field);
  const deltas: readonly [Field, number][] = [
    [Field.Position, offsetDelta],
    [Field.Tokens, lexer.tokens.count - at(first, Field.Tokens)],
    [Field.Directives, parser.directives.count - at(first, Field.Directives)],
    [Field.Problems, parser.problems.length - at(first, Field.Problems)],
    [Field.LongTokens, lexer.longTokens.length - at(first, Field.LongTokens)],
    [Field.LongComments, lexer.longComments.length - at(first, Field.LongComments)],
    [Field.UnclosedLuaBlocks, parser.unclosedLuaBlocks - at(first, Field.UnclosedLuaBlocks)],
    [Field.SeenFrom, offsetDelta],
    [Field.SeenUpTo, offsetDelta],
  ];
  const newBlock = blockMap(parser, stretch);

  closeOuterBlocks(parser, stretch);
  const tokenDelta = copyTokens(parser, stretch);
  copyDirectives(parser, stretch, tokenDelta, newBlock);
  for (let problem = at(first, Field.Problems); problem < at(last, Field.Problems); problem++) {
    parser.problems.push(movedProblem(trace.problems[problem] as ConfigProblem, offsetDelta));
  }
  for (let long = at(first, Field.LongTokens); long < at(last, Field.LongTokens); long++) {
    lexer.longTokens.push((trace.longTokens[long] as number) + tokenDelta);
  }
  for (let long = at(first, Field.LongComments); long < at(last, Field.LongComments); long++) {
    lexer.longComments.push((trace.longComments[long] as number) + offsetDelta);
  }
  parser.unclosedLuaBlocks += at(last, Field.UnclosedLuaBlocks) - at(first, Field.UnclosedLuaBlocks);

  const copied = parser.checkpoints.count;
  appendRows(parser.checkpoints, checkpoints, first + 1, last + 1);
  for (const [field, delta] of deltas) shiftRows(parser.checkpoints, copied, field, delta);
  for (let row = copied; row < parser.checkpoints.count; row++) {
    setField(parser.checkpoints, row, Field.Innermost, newBlock(fieldOf(parser.checkpoints, row, Field.Innermost)));
    takeSigns(parser, fieldOf(parser.checkpoints, row, Field.Signs));
  }
  const end = parser.checkpoints.count - 1;
  const { checkpoints: rows } = parser;
  standAt(parser, fieldOf(rows, end, Field.Position), fieldOf(rows, end, Field.Innermost));
}

/** Gives for a block that was open in the stretch, -1 for none, the same one now. */
function blockMap(parser: Parser, { trace, first, openBlocks }: Stretch): (block: Directive) => Directive {
  const start = fieldOf(trace.checkpoints, first, Field.Directives);
  const delta = parser.directives.count - start;
  const { areSame, outer, pairs } = openBlocks;
  const moved = new Map(pairs.map(({ was, is }) => [was, is]));
  return (block) => (block >= start ? block + delta : (moved.get(block) ?? (areSame ? block : outer.is)));
}

/** Blocks that are open at the start of the stretch, and closed in it. */
function closeOuterBlocks(parser: Parser, { before, trace, first, last, offsetDelta, openBlocks }: Stretch): void {
  const { directives } = parser;
  const start = fieldOf(trace.checkpoints, first, Field.Directives);
  const end = fieldOf(trace.checkpoints, last, Field.Position);
  const close = (was: Directive, is: Directive): void => {
    directives.ends[is] = (before.ends[was] as number) + offsetDelta;
    directives.subtreeEnds[is] = (before.subtreeEnds[was] as number) + directives.count - start;
    directives.unclosed[is] = before.unclosed[was] as number;
  };
  const isClosed = (block: Directive): boolean => (before.ends[block] as number) <= end;
  for (const { was, is } of openBlocks.pairs) {
    if (!isClosed(was)) return;
    close(was, is);
  }
  if (!openBlocks.areSame) return;
  for (let block = openBlocks.outer.was; block >= 0 && isClosed(block); block = before.parents[block] as number) {
    close(block, block);
  }
}

/** @returns how much further tokens are now */
function copyTokens({ lexer: { tokens } }: Parser, { before, trace, first, last, offsetDelta }: Stretch): number {
  const from = fieldOf(trace.checkpoints, first, Field.Tokens);
  const end = fieldOf(trace.checkpoints, last, Field.Tokens);
  const to = tokens.count;
  reserveTokens(tokens, to + end - from);
  copyShifted(tokens.starts, to, before.tokenStarts, from, end, offsetDelta);
  copyShifted(tokens.ends, to, before.tokenEnds, from, end, offsetDelta);
  tokens.flags.set(before.tokenFlags.subarray(from, end), to);
  tokens.count += end - from;
  return to - from;
}

function copyDirectives(
  { directives }: Parser,
  { before, trace, first, last, offsetDelta }: Stretch,
  tokenDelta: number,
  newBlock: (block: Directive) => Directive,
): void {
  const from = fieldOf(trace.checkpoints, first, Field.Directives);
  const end = fieldOf(trace.checkpoints, last, Field.Directives);
  const to = directives.count;
  const delta = to - from;
  reserveDirectives(directives, to + end - from);
  copyShifted(directives.subtreeEnds, to, before.subtreeEnds, from, end, delta);
  copyShifted(directives.firstTokens, to, before.firstTokens, from, end, tokenDelta);
  directives.tokenCounts.set(before.tokenCounts.subarray(from, end), to);
  copyShifted(directives.blockStarts, to, before.blockStarts, from, end, offsetDelta);
  copyShifted(directives.ends, to, before.ends, from, end, offsetDelta);
  directives.unclosed.set(before.unclosed.subarray(from, end), to);
  const { parents } = directives;
  for (let directive = from; directive < end; directive++) {
    const parent = before.parents[directive] as number;
    parents[directive + delta] = parent >= from ? parent + delta : newBlock(parent);
  }
  directives.count += end - from;
}

function movedProblem(problem: ConfigProblem, delta: number): ConfigProblem {
  if (delta === 0) return problem;
  const { related } = problem;
  return {
    ...problem,
    range: moved(problem.range, delta),
    ...(related && { related: { ...related, range: moved(related.range, delta) } }),
  };
}

const moved = ({ start, end }: TextRange, delta: number): TextRange => ({ start: start + delta, end: end + delta });
