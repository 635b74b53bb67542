import { t } from '../../l10n';
import type { LiveZone } from '../../shared/liveSample';
import type { LiveProcess } from '../../shared/liveServer';
import type { LiveView } from '../../shared/liveView';
import type { Capacity, ZoneFigures } from '../../zones/footprint';
import { formatBytes } from '../../zones/sizeText';
import type { Zone } from '../../zones/zone';
import type { Analysis } from '../analysis';
import { isSameSize } from '../diagnostics/liveSizes';
import { formatCount } from '../figures';
import { staleText } from '../liveHints';
import { serverText } from '../liveServerText';
import {
  ageText,
  countRateText,
  failureCount,
  isGrowing,
  largestRequestBytes,
  partText,
  remainingText,
  rungText,
  signedBytesText,
  zoneBar,
} from '../liveTexts';
import { liveZoneOf, trendOf } from '../liveZones';
import { processName } from '../processName';
import { plain, type Row } from './markdown';

/** Processes named in one row. */
const MOST_PROCESSES = 3;

/** A zone of the config in the running server, as hovers tell of it. */
export interface HoveredZone {
  readonly analysis: Analysis;
  readonly zone: Zone;
  readonly figures: ZoneFigures;
  readonly live: LiveView;
  readonly running: LiveZone;
  readonly nowMs: number;
}

/** The zone with what the attached server says of it; null where it says nothing. */
export function hoveredZone(analysis: Analysis, zone: Zone, figures: ZoneFigures, nowMs: number): HoveredZone | null {
  const running = liveZoneOf(analysis, zone);
  const { live } = analysis;
  return live === null || running === null ? null : { analysis, zone, figures, live, running, nowMs };
}

/** What a zone holds in the running server. */
export function fillRows(hovered: HoveredZone): Row[] {
  const { live, running } = hovered;
  const { pages, chunks, loaded, sizeBytes } = running;
  const { pageSizeBytes } = live.sample;
  const cells = zoneBar(running, pageSizeBytes);
  const part = `${partText(loaded.bytes, loaded.exactness, sizeBytes)}${cells === '' ? '' : ` ${cells}`}`;
  const rows: Row[] = [[t('Loaded'), `${part}${otherSizeText(hovered)}`]];
  if (pages === null) return [...rows, [t('Used'), noPoolText(running)]];
  const inPages = inPagesText(pages.used, pages.total, pageSizeBytes);
  const inChunks =
    chunks === null ? '' : t('; chunks: {0} used, {1} free', formatCount(chunks.used), formatCount(chunks.free));
  rows.push([t('Used'), `${inPages}${inChunks}`]);
  const free = inPagesText(pages.free, pages.total, pageSizeBytes);
  const largest = largestFitText(hovered);
  rows.push([t('Free'), largest === '' ? free : `${free}; ${largest}`]);
  return rows;
}

function inPagesText(count: number, total: number, pageSizeBytes: number): string {
  return t('{0} in {1} of {2} pages', formatBytes(count * pageSizeBytes), formatCount(count), formatCount(total));
}

/** How the running zone changes, and what went wrong in it. Rows with nothing to tell are left out. */
export function changeRows({ analysis, running }: HoveredZone): Row[] {
  const trend = trendOf(analysis, running);
  const rows: Row[] = [];
  const failures = failureCount(running);
  const perMinute = trend?.failuresPerMinute ?? 0;
  if (failures !== null && failures > 0) {
    const count = formatCount(failures);
    rows.push([t('Failures'), perMinute > 0 ? t('{0}, now {1}', count, countRateText(perMinute)) : count]);
  }
  if (!isGrowing(trend)) return rows;
  const { loadedBytesPerMinute, usedBytesPerMinute, fullInMs, loadedInMs } = trend;
  const parts = [growthText(loadedBytesPerMinute, usedBytesPerMinute)];
  if (fullInMs !== null) parts.push(t('full in {0}', remainingText(fullInMs)));
  if (loadedInMs !== null) parts.push(t('loaded in {0}', remainingText(loadedInMs)));
  rows.push([t('Growth'), parts.join(' · ')]);
  return rows;
}

/** `+1.2 MB loaded, +1.1 MB used a minute`. */
export function growthText(loaded: number | null, used: number | null): string {
  if (loaded === null) return t('{0} used a minute', signedBytesText(used ?? 0));
  if (used === null) return t('{0} loaded a minute', signedBytesText(loaded));
  return t('{0} loaded, {1} used a minute', signedBytesText(loaded), signedBytesText(used));
}

/** How much of the zone each process has in its page table, the most first; none where nobody asked. */
export function mappedRows({ live, running }: HoveredZone): Row[] {
  const { mapped } = running;
  if (mapped === null || mapped.length === 0) return [];
  const byPid = new Map(live.sample.processes.map((process) => [process.pid, process]));
  const touched = mapped.filter(({ bytes }) => bytes > 0).sort((left, right) => right.bytes - left.bytes);
  if (touched.length === 0) return [[t('Mapped'), t('nothing yet, in none of {0} processes', mapped.length)]];
  const shown = touched
    .slice(0, MOST_PROCESSES)
    .map(({ pid, bytes }) => t('{0}: {1}', processText(byPid.get(pid), pid), formatBytes(bytes)));
  const more = mapped.length - shown.length;
  return [[t('Mapped'), more > 0 ? `${shown.join(' · ')} · ${t('{0} more', formatCount(more))}` : shown.join(' · ')]];
}

/** Whose figures these are, how old, and how exact. */
export function sourceRow({ live, nowMs }: HoveredZone): Row {
  const age = staleText(live, nowMs) || ageText(nowMs - live.sample.takenAtMs);
  return [t('Read from'), `${plain(serverText(live.server))} · ${age} · ${rungText(live.sample.rung)}`];
}

/** A process for people; one that is not among those of the sample by its pid alone. */
export function processText(process: LiveProcess | undefined, pid: number): string {
  return processName(process ?? { role: 'other', pid });
}

function otherSizeText({ zone, running, live }: HoveredZone): string {
  if (zone.sizeBytes === null || isSameSize(zone, running, live)) return '';
  return ` · **${t('the file says {0}', formatBytes(zone.sizeBytes))}**`;
}

/** Why the pool's own account is not there. */
export function noPoolText({ pool, isConsistent }: LiveZone): string {
  if (!isConsistent) return t('not known: the server was writing at every attempt');
  switch (pool) {
    case 'none':
      return t('not known: the module manages this memory itself');
    case 'unknown layout':
      return t('not known: the pool is laid out in a way that is not known');
    case 'unreadable':
      return t('not known: its contents may not be read');
    default:
      return t('not known');
  }
}

/** The biggest value, or request, for which there is room without anything being dropped. Empty where it is not known. */
export function largestFitText({ zone, figures, live, running }: HoveredZone): string {
  const bytes = largestRequestBytes(running, live.sample.pageSizeBytes);
  if (bytes === null) return '';
  const besides = besidesValueBytes(zone, figures.capacity);
  if (besides === null) return t('largest piece: {0}', formatBytes(bytes));
  if (bytes <= besides) return t('no value fits any more');
  return t('the biggest value that still fits: {0}', formatBytes(bytes - besides));
}

/** What an entry takes beside its value where both lie in one piece; null where there is no such value. */
function besidesValueBytes({ kind }: Zone, capacity: Capacity | null): number | null {
  const [chunk, ...others] = kind.entry?.chunks ?? [];
  if (capacity === null || chunk?.holdsValue !== true || others.length > 0) return null;
  return capacity.entryBytes - capacity.valueBytes;
}
