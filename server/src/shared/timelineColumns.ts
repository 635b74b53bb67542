/** What lines are wanted: those of all zones together, of one zone and of one process. */
export interface TimelineLook {
  /** Name of the zone; null for none. */
  readonly zoneName: string | null;
  readonly pid: number | null;
  /** Only samples behind the one of this number; null, or a number that no sample has had yet: all. */
  readonly after: number | null;
}

/** Lists of one length, oldest first. */
export interface TimelineColumns {
  readonly sampleNumbers: readonly number[];
  /** Never falls. */
  readonly takenAtMs: readonly number[];
  readonly total: TimelineValues;
  /** Null where no zone was asked for, or none of that name was ever seen. */
  readonly zone: TimelineValues | null;
  readonly residentBytes: readonly (number | null)[];
  /** On the growth of the process; null where nothing can be told. */
  readonly verdict: string | null;
}

/** Figures of one zone, or of all together, one a sample; null where the sample had none. */
export interface TimelineValues {
  readonly loadedBytes: readonly (number | null)[];
  readonly usedBytes: readonly (number | null)[];
  /** Since the zone was made. */
  readonly failures: readonly (number | null)[];
}
