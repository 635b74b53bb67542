import type { LiveZone } from '../shared/liveSample';
import type { ZoneTrend } from '../shared/liveTrends';
import type { LiveView } from '../shared/liveView';
import { zoneKinds } from '../zones/catalogue';
import type { Zone } from '../zones/zone';
import type { ZoneKind } from '../zones/zoneKind';
import type { Analysis } from './analysis';
import { listedNameOf } from './zoneOccurrences';

/** How the zones of a config and those of a running server meet. */
export interface LiveJoin {
  /** The running zone of each zone of the config that has one, of its name and kind. */
  readonly byZone: ReadonlyMap<Zone, LiveZone>;
  /** Running zones that have the name of a zone of the config, and are of another kind. */
  readonly otherKind: ReadonlyMap<Zone, LiveZone>;
  /** The server's present zones that no zone of the config has the name of. Those without a name are not among them. */
  readonly unmatched: readonly LiveZone[];
}

const JOINS = new WeakMap<LiveView, WeakMap<readonly Zone[], LiveJoin>>();

/** Hints, hovers and problems ask for each zone. */
const TRENDS = new WeakMap<LiveView['trends'], ReadonlyMap<number, ZoneTrend>>();

const NO_JOIN: LiveJoin = { byZone: new Map(), otherKind: new Map(), unmatched: [] };

/** The zone of the attached server that a zone of the config is; null where there is none, or no server is attached. */
export function liveZoneOf(analysis: Analysis, zone: Zone): LiveZone | null {
  return liveJoinOf(analysis).byZone.get(zone) ?? null;
}

/** How the config and the attached server meet; worked out once for each view and model. */
export function liveJoinOf({ live, model }: Pick<Analysis, 'live' | 'model'>): LiveJoin {
  if (live === null) return NO_JOIN;
  const byZones = JOINS.get(live) ?? new WeakMap<readonly Zone[], LiveJoin>();
  JOINS.set(live, byZones);
  const known = byZones.get(model.zones);
  if (known !== undefined) return known;
  const join = joinZones(live, model.zones);
  byZones.set(model.zones, join);
  return join;
}

/** What samples over time tell of a running zone; null where nothing is known yet. */
export function trendOf({ live }: Analysis, { inode }: LiveZone): ZoneTrend | null {
  if (live === null) return null;
  const byInode = TRENDS.get(live.trends) ?? new Map(live.trends.map((trend) => [trend.inode, trend]));
  TRENDS.set(live.trends, byInode);
  return byInode.get(inode) ?? null;
}

function joinZones(live: LiveView, zones: readonly Zone[]): LiveJoin {
  const present = live.sample.zones.filter(({ isCurrent }) => isCurrent);
  const byName = new Map<string, LiveZone[]>();
  for (const zone of present) {
    if (zone.name === null) continue;
    const same = byName.get(zone.name);
    if (same === undefined) byName.set(zone.name, [zone]);
    else same.push(zone);
  }
  const byZone = new Map<Zone, LiveZone>();
  const otherKind = new Map<Zone, LiveZone>();
  const met = new Set<string>();
  for (const zone of zones) {
    const name = listedNames(zone).find((one) => byName.has(one));
    const running = name === undefined ? undefined : byName.get(name);
    if (name === undefined || running === undefined) continue;
    met.add(name);
    const own = newest(running.filter((one) => isOfKind(one, zone.kind)));
    if (own !== undefined) byZone.set(zone, own);
    else {
      const other = newest(running);
      if (other !== undefined) otherKind.set(zone, other);
    }
  }
  return { byZone, otherKind, unmatched: present.filter(({ name }) => name !== null && !met.has(name)) };
}

/** Names under which nginx may list a zone. */
function listedNames({ name, declarations }: Zone): string[] {
  return [...new Set([name, ...declarations.map(listedNameOf)])];
}

/** Of several running zones of one name, the one that was made last: the kernel numbers them as they are made. */
function newest(zones: readonly LiveZone[]): LiveZone | undefined {
  return zones.reduce<LiveZone | undefined>(
    (best, zone) => (best === undefined || zone.inode > best.inode ? zone : best),
    undefined,
  );
}

/** A running zone may be of a kind. Nothing known of it speaks against none. */
function isOfKind({ kind, module }: LiveZone, wanted: ZoneKind): boolean {
  if (kind !== null && kind === wanted.directive) return true;
  if (module !== null && (module === wanted.module || module === wanted.tag)) return true;
  if (kind === null && module === null) return true;
  // Two modules may write the same text for the log, and two directives may belong to one module.
  return kindsOf(kind).some(
    (one) => one.tag === wanted.tag || (one.logContext !== null && one.logContext.prefix === wanted.logContext?.prefix),
  );
}

/** Rows of the catalogue for a directive. */
export function kindsOf(directive: string | null): readonly ZoneKind[] {
  return directive === null ? [] : zoneKinds.filter((one) => one.directive === directive);
}
