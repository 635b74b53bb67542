import type { DashboardSource } from '../../features/dashboard/dashboardSource';
import { noPoolText } from '../../features/hover/liveRows';
import { serverText } from '../../features/liveServerText';
import { t } from '../../l10n';
import type { LiveZone } from '../../shared/liveSample';
import type { Followed, Follower } from '../live/follower';
import type { Details } from './details';
import type { PlannedConfig } from './plannedConfig';

/** Where the figures of a server come from. */
export function liveSource(
  follower: Follower,
  details: Details,
  planned: PlannedConfig | null,
  rootPath: string,
): DashboardSource {
  const { server, view, trouble, intervalMs } = follower.followed();
  return {
    isSnapshot: false,
    title: serverText(server),
    configPath: rootPath === '' ? null : rootPath,
    view,
    takenAtMs: view?.sample.takenAtMs ?? planned?.takenAtMs ?? 0,
    trouble,
    differences: planned?.differences ?? [],
    intervalMs,
    pageSizeBytes: view?.sample.pageSizeBytes ?? planned?.pageSizeBytes ?? USUAL_PAGE_BYTES,
    planned: planned?.zones ?? [],
    memory: details.memory(),
    breakdownOf: details.breakdownOf,
    pageMapOf: details.pageMapOf,
    pageMapObstacle: (inode) => pageMapObstacle(zoneOf(follower.followed(), inode), details),
    timelineOf: follower.history.timelineOf,
  };
}

const USUAL_PAGE_BYTES = 4096;

function zoneOf({ view }: Followed, inode: number): LiveZone | null {
  return view?.sample.zones.find((zone) => zone.inode === inode) ?? null;
}

/** Null where there is a page map, or it has only not come yet. */
function pageMapObstacle(zone: LiveZone | null, details: Details): string | null {
  if (zone === null || details.pageMapOf(zone.inode) !== null) return null;
  if (zone.pool !== 'slab') return noPoolText(zone);
  return details.hasNoPageMap(zone.inode) ? t('not known: its pages could not be read') : null;
}

/** Where the figures of a config come from with nothing running. */
export function plannedSource(planned: PlannedConfig, title: string, configPath: string): DashboardSource {
  return {
    isSnapshot: false,
    title,
    configPath,
    view: null,
    takenAtMs: planned.takenAtMs,
    trouble: null,
    differences: [],
    intervalMs: 0,
    pageSizeBytes: planned.pageSizeBytes,
    planned: planned.zones,
    memory: planned.memory,
    breakdownOf: () => null,
    pageMapOf: () => null,
    pageMapObstacle: () => null,
    timelineOf: () => null,
  };
}
