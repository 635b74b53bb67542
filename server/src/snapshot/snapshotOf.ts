import type { LivePageMap } from '../shared/liveSample';
import type { GrowthVerdict } from '../shared/liveTrends';
import type { LiveView } from '../shared/liveView';
import { SNAPSHOT_SCHEMA, type Snapshot, type SnapshotBreakdown } from '../shared/snapshot';
import { boundHistory } from './boundHistory';
import { MOST_BREAKDOWN_ZONES_WRITTEN, MOST_RUNS_WRITTEN } from './bounds';

/** What a snapshot is made of, as much of it as there is. */
export interface SnapshotParts extends Omit<Snapshot, 'schema' | 'verdicts'> {
  /** Of other processes than the one that the view's verdict is on. */
  readonly verdicts?: readonly GrowthVerdict[];
}

/**
 * The snapshot to be written to a file. It stays of a size that opens anywhere: where there is too much, lines and page
 * maps of the zones with the least loaded are left out, and breakdowns of the last processes.
 */
export function snapshotOf(parts: SnapshotParts): Snapshot {
  const { view } = parts;
  return {
    schema: SNAPSHOT_SCHEMA,
    ...parts,
    history: boundHistory(parts.history, view?.sample.processes ?? []),
    verdicts: verdictsOf(view?.verdict ?? null, parts.verdicts ?? []),
    breakdowns: boundBreakdowns(parts.breakdowns),
    pageMaps: boundPageMaps(parts.pageMaps, view),
  };
}

function verdictsOf(ofView: GrowthVerdict | null, others: readonly GrowthVerdict[]): readonly GrowthVerdict[] {
  return ofView === null ? others : [ofView, ...others.filter(({ pid }) => pid !== ofView.pid)];
}

function boundBreakdowns(breakdowns: readonly SnapshotBreakdown[]): readonly SnapshotBreakdown[] {
  return withinRoom(breakdowns, ({ zones }) => zones.length, MOST_BREAKDOWN_ZONES_WRITTEN);
}

function boundPageMaps(pageMaps: readonly LivePageMap[], view: LiveView | null): readonly LivePageMap[] {
  const loaded = new Map(view?.sample.zones.map((zone) => [zone.inode, zone.loaded.bytes ?? 0]));
  const byLoaded = [...pageMaps].sort(
    (one, other) => (loaded.get(other.inode) ?? 0) - (loaded.get(one.inode) ?? 0) || one.inode - other.inode,
  );
  return withinRoom(byLoaded, ({ runs }) => runs.length, MOST_RUNS_WRITTEN);
}

/** Those for which there is room, the first ones first. */
function withinRoom<Item>(items: readonly Item[], sizeOf: (item: Item) => number, room: number): readonly Item[] {
  let left = room;
  return items.filter((item) => {
    const size = sizeOf(item);
    if (size > left) return false;
    left -= size;
    return true;
  });
}
