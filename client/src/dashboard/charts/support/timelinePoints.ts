import type { DashboardTimeline, TimelineFigures } from '../../../../../server/src/shared/dashboard';
import type { ServerEvent } from '../../../../../server/src/shared/liveTrends';

/** One sample of a timeline. What is not known is null. */
export interface TimelinePoint {
  readonly sampleNumber: number;
  /** Never falls. */
  readonly atMs: number;
  readonly loadedBytes: number | null;
  readonly usedBytes: number | null;
  readonly residentBytes: number | null;
  /** Since the zones were made. */
  readonly failures: number | null;
  /** Since the point before; null for the first one, and where a zone was made anew, so that its count fell. */
  readonly newFailures: number | null;
  /** What happened since the point before. */
  readonly events: readonly ServerEvent[];
}

/** The samples of a timeline, of all zones or of the one that is looked at. */
export function timelinePoints(timeline: DashboardTimeline, figures: TimelineFigures): TimelinePoint[] {
  const points: TimelinePoint[] = [];
  const events = [...timeline.events].sort((one, other) => one.atMs - other.atMs);
  const lastIndex = timeline.takenAtMs.length - 1;
  let nextEvent = 0;
  let atMs = Number.NEGATIVE_INFINITY;
  timeline.takenAtMs.forEach((takenAtMs, index) => {
    atMs = Math.max(atMs, takenAtMs);
    const firstEvent = nextEvent;
    while (nextEvent < events.length && (index === lastIndex || (events[nextEvent]?.atMs ?? 0) <= atMs)) nextEvent++;
    const failures = figures.failures[index] ?? null;
    const before = points.at(-1)?.failures ?? null;
    points.push({
      sampleNumber: timeline.sampleNumbers[index] ?? index,
      atMs,
      loadedBytes: figures.loadedBytes[index] ?? null,
      usedBytes: figures.usedBytes[index] ?? null,
      residentBytes: timeline.residentBytes[index] ?? null,
      failures,
      newFailures: failures === null || before === null || failures < before ? null : failures - before,
      events: events.slice(firstEvent, nextEvent),
    });
  });
  return points;
}
