import {
  type FootprintTarget,
  figuresWithUpstreams,
  haveSameFigures,
  upstreamsIn,
  type ZoneFigures,
} from '../zones/footprint';
import { isSameBuild } from '../zones/serverBuild';
import type { UpstreamRequests } from '../zones/upstreamServers';
import type { Zone } from '../zones/zone';
import type { ZoneModel } from '../zones/zoneModel';

/** Figures that were worked out before, and for what. */
export interface KnownFigures {
  readonly zones: readonly Zone[];
  readonly figures: ReadonlyMap<Zone, ZoneFigures>;
  readonly target: FootprintTarget;
}

/** What upstreams put into the zones whose figures these are. */
const UPSTREAMS = new WeakMap<ZoneFigures, UpstreamRequests>();

/** Gives the figures of a model's zones: those known from before where all that they depend on is the same. */
export function createFigures(
  { config }: ZoneModel,
  target: FootprintTarget,
  known: KnownFigures | null,
): (zone: Zone, place: number) => ZoneFigures {
  const olderZone =
    known !== null && isSameTarget(known.target, target) ? createZoneLookup(known.zones) : () => undefined;
  return (zone, place) => {
    const upstreams = upstreamsIn(zone, config, target.build);
    const older = olderZone(zone, place);
    const before = older && haveSameFigures(older, zone) ? known?.figures.get(older) : undefined;
    if (before !== undefined && isSameRequests(UPSTREAMS.get(before) ?? null, upstreams)) return before;
    const figures = figuresWithUpstreams(zone, upstreams, target);
    if (upstreams !== null) UPSTREAMS.set(figures, upstreams);
    return figures;
  };
}

/** Finds a zone by its name, mostly at the place that it has now. */
function createZoneLookup(zones: readonly Zone[]): (zone: Zone, place: number) => Zone | undefined {
  let byName: Map<string, Zone> | null = null;
  return ({ name }, place) => {
    if (zones[place]?.name === name) return zones[place];
    byName ??= new Map(zones.map((zone) => [zone.name, zone]));
    return byName.get(name);
  };
}

function isSameTarget(one: FootprintTarget, other: FootprintTarget): boolean {
  return (
    isSameBuild(one.build, other.build) &&
    one.pageSizeBytes === other.pageSizeBytes &&
    one.hugePageBytes === other.hugePageBytes &&
    one.entrySizes === other.entrySizes
  );
}

function isSameRequests(one: UpstreamRequests | null, other: UpstreamRequests | null): boolean {
  if (one === null || other === null) return one === other;
  if (one.servers !== other.servers || one.isExact !== other.isExact) return false;
  if (one.requests.length !== other.requests.length) return false;
  return one.requests.every(({ bytes }, index) => bytes === other.requests[index]?.bytes);
}
