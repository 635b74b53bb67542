import type { DashboardData, DashboardLook } from '../../../server/src/shared/dashboard';
import {
  DASHBOARD_NOTIFICATIONS,
  DASHBOARD_REQUESTS,
  type DashboardOpenAnswer,
  type DashboardSnapshotAnswer,
  type DashboardSubject,
} from '../../../server/src/shared/dashboardMessages';
import type { LiveAttention } from '../../../server/src/shared/liveMessages';
import type { Editor } from './editor';

/** Looks at everything. */
export const ALL: DashboardLook = {
  pid: null,
  zoneKey: null,
  parts: ['process', 'page map', 'timeline'],
  timelineAfter: null,
};

/** What a dashboard page asks for, in words of a test. */
export interface DashboardPages {
  ask(subject: DashboardSubject): Promise<DashboardOpenAnswer>;
  /** The id of the dashboard; throws where none was opened. */
  open(subject: DashboardSubject): Promise<string>;
  /** Throws where there is no such dashboard. */
  data(dashboardId: string, look?: Partial<DashboardLook>): Promise<DashboardData>;
  shown(dashboardId: string, attention: LiveAttention): void;
  refresh(dashboardId: string): Promise<null>;
  snapshot(dashboardId: string): Promise<DashboardSnapshotAnswer>;
  close(dashboardId: string): Promise<null>;
}

export function dashboardPages(editor: Editor): DashboardPages {
  const ask = (subject: DashboardSubject): Promise<DashboardOpenAnswer> =>
    editor.request(DASHBOARD_REQUESTS.open, { subject });
  return {
    ask,
    open: async (subject) => {
      const answer = await ask(subject);
      if (answer.kind !== 'opened') throw new Error(JSON.stringify(answer));
      return answer.dashboardId;
    },
    data: async (dashboardId, look = {}) => {
      const data = await editor.request<DashboardData | null>(DASHBOARD_REQUESTS.data, {
        dashboardId,
        look: { ...ALL, ...look },
      });
      if (data === null) throw new Error(`there is no dashboard ${dashboardId}`);
      return data;
    },
    shown: (dashboardId, attention) => editor.notify(DASHBOARD_NOTIFICATIONS.shown, { dashboardId, attention }),
    refresh: (dashboardId) => editor.request(DASHBOARD_REQUESTS.refresh, { dashboardId }),
    snapshot: (dashboardId) => editor.request(DASHBOARD_REQUESTS.snapshot, { dashboardId }),
    close: (dashboardId) => editor.request(DASHBOARD_REQUESTS.close, { dashboardId }),
  };
}
