import { t } from '../l10n';
import { CURRENT_LAYOUT, poolGeometry, poolLayoutOf } from '../slab/layout';
import { lengthBytes } from '../zones/declarations';
import type { Capacity, EntrySize, Footprint } from '../zones/footprint';
import type { Zone } from '../zones/zone';
import type { ZoneKind } from '../zones/zoneKind';
import { type Analysis, figuresAtSize } from './analysis';

/** What a person wants a zone to hold. */
export interface WantedEntries extends EntrySize {
  readonly entries: number;
}

/** A size together with what it holds. */
export interface SizeChoice {
  readonly sizeBytes: number;
  /** The size as the directive takes it. */
  readonly sizeText: string;
  /** Entries of the wanted size that fit, those that are there from the beginning among them. */
  readonly capacity: number;
}

/** The least size for some entries. */
export interface SizeForEntries extends SizeChoice {
  /** `estimated` where what the module allocates itself is not known exactly; the entry's size is taken as given. */
  readonly exactness: 'exact' | 'estimated';
  /** The next size above it (or the same) that a person would write. */
  readonly rounded: SizeChoice;
}

/** One of the sizes to choose from. */
export interface SuggestedSize {
  readonly sizeBytes: number;
  readonly sizeText: string;
  /** Bytes in pages that the pool can hand out; null where the zone is no slab pool of nginx. */
  readonly usableBytes: number | null;
  /** Null where it is not known what an entry takes. */
  readonly fits: Capacity | null;
  /** RAM that the zone holds when it is empty; null where it is not known. */
  readonly emptyLoadedBytes: number | null;
  /** Of `emptyLoadedBytes`, and of `fits` besides what its basis says. */
  readonly exactness: 'exact' | 'estimated';
  /** Share of the memory limit (1 is all of it); null where the limit is not known. */
  readonly limitShare: number | null;
}

/** No config fills more when it is read. */
const AMPLE_BYTES = 2 ** 42;

const KILOBYTE = 1024;
const MEGABYTE = 1024 ** 2;

/** Addresses of a process on x86-64 and, twice as many, arm64: no kernel maps more into one without being asked to. */
export const ADDRESS_SPACE_BYTES = 2 ** 48;

/**
 * The smallest size, in whole pages, at which a zone holds some entries beside what its module puts there.
 *
 * @param zone one of the model, or one that is only thought of; its size does not matter
 * @returns a sentence for people where there is no such size
 */
export function sizeForEntries(
  analysis: Analysis,
  zone: Zone,
  { entries, keyBytes, valueBytes }: WantedEntries,
): SizeForEntries | { readonly reason: string } {
  const { kind } = zone;
  if (!takesBytes(kind)) return { reason: t('This directive takes no size in bytes.') };
  if (kind.entry === null || kind.memory !== 'slab') {
    return { reason: t('What one entry takes in zones of {0} is not known.', kind.module) };
  }
  if (!isCount(entries) || entries === 0 || !isCount(keyBytes) || !isCount(valueBytes)) {
    return { reason: t('The number of entries and the lengths of key and value must be whole numbers.') };
  }
  const longestKeyBytes = kind.entry.maximumKeyBytes ?? Infinity;
  if (keyBytes > longestKeyBytes && kind.entry.chunks.some((chunk) => chunk.holdsKey)) {
    return { reason: t('{0} takes keys of at most {1} bytes.', kind.module, longestKeyBytes) };
  }
  const { pageSizeBytes } = analysis.host;
  const figuresAt = (pages: number) => figuresAtSize(analysis, zone, pages * pageSizeBytes, { keyBytes, valueBytes });
  const capacityAt = (pages: number): number => figuresAt(pages).capacity?.entries ?? 0;
  const fewest = smallestWorkingPages(analysis, zone) ?? 1;
  const pages = fewestPages(fewest, pageSizeBytes, (some) => capacityAt(some) >= entries);
  if (pages === null) return { reason: t('So many entries fit into no zone that a process can map.') };
  const choice = (some: number): SizeChoice => {
    const sizeBytes = some * pageSizeBytes;
    return { sizeBytes, sizeText: sizeTextFor(sizeBytes, kind) ?? '', capacity: capacityAt(some) };
  };
  const rounded = choice(roundedSizeBytes(pages * pageSizeBytes) / pageSizeBytes);
  return { ...choice(pages), exactness: figuresAt(pages).footprint.exactness, rounded };
}

/**
 * The least size in bytes, in whole pages, that nginx takes for a zone and with which the zone then starts.
 *
 * @returns null where the directive takes no size in bytes, or where nothing is known of what the module wants
 */
export function smallestWorkingSize(analysis: Analysis, zone: Zone): number | null {
  const pages = smallestWorkingPages(analysis, zone);
  return pages === null ? null : pages * analysis.host.pageSizeBytes;
}

