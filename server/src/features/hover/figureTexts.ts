import { t } from '../../l10n';
import type { Capacity, Footprint, ZoneFigures } from '../../zones/footprint';
import { formatBytes } from '../../zones/sizeText';
import type { Zone } from '../../zones/zone';
import { type Analysis, totalSizeBytes } from '../analysis';
import { formatCount, formatPercent } from '../figures';
import { ADDRESS_SPACE_BYTES } from '../sizing';
import { plain } from './markdown';

/** Opens the setting with the lengths of entries. The client trusts links to it. */
export const ENTRY_SIZES_COMMAND = 'zoneLens.openEntrySizes';

/** How a figure was got: nothing for an exact one. */
export type Mark = '' | '≥ ' | '≈ ';

/** The zone's size is known, and nginx could make such a zone as far as is known. */
export function canBeMade(zone: Zone, { footprint }: ZoneFigures): boolean {
  return zone.sizeBytes !== null && zone.sizeBytes < ADDRESS_SPACE_BYTES && footprint.canStart !== false;
}

/** RAM of the empty zone: at least what the pool's own account takes, where the module puts more there than is known. */
export function emptyLoadedMark({ exactness, emptyFreePages }: Footprint): Mark {
  if (exactness === 'exact') return '';
  return emptyFreePages === null ? '≥ ' : '≈ ';
}

/** RAM of the empty zone in words. */
export function emptyLoadedText(footprint: Footprint): string {
  const { emptyLoadedBytes } = footprint;
  return emptyLoadedBytes === null ? t('not known') : `${emptyLoadedMark(footprint)}${formatBytes(emptyLoadedBytes)}`;
}

/** How the number of entries was got: only where the person said how long they are, or all have one length, it is exact. */
export function fitsMark(exactness: Footprint['exactness'], { basis, keyBytes, valueBytes }: Capacity): Mark {
  return exactness === 'exact' && (basis === 'set' || keyBytes + valueBytes === 0) ? '' : '≈ ';
}

/** How many entries fit, of what length, and where that can be changed. */
export function fitsText(figures: ZoneFigures): string {
  const { capacity } = figures;
  if (capacity === null) return t('not known: what one entry takes is up to the module');
  const { entries, noun, slotBytes } = capacity;
  const count = `${fitsMark(figures.footprint.exactness, capacity)}${formatCount(entries)}`;
  const bytes = formatCount(slotBytes);
  const lengths = entryLengths(capacity);
  if (lengths === '') return t('{0} {1} of {2} bytes', count, t(noun), bytes);
  return t('{0} {1} of {2} bytes ({3})', count, t(noun), bytes, lengths);
}

/** Lengths of key and value with their origin; empty where all entries have one length. */
function entryLengths({ basis, keyBytes, valueBytes }: Capacity): string {
  if (keyBytes + valueBytes === 0) return '';
  const lengths =
    valueBytes === 0
      ? t('key {0}', keyBytes)
      : keyBytes === 0
        ? t('value {0}', valueBytes)
        : t('key {0} + value {1}', keyBytes, valueBytes);
  return t('{0}, {1}', lengths, entrySizeLink(basis));
}

/** Where the lengths come from, as a link to where a person says how long entries are. */
function entrySizeLink(basis: Capacity['basis']): string {
  const origin = basis === 'set' ? t('as set') : basis === 'key' ? t('from the directive') : t('assumed');
  return `[${origin}](command:${ENTRY_SIZES_COMMAND} "${t('Say how long your entries are: {0}', 'zoneLens.entrySizes')}")`;
}

/** The largest value that people may store in the empty zone; null where its entries are no keys with values. */
export function largestValueBytes({ kind }: Zone, { capacity }: ZoneFigures): number | null {
  const holdsKeys = kind.entry?.chunks.some((chunk) => chunk.holdsKey) ?? false;
  return holdsKeys ? (capacity?.largestValueBytes ?? null) : null;
}

/** A count in few characters: exact below 10,000, else rounded down to two or three digits. */
export function compactCount(count: number): string {
  if (count < 10_000) return formatCount(count);
  const power = Math.min(COUNT_UNITS.length, Math.floor(Math.log10(count) / 3));
  const value = count / 1000 ** power;
  const shown = value < 100 ? Math.floor(value * 10) / 10 : Math.floor(value);
  return `${formatCount(shown)}${COUNT_UNITS[power - 1]}`;
}

const COUNT_UNITS = ['k', 'M', 'G', 'T'];

/** Shares of the memory limit: the zone's, and that of all zones. */
export function limitShareText(analysis: Analysis, zone: Zone): string {
  const { zones } = analysis.model;
  const { limitBytes, limitSource } = analysis.host.memory;
  if (limitBytes === null) return t('the memory limit is not known');
  const limit = formatBytes(limitBytes);
  const source = plain(limitSource);
  const own = zone.sizeBytes === null ? t('not known') : formatPercent(zone.sizeBytes / limitBytes);
  if (zones.filter(({ isImplicit }) => !isImplicit).length < 2) return t('{0} of {1} ({2})', own, limit, source);
  const isSumLow = zones.some(({ sizeBytes }) => sizeBytes === null);
  const all = `${isSumLow ? '≥ ' : ''}${formatPercent(totalSizeBytes(analysis) / limitBytes)}`;
  return t('{0} of {1} ({2}); all zones together: {3}', own, limit, source, all);
}

/** The server and machine that figures are worked out for, where they are not just what is here; else empty. */
export function targetText({ model, host }: Analysis): string {
  const { product, coreVersion } = model.options.build;
  const isElsewhere = host.origin === 'target';
  if (!isElsewhere && host.pageSizeAssumed !== true && coreVersion !== null) return '';
  const server =
    coreVersion === null
      ? t('{0} of unknown version, taken for the newest', product)
      : `${product} ${coreVersion.join('.')}`;
  const pages = formatBytes(host.pageSizeBytes);
  if (isElsewhere) return t('{0}, on another machine with pages of {1}', server, pages);
  return host.pageSizeAssumed === true ? t('{0}, with pages of {1} (assumed)', server, pages) : server;
}
