import type { HistorySamples } from './historySamples';
import type { LivePageMap } from './liveSample';
import type { MemoryBreakdown, ServerMemory } from './liveServer';
import type { GrowthVerdict } from './liveTrends';
import type { LiveView } from './liveView';
import type { PlannedZone } from './plannedZone';

/** Of the name of the format: raised when a field changes its meaning. */
export const SNAPSHOT_SCHEMA = 'zone-lens.snapshot/1';

/** Everything that a dashboard can show, as it was at one time: what a snapshot file holds, as JSON. */
export interface Snapshot {
  readonly schema: typeof SNAPSHOT_SCHEMA;
  /** Milliseconds since 1970. */
  readonly savedAtMs: number;
  /** Version of the extension that wrote it. */
  readonly writtenBy: string;
  readonly configPath: string | null;
  readonly pageSizeBytes: number;
  readonly memory: ServerMemory;
  /** Null where nothing ran. */
  readonly view: LiveView | null;
  /** Zones of the config, as it was then. */
  readonly planned: readonly PlannedZone[];
  /** Without the lines of the zones with the least loaded, where there would be too many figures. */
  readonly history: HistorySamples;
  /** On the growth of processes, at most one on each. */
  readonly verdicts: readonly GrowthVerdict[];
  /** Of the workers. */
  readonly breakdowns: readonly SnapshotBreakdown[];
  /** Of the zones with the most loaded, as many as there is room for. */
  readonly pageMaps: readonly LivePageMap[];
}

export interface SnapshotBreakdown extends MemoryBreakdown {
  readonly takenAtMs: number;
}
