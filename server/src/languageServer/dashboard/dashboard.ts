import type { DashboardData, DashboardLook } from '../../shared/dashboard';
import type { DashboardSnapshotAnswer, DashboardSubject } from '../../shared/dashboardMessages';
import type { LiveAttention } from '../../shared/liveMessages';
import type { TrackedServer } from '../live/followers';

/** One that is open in the editor. */
export interface Dashboard {
  readonly id: string;
  title(): string;
  /** Leads here again after a restart; null where nothing does. */
  restore(): DashboardSubject | null;
  /** The server that it shows; null while nothing runs, and for a snapshot. */
  tracked(): TrackedServer | null;
  data(look: DashboardLook): DashboardData;
  /** What is looked at that costs more than a sample; null while nobody looks. */
  wanted(): { readonly pid: number | null; readonly inode: number | null } | null;
  attend(attention: LiveAttention): void;
  /**
   * Shows the server that runs its config, as soon as there is one.
   *
   * @returns true where that is new
   */
  bind(): boolean;
  /** Works out again what the config says; true where that is other than before. */
  configChanged(): boolean;
  snapshot(): Promise<DashboardSnapshotAnswer>;
  close(): void;
}
