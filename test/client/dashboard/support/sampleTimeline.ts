import type { DashboardTimeline, TimelineFigures } from '../../../../server/src/shared/dashboard';

const MEGABYTE = 1024 * 1024;

/** 2026-11-21 10:30 UTC. */
export const SAMPLE_TIME_MS = 1_795_257_000_000;

/** What a sample timeline may be asked to be. */
export interface SampleTimelineOptions {
  readonly pointCount?: number;
  readonly intervalMs?: number;
  /** False: the end of a timeline only. */
  readonly isWhole?: boolean;
  readonly firstNumber?: number;
  readonly endsAtMs?: number;
  readonly hasZone?: boolean;
  readonly hasEvents?: boolean;
}

/** An hour of samples: a zone fills, at a third a reload lowers RSS and keeps the zone, at two thirds a restart empties it. */
export function sampleTimeline(options: SampleTimelineOptions = {}): DashboardTimeline {
  const { pointCount = 360, intervalMs = 10_000, firstNumber = 1, endsAtMs = SAMPLE_TIME_MS } = options;
  const indexes = Array.from({ length: pointCount }, (_, index) => index);
  const takenAtMs = indexes.map((index) => endsAtMs - (pointCount - 1 - index) * intervalMs);
  const reloadAt = Math.floor(pointCount / 3);
  const restartAt = Math.floor((2 * pointCount) / 3);
  const zone = figures(pointCount, restartAt, 100 * MEGABYTE, 0);
  const hasEvents = options.hasEvents ?? true;
  return {
    isWhole: options.isWhole ?? true,
    sampleNumbers: indexes.map((index) => firstNumber + index),
    takenAtMs,
    total: figures(pointCount, restartAt, 160 * MEGABYTE, 12),
    zone: (options.hasZone ?? true) ? zone : null,
    residentBytes: indexes.map((index) => {
      // One sample found the process gone: a figure that is not known.
      if (index === reloadAt) return null;
      const since = index < reloadAt ? index : index < restartAt ? index - reloadAt : index - restartAt;
      return Math.round(18 * MEGABYTE + (since / pointCount) * 90 * MEGABYTE);
    }),
    events: hasEvents
      ? [
          {
            atMs: takenAtMs[reloadAt] ?? endsAtMs,
            kind: 'reload',
            zones: [
              { name: 'dogs', change: 'kept', sizeBytesBefore: 100 * MEGABYTE, sizeBytesAfter: 100 * MEGABYTE },
              { name: 'cats', change: 'data lost', sizeBytesBefore: 10 * MEGABYTE, sizeBytesAfter: 10 * MEGABYTE },
            ],
          },
          { atMs: takenAtMs[restartAt] ?? endsAtMs, kind: 'restart', zones: [] },
        ]
      : [],
    verdict:
      'The resident memory of worker 4243 grew by 17.6 MB in 5 min, all of it pages of zones that it touched for the first time. It stops at 118 MB at the latest.',
  };
}

function figures(pointCount: number, restartAt: number, mostBytes: number, failures: number): TimelineFigures {
  const loadedBytes: (number | null)[] = [];
  const usedBytes: (number | null)[] = [];
  const failed: (number | null)[] = [];
  for (let index = 0; index < pointCount; index++) {
    const since = index < restartAt ? index : index - restartAt;
    const share = Math.min(1, (since / pointCount) * 1.3);
    loadedBytes.push(Math.floor((share * mostBytes + 622_592) / 4096) * 4096);
    usedBytes.push(Math.floor((share * mostBytes * 0.97) / 4096) * 4096);
    failed.push(Math.floor((since / pointCount) * failures * 100));
  }
  return { loadedBytes, usedBytes, failures: failed };
}
