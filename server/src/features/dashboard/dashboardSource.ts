import type { LivePageMap } from '../../shared/liveSample';
import type { ServerMemory } from '../../shared/liveServer';
import type { LiveView } from '../../shared/liveView';
import type { PlannedZone } from '../../shared/plannedZone';
import type { SnapshotBreakdown } from '../../shared/snapshot';
import type { TimelineColumns, TimelineLook } from '../../shared/timelineColumns';

export type { TimelineColumns, TimelineLook, TimelineValues } from '../../shared/timelineColumns';

/** Where a dashboard's figures come from: a followed server, a config with nothing running, or a snapshot. */
export interface DashboardSource {
  readonly isSnapshot: boolean;
  readonly title: string;
  readonly configPath: string | null;
  /** Null where nothing runs. */
  readonly view: LiveView | null;
  /** When planned figures were worked out, or a snapshot was saved. */
  readonly takenAtMs: number;
  readonly trouble: string | null;
  /** Where the config is not what the server runs, for people, the worst first. */
  readonly differences: readonly string[];
  /** Between the latest sample and the next; 0 for none. */
  readonly intervalMs: number;
  readonly pageSizeBytes: number;
  readonly planned: readonly PlannedZone[];
  readonly memory: ServerMemory;
  /** The latest that is known; null where it was never asked for, or may not be read. */
  breakdownOf(pid: number): SnapshotBreakdown | null;
  pageMapOf(inode: number): LivePageMap | null;
  /** Why there is no page map of the zone, for people. */
  pageMapObstacle(inode: number): string | null;
  timelineOf(look: TimelineLook): TimelineColumns | null;
}
