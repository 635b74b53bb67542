import type { LiveSample, LiveZone } from '../../shared/liveSample';
import type { PlannedZone } from '../../shared/plannedZone';
import type { DashboardSource } from './dashboardSource';
import { zoneKeysOf } from './zoneKeys';

/** A zone of a dashboard with what is known of it: one of both at least is there. */
export type SourceZone = { readonly key: string } & (
  | { readonly running: LiveZone; readonly planned: PlannedZone | null }
  | { readonly running: null; readonly planned: PlannedZone }
);

/**
 * The zones that are shown: those of the running server, each with the config's words on it; where nothing runs those of
 * the config. What the config declares and the server does not run yet is not among them: it takes no memory.
 */
export function sourceZonesOf({ view, planned }: Pick<DashboardSource, 'view' | 'planned'>): SourceZone[] {
  if (view === null) {
    const keys = zoneKeysOf(planned.map(({ name }) => ({ name, inode: null })));
    return planned.map((zone, place) => ({ key: keys[place] ?? '', running: null, planned: zone }));
  }
  const { zones } = view.sample;
  const keys = zoneKeysOf(zones);
  const join = plannedByZone(view.sample, planned);
  return zones.map((zone, place) => ({ key: keys[place] ?? '', running: zone, planned: join.get(zone) ?? null }));
}

/** By the zone that it was found to be, else by name: nginx has one zone of a name. */
function plannedByZone({ zones }: LiveSample, planned: readonly PlannedZone[]): Map<LiveZone, PlannedZone> {
  const byInode = new Map<number, PlannedZone>();
  const byName = new Map<string, PlannedZone>();
  for (const zone of planned) {
    if (zone.inode !== null) byInode.set(zone.inode, zone);
    byName.set(zone.name, zone);
  }
  const join = new Map<LiveZone, PlannedZone>();
  for (const zone of zones) {
    const found = byInode.get(zone.inode) ?? (zone.isCurrent && zone.name !== null ? byName.get(zone.name) : undefined);
    if (found !== undefined && (found.inode === zone.inode || isOfKind(zone, found))) join.set(zone, found);
  }
  return join;
}

/** Nothing known of the kind speaks against none. */
function isOfKind({ kind }: LiveZone, planned: PlannedZone): boolean {
  return kind === null || planned.kind === null || kind === planned.kind;
}
