import type { ZoneKind } from '../zoneKind';
import { angieZoneKinds } from './angie';
import { forkZoneKinds } from './forks';
import { nginxZoneKinds } from './nginx';
import { njsZoneKinds } from './njs';
import { openrestyZoneKinds } from './openresty';
import { plusZoneKinds } from './plus';
import { tengineZoneKinds } from './tengine';
import { thirdPartyContentZoneKinds } from './thirdPartyContent';
import { thirdPartyLimitsZoneKinds } from './thirdPartyLimits';
import { thirdPartyMessagingZoneKinds } from './thirdPartyMessaging';
import { thirdPartyStatusZoneKinds } from './thirdPartyStatus';
import { thirdPartyStoresZoneKinds } from './thirdPartyStores';
import { thirdPartyUpstreamZoneKinds } from './thirdPartyUpstream';

/** Every row of the catalogue, by number. */
export const zoneKinds: readonly ZoneKind[] = [
  ...nginxZoneKinds,
  ...njsZoneKinds,
  ...openrestyZoneKinds,
  ...plusZoneKinds,
  ...angieZoneKinds,
  ...tengineZoneKinds,
  ...thirdPartyContentZoneKinds,
  ...thirdPartyLimitsZoneKinds,
  ...thirdPartyMessagingZoneKinds,
  ...thirdPartyStatusZoneKinds,
  ...thirdPartyStoresZoneKinds,
  ...thirdPartyUpstreamZoneKinds,
  ...forkZoneKinds,
].sort((one, other) => one.id - other.id);

function byDirective(kinds: readonly ZoneKind[]): ReadonlyMap<string, readonly ZoneKind[]> {
  const map = new Map<string, ZoneKind[]>();
  for (const kind of kinds) {
    if (kind.directive === null) continue;
    const same = map.get(kind.directive);
    if (same === undefined) map.set(kind.directive, [kind]);
    else same.push(kind);
  }
  return map;
}

/** Rows of each directive; rows of several servers and contexts share a name, and are in the catalogue's order. */
export const zoneKindsByDirective: ReadonlyMap<string, readonly ZoneKind[]> = byDirective(zoneKinds);

/**
 * Rows whose zone is there without a directive that declares it, under their `implicitWhen`. Forks have rows of their
 * own for what they share with nginx (`nginx_shared_zone`): look at `product` too.
 */
export const implicitZoneKinds: readonly ZoneKind[] = zoneKinds.filter((kind) => kind.implicitWhen !== undefined);
