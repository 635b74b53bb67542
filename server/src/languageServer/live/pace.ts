import type { LiveSample, SampleDepth } from '../../shared/liveSample';

/** What of a sample the pace goes by. */
export type PacedSample = Pick<LiveSample, 'depth' | 'takenAtMs'> & {
  readonly cost: Pick<LiveSample['cost'], 'wallMilliseconds'>;
  readonly processes: readonly Pick<LiveSample['processes'][number], 'residentBytes'>[];
};

/** When to sample, and how deep. */
export interface Pace {
  /** A sample was taken; `isOther`: its figures are others than before. */
  sampled(sample: PacedSample, isOther: boolean): void;
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

/** The same where processes hold so much more or less by now that what page tables were counted to have is out of date. */
const FULL_AFTER_CHANGE_MS = 5000;
const CHANGE_BYTES = 4 * 1024 * 1024;

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
  let fullResidentBytes = 0;
  let residentBytes = 0;
  const current = (): number => Math.max(isSteady() ? 0 : (intervalMs ?? 0), baseMs(), costMs * PAUSE_PER_COST);
  return {
    sampled: ({ depth, takenAtMs, cost: { wallMilliseconds }, processes }, isOther) => {
      residentBytes = processes.reduce((sum, process) => sum + (process.residentBytes ?? 0), 0);
      if (depth === 'full') {
        fullAtMs = takenAtMs;
        fullCostMs = wallMilliseconds;
        fullResidentBytes = residentBytes;
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
      const isOutdated = Math.abs(residentBytes - fullResidentBytes) >= CHANGE_BYTES;
      const afterMs = isOutdated ? FULL_AFTER_CHANGE_MS : FULL_AFTER_MS;
      return atMs - fullAtMs >= Math.max(afterMs, fullCostMs * PAUSE_PER_COST) ? 'full' : 'refresh';
    },
  };
}
