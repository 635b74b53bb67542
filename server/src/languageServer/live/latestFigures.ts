import type { LiveSample, LiveZone } from '../../shared/liveSample';

/**
 * A sample with what only a full one tells (walk or why there is none, longest free run, what each process has mapped), of
 * each zone in which nothing has changed since that was taken.
 *
 * @param full the latest full sample of the same server; null where there is none
 */
export function withWalks(sample: LiveSample, full: LiveSample | null): LiveSample {
  if (full === null || sample.depth === 'full' || full.serverId !== sample.serverId) return sample;
  const walked = new Map(full.zones.map((zone) => [zone.inode, zone]));
  return { ...sample, zones: sample.zones.map((zone) => withWalk(zone, walked.get(zone.inode))) };
}

function withWalk(zone: LiveZone, full: LiveZone | undefined): LiveZone {
  if (full === undefined || figuresOf(zone) !== figuresOf(full)) return zone;
  const { pages } = zone;
  const largestFreeRun = pages?.largestFreeRun ?? full.pages?.largestFreeRun ?? null;
  return {
    ...zone,
    mapped: zone.mapped ?? full.mapped,
    walk: zone.walk ?? full.walk,
    walkObstacle: zone.walkObstacle ?? full.walkObstacle,
    pages: pages && { ...pages, largestFreeRun },
  };
}

/** Whether anything that a refresh reads of the zones is other than before. */
export function hasSameFigures(left: LiveSample, right: LiveSample): boolean {
  if (left.serverId !== right.serverId || left.zones.length !== right.zones.length) return false;
  const pids = ({ processes }: LiveSample): string => processes.map(({ pid }) => pid).join();
  if (pids(left) !== pids(right)) return false;
  return left.zones.every((zone, index) => {
    const other = right.zones[index];
    return other !== undefined && zone.inode === other.inode && figuresOf(zone) === figuresOf(other);
  });
}

/** What a refresh counts of a zone, as text. */
function figuresOf({ loaded, pages, slots, isConsistent }: LiveZone): string {
  const { total, free, used } = pages ?? { total: null, free: null, used: null };
  return JSON.stringify([loaded.bytes, total, free, used, slots, isConsistent]);
}
