import { t } from '../l10n';
import type { LiveZone } from '../shared/liveSample';
import type { ZoneTrend } from '../shared/liveTrends';
import type { LiveView } from '../shared/liveView';
import type { ZoneFigures } from '../zones/footprint';
import { formatBytes } from '../zones/sizeText';
import type { Zone } from '../zones/zone';
import { formatCount } from './figures';
import { emptyLoadedMark, fitsMark } from './hover/figureTexts';
import { growthText, type HoveredZone, largestFitText, noPoolText } from './hover/liveRows';
import {
  countRateText,
  failureCount,
  isGrowing,
  largestRequestBytes,
  liveMark,
  remainingText,
  usedBytes,
} from './liveTexts';
import { shownName } from './shownPlace';

/** What is told of a zone in one line. Plain text. */
export interface ZoneRow {
  /** Null for a line that is a sentence. */
  readonly label: string | null;
  readonly text: string;
  /** The figure without rounding, for whoever copies it; null where the text has it all. */
  readonly exactText: string | null;
}

/** All that is known of a running zone. */
export interface RunningZoneFacts {
  readonly view: LiveView;
  readonly running: LiveZone;
  readonly trend: ZoneTrend | null;
  /** The zone of the config that it is; null where that is not open, or has no such zone. */
  readonly hovered: HoveredZone | null;
  /** `nginx.conf:12`; null where it is not known. */
  readonly placeText: string | null;
}

/** A running zone, a line a figure. */
export function runningZoneRows({ view, running, trend, hovered, placeText }: RunningZoneFacts): ZoneRow[] {
  const { pageSizeBytes } = view.sample;
  const { loaded, pages, metadataBytes, sizeBytes } = running;
  const rows = [
    kindRow(running.kind ?? running.module),
    bytesRow(t('Size'), sizeBytes, ''),
    bytesRow(t('Loaded'), loaded.bytes, liveMark(loaded.exactness)),
  ];
  if (pages === null) rows.push(row(t('Used'), noPoolText(running)));
  else {
    rows.push(
      bytesRow(t('Used'), usedBytes(running, pageSizeBytes), ''),
      bytesRow(t('Free'), pages.free * pageSizeBytes, ''),
      largestRow(running, hovered, pageSizeBytes),
      bytesRow(t('Metadata'), metadataBytes, ''),
    );
  }
  rows.push(...failureRows(running, trend), ...growthRows(trend), placeRow(placeText));
  if (!running.isCurrent) rows.push(row(null, t('Only old workers still have it.')));
  return rows.filter((one) => one !== null);
}

/** A zone as the config declares it, a line a figure. */
export function plannedZoneRows(zone: Zone, figures: ZoneFigures | null, placeText: string | null): ZoneRow[] {
  const { kind, sizeBytes, isImplicit } = zone;
  const rows = [
    kindRow(isImplicit ? kind.module : (kind.directive ?? kind.module)),
    sizeBytes === null ? row(t('Size'), t('not known')) : bytesRow(t('Size'), sizeBytes, ''),
  ];
  if (figures !== null) {
    const { footprint, capacity } = figures;
    rows.push(
      footprint.canStart === false ? row(null, t('nginx does not start with a zone as small as this.')) : null,
      bytesRow(t('Loaded when empty'), footprint.emptyLoadedBytes, emptyLoadedMark(footprint)),
      bytesRow(t('Metadata'), footprint.metadataBytes, ''),
    );
    if (capacity !== null) {
      const count = `${fitsMark(footprint.exactness, capacity)}${formatCount(capacity.entries)}`;
      rows.push(row(t('Fits'), t('{0} {1} of {2} bytes', count, t(capacity.noun), formatCount(capacity.slotBytes))));
    }
  }
  rows.push(placeRow(placeText));
  return rows.filter((one) => one !== null);
}

/** Rows as lines of text. */
export function tooltipLines(rows: readonly ZoneRow[]): string[] {
  return rows.map(({ label, text }) => (label === null ? text : t('{0}: {1}', label, text)));
}

/** The same for whoever wants to work with the figures: nothing is rounded away. */
export function figuresText(heading: string, rows: readonly ZoneRow[]): string {
  const lines = rows.map(({ label, text, exactText }) => {
    const whole = exactText === null ? text : t('{0} ({1})', text, exactText);
    return label === null ? whole : t('{0}: {1}', label, whole);
  });
  return [heading, ...lines.map((line) => `  ${line}`)].join('\n');
}

function row(label: string | null, text: string): ZoneRow {
  return { label, text, exactText: null };
}

/** None where the figure is not known. */
function bytesRow(label: string, bytes: number | null, mark: string): ZoneRow | null {
  if (bytes === null) return null;
  const isRounded = bytes >= 1024;
  return {
    label,
    text: `${mark}${formatBytes(bytes)}`,
    exactText: isRounded ? t('{0} bytes', `${mark}${formatCount(bytes)}`) : null,
  };
}

function kindRow(kind: string | null): ZoneRow {
  return row(t('Kind'), kind === null ? t('not known') : shownName(kind));
}

function placeRow(placeText: string | null): ZoneRow | null {
  return placeText === null ? null : row(t('Declared'), placeText);
}

function largestRow(running: LiveZone, hovered: HoveredZone | null, pageSizeBytes: number): ZoneRow | null {
  const bytes = largestRequestBytes(running, pageSizeBytes);
  if (bytes === null) return null;
  const text = hovered === null ? t('largest piece: {0}', formatBytes(bytes)) : largestFitText(hovered);
  return row(null, text);
}

function failureRows(running: LiveZone, trend: ZoneTrend | null): ZoneRow[] {
  const failures = failureCount(running);
  if (failures === null) return [];
  const perMinute = trend?.failuresPerMinute ?? 0;
  const count = formatCount(failures);
  return [row(t('Failures'), perMinute > 0 ? t('{0}, now {1}', count, countRateText(perMinute)) : count)];
}

function growthRows(trend: ZoneTrend | null): (ZoneRow | null)[] {
  if (!isGrowing(trend)) return [];
  const { loadedBytesPerMinute, usedBytesPerMinute, fullInMs, loadedInMs } = trend;
  return [
    row(t('Growth'), growthText(loadedBytesPerMinute, usedBytesPerMinute)),
    fullInMs === null ? null : row(null, t('full in {0}', remainingText(fullInMs))),
    loadedInMs === null ? null : row(null, t('loaded in {0}', remainingText(loadedInMs))),
  ];
}
