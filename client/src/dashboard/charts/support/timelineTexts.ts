import { formatCount } from '../../../../../server/src/features/figures';
import { liveBytesText } from '../../../../../server/src/features/liveTexts';
import { t } from '../../../../../server/src/l10n';
import type { LiveExactness } from '../../../../../server/src/shared/liveSample';
import type { ServerEvent, ZoneChange } from '../../../../../server/src/shared/liveTrends';
import { safeName } from './safeText';
import type { TimelinePoint } from './timelinePoints';

/** Zones that a tooltip names before it only counts them. */
const MOST_NAMES = 4;

/** What happened, in a word or two. */
export function eventName(kind: ServerEvent['kind']): string {
  switch (kind) {
    case 'reload':
      return t('reload');
    case 'restart':
      return t('restart');
    case 'binary upgrade':
      return t('binary upgrade');
    case 'worker replaced':
      return t('worker replaced');
    case 'stopped':
      return t('stopped');
  }
}

/** What happened, and what became of which zones: one line. Names are safe for a drawing. */
export function eventText({ kind, zones }: ServerEvent): string {
  const changes = CHANGES.flatMap((change) => {
    const names = zones
      .filter((zone) => zone.change === change)
      .map(({ name }) => (name === null ? '?' : safeName(name, 24)));
    return names.length === 0 ? [] : [changeText(change, namesText(names))];
  });
  return changes.length === 0 ? eventName(kind) : `${eventName(kind)}: ${changes.join('; ')}`;
}

/** In the order in which they matter. */
const CHANGES: readonly ZoneChange['change'][] = ['data lost', 'resized', 'kind changed', 'added', 'removed', 'kept'];

function changeText(change: ZoneChange['change'], names: string): string {
  switch (change) {
    case 'data lost':
      return t('made anew, data lost: {0}', names);
    case 'resized':
      return t('made anew at another size: {0}', names);
    case 'kind changed':
      return t('of another kind: {0}', names);
    case 'added':
      return t('added: {0}', names);
    case 'removed':
      return t('removed: {0}', names);
    case 'kept':
      return t('kept: {0}', names);
  }
}

function namesText(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(t(', '));
  return names.length <= MOST_NAMES ? shown : t('{0} and {1} more', shown, formatCount(names.length - MOST_NAMES));
}

/** All that is known of a sample, a line each. */
export function pointLines(point: TimelinePoint, loadedExactness: LiveExactness): string[] {
  const lines = [
    timeText(point.atMs),
    `● ${t('loaded')}: ${liveBytesText(point.loadedBytes, point.loadedBytes === null ? 'exact' : loadedExactness)}`,
    `◆ ${t('used')}: ${liveBytesText(point.usedBytes)}`,
    `▲ ${t('resident')}: ${liveBytesText(point.residentBytes)}`,
  ];
  if (point.failures !== null) {
    const count = formatCount(point.failures);
    lines.push(
      point.newFailures === null
        ? t('failures since made: {0}', count)
        : t('failures: {0} new, {1} since made', formatCount(point.newFailures), count),
    );
  }
  return [...lines, ...point.events.map((event) => `▸ ${eventText(event)}`)];
}

/** Date and time of day where the page is looked at. */
export function timeText(atMs: number): string {
  const at = new Date(atMs);
  if (Number.isNaN(at.getTime())) return t('not known');
  const day = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map(twoDigits).join('-');
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(twoDigits).join(':')}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
