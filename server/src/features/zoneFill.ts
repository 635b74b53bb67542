import type { LiveZone } from '../shared/liveSample';
import type { ZoneTrend } from '../shared/liveTrends';
import type { ZoneTreeZone } from '../shared/zoneTree';
import type { ZoneKind } from '../zones/zoneKind';

/** A zone of which less than this share is left is nearly full. */
export const NEARLY_FULL_SHARE = 0.1;

/** A zone that fills up is told of from here on: before, it may just have been started, and its growth end by itself. */
const FILLING_SHARE = 0.5;

const SOON_MS = 3_600_000;

/** How full a running zone is. */
export interface ZoneFill {
  readonly level: 'fine' | 'nearly full' | 'full';
  /** Of what its pool can hand out, from 0 to 1. */
  readonly leftShare: number;
  /** If it goes on so, it is full within an hour. */
  readonly isSoonFull: boolean;
}

/**
 * How full a running zone is; null where its pool's account is not known.
 *
 * @param kind of the zone; null where it is not known
 */
export function zoneFillOf(
  running: LiveZone,
  trend: ZoneTrend | null,
  pageSizeBytes: number,
  kind: ZoneKind | null,
): ZoneFill | null {
  const { pages } = running;
  const bytes = leftBytes(running, pageSizeBytes);
  if (pages === null || bytes === null || pages.total <= 0) return null;
  const leftShare = bytes / (pages.total * pageSizeBytes);
  const fullInMs = trend?.fullInMs ?? null;
  const isSoonFull = fullInMs !== null && fullInMs <= SOON_MS && leftShare <= FILLING_SHARE;
  if (pages.free === 0 && leftShare < NEARLY_FULL_SHARE) return { level: 'full', leftShare, isSoonFull };
  // What holds the servers of an upstream has hardly more to come.
  const isStatic = kind?.initialModel !== undefined;
  const isNearlyFull = isSoonFull || (!isStatic && leftShare < NEARLY_FULL_SHARE);
  return { level: isNearlyFull ? 'nearly full' : 'fine', leftShare, isSoonFull };
}

/** How a running zone fares, in one word. Whatever is told of it as a problem is told here, too. */
export function zoneLevelOf(
  running: LiveZone,
  trend: ZoneTrend | null,
  pageSizeBytes: number,
  kind: ZoneKind | null,
): ZoneTreeZone['level'] {
  if (running.pool !== 'slab') return 'not known';
  // What its module made for itself holds what it is made for.
  if (kind?.size.parser === 'none') return 'fine';
  if ((trend?.failuresPerMinute ?? 0) > 0) return 'failing';
  return zoneFillOf(running, trend, pageSizeBytes, kind)?.level ?? 'not known';
}

/** Bytes that can still be handed out: free pages, and chunks of pages that are cut already. */
function leftBytes({ pages, slots }: LiveZone, pageSizeBytes: number): number | null {
  if (pages === null) return null;
  const chunkBytes = (slots ?? []).reduce((sum, { slotBytes, freeChunks }) => sum + slotBytes * freeChunks, 0);
  return pages.free * pageSizeBytes + chunkBytes;
}
