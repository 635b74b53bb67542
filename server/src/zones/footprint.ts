import type { ConfigFiles } from '../config/configFiles';
import { byteLength } from '../config/sourceText';
import { argumentValue } from '../config/tree';
import { CURRENT_LAYOUT, poolGeometry, poolLayoutOf } from '../slab/layout';
import {
  extendPlan,
  freeChunks,
  largestRequestBytes,
  loadedBytes,
  type PlannedRequest,
  type PoolPlan,
  planPool,
  poolCapacity,
  usedChunks,
} from '../slab/poolPlan';
import { keyBytesOf } from './keyLength';
import { bytesFor, type ServerBuild } from './serverBuild';
import { type UpstreamRequests, upstreamRequests } from './upstreamServers';
import type { Zone } from './zone';

/** The machine and server that figures are worked out for. */
export interface FootprintTarget {
  readonly build: ServerBuild;
  readonly pageSizeBytes: number;
  /** Size of the huge pages that zones get; null where they get none. */
  readonly hugePageBytes: number | null;
  /** Sizes of entries that the person set, by zone name; `*` for all zones. */
  readonly entrySizes: ReadonlyMap<string, EntrySize>;
}

export interface EntrySize {
  readonly keyBytes: number;
  readonly valueBytes: number;
}

/** What a zone is and costs when it has just been made. */
export interface Footprint {
  /** `estimated` where the server's version, an address or what a module allocates is not known. */
  readonly exactness: 'exact' | 'estimated';
  readonly usablePages: number | null;
  readonly metadataBytes: number | null;
  readonly emptyFreePages: number | null;
  /** RAM held when empty; with `estimated`, at least this. */
  readonly emptyLoadedBytes: number | null;
  readonly emptyUsedChunks: number | null;
  readonly emptyFreeChunks: number | null;
  /** Bytes behind the last whole page, which can't be used. */
  readonly wastedBytes: number | null;
  /** Init finds the pages that it needs; null where what it needs is not known. */
  readonly canStart: boolean | null;
}

/** How much fits into a zone. */
export interface Capacity {
  readonly noun: string;
  /** Where the entry's size comes from: the person, the config's key, or an assumption. */
  readonly basis: 'set' | 'key' | 'assumed';
  readonly keyBytes: number;
  readonly valueBytes: number;
  /** Asked for by one entry; null where only a count is known. */
  readonly entryBytes: number;
  /** Taken by one entry, rounded up to chunks or pages. */
  readonly slotBytes: number;
  /** Those that are there from the beginning (the servers of an upstream) among them. */
  readonly entries: number;
  /** Of the usable bytes, those that the full zone can't use: rounding, bitmaps, remainders. */
  readonly lostBytes: number;
  /** The largest value that a new zone can take at all, beside a key of `keyBytes`; null where not even an empty one fits. */
  readonly largestValueBytes: number | null;
}

export interface ZoneFigures {
  readonly footprint: Footprint;
  readonly capacity: Capacity | null;
}

const UNKNOWN_FOOTPRINT: Footprint = {
  exactness: 'estimated',
  usablePages: null,
  metadataBytes: null,
  emptyFreePages: null,
  emptyLoadedBytes: null,
  emptyUsedChunks: null,
  emptyFreeChunks: null,
  wastedBytes: null,
  canStart: null,
};

/** Works out a zone's figures for a target. */
export function zoneFigures(zone: Zone, config: ConfigFiles, target: FootprintTarget): ZoneFigures {
  return figuresWithUpstreams(zone, upstreamsIn(zone, config, target.build), target);
}

/** What the upstreams of a zone put into it; null where its kind holds none. */
export function upstreamsIn(zone: Zone, config: ConfigFiles, build: ServerBuild): UpstreamRequests | null {
  return zone.kind.initialModel === 'upstream-servers' ? upstreamRequests(config, zone.declarations, build) : null;
}

/** The figures depend on the same things, but for the target and the upstreams. */
export function haveSameFigures(one: Zone, other: Zone): boolean {
  return (
    one.kind === other.kind &&
    one.name === other.name &&
    one.sizeBytes === other.sizeBytes &&
    one.growsUnseen === other.growsUnseen &&
    keyExpression(one) === keyExpression(other)
  );
}

/** Works out a zone's figures from what its upstreams put into it. */
export function figuresWithUpstreams(
  zone: Zone,
  upstreams: UpstreamRequests | null,
  target: FootprintTarget,
): ZoneFigures {
  if (zone.sizeBytes === null) return { footprint: UNKNOWN_FOOTPRINT, capacity: null };
  if (zone.kind.memory === 'raw') return { footprint: rawFootprint(zone.sizeBytes, target), capacity: null };
  const { coreVersion } = target.build;
  const layout = coreVersion === null ? CURRENT_LAYOUT : poolLayoutOf(coreVersion);
  const geometry = poolGeometry(zone.sizeBytes, target.pageSizeBytes, layout);
  const initial = initialRequests(zone, upstreams, target.build);
  const plan = planPool(geometry, initial.requests);
  const isKnown = initial.isKnown && zone.kind.memory === 'slab';
  const footprint: Footprint = {
    exactness: isKnown && initial.isExact && coreVersion !== null && !zone.growsUnseen ? 'exact' : 'estimated',
    usablePages: geometry.usablePages,
    metadataBytes: geometry.metadataBytes,
    emptyFreePages: isKnown ? plan.freePages : null,
    emptyLoadedBytes: loadedBytes(plan, target.hugePageBytes),
    emptyUsedChunks: isKnown ? usedChunks(plan) : null,
    emptyFreeChunks: isKnown ? freeChunks(plan) : null,
    wastedBytes: geometry.wastedBytes,
    canStart: isKnown ? plan.fits : null,
  };
  const hasCapacity = zone.kind.memory === 'slab' && plan.fits;
  return { footprint, capacity: hasCapacity ? capacityOf(zone, plan, initial.entries, target) : null };
}

