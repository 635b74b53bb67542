import type { DashboardData, DashboardLook } from './dashboard';
import type { LiveAttention, RememberedServer } from './liveMessages';
import type { LiveServer } from './liveServer';

/** What a dashboard is opened on. */
export type DashboardSubject =
  /** The server whose figures stand in the text. */
  | { readonly kind: 'attached' }
  | { readonly kind: 'server'; readonly serverId: string }
  | { readonly kind: 'remembered'; readonly remembered: RememberedServer }
  /** The config that a document belongs to. Its server where that is attached, then or later; else planned figures. */
  | { readonly kind: 'config'; readonly uri: string }
  /** A snapshot's file as text. */
  | { readonly kind: 'snapshot'; readonly text: string; readonly fileName: string };

export interface DashboardOpenParams {
  readonly subject: DashboardSubject;
}

export type DashboardOpenAnswer =
  | {
      readonly kind: 'opened';
      /** The same for each subject that is the same server, config or snapshot, as long as the language server runs. */
      readonly dashboardId: string;
      readonly title: string;
      /** Leads here again after a restart of the window; null for a snapshot, whose file the client knows. */
      readonly restore: DashboardSubject | null;
    }
  /** No such server runs, the document is no config's, or nothing is attached. */
  | { readonly kind: 'not found' }
  | { readonly kind: 'not permitted'; readonly server: LiveServer }
  /** A broken snapshot among them: says what is wrong with it, where, and what to do. */
  | { readonly kind: 'failed'; readonly reason: string };

export interface DashboardDataParams {
  readonly dashboardId: string;
  readonly look: DashboardLook;
}

export interface DashboardIdParams {
  readonly dashboardId: string;
}

/** A snapshot to be written to a file, or why there is none. */
export type DashboardSnapshotAnswer =
  | { readonly text: string; readonly suggestedFileName: string }
  | { readonly failure: string };

export interface DashboardShownParams {
  readonly dashboardId: string;
  readonly attention: LiveAttention;
}

/** Names of the requests of dashboards; see `messages.ts` on why these are names only. */
export const DASHBOARD_REQUESTS = {
  /** {@link DashboardOpenParams} -> {@link DashboardOpenAnswer}. */
  open: 'zoneLens/dashboardOpen',
  /** {@link DashboardDataParams} -> {@link DashboardData}, or null where the language server does not know it (any more). */
  data: 'zoneLens/dashboardData',
  /** {@link DashboardIdParams} -> null, after all that it shows of a running server was read anew. */
  refresh: 'zoneLens/dashboardRefresh',
  /** {@link DashboardIdParams} -> {@link DashboardSnapshotAnswer}. */
  snapshot: 'zoneLens/dashboardSnapshot',
  /** {@link DashboardIdParams} -> null. */
  close: 'zoneLens/dashboardClose',
} as const;

export const DASHBOARD_NOTIFICATIONS = {
  /** To the server: {@link DashboardShownParams}. */
  shown: 'zoneLens/dashboardShown',
  /** To the client: {@link DashboardIdParams}. Its data is other than before. */
  changed: 'zoneLens/dashboardChanged',
} as const;

export type { DashboardData };
