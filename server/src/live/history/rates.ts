import { ROWS } from './ring';

/** Values of one figure and when they were read, on an axis of time that never goes back; oldest first. */
export interface Readings {
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** Only so many of both are in use. */
  count: number;
}

/** Room for as many readings as can ever be looked at, to be filled again and again. */
export function createReadings(): Readings {
  return { times: new Float64Array(ROWS), values: new Float64Array(ROWS), count: 0 };
}

/** Time between the first reading and the last one. */
export function spanMs({ times, count }: Readings): number {
  return count === 0 ? 0 : (times[count - 1] ?? 0) - (times[0] ?? 0);
}

/** Fewer than this many readings give no rate. */
const LEAST_READINGS = 4;
/** Nor do readings that lie closer together than this. */
const LEAST_SPAN_MS = 6000;
/** Each end of a series is judged by the median of so many readings, or of more where there are many. */
const LEAST_GROUP = 3;
const LARGEST_GROUP = 15;

/**
 * Change a millisecond between the beginning and the end of some readings. Each end is the median of several readings, so
 * one that is odd changes nothing; a steady rise comes out exact.
 *
 * @param first number of the reading to begin with
 * @returns null where there are too few readings to tell
 */
export function changePerMillisecond({ times, values, count }: Readings, first: number): number | null {
  const length = count - first;
  if (length < LEAST_READINGS) return null;
  const group = Math.min(LARGEST_GROUP, Math.max(LEAST_GROUP, Math.floor(length / 5)));
  const last = count - group;
  // Times are in order, so their median stands in the middle.
  const betweenMs = middle(times, last, group) - middle(times, first, group);
  if (betweenMs < LEAST_SPAN_MS) return null;
  return (median(values, last, group) - median(values, first, group)) / betweenMs;
}

/** A change has to be this many of its smallest steps before it tells that something is other than before. */
const TELLING_STEPS = 8;

/**
 * Tells whether the latest part of a series goes on unlike the whole: more than twice as fast, less than half as fast, or
 * the other way.
 *
 * @param stepSize the smallest change that the figure can make: a page, or 1
 */
export function goesOnOtherwise(whole: number, latest: number, latestSpanMs: number, stepSize: number): boolean {
  const expected = whole * latestSpanMs;
  const seen = latest * latestSpanMs;
  if (Math.max(Math.abs(expected), Math.abs(seen)) < TELLING_STEPS * stepSize) return false;
  if (expected * seen < 0) return true;
  return Math.abs(seen) > 2 * Math.abs(expected) || 2 * Math.abs(seen) < Math.abs(expected);
}

const scratch = new Float64Array(LARGEST_GROUP);

function median(values: Float64Array, start: number, length: number): number {
  // By insertion: there are few, and mostly they are in order.
  for (let index = 0; index < length; index++) {
    const value = values[start + index] ?? 0;
    let place = index;
    for (; place > 0 && (scratch[place - 1] ?? 0) > value; place--) scratch[place] = scratch[place - 1] ?? 0;
    scratch[place] = value;
  }
  return middle(scratch, 0, length);
}

function middle(ordered: Float64Array, start: number, length: number): number {
  const half = start + (length >> 1);
  const upper = ordered[half] ?? 0;
  return length % 2 === 1 ? upper : ((ordered[half - 1] ?? 0) + upper) / 2;
}
