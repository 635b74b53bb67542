import type { DashboardSubject } from '../../../server/src/shared/dashboardMessages';

/** What a tree item, the status item or a link of a hover opens a dashboard on. */
export interface DashboardTarget {
  readonly subject: DashboardSubject;
  /** The zone to look at; null or left out: the page's own choice. */
  readonly zoneKey?: string | null;
}
