import { t } from '../l10n';
import type { LiveExactness, LiveZone } from '../shared/liveSample';
import type { Rung } from '../shared/liveServer';
import type { ZoneTrend } from '../shared/liveTrends';
import { formatBytes } from '../zones/sizeText';
import { bar, formatCount } from './figures';

/** Milliseconds. */
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Cells of the bars beside figures. */
const BAR_CELLS = 8;

/** What stands before a figure: nothing for an exact one. */
export function liveMark(exactness: LiveExactness): '' | '≥ ' | '≈ ' {
  if (exactness === 'exact') return '';
  return exactness === 'at least' ? '≥ ' : '≈ ';
}

/** A size with its exactness: `≥ 37.2 MB`; `not known` for null. */
export function liveBytesText(bytes: number | null, exactness: LiveExactness = 'exact'): string {
  return bytes === null ? t('not known') : `${liveMark(exactness)}${formatBytes(bytes)}`;
}

/** A part of a whole, the unit told once where both have the same: `≥ 37.2 of 100 MB`. */
export function partText(bytes: number | null, exactness: LiveExactness, wholeBytes: number): string {
  if (bytes === null) return t('not known; {0} mapped', formatBytes(wholeBytes));
  return t('{0} of {1}', besideText(bytes, exactness, wholeBytes), formatBytes(wholeBytes));
}

/** How much of a whole is loaded: `≥ 37.2 of 100 MB loaded`. */
export function partLoadedText(bytes: number, exactness: LiveExactness, wholeBytes: number): string {
  return t('{0} of {1} loaded', besideText(bytes, exactness, wholeBytes), formatBytes(wholeBytes));
}

/** A size beside another that tells the unit, if it is the same: `36.6` beside `100 MB`. */
export function besideText(bytes: number | null, exactness: LiveExactness, otherBytes: number): string {
  const text = liveBytesText(bytes, exactness);
  const unit = unitOf(formatBytes(otherBytes));
  return bytes !== null && unitOf(text) === unit ? text.slice(0, -unit.length) : text;
}

function unitOf(text: string): string {
  return text.slice(text.lastIndexOf(' '));
}

/** A length of time in one unit, rounded down: `45 s`, `12 min`, `3 h`, `2 days`. */
export function durationText(ms: number): string {
  if (ms < MINUTE) return t('{0} s', Math.max(0, Math.floor(ms / SECOND)));
  if (ms < HOUR) return t('{0} min', Math.floor(ms / MINUTE));
  if (ms < 2 * DAY) return t('{0} h', Math.floor(ms / HOUR));
  return t('{0} days', formatCount(Math.floor(ms / DAY)));
}

/** How old something is: `3 s ago`; `now` below a second, and for clocks that do not agree. */
export function ageText(ms: number): string {
  return ms < SECOND ? t('now') : t('{0} ago', durationText(ms));
}

/** Time that something is still expected to take, of which not the minute but the order of size counts. */
export function remainingText(ms: number): string {
  if (ms < MINUTE) return t('< 1 min');
  return ms > 365 * DAY ? t('more than a year') : `≈ ${durationText(ms)}`;
}

/** A growth in bytes a minute: `+1.2 MB a minute`, `−64 KB a minute`. */
export function byteRateText(bytesPerMinute: number): string {
  return t('{0} a minute', signedBytesText(bytesPerMinute));
}

/** A change of a size: `+1.2 MB`, `−64 KB`. */
export function signedBytesText(bytes: number): string {
  return `${bytes < 0 ? '−' : '+'}${formatBytes(Math.round(Math.abs(bytes)))}`;
}

/** A count a minute: below ten with one decimal, since a slow growth is one too. */
export function countRateText(perMinute: number): string {
  const shown = Math.abs(perMinute) < 9.95 ? String(Number(perMinute.toFixed(1))) : formatCount(Math.round(perMinute));
  return t('{0} a minute', shown);
}

