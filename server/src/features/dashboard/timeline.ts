import type { DashboardLook, DashboardTimeline } from '../../shared/dashboard';
import type { DashboardSource } from './dashboardSource';
import type { SourceZone } from './sourceZones';
import { keyOfName } from './zoneKeys';

/** Figures over time of a zone and a process, or what came since the page asked last; null where nothing was sampled. */
export function dashboardTimeline(
  source: Pick<DashboardSource, 'view' | 'timelineOf'>,
  zone: SourceZone | null,
  pid: number | null,
  { timelineAfter }: Pick<DashboardLook, 'timelineAfter'>,
): DashboardTimeline | null {
  const columns = source.timelineOf({ zoneName: lineNameOf(zone), pid, after: timelineAfter });
  if (columns === null) return null;
  const [first] = columns.sampleNumbers;
  return {
    // Numbers begin anew with a history, and then everything is told.
    isWhole: timelineAfter === null || (first !== undefined && !(first > timelineAfter)),
    sampleNumbers: columns.sampleNumbers,
    takenAtMs: columns.takenAtMs,
    total: columns.total,
    zone: columns.zone,
    residentBytes: columns.residentBytes,
    events: source.view?.events ?? [],
    verdict: columns.verdict,
  };
}

/** Lines are kept by name: one that only old workers still have, beside a new one of its name, has none. */
function lineNameOf(zone: SourceZone | null): string | null {
  const name = zone?.running?.name ?? null;
  return zone !== null && name !== null && keyOfName(name) === zone.key ? name : null;
}
