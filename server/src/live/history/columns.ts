import { ROWS } from './ring';

/**
 * One figure of one zone or process by row of the ring. Two forms, both of a fixed length: amounts of memory to the
 * kilobyte (the kernel counts in pages) in 4 bytes a row, counters in 8.
 */
export interface Column {
  get(row: number): number | null;
  /** What is no number of the column's range becomes null. */
  set(row: number, value: number | null): void;
  /** Forgets all rows. */
  clear(): void;
}

const KILOBYTE = 1024;
const NO_KILOBYTES = 0xffff_ffff;

/** Bytes, in whole kilobytes, up to 4 TB. */
export function createBytesColumn(): Column {
  const kilobytes = new Uint32Array(ROWS).fill(NO_KILOBYTES);
  return {
    get(row) {
      const found = kilobytes[row] ?? NO_KILOBYTES;
      return found === NO_KILOBYTES ? null : found * KILOBYTE;
    },
    set(row, value) {
      const count = value === null ? NO_KILOBYTES : Math.round(value / KILOBYTE);
      kilobytes[row] = count >= 0 && count < NO_KILOBYTES ? count : NO_KILOBYTES;
    },
    clear: () => void kilobytes.fill(NO_KILOBYTES),
  };
}

/** Counts. */
export function createCountColumn(): Column {
  const counts = new Float64Array(ROWS).fill(Number.NaN);
  return {
    get(row) {
      const found = counts[row] ?? Number.NaN;
      return Number.isNaN(found) ? null : found;
    },
    set(row, value) {
      counts[row] = value !== null && Number.isFinite(value) && value >= 0 ? value : Number.NaN;
    },
    clear: () => void counts.fill(Number.NaN),
  };
}
