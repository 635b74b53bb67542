import type { TextChange } from './fileEdit';
import { TokenFlag } from './lexer';
import type { KeptRun, Reparsed } from './reparse';
import type { ConfigTree, Directive } from './tree';

/** Which directives of two trees are the same: see FileEdit. */
export interface SameDirectives {
  readonly sameDirectives: number;
  readonly movedFrom: number;
  readonly movedTo: number;
  readonly offsetDelta: number;
}

/** Finds the directives that an edit left as they were. Only those that were read again are compared one by one. */
export function findSameDirectives(
  before: ConfigTree,
  after: ConfigTree,
  reparsed: Reparsed,
  change: TextChange,
): SameDirectives {
  const pair: Pair = { before, after, change, offsetDelta: change.text.length - (change.end - change.start) };
  const sameDirectives = countSame(pair, reparsed);
  const movedFrom = firstMoved(
    pair,
    sameDirectives,
    reparsed.keptRuns.filter(({ isMoved }) => isMoved),
  );
  const movedTo = movedFrom + after.directiveCount - before.directiveCount;
  return { sameDirectives, movedFrom, movedTo, offsetDelta: pair.offsetDelta };
}

interface Pair {
  readonly before: ConfigTree;
  readonly after: ConfigTree;
  readonly change: TextChange;
  readonly offsetDelta: number;
}

function countSame(pair: Pair, { keptBefore, openBefore }: Reparsed): number {
  const { before, after } = pair;
  let same = keptBefore;
  // A block that was open there may end elsewhere now, though it does not hold the edit.
  for (let block = openBefore; block >= 0; block = before.parents[block] as number) {
    if (!endsAlike(pair, block)) same = block;
  }
  if (same < keptBefore) return same;
  const most = Math.min(before.directiveCount, after.directiveCount);
  while (same < most && isSame(pair, same)) same++;
  return same;
}

/** All of a directive stands before the edit, but for the end of its block. */
function isSame(pair: Pair, directive: Directive): boolean {
  const { before, after, change } = pair;
  return (
    before.parents[directive] === after.parents[directive] &&
    before.firstTokens[directive] === after.firstTokens[directive] &&
    before.tokenCounts[directive] === after.tokenCounts[directive] &&
    before.blockStarts[directive] === after.blockStarts[directive] &&
    headEnd(before, directive) <= change.start &&
    haveSameTokens(pair, directive, directive, 0) &&
    endsAlike(pair, directive)
  );
}

function endsAlike({ before, after, change }: Pair, directive: Directive): boolean {
  const end = before.ends[directive] as number;
  const hasBlock = (before.blockStarts[directive] as number) >= 0;
  if (hasBlock && Math.max(end, after.ends[directive] as number) > change.start) return true;
  return (
    end <= change.start &&
    end === after.ends[directive] &&
    before.subtreeEnds[directive] === after.subtreeEnds[directive] &&
    before.unclosed[directive] === after.unclosed[directive]
  );
}

/** Offset after what stands before a directive's block, or its end. */
function headEnd(tree: ConfigTree, directive: Directive): number {
  const blockStart = tree.blockStarts[directive] as number;
  if (blockStart >= 0) return Math.min(blockStart + 1, tree.text.length);
  return tree.ends[directive] as number;
}

function headStart(tree: ConfigTree, directive: Directive): number {
  if (tree.tokenCounts[directive] === 0) return tree.blockStarts[directive] as number;
  const token = tree.firstTokens[directive] as number;
  return (tree.tokenStarts[token] as number) - (((tree.tokenFlags[token] as number) & TokenFlag.Quoted) !== 0 ? 1 : 0);
}

function haveSameTokens({ before, after }: Pair, was: Directive, is: Directive, delta: number): boolean {
  const first = before.firstTokens[was] as number;
  const tokenDelta = (after.firstTokens[is] as number) - first;
  for (let token = first; token < first + (before.tokenCounts[was] as number); token++) {
    if ((before.tokenStarts[token] as number) + delta !== after.tokenStarts[token + tokenDelta]) return false;
    if ((before.tokenEnds[token] as number) + delta !== after.tokenEnds[token + tokenDelta]) return false;
    if (before.tokenFlags[token] !== after.tokenFlags[token + tokenDelta]) return false;
  }
  return true;
}

/** Index before the edit of the first directive from which on all are moved. */
function firstMoved(pair: Pair, same: number, keptRuns: readonly KeptRun[]): number {
  const { before, after } = pair;
  const delta = after.directiveCount - before.directiveCount;
  const least = Math.max(same, same - delta);
  let first = before.directiveCount;
  for (let run = keptRuns.length - 1; ; run--) {
    const kept = keptRuns[run];
    const isNext =
      kept !== undefined && kept.to - kept.from === delta && kept.from >= least && standsInSame(pair, kept, same);
    const stop = isNext ? kept.end : least;
    while (first > stop && isMoved(pair, same, first - 1, delta)) first--;
    if (!isNext || first > stop) break;
    first = kept.from;
  }
  return afterChangedBlocks(before, same, first);
}

/** Of the blocks around a run, those among the directives that are the same are the very same. */
function standsInSame({ before, after }: Pair, run: KeptRun, same: number): boolean {
  let block = run.block;
  let now = run.blockNow;
  while (block >= same) {
    block = before.parents[block] as number;
    now = after.parents[now] as number;
  }
  return block === now;
}

/** All of a directive stands behind the edit. */
function isMoved(pair: Pair, same: number, was: Directive, directiveDelta: number): boolean {
  const { before, after, change, offsetDelta } = pair;
  const is = was + directiveDelta;
  const tokenDelta = after.tokenStarts.length - before.tokenStarts.length;
  const parent = before.parents[was] as number;
  const parentDelta = parent < same ? 0 : directiveDelta;
  return (
    headStart(before, was) >= change.end &&
    after.parents[is] === parent + parentDelta &&
    after.subtreeEnds[is] === (before.subtreeEnds[was] as number) + directiveDelta &&
    after.firstTokens[is] === (before.firstTokens[was] as number) + tokenDelta &&
    after.tokenCounts[is] === before.tokenCounts[was] &&
    after.blockStarts[is] === shifted(before.blockStarts[was] as number, offsetDelta) &&
    after.ends[is] === (before.ends[was] as number) + offsetDelta &&
    after.unclosed[is] === before.unclosed[was] &&
    haveSameTokens(pair, was, is, offsetDelta)
  );
}

const shifted = (offset: number, delta: number): number => (offset < 0 ? offset : offset + delta);

/** The first directive from an index on that stands in none of the blocks that begin among the changed directives. */
function afterChangedBlocks(before: ConfigTree, same: number, index: number): number {
  if (index >= before.directiveCount) return index;
  let outermost = -1;
  for (let block = before.parents[index] as number; block >= same; block = before.parents[block] as number) {
    outermost = block;
  }
  return outermost < 0 ? index : (before.subtreeEnds[outermost] as number);
}