/** What a zone's pool has handed out, in whole pages; null where that is not known. */
export function usedBytes({ pages }: LiveZone, pageSizeBytes: number): number | null {
  return pages === null ? null : pages.used * pageSizeBytes;
}

/** Allocations that found no page since the zone was made; null where the pool keeps no statistics. */
export function failureCount({ slots }: LiveZone): number | null {
  if (slots === null || slots.some(({ failures }) => failures === null)) return null;
  return slots.reduce((sum, { failures }) => sum + (failures ?? 0), 0);
}

/**
 * Bytes of the largest request that the pool could still serve: its largest free run, or a free chunk of a larger slot.
 * Null where not all free runs were followed.
 */
export function largestRequestBytes({ pages, slots }: LiveZone, pageSizeBytes: number): number | null {
  if (pages === null || pages.largestFreeRun === null) return null;
  const chunks = (slots ?? []).filter(({ freeChunks }) => freeChunks > 0).map(({ slotBytes }) => slotBytes);
  return Math.max(pages.largestFreeRun * pageSizeBytes, ...chunks, 0);
}

/** A bar of what a zone's pool has handed out; of what is loaded where the pool's account is not known. */
export function zoneBar(zone: LiveZone, pageSizeBytes: number): string {
  const bytes = usedBytes(zone, pageSizeBytes) ?? zone.loaded.bytes;
  return bytes === null || zone.sizeBytes <= 0 ? '' : bar(bytes / zone.sizeBytes, BAR_CELLS);
}

/** The figures of a zone in one line, with a bar: `37.2 of 100 MB loaded · 36.6 used ▮▮▮▯▯▯▯▯`. */
export function zoneLineText(zone: LiveZone, pageSizeBytes: number): string {
  const cells = zoneBar(zone, pageSizeBytes);
  return `${zoneFiguresText(zone, pageSizeBytes)}${cells === '' ? '' : ` ${cells}`}`;
}

/** The figures of a zone in one line: `37.2 of 100 MB loaded · 36.6 used`. */
export function zoneFiguresText(zone: LiveZone, pageSizeBytes: number): string {
  const { loaded, sizeBytes } = zone;
  const size = formatBytes(sizeBytes);
  const used = usedBytes(zone, pageSizeBytes);
  const loadedText = besideText(loaded.bytes, loaded.exactness, sizeBytes);
  const usedText = besideText(used, 'exact', sizeBytes);
  const hasDecimals = hasDecimal(loadedText) || hasDecimal(usedText);
  const parts = [
    loaded.bytes === null
      ? t('{0} mapped', size)
      : t('{0} of {1} loaded', hasDecimals ? withDecimal(loadedText) : loadedText, size),
  ];
  if (used !== null) parts.push(t('{0} used', hasDecimals ? withDecimal(usedText) : usedText));
  return parts.join(' · ');
}

/** A number of the unit that the whole tells, with a decimal. */
function hasDecimal(text: string): boolean {
  return /\.\d$/.test(text);
}

/** Numbers of one unit that stand side by side have equally many decimals: `4.0` beside `3.9`. */
function withDecimal(text: string): string {
  return /\d$/.test(text) && !hasDecimal(text) ? `${text}.0` : text;
}

/** What a rung means, for people. */
export function rungText(rung: Rung): string {
  switch (rung) {
    case 'exact':
      return t('exact: the kernel’s own account');
    case 'mapped':
      return t('at least: pages that some process of the server has mapped');
    case 'page tables':
      return t('at least: pages in page tables, contents not readable');
    case 'none':
      return t('its memory may not be read');
  }
}

/** The growth moves enough to be told. */
export function isGrowing(trend: ZoneTrend | null): trend is ZoneTrend {
  if (trend === null) return false;
  return Math.abs(trend.loadedBytesPerMinute ?? 0) >= 1 || Math.abs(trend.usedBytesPerMinute ?? 0) >= 1;
}
