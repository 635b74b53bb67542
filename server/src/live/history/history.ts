import type { HistorySamples } from '../../shared/historySamples';
import { largestProcess } from '../../shared/largestProcess';
import type { LiveSample } from '../../shared/liveSample';
import type { GrowthVerdict, ServerEvent, ZoneTrend } from '../../shared/liveTrends';
import type { TimelineColumns, TimelineLook } from '../../shared/timelineColumns';
import { growthOf, type ReloadFall } from './growth';
import { growthText } from './growthText';
import { createProcessSeries, type ProcessSeries } from './processSeries';
import { createRing } from './ring';
import { samplesOf } from './samples';
import { createEventWatch, type Succession } from './serverEvents';
import { timelineOf } from './timeline';
import { createTotalSeries } from './totalSeries';
import { zoneTrends } from './trends';
import { createZoneSeries } from './zoneSeries';

export type { Succession } from './serverEvents';

/**
 * What samples of one server tell over time, and of those that came after it with the same config. It has no clock: time is
 * what the samples say, and a clock that goes back breaks nothing.
 *
 * Its memory does not grow with time. A zone takes 34 KB and a process 6 KB, at most 1,024 and 256 of them are watched, and
 * samples are thinned with age (see ring.ts): 500 zones take 17 MB for a week of samples a second.
 */
export interface History {
  /** A sample of another server than the one that is followed is left out: an answer that comes late. */
  add(sample: LiveSample): void;
  /** Another master runs the same config now. Samples of the one before are left out from here on. */
  followTo(newServerId: string, atMs: number, how?: Succession): void;
  /** The server has gone. */
  ended(atMs: number): void;
  /** Of the zones of the latest sample, in its order. */
  trends(): readonly ZoneTrend[];
  /** The latest 50, oldest first. */
  events(): readonly ServerEvent[];
  /**
   * Of a process of the latest sample, by default of the largest worker, and then with what a reload did to it; null where
   * nothing can be told.
   */
  verdict(pid?: number): GrowthVerdict | null;
  /** Everything that is left, for drawing. */
  samples(): HistorySamples;
  /** Some lines of it; null before the first sample. What is behind a sample costs as much as there is. */
  timelineOf(look: TimelineLook): TimelineColumns | null;
}

/** What to start from. */
export interface HistoryOptions {
  /** The server to follow; without it the one of the first sample. */
  readonly serverId?: string;
}

/** A reload that takes less than this from the largest process is not worth a word. */
const LEAST_FALL_BYTES = 1024 * 1024;

/** An empty history. */
export function createHistory(options: HistoryOptions = {}): History {
  const ring = createRing();
  const total = createTotalSeries();
  const zones = createZoneSeries();
  const processes = createProcessSeries();
  const watch = createEventWatch();
  let serverId = options.serverId ?? null;
  let latest: LiveSample | null = null;
  /** Worked out when asked for. */
  let trends: readonly ZoneTrend[] | null = null;
  let hasEnded = false;
  let lastReload: { readonly sampleNumber: number; readonly before: LiveSample } | null = null;

  const add = (sample: LiveSample): void => {
    serverId ??= sample.serverId;
    if (sample.serverId !== serverId || hasEnded || !Number.isFinite(sample.takenAtMs)) return;
    const sampleNumber = ring.sampleCount();
    const rows = ring.push(sample.takenAtMs);
    total.add(sample, rows);
    zones.add(sample, sampleNumber, rows);
    processes.add(sample, sampleNumber, ring.latestElapsedMs(), rows);
    const event = watch.add(sample);
    if (event?.kind === 'reload' && latest !== null) lastReload = { sampleNumber, before: latest };
    if (event?.kind === 'restart' || event?.kind === 'binary upgrade') lastReload = null;
    latest = sample;
    trends = null;
  };

  /** For a process that the latest reload brought, while zones hold more than it has mapped. */
  const fallOf = (series: ProcessSeries, sample: LiveSample): ReloadFall | null => {
    if (lastReload === null || series.first === null || series.latest === null) return null;
    if (series.firstSeen < lastReload.sampleNumber - 1) return null;
    const largestBefore = largestProcess(lastReload.before);
    const residentBytesBefore = largestBefore?.residentBytes ?? null;
    const inodesBefore = new Set(lastReload.before.zones.map(({ inode }) => inode));
    const kept = sample.zones.filter(({ inode, loaded }) => inodesBefore.has(inode) && loaded.bytes !== null);
    const heldBytes = kept.reduce((sum, { loaded }) => sum + (loaded.bytes ?? 0), 0);
    const residentBytesAfter = series.first.residentBytes;
    if (residentBytesBefore === null || residentBytesBefore - residentBytesAfter < LEAST_FALL_BYTES) return null;
    // It is news only while the process has not come back to where the one before it was.
    if (series.latest.residentBytes >= residentBytesBefore) return null;
    if (heldBytes === 0 || heldBytes <= (series.latestMapped?.mappedBytes ?? 0)) return null;
    const isHeldAtLeast = kept.some(({ loaded }) => loaded.exactness !== 'exact');
    return { residentBytesBefore, residentBytesAfter, heldBytes, isHeldAtLeast };
  };

  const verdict = (pid?: number): GrowthVerdict | null => {
    if (latest === null || latest.serverId !== serverId) return null;
    const process = pid === undefined ? largestProcess(latest) : latest.processes.find((one) => one.pid === pid);
    const series = process === null || process === undefined ? null : processes.of(process);
    const growth = series === null ? null : growthOf(series, latest);
    if (series === null || growth === null) return null;
    const fall = pid === undefined ? fallOf(series, latest) : null;
    if (growth.overMs <= 0 && fall === null) return null;
    return {
      pid: growth.pid,
      overMs: growth.overMs,
      residentGrowthBytes: growth.residentGrowthBytes,
      zoneGrowthBytes: growth.zoneGrowthBytes ?? 0,
      zoneRoomBytes: growth.zoneRoomBytes ?? 0,
      unexplainedBytes: growth.unexplainedBytes,
      text: growthText(growth, fall),
    };
  };

  /** Of a process that is looked at: with what a reload did, where it is the one that is looked at first. */
  const verdictText = (pid: number | null): string | null => {
    if (pid === null) return null;
    const first = verdict();
    return (first?.pid === pid ? first : verdict(pid))?.text ?? null;
  };

  return {
    add,
    followTo(newServerId, atMs, how = 'restart') {
      if (newServerId === serverId) return;
      serverId = newServerId;
      hasEnded = false;
      total.forgetInodes();
      zones.forgetInodes();
      if (latest !== null) watch.followTo(how, atMs);
    },
    ended(atMs) {
      if (hasEnded) return;
      hasEnded = true;
      watch.ended(atMs);
    },
    trends() {
      if (latest === null || latest.serverId !== serverId) return [];
      trends ??= zoneTrends(latest, ring, zones);
      return trends;
    },
    events: () => watch.events(),
    verdict,
    samples: () => samplesOf(ring, total, zones, processes),
    timelineOf(look) {
      if (ring.sampleCount() === 0) return null;
      return timelineOf({ ring, total, zones, processes }, look, verdictText(look.pid));
    },
  };
}
