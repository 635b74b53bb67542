import { sentences, t } from '../../l10n';
import { formatBytes } from '../../zones/sizeText';
import type { Growth, ReloadFall } from './growth';

/** Growth below this is none: a process takes and gives back some pages all the time. */
const LEAST_GROWTH_BYTES = 1024 * 1024;
/** A part below this share of the whole is not worth its words. */
const SMALL_SHARE = 0.05;

/** One to three sentences: what grew, what that was, and where it ends by itself. */
export function growthText(growth: Growth, fall: ReloadFall | null): string {
  return sentences(fall === null ? '' : fallText(fall), changeText(growth), roomText(growth));
}

function fallText({ residentBytesBefore, residentBytesAfter, heldBytes, isHeldAtLeast }: ReloadFall): string {
  const before = formatBytes(residentBytesBefore);
  const after = formatBytes(residentBytesAfter);
  const held = formatBytes(heldBytes);
  return isHeldAtLeast
    ? t(
        'The reload took the largest process from {0} to {1} resident, but the zones still hold {2} at least: new processes map those pages again as they use them, which takes no more RAM.',
        before,
        after,
        held,
      )
    : t(
        'The reload took the largest process from {0} to {1} resident, but the zones still hold {2}: new processes map those pages again as they use them, which takes no more RAM.',
        before,
        after,
        held,
      );
}

function changeText(growth: Growth): string {
  const { pid, overMs, residentGrowthBytes } = growth;
  if (overMs <= 0) return '';
  const process = String(pid);
  const time = durationText(overMs);
  if (residentGrowthBytes < LEAST_GROWTH_BYTES) {
    return residentGrowthBytes <= -LEAST_GROWTH_BYTES
      ? t('Process {0} has shrunk by {1} in {2}.', process, formatBytes(-residentGrowthBytes), time)
      : t('Process {0} has not grown in {1}.', process, time);
  }
  return grownText(growth, process, formatBytes(residentGrowthBytes), time);
}

function grownText(growth: Growth, process: string, grown: string, time: string): string {
  const { residentGrowthBytes, zoneGrowthBytes, isZoneGrowthAtMost, unexplainedBytes, ownGrowthBytes } = growth;
  if (zoneGrowthBytes === null) {
    return t(
      'Process {0} grew by {1} in {2}; how much of that is zones can not be seen with these rights.',
      process,
      grown,
      time,
    );
  }
  const small = SMALL_SHARE * residentGrowthBytes;
  const isOwn = ownGrowthBytes !== null && ownGrowthBytes >= unexplainedBytes - small;
  if (zoneGrowthBytes <= small) {
    return isOwn
      ? t(
          'Process {0} grew by {1} in {2}, and not by zones: it is memory of its own, such as heap or LuaJIT.',
          process,
          grown,
          time,
        )
      : t('Process {0} grew by {1} in {2}, and not by zones.', process, grown, time);
  }
  const zones = formatBytes(Math.min(zoneGrowthBytes, residentGrowthBytes));
  if (unexplainedBytes <= small) {
    return isZoneGrowthAtMost
      ? t(
          'Process {0} grew by {1} in {2}: up to {3} of it is pages of zones that it mapped for the first time.',
          process,
          grown,
          time,
          zones,
        )
      : t('Process {0} grew by {1} in {2}: pages of zones that it mapped for the first time.', process, grown, time);
  }
  const rest = formatBytes(unexplainedBytes);
  if (isZoneGrowthAtMost) {
    return t(
      'Process {0} grew by {1} in {2}: up to {3} is pages of zones that it mapped for the first time, and {4} is memory of its own, such as heap or LuaJIT.',
      process,
      grown,
      time,
      zones,
      rest,
    );
  }
  return isOwn
    ? t(
        'Process {0} grew by {1} in {2}: {3} is pages of zones that it mapped for the first time, and {4} is memory of its own, such as heap or LuaJIT.',
        process,
        grown,
        time,
        zones,
        rest,
      )
    : t(
        'Process {0} grew by {1} in {2}: {3} is pages of zones that it mapped for the first time, and {4} is not explained by zones.',
        process,
        grown,
        time,
        zones,
        rest,
      );
}

/** What zones can still add. Said of growth that goes on otherwise too: of its end nothing is known. */
function roomText({ zoneRoomBytes, isZoneRoomAtMost, residentBytes }: Growth): string {
  if (zoneRoomBytes === null) return '';
  if (zoneRoomBytes === 0) return isZoneRoomAtMost ? '' : t('It has mapped every page of all zones: they add no more.');
  return t(
    'Zones can add {0} more at most, and then stop by themselves: at {1} resident, if nothing else grows.',
    formatBytes(zoneRoomBytes),
    formatBytes(residentBytes + zoneRoomBytes),
  );
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A stretch of time in its largest unit that is there twice at least. */
function durationText(milliseconds: number): string {
  if (milliseconds >= 2 * DAY_MS) return t('{0} days', Math.round(milliseconds / DAY_MS));
  if (milliseconds >= 2 * HOUR_MS) return t('{0} hours', Math.round(milliseconds / HOUR_MS));
  if (milliseconds >= 2 * MINUTE_MS) return t('{0} minutes', Math.round(milliseconds / MINUTE_MS));
  const seconds = Math.max(1, Math.round(milliseconds / SECOND_MS));
  return seconds === 1 ? t('1 second') : t('{0} seconds', seconds);
}
