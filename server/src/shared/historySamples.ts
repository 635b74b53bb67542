import type { LiveProcess } from './liveServer';
import type { TimelineValues } from './timelineColumns';

/** Figures of one zone, one a sample; null where the sample had none. A zone keeps its line when it is made anew. */
export interface ZoneLine {
  readonly name: string | null;
  readonly kind: string | null;
  readonly loadedBytes: readonly (number | null)[];
  readonly usedBytes: readonly (number | null)[];
  /** Since the zone was made. */
  readonly failures: readonly (number | null)[];
}

/** Resident bytes of one process, one a sample. */
export interface ProcessLine {
  readonly pid: number;
  readonly startTicks: number;
  readonly role: LiveProcess['role'];
  readonly residentBytes: readonly (number | null)[];
}

/** Samples in the order in which they came, closer together the later they are. Each was seen as it is, none is a mean. */
export interface HistorySamples {
  /** Never falls: where the clock was put back, time goes on from where it was. */
  readonly takenAtMs: readonly number[];
  /** All zones of a sample together, also those that have no line. */
  readonly total: TimelineValues;
  readonly zones: readonly ZoneLine[];
  /** Those that have gone among them. */
  readonly processes: readonly ProcessLine[];
}
