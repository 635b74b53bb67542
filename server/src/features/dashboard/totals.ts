import type { DashboardTotals, DashboardZone } from '../../shared/dashboard';
import type { LiveView } from '../../shared/liveView';
import { liveTotalsOf } from '../liveTotals';
import { exactFigure, sumOf } from './figureSums';

/** All zones together. Of a running server the same as all other views tell. */
export function dashboardTotals(view: LiveView | null, zones: readonly DashboardZone[]): DashboardTotals {
  const used = sumOf(zones.map(({ usedBytes }) => exactFigure(usedBytes)));
  const failures = sumOf(zones.map((zone) => exactFigure(zone.failures))).bytes;
  if (view !== null) {
    const { zoneCount, sizeBytes, loadedBytes, exactness } = liveTotalsOf(view.sample);
    return { zoneCount, sizeBytes, loaded: { bytes: loadedBytes, exactness }, used, failures };
  }
  return {
    zoneCount: zones.length,
    sizeBytes: zones.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0),
    loaded: sumOf(zones.map(({ loaded }) => loaded)),
    used,
    failures,
  };
}
