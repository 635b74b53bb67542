import type { ConfigFile } from '../config/configFiles';
import { positionAt } from '../config/sourceText';
import {
  blockContent,
  type ConfigTree,
  type Directive,
  directiveName,
  hasBlock,
  luaBlockRanges,
  parentOf,
} from '../config/tree';
import { headRange, startOf } from './treePosition';

/** Lines that fold together: all but `startLine` are hidden. Lines count from 0. */
export interface FoldingRange {
  readonly startLine: number;
  readonly endLine: number;
  /** Absent for blocks and for directives of several lines. */
  readonly kind?: 'comment' | 'region' | 'imports';
}

/**
 * What folds in a config: blocks (their closing brace stays to be seen), Lua blocks as a whole, directives of several
 * lines, runs of comment lines, `# region` to `# endregion`, and runs of includes. In the order of their first lines,
 * each inside or behind the others, no two from one line.
 */
export function foldingRanges(file: ConfigFile): readonly FoldingRange[] {
  const ranges = [...directiveFolds(file), ...commentFolds(file), ...includeFolds(file)];
  ranges.sort((left, right) => left.startLine - right.startLine || right.endLine - left.endLine);
  const kept: FoldingRange[] = [];
  const open: FoldingRange[] = [];
  for (const range of ranges) {
    while ((open.at(-1)?.endLine ?? Infinity) < range.startLine) open.pop();
    const around = open.at(-1);
    // The larger of two from one line stays; one that reaches out of the range around it can't be drawn.
    if (around !== undefined && (around.startLine === range.startLine || around.endLine < range.endLine)) continue;
    open.push(range);
    kept.push(range);
  }
  return kept;
}

/** Gives lines of offsets that grow, or stay. */
function createLineCursor(lineStarts: Int32Array): (offset: number) => number {
  let line = 0;
  return (offset) => {
    while ((lineStarts[line + 1] ?? Infinity) <= offset) line++;
    return line;
  };
}

function directiveFolds({ tree, lineStarts }: ConfigFile): FoldingRange[] {
  const folds: FoldingRange[] = [];
  const lineOf = createLineCursor(lineStarts);
  const lastVisible = createBlankSkip(tree.text);
  for (let directive = 0; directive < tree.directiveCount; directive++) {
    if (!hasBlock(tree, directive)) {
      const end = tree.ends[directive] ?? 0;
      const startLine = lineOf(startOf(tree, directive));
      // Most directives end before the next line starts.
      if (end <= (lineStarts[startLine + 1] ?? Infinity)) continue;
      const endLine = lineOf(headRange(tree, directive).end - 1);
      if (endLine > startLine) folds.push({ startLine, endLine });
      continue;
    }
    const { start, end } = blockContent(tree, directive) ?? { start: 0, end: 0 };
    const startLine = lineOf(tree.blockStarts[directive] ?? 0);
    const isClosed = tree.unclosed[directive] !== 1;
    const endLine = positionAt(lineStarts, isClosed ? end : lastVisible(start, end)).line - (isClosed ? 1 : 0);
    if (endLine > startLine) folds.push({ startLine, endLine });
  }
  return folds;
}

/** Gives the last character of a range that is no blank; its start where there is none. */
function createBlankSkip(text: string): (start: number, end: number) => number {
  let knownEnd = -1;
  let known = -1;
  return (start, end) => {
    // Blocks that a hostile file leaves open all end with it, behind the same blanks.
    if (end !== knownEnd) {
      knownEnd = end;
      known = end - 1;
      while (known > start && /\s/.test(text[known] ?? '')) known--;
    }
    return Math.max(start, known);
  };
}

const REGION_MARK = /^#\s*(end)?region\b/;

function commentFolds({ tree, lineStarts }: ConfigFile): FoldingRange[] {
  const folds: FoldingRange[] = [];
  const regions: number[] = [];
  let first = -1;
  let last = -1;
  const endRun = (): void => {
    if (last > first) folds.push({ startLine: first, endLine: last, kind: 'comment' });
    first = last = -1;
  };
  for (const { line, text } of commentLines(tree, lineStarts)) {
    const mark = REGION_MARK.exec(text);
    if (mark === null) {
      if (first === -1 || line !== last + 1) {
        endRun();
        first = line;
      }
      last = line;
      continue;
    }
    endRun();
    if (mark[1] === undefined) {
      regions.push(line);
      continue;
    }
    const startLine = regions.pop();
    if (startLine !== undefined) folds.push({ startLine, endLine: line, kind: 'region' });
  }
  endRun();
  return folds;
}

/** Enough of a comment to see a region mark. */
const LONGEST_MARK = 80;

/** Lines that hold nothing but a comment, with the start of its text. */
function* commentLines(tree: ConfigTree, lineStarts: Int32Array): Generator<{ line: number; text: string }> {
  const text = tree.parsedText;
  const lineOf = createLineCursor(lineStarts);
  const isInToken = createInsideTest(tree.tokenStarts, tree.tokenEnds);
  const blocks = luaBlockRanges(tree);
  const isInCode = createInsideTest(
    blocks.map(({ start }) => start),
    blocks.map(({ end }) => end),
  );
  for (let at = text.indexOf('#'); at !== -1; at = text.indexOf('#', at + 1)) {
    const line = lineOf(at);
    if (!startsLine(text, at) || isInToken(at) || isInCode(at)) continue;
    yield { line, text: text.slice(at, at + LONGEST_MARK) };
    at = (lineStarts[line + 1] ?? text.length) - 1;
  }
}

/** Nothing but blanks stands before an offset on its line. */
function startsLine(text: string, offset: number): boolean {
  let before = offset - 1;
  while (text[before] === ' ' || text[before] === '\t' || text[before] === '\r') before--;
  return before < 0 || text[before] === '\n';
}

/** Tells whether an offset, each further than the one before, is in one of some ranges that are in order. */
function createInsideTest(starts: ArrayLike<number>, ends: ArrayLike<number>): (offset: number) => boolean {
  let next = 0;
  return (offset) => {
    while (next < starts.length && (ends[next] ?? 0) <= offset) next++;
    return next < starts.length && (starts[next] ?? 0) <= offset;
  };
}

/** Includes that follow each other in one block, from line to line. */
function includeFolds({ tree, lineStarts, marked }: ConfigFile): FoldingRange[] {
  const runs: { startLine: number; endLine: number; last: Directive }[] = [];
  for (const directive of marked) {
    if (hasBlock(tree, directive) || directiveName(tree, directive) !== 'include') continue;
    const head = headRange(tree, directive);
    const startLine = positionAt(lineStarts, head.start).line;
    const endLine = positionAt(lineStarts, head.end).line;
    const run = runs.at(-1);
    const isNext = run?.last === directive - 1 && parentOf(tree, run.last) === parentOf(tree, directive);
    if (run !== undefined && isNext && startLine <= run.endLine + 1) {
      run.endLine = endLine;
      run.last = directive;
    } else runs.push({ startLine, endLine, last: directive });
  }
  return runs
    .filter(({ startLine, endLine }) => endLine > startLine)
    .map(({ startLine, endLine }) => ({ startLine, endLine, kind: 'imports' as const }));
}