function smallestWorkingPages(analysis: Analysis, zone: Zone): number | null {
  const { size } = zone.kind;
  const { pageSizeBytes } = analysis.host;
  if (!takesBytes(zone.kind)) return null;
  const minimumBytes = size.minimum === null ? 0 : lengthBytes(size.minimum, pageSizeBytes);
  const accepted = Math.max(1, Math.ceil(minimumBytes / pageSizeBytes));
  // What init takes does not depend on the size, and asking once is enough even for an upstream of thousands of servers.
  const { canStart, usablePages, emptyFreePages } = figuresAtSize(analysis, zone, AMPLE_BYTES).footprint;
  // It is not known: the module's own check is all there is.
  if (canStart === null || usablePages === null || emptyFreePages === null)
    return size.minimum === null ? null : accepted;
  if (!canStart) return null;
  const { coreVersion } = analysis.model.options.build;
  const layout = coreVersion === null ? CURRENT_LAYOUT : poolLayoutOf(coreVersion);
  const usableOf = (pages: number): number => poolGeometry(pages * pageSizeBytes, pageSizeBytes, layout).usablePages;
  return fewestPages(accepted, pageSizeBytes, (pages) => usableOf(pages) >= usablePages - emptyFreePages);
}

/**
 * The fewest pages with which something holds, from a first guess on; null where it does with none that can be mapped.
 *
 * With more whole pages nothing stops holding: a further page may go to the pool's own table, and nothing is gained, but
 * it never costs a page besides, for the table grows by 24 bytes a page. Between whole pages this is not so.
 */
function fewestPages(from: number, pageSizeBytes: number, holds: (pages: number) => boolean): number | null {
  const most = ADDRESS_SPACE_BYTES / pageSizeBytes;
  let low = from - 1;
  let high = from;
  while (!holds(high)) {
    if (high >= most) return null;
    low = high;
    high = Math.min(high * 2, most);
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** A size in the largest unit that every parser knows; null where the directive takes no size in bytes. */
export function sizeTextFor(bytes: number, kind: ZoneKind): string | null {
  if (!takesBytes(kind)) return null;
  if (bytes % MEGABYTE === 0) return `${bytes / MEGABYTE}m`;
  return bytes % KILOBYTE === 0 ? `${bytes / KILOBYTE}k` : String(bytes);
}

/** The directive takes a size, not a number of elements, and not nothing. */
function takesBytes({ size }: ZoneKind): boolean {
  return size.parser !== 'none' && size.parser !== 'count';
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** Steps in which people write sizes of at least so many megabytes. */
const STEPS_BYTES: readonly (readonly [atLeastBytes: number, stepBytes: number])[] = [
  [1000 * MEGABYTE, 256 * MEGABYTE],
  [100 * MEGABYTE, 50 * MEGABYTE],
  [10 * MEGABYTE, 5 * MEGABYTE],
  [MEGABYTE, MEGABYTE],
];

/** The next size that a person would write, at least as large and in whole pages of up to 64 KB. */
export function roundedSizeBytes(bytes: number): number {
  const step = STEPS_BYTES.find(([atLeastBytes]) => bytes >= atLeastBytes)?.[1];
  return step === undefined ? 2 ** Math.ceil(Math.log2(bytes)) : Math.ceil(bytes / step) * step;
}

const LADDER_BYTES: readonly number[] = [
  ...[64, 256].map((kilobytes) => kilobytes * KILOBYTE),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1024].map((megabytes) => megabytes * MEGABYTE),
];

/** Sizes to choose from. */
export interface SizeLadder {
  /** The least that works; null where it is not known. */
  readonly leastBytes: number | null;
  /** Those above it that people write, up to the memory limit. */
  readonly furtherBytes: readonly number[];
}

/** Sizes that a zone might have; its own does not matter. None where the directive takes no size in bytes. */
export function sizeLadder(analysis: Analysis, zone: Zone): SizeLadder {
  if (!takesBytes(zone.kind)) return { leastBytes: null, furtherBytes: [] };
  const { pageSizeBytes, memory } = analysis.host;
  const leastBytes = smallestWorkingSize(analysis, zone);
  const furtherBytes = LADDER_BYTES.filter(
    (bytes) => bytes > (leastBytes ?? 0) && bytes % pageSizeBytes === 0 && bytes <= (memory.limitBytes ?? Infinity),
  );
  return { leastBytes, furtherBytes };
}

/** The sizes of the ladder, the least first, with what they would hold and cost. */
export function suggestedSizes(analysis: Analysis, zone: Zone): SuggestedSize[] {
  const { leastBytes, furtherBytes } = sizeLadder(analysis, zone);
  const sizes = leastBytes === null ? furtherBytes : [leastBytes, ...furtherBytes];
  return sizes.map((bytes) => suggestedSize(analysis, zone, bytes));
}

/** Bytes of the pages that a zone's pool can hand out; null where they are not known, or the zone is no slab pool of nginx. */
export function usableBytes({ kind }: Zone, { usablePages }: Footprint, pageSizeBytes: number): number | null {
  return kind.memory === 'slab' && usablePages !== null ? usablePages * pageSizeBytes : null;
}

/** What a zone would hold and cost with a size in bytes. */
export function suggestedSize(analysis: Analysis, zone: Zone, sizeBytes: number): SuggestedSize {
  const { pageSizeBytes, memory } = analysis.host;
  const { footprint, capacity } = figuresAtSize(analysis, zone, sizeBytes);
  return {
    sizeBytes,
    sizeText: sizeTextFor(sizeBytes, zone.kind) ?? '',
    usableBytes: usableBytes(zone, footprint, pageSizeBytes),
    fits: capacity,
    emptyLoadedBytes: footprint.emptyLoadedBytes,
    exactness: footprint.exactness,
    limitShare: memory.limitBytes === null ? null : sizeBytes / memory.limitBytes,
  };
}
