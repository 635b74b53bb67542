import type { SampleDepth } from '../../shared/liveSample';

/** When to sample, and how deep. */
export interface Pace {
  /** A sample was taken; `isOther`: its figures are others than before. */
  sampled(depth: SampleDepth, atMs: number, wallMilliseconds: number, isOther: boolean): void;
  /** The base interval is another, or somebody looks again: as quick as at the start. */
  quicken(): void;
  /** Between the latest sample and the next. */
  intervalMs(): number;
  depthAt(atMs: number): SampleDepth;
}

/** Nothing changes on the server: its figures are asked for this rarely. */
const SLOWEST_MS = 30_000;

/** Between two full samples. */
const FULL_AFTER_MS = 30_000;

/** A hundredth of the time may be spent on reading. */
const PAUSE_PER_COST = 100;

/**
 * @param baseMs the interval while figures change
 * @param isSteady somebody draws lines over time: samples are taken as often while nothing changes
 */
export function createPace(baseMs: () => number, isSteady: () => boolean = () => false): Pace {
  let intervalMs: number | null = null;
  let costMs = 0;
  let fullAtMs: number | null = null;
  let fullCostMs = 0;
  const current = (): number => Math.max(isSteady() ? 0 : (intervalMs ?? 0), baseMs(), costMs * PAUSE_PER_COST);
  return {
    sampled: (depth, atMs, wallMilliseconds, isOther) => {
      if (depth === 'full') {
        fullAtMs = atMs;
        fullCostMs = wallMilliseconds;
      } else {
        // What a full one costs is spread over the time until the next.
        costMs = wallMilliseconds;
      }
      intervalMs = isOther ? baseMs() : Math.max(baseMs(), Math.min(SLOWEST_MS, 2 * (intervalMs ?? baseMs())));
    },
    quicken: () => {
      intervalMs = null;
    },
    intervalMs: current,
    depthAt: (atMs) => {
      if (fullAtMs === null) return 'full';
      return atMs - fullAtMs >= Math.max(FULL_AFTER_MS, fullCostMs * PAUSE_PER_COST) ? 'full' : 'refresh';
    },
  };
}
