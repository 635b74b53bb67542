import type { LiveSample } from '../../shared/liveSample';
import { type Column, createBytesColumn, createCountColumn } from './columns';
import { zoneFigures } from './zoneSeries';

const TOTAL_FIGURES = ['loaded', 'used', 'failures'] as const;
type TotalFigure = (typeof TOTAL_FIGURES)[number];

/** Figures of all zones together, those that only old workers still have among them. */
export interface TotalSeries {
  readonly columns: Readonly<Record<TotalFigure, Column>>;
  /** Writes a sample's sums into rows of the ring. */
  add(sample: LiveSample, rows: readonly number[]): void;
  /** From here on all zones are others, whatever their inodes. */
  forgetInodes(): void;
}

type Known = Record<TotalFigure, number | null>;

/** An empty series. */
export function createTotalSeries(): TotalSeries {
  const columns = { loaded: createBytesColumn(), used: createBytesColumn(), failures: createCountColumn() };
  let latest = new Map<number, Known>();
  return {
    columns,
    add(sample, rows) {
      const sums: Known = { loaded: null, used: null, failures: null };
      const known = new Map<number, Known>();
      for (const zone of sample.zones) {
        const figures = zoneFigures(zone, sample.pageSizeBytes);
        const before = latest.get(zone.inode);
        const taken: Known = { loaded: null, used: null, failures: null };
        for (const figure of TOTAL_FIGURES) {
          // A zone that was being written while it was read must not make the sum fall.
          const value = figures[figure] ?? before?.[figure] ?? null;
          taken[figure] = value;
          if (value !== null) sums[figure] = (sums[figure] ?? 0) + value;
        }
        known.set(zone.inode, taken);
      }
      latest = known;
      for (const figure of TOTAL_FIGURES) for (const row of rows) columns[figure].set(row, sums[figure]);
    },
    forgetInodes() {
      latest = new Map();
    },
  };
}
