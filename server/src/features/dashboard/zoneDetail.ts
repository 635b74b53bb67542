import { t } from '../../l10n';
import type { DashboardSlot, DashboardZone, DashboardZoneDetail, PlannedCapacity } from '../../shared/dashboard';
import type { LiveSlot, LiveZone } from '../../shared/liveSample';
import { noPoolText } from '../hover/liveRows';
import { kindsOf } from '../liveZones';
import type { DashboardSource } from './dashboardSource';
import { dashboardPageMap } from './pageCells';
import { slabLosses } from './slabLosses';
import type { SourceZone } from './sourceZones';

/** What is wanted of a zone. */
export interface DetailLook {
  readonly pageSizeBytes: number;
  readonly hasPageMap: boolean;
}

/** One zone in detail. */
export function dashboardZoneDetail(
  zone: DashboardZone,
  { running }: SourceZone,
  source: Pick<DashboardSource, 'pageMapOf' | 'pageMapObstacle'>,
  { pageSizeBytes, hasPageMap }: DetailLook,
): DashboardZoneDetail {
  const slots = running?.slots?.map(dashboardSlot) ?? null;
  const largeAllocationPages = running === null ? null : largePages(running);
  const walk = running?.walk ?? null;
  const entry = singleEntry(zone);
  return {
    zoneKey: zone.key,
    slots,
    largeAllocationPages,
    losses: slots === null ? null : slabLosses({ slots, largeAllocationPages, walk, pageSizeBytes, entry }),
    walk,
    obstacle: running === null ? notRunning() : slabObstacle(running),
    ...pageMap(running, source, hasPageMap),
  };
}

function dashboardSlot(slot: LiveSlot): DashboardSlot {
  const { slotBytes, usedChunks, freeChunks, bitmapChunks } = slot;
  return {
    ...slot,
    usedBytes: usedChunks * slotBytes,
    freeBytes: freeChunks * slotBytes,
    bitmapBytes: bitmapChunks * slotBytes,
  };
}

/** What is in use and in no slot is in allocations above half a page. */
function largePages({ pages, slots }: LiveZone): number | null {
  if (pages === null || slots === null) return null;
  const rest = pages.used - slots.reduce((sum, slot) => sum + slot.pages, 0);
  return rest >= 0 ? rest : null;
}

/** The length of an entry where it is one allocation: of several together nothing is known about a chunk. */
function singleEntry({ kind, capacity }: DashboardZone): PlannedCapacity | null {
  const kinds = kindsOf(kind);
  return kinds.length > 0 && kinds.every(({ entry }) => entry?.chunks.length === 1) ? capacity : null;
}

function notRunning(): string {
  return t('nothing runs that has this zone');
}

function slabObstacle(zone: LiveZone): string | null {
  const { pages, slots, walk, walkObstacle } = zone;
  if (pages === null) return noPoolText(zone);
  if (walkObstacle === 'busy') return t('pages came and went at every attempt to follow them');
  if (walkObstacle === 'unreadable')
    return t('not all of the pool’s account of its pages can be read with these rights');
  return slots === null || walk === null ? t('the pool’s pages have not been followed yet') : null;
}

function pageMap(
  running: LiveZone | null,
  source: Pick<DashboardSource, 'pageMapOf' | 'pageMapObstacle'>,
  isWanted: boolean,
): Pick<DashboardZoneDetail, 'pageMap' | 'pageMapObstacle'> {
  if (!isWanted) return { pageMap: null, pageMapObstacle: null };
  if (running === null) return { pageMap: null, pageMapObstacle: notRunning() };
  const map = source.pageMapOf(running.inode);
  if (map !== null) return { pageMap: dashboardPageMap(map), pageMapObstacle: null };
  return { pageMap: null, pageMapObstacle: source.pageMapObstacle(running.inode) };
}
