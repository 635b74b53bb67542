import type { HistorySamples } from '../../shared/historySamples';
import type { GrowthVerdict } from '../../shared/liveTrends';
import type { TimelineColumns, TimelineLook, TimelineValues } from '../../shared/timelineColumns';

/**
 * The lines of a timeline out of samples that were kept, such as a snapshot's, as a history gives them. Numbers of samples
 * are places in the list.
 *
 * @param verdict on one process; told only where that is the one that is looked at
 */
export function timelineColumns(
  samples: HistorySamples,
  look: TimelineLook,
  verdict: GrowthVerdict | null,
): TimelineColumns | null {
  const count = samples.takenAtMs.length;
  if (count === 0) return null;
  const { after, pid } = look;
  const first = after !== null && after < count ? Math.max(0, after + 1) : 0;
  const named = look.zoneName === null ? [] : samples.zones.filter(({ name }) => name === look.zoneName);
  return {
    sampleNumbers: Array.from({ length: count - first }, (_, index) => first + index),
    takenAtMs: neverFalling(samples.takenAtMs).slice(first),
    total: valuesOf([samples.total], first, count),
    zone: named.length === 0 ? null : valuesOf(named, first, count),
    residentBytes: line(pid === null ? [] : processLines(samples, pid), first, count),
    verdict: verdict !== null && verdict.pid === pid ? verdict.text : null,
  };
}

/** A file may say anything. */
function neverFalling(times: readonly number[]): number[] {
  let latest = Number.NEGATIVE_INFINITY;
  return times.map((time) => {
    latest = Math.max(latest, time);
    return latest;
  });
}

/** A name is one zone's at a time, and has another line where it is of another kind from a reload on. */
function valuesOf(series: readonly TimelineValues[], first: number, count: number): TimelineValues {
  const lineOf = (figure: keyof TimelineValues): (number | null)[] =>
    line(
      series.map((one) => one[figure]),
      first,
      count,
    );
  return { loadedBytes: lineOf('loadedBytes'), usedBytes: lineOf('usedBytes'), failures: lineOf('failures') };
}

/** Of each sample the first value that is known. */
function line(lines: readonly (readonly (number | null)[])[], first: number, count: number): (number | null)[] {
  return Array.from({ length: count - first }, (_, index) => {
    for (const values of lines) {
      const value = values[first + index] ?? null;
      if (value !== null) return value;
    }
    return null;
  });
}

/** Of several that had the pid one after the other, the latest. */
function processLines({ processes }: HistorySamples, pid: number): (readonly (number | null)[])[] {
  const ofPid = processes.filter((process) => process.pid === pid);
  const [latest] = ofPid.sort((left, right) => right.startTicks - left.startTicks);
  return latest === undefined ? [] : [latest.residentBytes];
}
