import type { HistorySamples, ProcessLine, ZoneLine } from '../shared/historySamples';
import type { LiveProcess } from '../shared/liveServer';
import { MOST_FIGURES_WRITTEN } from './bounds';

/** Time, and three figures of all zones together. */
const COMMON_COLUMNS = 4;
const COLUMNS_OF_ZONE = 3;

/** At most this share of the lines is processes'. */
const SHARE_OF_PROCESSES = 0.5;

/**
 * A history of at most {@link MOST_FIGURES_WRITTEN} figures. All samples stay, and with them all zones together; where
 * there are too many lines, those of zones with the least loaded go first, and of processes those that have ended.
 */
export function boundHistory(samples: HistorySamples, processes: readonly LiveProcess[]): HistorySamples {
  const sampleCount = samples.takenAtMs.length;
  const room = Math.max(0, Math.floor(MOST_FIGURES_WRITTEN / Math.max(1, sampleCount)) - COMMON_COLUMNS);
  const columns = samples.processes.length + samples.zones.length * COLUMNS_OF_ZONE;
  if (columns <= room) return samples;
  const zoneColumns = samples.zones.length * COLUMNS_OF_ZONE;
  const processRoom = Math.max(Math.floor(room * SHARE_OF_PROCESSES), room - zoneColumns);
  const keptProcesses = first(samples.processes, livingFirst(processes), processRoom);
  const zoneRoom = Math.floor((room - keptProcesses.length) / COLUMNS_OF_ZONE);
  return { ...samples, processes: keptProcesses, zones: first(samples.zones, mostLoadedFirst, zoneRoom) };
}

/** The first so many in an order, in the order in which they stood. */
function first<Line>(lines: readonly Line[], rank: (line: Line) => number, room: number): readonly Line[] {
  if (lines.length <= room) return lines;
  const ranked = lines.map((line, index) => ({ index, rank: rank(line) }));
  ranked.sort((one, other) => other.rank - one.rank || one.index - other.index);
  const kept = new Set(ranked.slice(0, room).map(({ index }) => index));
  return lines.filter((_, index) => kept.has(index));
}

function mostLoadedFirst({ loadedBytes }: ZoneLine): number {
  return loadedBytes.findLast((bytes) => bytes !== null) ?? -1;
}

/** The latest resident bytes of those that are there, and behind them those that have ended, the latest first. */
function livingFirst(processes: readonly LiveProcess[]): (line: ProcessLine) => number {
  const living = new Set(processes.map(({ pid, startTicks }) => `${pid} ${startTicks}`));
  return ({ pid, startTicks, residentBytes }) => {
    if (living.has(`${pid} ${startTicks}`)) return residentBytes.findLast((bytes) => bytes !== null) ?? 0;
    return residentBytes.findLastIndex((bytes) => bytes !== null) - residentBytes.length - 1;
  };
}
