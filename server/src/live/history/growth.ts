import type { LiveSample } from '../../shared/liveSample';
import { currentZones } from './currentZones';
import type { ProcessReading, ProcessSeries } from './processSeries';

/** A process's growth in figures; {@link growthText} has the words. */
export interface Growth {
  readonly pid: number;
  readonly overMs: number;
  readonly residentBytes: number;
  /** Negative where the process shrank. */
  readonly residentGrowthBytes: number;
  /** Null where zones cannot be seen, nor shared memory. */
  readonly zoneGrowthBytes: number | null;
  /** Zone growth is at most this: all that is known is the growth of shared memory, code and libraries included. */
  readonly isZoneGrowthAtMost: boolean;
  readonly unexplainedBytes: number;
  /** Of what zones do not explain, anonymous memory; null where that is not known. */
  readonly ownGrowthBytes: number | null;
  /** Null where zones cannot be seen. */
  readonly zoneRoomBytes: number | null;
  /** Zone room is at most this: what the process has mapped is not known. */
  readonly isZoneRoomAtMost: boolean;
}

/** What the largest process held before a reload, and what the zones that were kept hold. */
export interface ReloadFall {
  readonly residentBytesBefore: number;
  readonly residentBytesAfter: number;
  readonly heldBytes: number;
  readonly isHeldAtLeast: boolean;
}

/** Page tables that were counted over less than this share of the time do not stand for the whole time. */
const LEAST_COUNTED_SHARE = 0.5;

/** Where a process's growth since it was first seen comes from; null where its memory is not known. */
export function growthOf(series: ProcessSeries, sample: LiveSample): Growth | null {
  const counted = readingsToCompare(series.firstMapped, series.latestMapped);
  const whole = readingsToCompare(series.first, series.latest);
  if (whole === null) return null;
  const wholeMs = whole.latest.elapsedMs - whole.first.elapsedMs;
  const countedMs = counted === null ? 0 : counted.latest.elapsedMs - counted.first.elapsedMs;
  const useCounted = counted !== null && countedMs > 0 && countedMs >= LEAST_COUNTED_SHARE * wholeMs;
  const { first, latest } = useCounted ? counted : whole;
  const residentGrowthBytes = latest.residentBytes - first.residentBytes;
  const ownGrowthBytes = difference(latest.privateBytes, first.privateBytes);
  const zoneGrowthBytes = zoneGrowth(first, latest, sample, useCounted);
  return {
    pid: series.pid,
    overMs: latest.elapsedMs - first.elapsedMs,
    residentBytes: whole.latest.residentBytes,
    residentGrowthBytes,
    zoneGrowthBytes,
    isZoneGrowthAtMost: !useCounted,
    // What zones explain at most by shared memory leaves at least the process's own.
    unexplainedBytes: Math.max(
      0,
      useCounted || ownGrowthBytes === null ? residentGrowthBytes - (zoneGrowthBytes ?? 0) : ownGrowthBytes,
    ),
    ownGrowthBytes,
    ...zoneRoom(series, sample, zoneGrowthBytes),
  };
}

function readingsToCompare(
  first: ProcessReading | null,
  latest: ProcessReading | null,
): { readonly first: ProcessReading; readonly latest: ProcessReading } | null {
  return first === null || latest === null ? null : { first, latest };
}

function difference(later: number | null, earlier: number | null): number | null {
  return later === null || earlier === null ? null : later - earlier;
}

function zoneGrowth(
  first: ProcessReading,
  latest: ProcessReading,
  sample: LiveSample,
  isCounted: boolean,
): number | null {
  if (isCounted) return Math.max(0, difference(latest.mappedBytes, first.mappedBytes) ?? 0);
  const shared = difference(latest.sharedBytes, first.sharedBytes);
  if (shared === null || sample.rung === 'none') return null;
  return Math.min(Math.max(0, shared), mappableBytes(sample));
}

/** What zones can still add: all their pages but those that the process was seen to have mapped. */
function zoneRoom(
  series: ProcessSeries,
  sample: LiveSample,
  zoneGrowthBytes: number | null,
): Pick<Growth, 'zoneRoomBytes' | 'isZoneRoomAtMost'> {
  if (sample.rung === 'none') return { zoneRoomBytes: null, isZoneRoomAtMost: false };
  const mapped = series.latestMapped?.mappedBytes ?? null;
  const seen = mapped ?? zoneGrowthBytes ?? 0;
  return {
    zoneRoomBytes: Math.max(0, mappableBytes(sample) - seen),
    isZoneRoomAtMost: mapped === null,
  };
}

function mappableBytes(sample: LiveSample): number {
  return currentZones(sample).reduce((sum, zone) => sum + zone.mappedBytes, 0);
}
