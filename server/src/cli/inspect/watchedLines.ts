import { printable } from '../../features/printable';
import type { LiveSample } from '../../shared/liveSample';
import type { ServerEvent, ZoneChange } from '../../shared/liveTrends';
import { formatBytes } from '../../zones/sizeText';
import { wrapText } from '../textFit';
import type { ReportedWatch } from './inspectReport';
import { clockText, zoneTitle } from './liveText';
import type { LiveScreen } from './zoneTable';

const MOST_EVENTS = 5;
const MOST_NAMES = 8;

/** What samples over time tell of a server, for people: where growth comes from, and what happened. */
export function watchedLines(
  { state, events, verdict }: ReportedWatch,
  sample: LiveSample | null,
  { terminal, columns }: LiveScreen,
): readonly string[] {
  const lines: string[] = [];
  if (verdict !== null) {
    lines.push(...wrapText(printable(verdict.text), columns));
  }
  for (const event of events.slice(-MOST_EVENTS)) {
    lines.push(...wrapText(eventText(event), columns).map((line) => terminal.paint('information', line)));
  }
  if (state === 'stopped') {
    const since = sample === null ? '' : ` Its last figures are those of ${clockText(sample.takenAtMs)}.`;
    lines.push(...wrapText(`The server has ended.${since}`, columns).map((line) => terminal.paint('warning', line)));
  }
  return lines;
}

/** What happened, when, and what became of the zones: `14:03:22 reload: kept dogs; resized pages from 1 MB to 2 MB`. */
export function eventText({ atMs, kind, zones }: ServerEvent): string {
  const changes = GROUPS.flatMap(({ change, words }) => {
    const some = zones.filter((zone) => zone.change === change);
    return some.length === 0 ? [] : [`${words} ${names(some)}`];
  });
  return `${clockText(atMs)} ${kind}${changes.length === 0 ? '' : `: ${changes.join('; ')}`}`;
}

const GROUPS: readonly { readonly change: ZoneChange['change']; readonly words: string }[] = [
  { change: 'kept', words: 'kept' },
  { change: 'resized', words: 'resized, and so emptied,' },
  { change: 'data lost', words: 'emptied' },
  { change: 'kind changed', words: 'of another kind now, and so emptied,' },
  { change: 'added', words: 'new' },
  { change: 'removed', words: 'removed' },
];

function names(changes: readonly ZoneChange[]): string {
  const shown = changes.slice(0, MOST_NAMES).map(nameWithSizes);
  const rest = changes.length - shown.length;
  return `${shown.join(', ')}${rest === 0 ? '' : ` and ${rest} more`}`;
}

function nameWithSizes(zone: ZoneChange): string {
  const { change, sizeBytesBefore, sizeBytesAfter } = zone;
  if (change !== 'resized' || sizeBytesBefore === null || sizeBytesAfter === null) return zoneTitle(zone);
  return `${zoneTitle(zone)} (${formatBytes(sizeBytesBefore)} to ${formatBytes(sizeBytesAfter)})`;
}
