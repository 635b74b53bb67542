import type { DashboardLook, DashboardTimeline, TimelineFigures } from '../../../server/src/shared/dashboard';

/** A whole timeline is thinned out by who sends it; what is put behind it is not, and has to end somewhere. */
const MOST_APPENDED = 400;

/** The timeline that a page has, and what it is of. */
export interface GatheredTimeline {
  readonly pid: number | null;
  readonly zoneKey: string | null;
  readonly timeline: DashboardTimeline;
  readonly appendedPoints: number;
}

/**
 * Puts what came behind what was there.
 *
 * @param look what `next` was asked for with
 * @returns null where there is nothing of this zone and process: then a whole one has to be asked for
 */
export function gatherTimeline(
  known: GatheredTimeline | null,
  look: DashboardLook,
  next: DashboardTimeline | null,
): GatheredTimeline | null {
  const { pid, zoneKey } = look;
  const same = known !== null && known.pid === pid && known.zoneKey === zoneKey ? known : null;
  if (next === null) return same;
  if (next.isWhole) return { pid, zoneKey, timeline: next, appendedPoints: 0 };
  if (same === null) return null;
  const appended = append(same.timeline, next);
  const added = appended.sampleNumbers.length - same.timeline.sampleNumbers.length;
  return { pid, zoneKey, timeline: appended, appendedPoints: same.appendedPoints + added };
}

/** What {@link DashboardLook.timelineAfter} has to be for the next samples; null: all are wanted. */
export function timelineAfter(
  known: GatheredTimeline | null,
  pid: number | null,
  zoneKey: string | null,
): number | null {
  if (known === null || known.pid !== pid || known.zoneKey !== zoneKey || known.appendedPoints >= MOST_APPENDED)
    return null;
  return known.timeline.sampleNumbers.at(-1) ?? null;
}

function append(known: DashboardTimeline, next: DashboardTimeline): DashboardTimeline {
  const last = known.sampleNumbers.at(-1) ?? Number.NEGATIVE_INFINITY;
  // An answer can come twice, or overlap with the one before it.
  const found = next.sampleNumbers.findIndex((number) => number > last);
  const from = found < 0 ? next.sampleNumbers.length : found;
  return {
    isWhole: true,
    sampleNumbers: joined(known.sampleNumbers, next.sampleNumbers, from),
    takenAtMs: joined(known.takenAtMs, next.takenAtMs, from),
    total: joinedFigures(known.total, next.total, from),
    zone: known.zone === null || next.zone === null ? null : joinedFigures(known.zone, next.zone, from),
    residentBytes: joined(known.residentBytes, next.residentBytes, from),
    events: next.events,
    verdict: next.verdict,
  };
}

function joinedFigures(known: TimelineFigures, next: TimelineFigures, from: number): TimelineFigures {
  return {
    loadedBytes: joined(known.loadedBytes, next.loadedBytes, from),
    usedBytes: joined(known.usedBytes, next.usedBytes, from),
    failures: joined(known.failures, next.failures, from),
  };
}

function joined<Value>(known: readonly Value[], next: readonly Value[], from: number): readonly Value[] {
  return [...known, ...next.slice(from)];
}
