import type { DashboardSource } from '../features/dashboard/dashboardSource';
import { timelineColumns } from '../features/dashboard/timelineColumns';
import { noPoolText } from '../features/hover/liveRows';
import { serverText } from '../features/liveServerText';
import { t } from '../l10n';
import type { Snapshot } from '../shared/snapshot';
import { shownText } from './snapshotProblem';

/**
 * A snapshot as a dashboard's source: the same figures that the dashboard showed when it was saved.
 *
 * @param fileName name of the file, for the title
 */
export function sourceOfSnapshot(snapshot: Snapshot, fileName: string): DashboardSource {
  const { view, configPath, savedAtMs, pageSizeBytes, planned, memory, history } = snapshot;
  const breakdowns = new Map(snapshot.breakdowns.map((breakdown) => [breakdown.pid, breakdown]));
  const pageMaps = new Map(snapshot.pageMaps.map((pageMap) => [pageMap.inode, pageMap]));
  const verdicts = new Map(snapshot.verdicts.map((verdict) => [verdict.pid, verdict]));
  const zones = new Map(view?.sample.zones.map((zone) => [zone.inode, zone]));
  const file = shownText(fileName);
  return {
    isSnapshot: true,
    title: view === null ? file : t('{0} ({1})', shownText(serverText(view.server)), file),
    configPath,
    view,
    takenAtMs: savedAtMs,
    trouble: null,
    differences: [],
    intervalMs: 0,
    pageSizeBytes,
    planned,
    memory,
    breakdownOf: (pid) => breakdowns.get(pid) ?? null,
    pageMapOf: (inode) => pageMaps.get(inode) ?? null,
    pageMapObstacle: (inode) => {
      const zone = zones.get(inode);
      if (zone === undefined || pageMaps.has(inode)) return null;
      return zone.pool === 'slab' ? t('not known: the snapshot holds no page map of this zone') : noPoolText(zone);
    },
    timelineOf: (look) => timelineColumns(history, look, verdicts.get(look.pid ?? Number.NaN) ?? null),
  };
}
