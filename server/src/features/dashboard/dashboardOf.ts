import type { DashboardData, DashboardLook, DashboardPart, DashboardProcess } from '../../shared/dashboard';
import type { LiveProcess } from '../../shared/liveServer';
import type { SnapshotBreakdown } from '../../shared/snapshot';
import { seesOurFiles } from '../seesOurFiles';
import type { DashboardSource } from './dashboardSource';
import { dashboardBreakdown, pageTableBytesOf, processLookedAt } from './process';
import { memoryRisk } from './risk';
import { dashboardServer, sortedProcesses } from './server';
import { sourceZonesOf } from './sourceZones';
import { dashboardTimeline } from './timeline';
import { dashboardTotals } from './totals';
import { dashboardZoneDetail } from './zoneDetail';
import { dashboardZones } from './zones';

/** The others are told in the text. */
const MOST_DIFFERENCES = 4;

/** Everything that a dashboard shows of a server, a config or a snapshot, as the page looks at it. */
export function dashboardOf(source: DashboardSource, look: DashboardLook): DashboardData {
  const { view, intervalMs, memory } = source;
  const wants = (part: DashboardPart): boolean => look.parts.includes(part);
  const pageSizeBytes = view?.sample.pageSizeBytes ?? source.pageSizeBytes;
  const looked = view === null ? null : processLookedAt(view, look);
  const breakdown = looked === null ? null : source.breakdownOf(looked.pid);
  const shown = dashboardZones(sourceZonesOf(source), {
    pageSizeBytes,
    trends: view?.trends ?? [],
    pageTableBytesOf: pageTableBytesOf(looked?.pid ?? null, breakdown, wants('process')),
    areFilesOurs: view !== null && seesOurFiles(view.server),
  });
  const zones = shown.map(({ zone }) => zone);
  const chosen = shown.find(({ zone }) => zone.key === look.zoneKey) ?? shown[0] ?? null;
  return {
    state: stateOf(source),
    title: source.title,
    configPath: source.configPath,
    server: view === null ? null : dashboardServer(view, intervalMs),
    takenAtMs: view?.sample.takenAtMs ?? source.takenAtMs,
    pageSizeBytes,
    trouble: source.trouble,
    differences: { count: source.differences.length, texts: source.differences.slice(0, MOST_DIFFERENCES) },
    zones,
    totals: dashboardTotals(view, zones),
    processes: sortedProcesses(view?.sample.processes ?? []),
    process: looked === null ? null : processOf(looked, wants('process') ? breakdown : null, zones),
    zone:
      chosen &&
      dashboardZoneDetail(chosen.zone, chosen.source, source, { pageSizeBytes, hasPageMap: wants('page map') }),
    timeline: wants('timeline') ? dashboardTimeline(source, chosen?.source ?? null, looked?.pid ?? null, look) : null,
    risk: memoryRisk({ view, zones, memory, pageSizeBytes }),
  };
}

function stateOf({ isSnapshot, view }: DashboardSource): DashboardData['state'] {
  if (isSnapshot) return 'snapshot';
  return view === null ? 'planned' : view.state;
}

function processOf(
  process: LiveProcess,
  breakdown: SnapshotBreakdown | null,
  zones: DashboardData['zones'],
): DashboardProcess {
  return { ...process, breakdown: breakdown === null ? null : dashboardBreakdown(breakdown, zones) };
}
