import { dashboardOf } from '../../features/dashboard/dashboardOf';
import type { DashboardSource } from '../../features/dashboard/dashboardSource';
import type { Dashboard } from './dashboard';

/**
 * The dashboard of a snapshot's file. Nothing of it changes.
 *
 * @param text the file, which is what is saved again
 */
export function createSnapshotDashboard(
  id: string,
  source: DashboardSource,
  text: string,
  fileName: string,
): Dashboard {
  return {
    id,
    title: () => source.title,
    restore: () => null,
    tracked: () => null,
    data: (look) => dashboardOf(source, look),
    wanted: () => null,
    attend: () => undefined,
    bind: () => false,
    configChanged: () => false,
    snapshot: async () => ({ text, suggestedFileName: fileName }),
    close: () => undefined,
  };
}
