import type { HistorySamples } from '../../shared/historySamples';
import type { Column } from './columns';
import type { ProcessSeriesStore } from './processSeries';
import type { Ring } from './ring';
import type { TotalSeries } from './totalSeries';
import type { ZoneSeriesStore } from './zoneSeries';

/** All that is kept, in lists of one length. */
export function samplesOf(
  ring: Ring,
  total: TotalSeries,
  zones: ZoneSeriesStore,
  processes: ProcessSeriesStore,
): HistorySamples {
  const rows = ring.rows();
  const line = (column: Column): (number | null)[] => rows.map((row) => column.get(row));
  return {
    takenAtMs: rows.map((row) => ring.takenAtMs(row)),
    total: {
      loadedBytes: line(total.columns.loaded),
      usedBytes: line(total.columns.used),
      failures: line(total.columns.failures),
    },
    zones: zones.all().map(({ name, kind, columns }) => ({
      name,
      kind,
      loadedBytes: line(columns.loaded),
      usedBytes: line(columns.used),
      failures: line(columns.failures),
    })),
    processes: processes.all().map(({ pid, startTicks, role, resident }) => ({
      pid,
      startTicks,
      role,
      residentBytes: line(resident),
    })),
  };
}
