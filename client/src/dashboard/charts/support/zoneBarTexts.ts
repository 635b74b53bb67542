import { formatCount, formatPercent, shorten } from '../../../../../server/src/features/figures';
import {
  byteRateText,
  liveBytesText,
  liveMark,
  partLoadedText,
  partText,
  remainingText,
  signedBytesText,
} from '../../../../../server/src/features/liveTexts';
import { printable } from '../../../../../server/src/features/printable';
import { t } from '../../../../../server/src/l10n';
import type { DashboardData, DashboardZone } from '../../../../../server/src/shared/dashboard';
import { formatBytes } from '../../../../../server/src/zones/sizeText';
import { zonesText } from './countTexts';
import { atItsTime, hasFuture } from './itsTime';
import { sumKnown } from './sumFigures';
import { barBytes, fullnessOf, PIECES, pieceBytes, pieceLabel } from './zoneBars';

/** UTF-16 units of a name or directive that is told. */
const LONGEST_NAME = 80;

/** Below this growth a minute nothing is said of it. */
const LEAST_GROWTH_BYTES = 1;

/** Share of its bar that a zone has loaded; null where one of them is not known. */
export function loadedShare(zone: DashboardZone): number | null {
  const whole = barBytes(zone);
  return zone.loaded.bytes === null || whole === null || whole <= 0 ? null : zone.loaded.bytes / whole;
}

/** What stands behind a bar: `37.2 of 100 MB`, or `37 %` of it. */
export function barEndText(zone: DashboardZone, unit: 'bytes' | 'share', isNarrow: boolean): string {
  const { bytes, exactness } = zone.loaded;
  if (bytes === null) return t('not known');
  const share = loadedShare(zone);
  if (unit === 'share' && share !== null) {
    const percent = `${liveMark(exactness)}${formatPercent(share)}`;
    return isNarrow || zone.sizeBytes === null ? percent : t('{0} of {1}', percent, formatBytes(zone.sizeBytes));
  }
  return isNarrow || zone.sizeBytes === null
    ? liveBytesText(bytes, exactness)
    : partText(bytes, exactness, zone.sizeBytes);
}

/** All that is told of a zone, a line each; the first is its name. What is hostile in it cannot steer a screen. */
export function zoneLines(zone: DashboardZone, data: DashboardData, baseline: DashboardZone | null): string[] {
  const { loaded, sizeBytes, failures, largestRequestBytes, pageTableBytes } = zone;
  const isPlanned = data.state === 'planned';
  const share = loadedShare(zone);
  const lines = [[zone.name, ...(zone.kind === null ? [] : [zone.kind])].map(shown).join(' · ')];
  if (!zone.isCurrent) lines.push(t('of a config before a reload: only old workers have it'));
  const whole =
    loaded.bytes === null || sizeBytes === null
      ? t('loaded: {0}', liveBytesText(loaded.bytes, loaded.exactness))
      : partLoadedText(loaded.bytes, loaded.exactness, sizeBytes);
  const loadedText = `${isPlanned ? t('when empty: {0}', whole) : whole}${share === null ? '' : ` (${formatPercent(share)})`}`;
  const fullness = isPlanned ? null : fullnessOf(zone);
  lines.push(together([loadedText, fullness === null ? '' : t('full to {0}', formatPercent(fullness))]));
  lines.push(together(pieceTexts(zone)));
  if (pageTableBytes !== null) lines.push(t('what other tools show: {0}', formatBytes(pageTableBytes)));
  lines.push(together(trendTexts(zone, data)));
  lines.push(
    together([
      largestRequestBytes === null ? '' : t('largest value that still fits: {0}', formatBytes(largestRequestBytes)),
      failures === null || failures === 0 ? '' : t('failed requests: {0}', formatCount(failures)),
    ]),
  );
  if (baseline !== null) lines.push(baselineLine(zone, baseline));
  if (!zone.isConsistent) lines.push(t('the server was writing at every attempt'));
  return lines.filter((line) => line !== '');
}

function together(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join(' · ');
}

/** What a zone's bar is made of. */
function pieceTexts(zone: DashboardZone): string[] {
  return PIECES.flatMap((piece) => {
    const bytes = pieceBytes(zone, piece);
    return bytes === null || bytes <= 0 ? [] : [t('{0}: {1}', pieceLabel(piece), formatBytes(bytes))];
  });
}

function shown(text: string): string {
  return shorten(printable(text), LONGEST_NAME);
}

function trendTexts({ trend }: DashboardZone, data: DashboardData): string[] {
  if (trend === null || data.state === 'stopped') return [];
  const { loadedBytesPerMinute, usedBytesPerMinute, fullInMs, loadedInMs } = trend;
  const lines: string[] = [];
  if (isGrowth(loadedBytesPerMinute)) lines.push(t('loaded: {0}', byteRateText(loadedBytesPerMinute)));
  else if (isGrowth(usedBytesPerMinute)) lines.push(t('used: {0}', byteRateText(usedBytesPerMinute)));
  if (loadedInMs !== null && hasFuture(data)) lines.push(t('all of it loaded in {0}', remainingText(loadedInMs)));
  if (fullInMs !== null && hasFuture(data)) lines.push(t('full in {0}', remainingText(fullInMs)));
  return lines;
}

function isGrowth(bytesPerMinute: number | null): bytesPerMinute is number {
  return bytesPerMinute !== null && Math.abs(bytesPerMinute) >= LEAST_GROWTH_BYTES;
}

function baselineLine({ loaded }: DashboardZone, baseline: DashboardZone): string {
  const before = liveBytesText(baseline.loaded.bytes, baseline.loaded.exactness);
  const growth = loaded.bytes === null || baseline.loaded.bytes === null ? null : loaded.bytes - baseline.loaded.bytes;
  return growth === null
    ? t('loaded in the snapshot: {0}', before)
    : t('loaded in the snapshot: {0} ({1})', before, signedBytesText(growth));
}

/** One sentence on all zones together. */
export function zonesSummary(data: DashboardData): string {
  return atItsTime(data, totalsText(data));
}

function totalsText({ zones, totals, state }: DashboardData): string {
  const { loaded, sizeBytes, failures } = totals;
  const count = zonesText(totals.zoneCount);
  if (loaded.bytes === null) return t('What is loaded of {0} ({1}) is not known.', count, formatBytes(sizeBytes));
  const neverTouched = sumKnown(zones.map((zone) => pieceBytes(zone, 'never touched')));
  const loadedText = partLoadedText(loaded.bytes, loaded.exactness, sizeBytes);
  if (state === 'planned') {
    return neverTouched === null
      ? t('Nothing runs. Just started, {0}: {1}.', count, loadedText)
      : t('Nothing runs. Just started, {0}: {1}, {2} never touched.', count, loadedText, formatBytes(neverTouched));
  }
  const parts = [t('{0}: {1}', count, loadedText)];
  if (neverTouched !== null) parts.push(t('{0} never touched', formatBytes(neverTouched)));
  if (failures !== null && failures > 0) {
    parts.push(failures === 1 ? t('1 failed request') : t('{0} failed requests', formatCount(failures)));
  }
  return parts.join(' · ');
}
