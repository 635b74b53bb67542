import type { TimelineColumns, TimelineLook, TimelineValues } from '../../shared/timelineColumns';
import type { Column } from './columns';
import type { ProcessSeries, ProcessSeriesStore } from './processSeries';
import type { Ring } from './ring';
import type { TotalSeries } from './totalSeries';
import type { ZoneSeries, ZoneSeriesStore } from './zoneSeries';

/** What a history keeps. */
export interface Kept {
  readonly ring: Ring;
  readonly total: TotalSeries;
  readonly zones: ZoneSeriesStore;
  readonly processes: ProcessSeriesStore;
}

/** Some lines of a history. */
export function timelineOf(
  { ring, total, zones, processes }: Kept,
  look: TimelineLook,
  verdict: string | null,
): TimelineColumns {
  const { after } = look;
  // Another number is one of a history before this one, of which nothing is left.
  const isKnown = after !== null && after < ring.sampleCount();
  const rows = isKnown ? ring.rowsAfter(after) : ring.rows();
  const process = look.pid === null ? null : processOf(processes, look.pid);
  return {
    sampleNumbers: rows.map((row) => ring.sampleNumber(row)),
    takenAtMs: rows.map((row) => ring.takenAtMs(row)),
    total: valuesOf([total], rows),
    zone: zoneValues(zones, look.zoneName, rows),
    residentBytes: rows.map((row) => process?.resident.get(row) ?? null),
    verdict,
  };
}

function zoneValues(zones: ZoneSeriesStore, name: string | null, rows: readonly number[]): TimelineValues | null {
  if (name === null) return null;
  const named = zones.all().filter((series) => series.name === name);
  return named.length === 0 ? null : valuesOf(named, rows);
}

/** A name is one zone's at a time, and has another series where it is of another kind from a reload on. */
function valuesOf(series: readonly (ZoneSeries | TotalSeries)[], rows: readonly number[]): TimelineValues {
  const line = (figure: 'loaded' | 'used' | 'failures'): (number | null)[] => {
    const columns = series.map((one) => one.columns[figure]);
    return rows.map((row) => firstKnown(columns, row));
  };
  return { loadedBytes: line('loaded'), usedBytes: line('used'), failures: line('failures') };
}

function firstKnown(columns: readonly Column[], row: number): number | null {
  for (const column of columns) {
    const value = column.get(row);
    if (value !== null) return value;
  }
  return null;
}

/** Of several that had the pid one after the other, the latest. */
function processOf(processes: ProcessSeriesStore, pid: number): ProcessSeries | null {
  let found: ProcessSeries | null = null;
  for (const process of processes.all()) {
    if (process.pid === pid && (found === null || process.startTicks > found.startTicks)) found = process;
  }
  return found;
}
