/** What samples over time tell of one zone. Null: too few samples, or it does not move. */
export interface ZoneTrend {
  readonly inode: number;
  /** Time that the rates were taken over. */
  readonly overMs: number;
  readonly loadedBytesPerMinute: number | null;
  /** Growth of what the pool has handed out; may be negative. */
  readonly usedBytesPerMinute: number | null;
  readonly requestsPerMinute: number | null;
  readonly failuresPerMinute: number | null;
  /** Until no page is free, if it goes on so. Null unless it was seen to go on for half a minute. */
  readonly fullInMs: number | null;
  /** Until every page holds RAM, if it goes on so. */
  readonly loadedInMs: number | null;
}

/** What became of a zone at a reload or restart. */
export interface ZoneChange {
  readonly name: string | null;
  /** `kept`: same memory; `data lost`: made anew at the same size; `resized`: made anew at another; `kind changed`. */
  readonly change: 'kept' | 'added' | 'removed' | 'data lost' | 'resized' | 'kind changed';
  readonly sizeBytesBefore: number | null;
  readonly sizeBytesAfter: number | null;
}

/** Something that happened to a server between two samples. */
export interface ServerEvent {
  readonly atMs: number;
  readonly kind: 'reload' | 'restart' | 'binary upgrade' | 'worker replaced' | 'stopped';
  readonly zones: readonly ZoneChange[];
}

/** Where a process's growth comes from, with the words for it. */
export interface GrowthVerdict {
  readonly pid: number;
  readonly overMs: number;
  readonly residentGrowthBytes: number;
  /** Of that: pages of zones that this process mapped for the first time. */
  readonly zoneGrowthBytes: number;
  /** Zones can still add this much to a process before all of them are mapped whole. */
  readonly zoneRoomBytes: number;
  /** Growth that zones do not explain. */
  readonly unexplainedBytes: number;
  /** For people: what grows, what stops by itself and at what size, and what is not explained. */
  readonly text: string;
}
