import type { LiveSample, LiveZone } from '../../shared/liveSample';
import type { ZoneTrend } from '../../shared/liveTrends';
import { changePerMillisecond, createReadings, goesOnOtherwise, type Readings, spanMs } from './rates';
import type { Ring } from './ring';
import type { ZoneFigure, ZoneSeries, ZoneSeriesStore } from './zoneSeries';

const MINUTE_MS = 60_000;
/** Rates are taken over this time, and where that holds few samples, over as many as are needed. */
const WINDOW_MS = 5 * MINUTE_MS;
const LONGEST_WINDOW_MS = 60 * MINUTE_MS;
const ENOUGH_SAMPLES = 8;
/** Where the last minute is unlike the window, it is what counts. */
const LATEST_MS = MINUTE_MS;
/** Shorter looks than this tell how something moves, but not that it will go on. */
const LEAST_FORECAST_SPAN_MS = 30_000;
/** What would take longer than a year is no forecast. */
const LONGEST_FORECAST_MS = 366 * 24 * 60 * MINUTE_MS;

/** Trends of the zones of the latest sample, in its order. */
export function zoneTrends(sample: LiveSample, ring: Ring, store: ZoneSeriesStore): ZoneTrend[] {
  const rows = ring.recentRows(WINDOW_MS, ENOUGH_SAMPLES, LONGEST_WINDOW_MS);
  const readings = createReadings();
  return sample.zones.flatMap((zone) => {
    const series = store.byInode(zone.inode);
    if (series === null) return [];
    const rateOf = (figure: ZoneFigure, stepSize: number): Rate => {
      fill(readings, series, figure, ring, rows);
      return rateIn(readings, ring.latestElapsedMs() - LATEST_MS, stepSize);
    };
    return [zoneTrend(zone, sample.pageSizeBytes, rateOf)];
  });
}

/** How a figure moves, a millisecond. Null: too few samples. */
interface Rate {
  readonly whole: number | null;
  readonly wholeMs: number;
  readonly latest: number | null;
  readonly latestMs: number;
  /** In the latest part it moves unlike in the whole. */
  readonly isOtherwise: boolean;
  /** It was seen to move for long enough, and to the end: no burst that is over. */
  readonly goesOn: boolean;
}

function rateIn(readings: Readings, latestFromMs: number, stepSize: number): Rate {
  const { times, count } = readings;
  let first = 0;
  while (first < count && (times[first] ?? 0) < latestFromMs) first++;
  const whole = changePerMillisecond(readings, 0);
  const latest = changePerMillisecond(readings, first);
  const latestMs = first < count ? (times[count - 1] ?? 0) - (times[first] ?? 0) : 0;
  const isOtherwise = whole !== null && latest !== null && goesOnOtherwise(whole, latest, latestMs, stepSize);
  const wholeMs = spanMs(readings);
  const seen = isOtherwise ? latest : whole;
  const seenMs = isOtherwise ? latestMs : wholeMs;
  return { whole, wholeMs, latest, latestMs, isOtherwise, goesOn: seenMs >= LEAST_FORECAST_SPAN_MS && movesOn() };

  /** The second half of what was seen moves at least half as fast as all of it. */
  function movesOn(): boolean {
    const begun = isOtherwise ? first : 0;
    const half = changePerMillisecond(readings, begun + Math.floor((count - begun) / 2));
    return half !== null && seen !== null && half * Math.sign(seen) >= Math.abs(seen) / 2;
  }
}

/** Puts together the readings of a figure that can be compared with the latest one. */
function fill(readings: Readings, series: ZoneSeries, figure: ZoneFigure, ring: Ring, rows: readonly number[]): void {
  const column = series.columns[figure];
  const since = series.since[figure];
  let count = 0;
  for (const row of rows) {
    const value = ring.sampleNumber(row) < since ? null : column.get(row);
    if (value === null) continue;
    readings.times[count] = ring.elapsedMs(row);
    readings.values[count] = value;
    count++;
  }
  readings.count = count;
}

function zoneTrend(
  zone: LiveZone,
  pageSizeBytes: number,
  rateOf: (figure: ZoneFigure, stepSize: number) => Rate,
): ZoneTrend {
  const rates = [
    rateOf('loaded', pageSizeBytes),
    rateOf('used', pageSizeBytes),
    rateOf('requests', 1),
    rateOf('failures', 1),
  ] as const;
  // One time for all figures of a zone, so that they go together.
  const isOtherwise = rates.some((rate) => rate.isOtherwise);
  const changeOf = (rate: Rate): number | null => (isOtherwise ? rate.latest : rate.whole);
  const loaded = changeOf(rates[0]);
  const used = changeOf(rates[1]);
  const requests = changeOf(rates[2]);
  const failures = changeOf(rates[3]);
  const free = zone.pages === null ? null : zone.pages.free * pageSizeBytes;
  const notLoaded =
    zone.loaded.bytes === null || zone.loaded.exactness !== 'exact' ? null : zone.mappedBytes - zone.loaded.bytes;
  return {
    inode: zone.inode,
    overMs: Math.max(...rates.map((rate) => (isOtherwise ? rate.latestMs : rate.wholeMs))),
    loadedBytesPerMinute: perMinute(loaded),
    usedBytesPerMinute: perMinute(used),
    requestsPerMinute: perMinute(requests),
    failuresPerMinute: perMinute(failures),
    fullInMs: rates[1].goesOn ? timeUntil(free, used) : null,
    loadedInMs: rates[0].goesOn ? timeUntil(notLoaded, loaded) : null,
  };
}

type Change = number | null;

/** Null for what does not move. */
function perMinute(change: Change): number | null {
  return change === null || change === 0 ? null : change * MINUTE_MS;
}

function timeUntil(leftBytes: number | null, change: Change): number | null {
  if (leftBytes === null || leftBytes <= 0 || change === null || change <= 0) return null;
  const timeMs = leftBytes / change;
  return timeMs <= LONGEST_FORECAST_MS ? timeMs : null;
}
