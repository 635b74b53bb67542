/**
 * Rows for samples, thinned with age: each level keeps every {@link THINNING}th sample of the level below it. Columns of
 * figures are kept beside it by row, so that a history never grows past what it was given at first.
 */

export const LEVELS = 4;
/** Rows of one level. At one sample a second the levels reach back 6 minutes, 72 minutes, 14 hours and 7 days. */
export const ROWS_PER_LEVEL = 360;
export const THINNING = 12;
export const ROWS = LEVELS * ROWS_PER_LEVEL;

/** A row is a number from 0 to ROWS - 1. */
export interface Ring {
  /** Samples so far; the next one gets this number. */
  sampleCount(): number;
  /** Makes room for one more sample and gives the rows that it is to be written to, the one of the lowest level first. */
  push(takenAtMs: number): readonly number[];
  /** Rows of all samples that are left, oldest first, each sample once. */
  rows(): number[];
  /** Rows of the samples behind the one of a number, oldest first; costs as much as there are. */
  rowsAfter(number: number): number[];
  /** Rows of the samples of the last `withinMs`, oldest first; more, up to `mostMs`, where they are fewer than `least`. */
  recentRows(withinMs: number, least: number, mostMs: number): number[];
  /** Number of the sample in a row, rising from 0. */
  sampleNumber(row: number): number;
  /** Never falls: where the clock was put back, time goes on from where it was. */
  takenAtMs(row: number): number;
  /** Time on an axis that never goes back, whatever the clock did; only differences mean anything. */
  elapsedMs(row: number): number;
  /** The same for the latest sample; 0 without one. */
  latestElapsedMs(): number;
}

/** An empty ring. */
export function createRing(): Ring {
  const numbers = new Float64Array(ROWS);
  const elapsed = new Float64Array(ROWS);
  const axis = createTimeAxis();
  /** When the first sample was taken. */
  let startMs = 0;
  let count = 0;

  /** Samples that a level has been given so far. */
  const given = (level: number): number => Math.ceil(count / THINNING ** level);

  /** Calls `visit` with rows from the newest to the oldest until it says to stop. */
  const walkBack = (visit: (row: number) => boolean): void => {
    let before = Number.POSITIVE_INFINITY;
    for (let level = 0; level < LEVELS; level++) {
      const total = given(level);
      for (let index = total - 1; index >= Math.max(0, total - ROWS_PER_LEVEL); index--) {
        const row = level * ROWS_PER_LEVEL + (index % ROWS_PER_LEVEL);
        const number = numbers[row] ?? 0;
        if (number >= before) continue;
        before = number;
        if (!visit(row)) return;
      }
    }
  };

  return {
    sampleCount: () => count,
    push(takenAtMs) {
      const elapsedMs = axis.advance(takenAtMs);
      if (count === 0) startMs = takenAtMs;
      const rows: number[] = [];
      for (let level = 0; level < LEVELS && count % THINNING ** level === 0; level++) {
        const row = level * ROWS_PER_LEVEL + (given(level) % ROWS_PER_LEVEL);
        numbers[row] = count;
        elapsed[row] = elapsedMs;
        rows.push(row);
      }
      count++;
      return rows;
    },
    rows() {
      const rows: number[] = [];
      walkBack((row) => rows.push(row) > 0);
      return rows.reverse();
    },
    rowsAfter(number) {
      const rows: number[] = [];
      walkBack((row) => (numbers[row] ?? 0) > number && rows.push(row) > 0);
      return rows.reverse();
    },
    recentRows(withinMs, least, mostMs) {
      const rows: number[] = [];
      const now = axis.elapsedMs();
      walkBack((row) => {
        const age = now - (elapsed[row] ?? 0);
        if (age > mostMs || (age > withinMs && rows.length >= least)) return false;
        rows.push(row);
        return true;
      });
      return rows.reverse();
    },
    sampleNumber: (row) => numbers[row] ?? 0,
    takenAtMs: (row) => startMs + (elapsed[row] ?? 0),
    elapsedMs: (row) => elapsed[row] ?? 0,
    latestElapsedMs: () => axis.elapsedMs(),
  };
}

/** Time that only goes on. Where the clock was put back, the step is taken to be as long as the one before. */
function createTimeAxis(): { advance(clockMs: number): number; elapsedMs(): number } {
  let lastClockMs: number | null = null;
  let lastStepMs = 0;
  let elapsedMs = 0;
  return {
    advance(clockMs) {
      if (lastClockMs !== null) {
        const stepMs = clockMs - lastClockMs;
        if (stepMs >= 0) lastStepMs = stepMs;
        elapsedMs += lastStepMs;
      }
      lastClockMs = clockMs;
      return elapsedMs;
    },
    elapsedMs: () => elapsedMs,
  };
}
