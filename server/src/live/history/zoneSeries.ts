import type { LiveSample, LiveZone } from '../../shared/liveSample';
import { type Column, createBytesColumn, createCountColumn } from './columns';
import { currentZones } from './currentZones';

/** A zone that is watched has so many bytes of columns: 34,560. More zones than these are not watched. */
export const MOST_ZONES = 1024;

export const ZONE_FIGURES = ['loaded', 'used', 'requests', 'failures'] as const;
export type ZoneFigure = (typeof ZONE_FIGURES)[number];

/** What is kept of one zone: under one name through all reloads, with what has to be forgotten when it is made anew. */
export interface ZoneSeries {
  readonly name: string | null;
  readonly kind: string | null;
  readonly inode: number;
  readonly columns: Readonly<Record<ZoneFigure, Column>>;
  /** Number of the first sample that later ones can be compared with, by figure. */
  readonly since: Readonly<Record<ZoneFigure, number>>;
  /** Number of the latest sample that had it. */
  readonly lastSeen: number;
}

export interface ZoneSeriesStore {
  /** Writes a sample's zones into rows of the ring. */
  add(sample: LiveSample, sampleNumber: number, rows: readonly number[]): void;
  /** From here on all zones are others, whatever their inodes. */
  forgetInodes(): void;
  all(): readonly ZoneSeries[];
  byInode(inode: number): ZoneSeries | null;
}

interface Mutable {
  name: string | null;
  kind: string | null;
  inode: number;
  readonly columns: Record<ZoneFigure, Column>;
  readonly since: Record<ZoneFigure, number>;
  readonly last: Record<ZoneFigure, number | null>;
  lastSeen: number;
}

/** No inode has this number. */
const NO_INODE = -1;

/** An empty store. */
export function createZoneSeries(): ZoneSeriesStore {
  const series: Mutable[] = [];
  /** Also of those that the latest sample did not have: a zone may be missing once. */
  let byInode = new Map<number, Mutable>();

  /** The series that a zone goes on with: of its inode; else that of its name which no other zone of the sample has. */
  const assign = (sample: LiveSample, sampleNumber: number): Map<LiveZone, Mutable> => {
    const assigned = new Map<LiveZone, Mutable>();
    const taken = new Set<Mutable>();
    const take = (zone: LiveZone, found: Mutable | undefined): void => {
      if (found === undefined || taken.has(found)) return;
      assigned.set(zone, found);
      taken.add(found);
    };
    const zones = currentZones(sample).slice(0, MOST_ZONES);
    for (const zone of zones) take(zone, byInode.get(zone.inode));
    const byName = new Map<string, Mutable>();
    for (const found of series) {
      if (!taken.has(found) && found.name !== null) byName.set(nameKey(found.name, found.kind), found);
    }
    for (const zone of zones) {
      if (!assigned.has(zone) && zone.name !== null) take(zone, byName.get(nameKey(zone.name, zone.kind)));
    }
    for (const zone of zones) {
      if (!assigned.has(zone)) take(zone, makeRoom(taken, sampleNumber));
    }
    return assigned;
  };

  /** A new series, or the one that was not seen for longest. */
  const makeRoom = (taken: ReadonlySet<Mutable>, sampleNumber: number): Mutable => {
    let oldest: Mutable | null = null;
    if (series.length >= MOST_ZONES) {
      for (const found of series) {
        if (!taken.has(found) && (oldest === null || found.lastSeen < oldest.lastSeen)) oldest = found;
      }
    }
    if (oldest === null) {
      oldest = createOne();
      series.push(oldest);
    } else {
      for (const figure of ZONE_FIGURES) oldest.columns[figure].clear();
      oldest.name = null;
      oldest.kind = null;
    }
    oldest.inode = NO_INODE;
    oldest.lastSeen = sampleNumber;
    return oldest;
  };

  return {
    add(sample, sampleNumber, rows) {
      const assigned = assign(sample, sampleNumber);
      for (const found of series) {
        for (const figure of ZONE_FIGURES) for (const row of rows) found.columns[figure].set(row, null);
      }
      for (const [zone, found] of assigned) write(found, zone, sample, sampleNumber, rows);
      byInode = new Map(series.map((found) => [found.inode, found]));
    },
    forgetInodes() {
      byInode = new Map();
      for (const found of series) found.inode = NO_INODE;
    },
    all: () => series,
    byInode: (inode) => byInode.get(inode) ?? null,
  };
}

function createOne(): Mutable {
  return {
    name: null,
    kind: null,
    inode: NO_INODE,
    columns: {
      loaded: createBytesColumn(),
      used: createBytesColumn(),
      requests: createCountColumn(),
      failures: createCountColumn(),
    },
    since: { loaded: 0, used: 0, requests: 0, failures: 0 },
    last: { loaded: null, used: null, requests: null, failures: null },
    lastSeen: 0,
  };
}

function nameKey(name: string, kind: string | null): string {
  return `${kind ?? ''} ${name}`;
}

function write(
  found: Mutable,
  zone: LiveZone,
  sample: LiveSample,
  sampleNumber: number,
  rows: readonly number[],
): void {
  const isAnew = found.inode !== zone.inode;
  found.inode = zone.inode;
  found.name = zone.name ?? found.name;
  found.kind = zone.kind ?? found.kind;
  found.lastSeen = sampleNumber;
  const values = zoneFigures(zone, sample.pageSizeBytes);
  for (const figure of ZONE_FIGURES) {
    const value = values[figure];
    const last = isAnew ? null : found.last[figure];
    // All but the used pages only ever rise in one and the same zone.
    const hasFallen = figure !== 'used' && value !== null && last !== null && value < last;
    // A figure of what could be seen rises with better sight, so it can't be compared with any other one.
    const isSight = figure === 'loaded' && zone.loaded.exactness !== 'exact';
    if (isAnew || hasFallen) found.since[figure] = sampleNumber;
    if (isSight) found.since[figure] = sampleNumber + 1;
    if (value !== null || isAnew) found.last[figure] = isSight ? null : value;
    for (const row of rows) found.columns[figure].set(row, value);
  }
}

/** What is kept of a zone of a sample. */
export function zoneFigures(zone: LiveZone, pageSizeBytes: number): Record<ZoneFigure, number | null> {
  return {
    loaded: zone.loaded.bytes,
    used: zone.pages === null ? null : zone.pages.used * pageSizeBytes,
    requests: sumOf(zone, 'requests'),
    failures: sumOf(zone, 'failures'),
  };
}

/** Sum over all slots; null where a slot does not tell. */
function sumOf(zone: LiveZone, counter: 'requests' | 'failures'): number | null {
  if (zone.slots === null) return null;
  let sum = 0;
  for (const slot of zone.slots) {
    const count = slot[counter];
    if (count === null) return null;
    sum += count;
  }
  return sum;
}
