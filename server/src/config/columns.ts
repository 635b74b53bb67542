/**
 * Growing columns of integers. A large config has millions of tokens; as plain numbers in typed arrays they cost a few
 * bytes each and no work for the garbage collector.
 */
export interface TokenColumns {
  starts: Int32Array;
  ends: Int32Array;
  flags: Uint8Array;
  /** Rows in use; the columns have room for more. */
  count: number;
}

/** The same for directives; what each column means stands at ConfigTree. */
export interface DirectiveColumns {
  parents: Int32Array;
  subtreeEnds: Int32Array;
  firstTokens: Int32Array;
  tokenCounts: Int32Array;
  blockStarts: Int32Array;
  ends: Int32Array;
  unclosed: Uint8Array;
  count: number;
}

const LEAST_ROWS = 16;

/** No tokens, with room for `rows`. */
export function createTokenColumns(rows: number): TokenColumns {
  const room = Math.max(LEAST_ROWS, rows);
  return { starts: new Int32Array(room), ends: new Int32Array(room), flags: new Uint8Array(room), count: 0 };
}

/** No directives, with room for `rows`. */
export function createDirectiveColumns(rows: number): DirectiveColumns {
  const room = Math.max(LEAST_ROWS, rows);
  const column = (): Int32Array => new Int32Array(room);
  return {
    parents: column(),
    subtreeEnds: column(),
    firstTokens: column(),
    tokenCounts: column(),
    blockStarts: column(),
    ends: column(),
    unclosed: new Uint8Array(room),
    count: 0,
  };
}

/** Doubles the room. */
export function growTokens(tokens: TokenColumns): void {
  tokens.starts = doubled(tokens.starts);
  tokens.ends = doubled(tokens.ends);
  tokens.flags = doubledBytes(tokens.flags);
}

/** Doubles the room. */
export function growDirectives(directives: DirectiveColumns): void {
  directives.parents = doubled(directives.parents);
  directives.subtreeEnds = doubled(directives.subtreeEnds);
  directives.firstTokens = doubled(directives.firstTokens);
  directives.tokenCounts = doubled(directives.tokenCounts);
  directives.blockStarts = doubled(directives.blockStarts);
  directives.ends = doubled(directives.ends);
  directives.unclosed = doubledBytes(directives.unclosed);
}

function doubled(column: Int32Array): Int32Array {
  const larger = new Int32Array(column.length * 2);
  larger.set(column);
  return larger;
}

function doubledBytes(column: Uint8Array): Uint8Array {
  const larger = new Uint8Array(column.length * 2);
  larger.set(column);
  return larger;
}

/** Makes room for `rows` in all. */
export function reserveTokens(tokens: TokenColumns, rows: number): void {
  while (tokens.starts.length < rows) growTokens(tokens);
}

/** Makes room for `rows` in all. */
export function reserveDirectives(directives: DirectiveColumns, rows: number): void {
  while (directives.parents.length < rows) growDirectives(directives);
}

/** Copies rows `from` up to, not including, `end` of a column to `to` in another, with `delta` added; -1 stays. */
export function copyShifted(
  target: Int32Array,
  to: number,
  column: Int32Array,
  from: number,
  end: number,
  delta: number,
): void {
  if (delta === 0) {
    target.set(column.subarray(from, end), to);
    return;
  }
  for (let row = from, next = to; row < end; row++, next++) {
    const value = column[row] as number;
    target[next] = value < 0 ? value : value + delta;
  }
}

/** The rows in use. A few more that stay behind them cost less than a copy. */
export function usedRows<Column extends Int32Array | Uint8Array>(column: Column, count: number): Column;
export function usedRows(column: Int32Array | Uint8Array, count: number): Int32Array | Uint8Array {
  return (column.length - count) * 16 <= count ? column.subarray(0, count) : column.slice(0, count);
}