/** Plain memory without a pool: what its module writes at once is known for no more than a page. */
function rawFootprint(sizeBytes: number, target: FootprintTarget): Footprint {
  const isOnePage = sizeBytes <= target.pageSizeBytes;
  return {
    ...UNKNOWN_FOOTPRINT,
    exactness: isOnePage ? 'exact' : 'estimated',
    emptyLoadedBytes:
      target.hugePageBytes !== null && sizeBytes >= target.hugePageBytes ? target.hugePageBytes : target.pageSizeBytes,
  };
}

interface InitialRequests {
  readonly requests: readonly PlannedRequest[];
  /** Entries that are there from the beginning: the servers of an upstream. */
  readonly entries: number;
  readonly isKnown: boolean;
  readonly isExact: boolean;
}

const UNKNOWN_REQUESTS: InitialRequests = { requests: [], entries: 0, isKnown: false, isExact: false };

function initialRequests(zone: Zone, upstreams: UpstreamRequests | null, build: ServerBuild): InitialRequests {
  const { kind, name } = zone;
  if (kind.initialAllocations === null) return UNKNOWN_REQUESTS;
  let isExact = true;
  const requests = kind.initialAllocations.map((allocation): PlannedRequest => {
    if ('bytes' in allocation) {
      const versioned = bytesFor(allocation.bytes, build);
      isExact &&= versioned.isExact;
      return { bytes: versioned.bytes };
    }
    return { bytes: (kind.logContext?.baseBytes ?? 0) + byteLength(name) };
  });
  if (kind.initialModel === undefined) return { requests, entries: 0, isKnown: true, isExact };
  if (upstreams === null) return { ...UNKNOWN_REQUESTS, requests };
  return {
    requests: [...requests, ...upstreams.requests],
    entries: upstreams.servers,
    isKnown: true,
    isExact: isExact && upstreams.isExact,
  };
}

function capacityOf(zone: Zone, plan: PoolPlan, entriesHeld: number, target: FootprintTarget): Capacity | null {
  const { entry } = zone.kind;
  if (entry === null) return null;
  const set = target.entrySizes.get(zone.name) ?? target.entrySizes.get('*');
  const fromConfig = set === undefined ? keyFromConfig(zone) : null;
  const keyBytes = Math.min(set?.keyBytes ?? fromConfig ?? entry.typicalKeyBytes, entry.maximumKeyBytes ?? Infinity);
  const valueBytes = set?.valueBytes ?? entry.typicalValueBytes;
  const requests = entry.chunks.flatMap((chunk) => {
    const { bytes } = bytesFor(chunk.fixedBytes, target.build);
    // A chunk of nothing is one that this version does not take.
    if (bytes === 0 && !chunk.holdsKey && !chunk.holdsValue) return [];
    return [bytes + (chunk.holdsKey ? keyBytes : 0) + (chunk.holdsValue ? valueBytes : 0)];
  });
  const capacity = poolCapacity(plan, requests);
  const basis = set !== undefined ? 'set' : fromConfig !== null ? 'key' : 'assumed';
  const holdsValue = entry.chunks.some((chunk) => chunk.holdsValue);
  return {
    noun: entry.noun,
    basis,
    keyBytes: entry.chunks.some((chunk) => chunk.holdsKey) ? keyBytes : 0,
    valueBytes: holdsValue ? valueBytes : 0,
    ...capacity,
    entries: entriesHeld + capacity.entries,
    largestValueBytes: largestValue(zone, plan, keyBytes, target),
  };
}

/** Length of the key that the directive itself builds (`$binary_remote_addr`), where it is known. */
function keyFromConfig(zone: Zone): number | null {
  const expression = keyExpression(zone);
  return expression === null ? null : keyBytesOf(expression);
}

/** What the keys of a zone are made of; null where its directive does not say. */
function keyExpression(zone: Zone): string | null {
  const argument = zone.kind.entry?.keyArgument;
  const [declaration] = zone.declarations;
  if (argument === undefined || declaration === undefined) return null;
  return argumentValue(declaration.file.tree, declaration.directive, argument);
}

/** The other chunks of an entry are taken first, then the value takes what is left in one piece. */
function largestValue(zone: Zone, plan: PoolPlan, keyBytes: number, target: FootprintTarget): number | null {
  const chunks = zone.kind.entry?.chunks ?? [];
  const size = (chunk: (typeof chunks)[number]): number =>
    bytesFor(chunk.fixedBytes, target.build).bytes + (chunk.holdsKey ? keyBytes : 0);
  const others = chunks.filter((chunk) => !chunk.holdsValue).map((chunk): PlannedRequest => ({ bytes: size(chunk) }));
  const holder = chunks.find((chunk) => chunk.holdsValue);
  if (holder === undefined) return null;
  const after = extendPlan(plan, others);
  const largest = largestRequestBytes(after) - size(holder);
  return after.fits && largest >= 0 ? largest : null;
}
