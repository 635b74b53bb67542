import type { Parser } from './parserState';

/**
 * Places between statements at which a parse can be taken up again after an edit, as rows of numbers in the order of the
 * text. Counts and the position are of the whole parse up to there; the last three say what the statements since the row
 * before (since the start of the text for the first) did, so that a row stays true when text far before it changes.
 */
export interface Checkpoints {
  rows: Int32Array;
  count: number;
  /** Units of text between two of them. */
  readonly spacing: number;
}

/** Columns of a row. */
export enum Field {
  Position = 0,
  Tokens = 1,
  Directives = 2,
  Problems = 3,
  /** The innermost open block, -1 for none; those around it are its parents. */
  Innermost = 4,
  LongTokens = 5,
  LongComments = 6,
  UnclosedLuaBlocks = 7,
  /** Bits of {@link Sign}. */
  Signs = 8,
  /** Lowest offset before themselves that recovery looked back to, {@link FAR} for none. */
  SeenFrom = 9,
  /** Offset after the last character that was looked at; {@link FAR} where that is the end of the text. */
  SeenUpTo = 10,
}

const FIELDS = 11;

/** Beyond any text. */
export const FAR = 0x7fffffff;

/** What statements did that more than their own text decides, or that later ones depend on. */
export enum Sign {
  /** Something was wrong with a brace or `;`. */
  Broken = 1,
  /** A placeholder stood for directives. */
  Placeholder = 2,
  /** What was open decided more than the names of the signs below do. */
  OpenBlocks = 4,
  /** The first of the signs, one a name, that such a block was opened in the innermost that was open all the time. */
  FirstBlockName = 8,
}

/** Units of text between two checkpoints: to read as much takes less time than all else after an edit. */
export const CHECKPOINT_SPACING = 2048;

const NO_ROWS = new Int32Array(0);

const LEAST_ROWS = 16;

/** No checkpoints, with room for `count`. */
export function createCheckpoints(count: number, spacing: number): Checkpoints {
  return { rows: count === 0 ? NO_ROWS : new Int32Array(count * FIELDS), count: 0, spacing };
}

/** One number of a row. */
export function fieldOf({ rows }: Checkpoints, row: number, field: Field): number {
  return rows[row * FIELDS + field] as number;
}

/** Where the next checkpoint is due. */
export function nextCheckpointAt({ checkpoints }: Parser): number {
  const { count, spacing } = checkpoints;
  return count === 0 ? spacing : fieldOf(checkpoints, count - 1, Field.Position) + spacing;
}

/** Adds a checkpoint; the parser stands between two statements. */
export function saveCheckpoint(parser: Parser): void {
  const { checkpoints, lexer } = parser;
  reserveRows(checkpoints, checkpoints.count + 1);
  const { rows } = checkpoints;
  const at = checkpoints.count++ * FIELDS;
  rows[at + Field.Position] = lexer.position;
  rows[at + Field.Tokens] = lexer.tokens.count;
  rows[at + Field.Directives] = parser.directives.count;
  rows[at + Field.Problems] = parser.problems.length;
  rows[at + Field.Innermost] = parser.open.at(-1) ?? -1;
  rows[at + Field.LongTokens] = lexer.longTokens.length;
  rows[at + Field.LongComments] = lexer.longComments.length;
  rows[at + Field.UnclosedLuaBlocks] = parser.unclosedLuaBlocks;
  rows[at + Field.Signs] = parser.signs;
  rows[at + Field.SeenFrom] = parser.seenFrom;
  rows[at + Field.SeenUpTo] = parser.seenUpTo;
  forgetSigns(parser);
}

/** A checkpoint is where the parser stands: nothing has been seen since. */
export function forgetSigns(parser: Parser): void {
  parser.signs = 0;
  parser.seenFrom = FAR;
  parser.seenUpTo = 0;
  parser.lowestLevel = parser.open.length;
}

/** Appends rows of another parse, from `first` up to, not including, `end`. */
export function appendRows(checkpoints: Checkpoints, from: Checkpoints, first: number, end: number): void {
  reserveRows(checkpoints, checkpoints.count + end - first);
  checkpoints.rows.set(from.rows.subarray(first * FIELDS, end * FIELDS), checkpoints.count * FIELDS);
  checkpoints.count += end - first;
}

/** Adds to one number of each row from `first` on; {@link FAR} stays. */
export function shiftRows({ rows, count }: Checkpoints, first: number, field: Field, delta: number): void {
  if (delta === 0) return;
  for (let at = first * FIELDS + field; at < count * FIELDS; at += FIELDS) {
    if (rows[at] !== FAR) rows[at] = (rows[at] as number) + delta;
  }
}

/** Replaces one number of a row. */
export function setField({ rows }: Checkpoints, row: number, field: Field, value: number): void {
  rows[row * FIELDS + field] = value;
}

/** The rows alone, without room for more. */
export function trimmedCheckpoints({ rows, count, spacing }: Checkpoints): Checkpoints {
  return { rows: count === 0 ? NO_ROWS : rows.slice(0, count * FIELDS), count, spacing };
}

function reserveRows(checkpoints: Checkpoints, count: number): void {
  if (count * FIELDS <= checkpoints.rows.length) return;
  const larger = new Int32Array(Math.max(LEAST_ROWS, count * 2) * FIELDS);
  larger.set(checkpoints.rows);
  checkpoints.rows = larger;
}
