import { sentences, t } from '../../l10n';
import { TICKS_PER_SECOND } from '../../shared/clockTicks';
import type { LiveZone } from '../../shared/liveSample';
import type { LiveView } from '../../shared/liveView';
import { formatBytes } from '../../zones/sizeText';
import type { Zone } from '../../zones/zone';
import type { Analysis } from '../analysis';
import { formatCount, formatPercent } from '../figures';
import { serverText } from '../liveServerText';
import { durationText } from '../liveTexts';
import { liveZoneOf, trendOf } from '../liveZones';
import { NEARLY_FULL_SHARE, zoneFillOf } from '../zoneFill';
import { isSameSize } from './liveSizes';
import type { LiveProblemCode, Problem, Severity } from './problem';
import { sizedDeclaration } from './sizeProblems';

/** A zone whose loaded share is lower is far too big. */
const OVERSIZED_SHARE = 0.05;

/** Smaller zones are not worth being made smaller still: what is not loaded costs no RAM. */
const LEAST_OVERSIZED_BYTES = 16 * 1024 ** 2;

const HOUR_MS = 3_600_000;

/** A zone of the config as it is in the running server. */
interface RunningZone {
  readonly analysis: Analysis;
  readonly live: LiveView;
  readonly zone: Zone;
  readonly running: LiveZone;
}

/** How zones fare in the running server: what is full or gets so, fails, or was never needed. */
export function liveStateProblems(analysis: Analysis, live: LiveView): Problem[] {
  return analysis.model.zones.flatMap((zone) => {
    const running = liveZoneOf(analysis, zone);
    // What its module made for itself holds what it is made for.
    if (running === null || zone.kind.size.parser === 'none' || running.pool !== 'slab') return [];
    const one = { analysis, live, zone, running };
    return [...failing(one), ...filling(one), ...withoutRun(one), ...oversized(one)];
  });
}

function filling(one: RunningZone): Problem[] {
  const { analysis, live, zone, running } = one;
  const { pages } = running;
  const fill = zoneFillOf(running, trendOf(analysis, running), live.sample.pageSizeBytes, zone.kind);
  if (pages === null || fill === null || fill.level === 'fine') return [];
  const { level, leftShare, isSoonFull } = fill;
  if (level === 'full') {
    const says = t(
      'Zone "{0}" is full in the running server ({1}): none of its {2} pages is free.',
      zone.name,
      serverText(live.server),
      formatCount(pages.total),
    );
    return problemAt(one, 'live-zone-full', fullSeverity(zone), sentences(says, t(zone.kind.whenFull)));
  }
  const [name, server, left] = [zone.name, serverText(live.server), formatPercent(leftShare)];
  const says =
    leftShare < NEARLY_FULL_SHARE
      ? t('Zone "{0}" is nearly full in the running server ({1}): {2} of it is left.', name, server, left)
      : t('Zone "{0}" fills up in the running server ({1}): {2} of it is left.', name, server, left);
  const soon = isSoonFull ? t('If it goes on so, it is full within an hour.') : '';
  return problemAt(one, 'live-zone-nearly-full', fullSeverity(zone), sentences(says, soon, t(zone.kind.whenFull)));
}

/** To be full is what a zone that drops its oldest entries is made for; whether that hurts, its failures tell. */
function fullSeverity({ kind }: Zone): Severity {
  return kind.logsNoMemory === false ? 'information' : 'warning';
}

/** Slot statistics count each allocation that found no page, logged or not: so each eviction counts one. */
function failing(one: RunningZone): Problem[] {
  const { analysis, live, zone, running } = one;
  const perMinute = trendOf(analysis, running)?.failuresPerMinute ?? null;
  if (perMinute === null || perMinute <= 0) return [];
  const says = t(
    'Allocations fail in zone "{0}" of the running server ({1}): {2} a minute found no free page.',
    zone.name,
    serverText(live.server),
    roundRate(perMinute),
  );
  const meaning =
    zone.kind.logsNoMemory === false
      ? t(
          'Each is an entry that was dropped to make room for another, or one that was not stored; the log says nothing.',
        )
      : t('Each is something that was not stored, or found room only after something else was dropped.');
  const { pages } = running;
  const isFreeNow = pages !== null && pages.free >= pages.total * NEARLY_FULL_SHARE;
  const now = isFreeNow ? t('There is room again now, so it is full only at times.') : '';
  return problemAt(one, 'live-zone-failures', 'warning', sentences(says, meaning, now, t(zone.kind.whenFull)));
}

/** One of 1, 2, 5, 10, 20, …: a rate that hardly changes should read the same. */
function roundRate(perMinute: number): string {
  if (perMinute < 1) return '< 1';
  const power = 10 ** Math.floor(Math.log10(perMinute));
  const digit = perMinute / power;
  return `≈ ${formatCount((digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10) * power)}`;
}

/**
 * Values that take several pages find none side by side, though as many are free. Only a full walk shows what is stored;
 * statistics do not count such requests.
 */
function withoutRun(one: RunningZone): Problem[] {
  const { live, zone, running } = one;
  const { pages, walk } = running;
  const largestRun = pages?.largestFreeRun ?? null;
  if (pages === null || walk === null || largestRun === null) return [];
  // What is there once may be a table that the module made at start.
  const stored = walk.pageAllocations.filter(({ count, pages: length }) => count > 1 && length > largestRun);
  const blocked = stored.filter(({ pages: length }) => length <= pages.free).at(-1);
  if (blocked === undefined) return [];
  const says = t(
    'Zone "{0}" of the running server ({1}) has {2} free pages, but at most {3} of them side by side: a value of {4}, of ' +
      'which it holds {5}, finds no room.',
    zone.name,
    serverText(live.server),
    formatCount(pages.free),
    formatCount(largestRun),
    formatBytes(blocked.pages * live.sample.pageSizeBytes),
    formatCount(blocked.count),
  );
  const advice = t('A larger zone helps, or values that are cut into pieces of at most half a page.');
  return problemAt(one, 'live-zone-no-run', 'warning', sentences(says, advice));
}

function oversized(one: RunningZone): Problem[] {
  const { live, zone, running } = one;
  const { loaded, sizeBytes } = running;
  if (loaded.bytes === null || loaded.exactness !== 'exact' || !isSameSize(zone, running, live)) return [];
  if (sizeBytes < LEAST_OVERSIZED_BYTES || loaded.bytes >= sizeBytes * OVERSIZED_SHARE) return [];
  const sinceMs = presentSinceMs(live);
  const ranMs = sinceMs === null ? 0 : live.sample.takenAtMs - sinceMs;
  if (ranMs < HOUR_MS) return [];
  const says = t(
    'Of the {0} of zone "{1}", no more than {2} was ever loaded in the {3} since the workers of the running server ({4}) ' +
      'started.',
    formatBytes(sizeBytes),
    zone.name,
    formatBytes(loaded.bytes),
    durationText(ranMs),
    serverText(live.server),
  );
  const cost = t('What is not loaded takes addresses, but no RAM.');
  return problemAt(one, 'live-zone-oversized', 'information', sentences(says, cost));
}

/**
 * Since when every zone of the present configuration has been there at the latest: it was made before the workers that
 * read it, at a start or at a reload that nobody may have seen. Milliseconds since 1970.
 */
function presentSinceMs({ server, sample }: LiveView): number | null {
  const workers = sample.processes.filter(({ role }) => role === 'worker' || role === 'single');
  if (server.startedAtMs === null || workers.length === 0) return null;
  const firstTicks = Math.min(...workers.map(({ startTicks }) => startTicks));
  return server.startedAtMs + ((firstTicks - server.startTicks) * 1000) / TICKS_PER_SECOND;
}

function problemAt({ zone }: RunningZone, code: LiveProblemCode, severity: Severity, message: string): Problem[] {
  const declaration = sizedDeclaration(zone) ?? zone.declarations[0];
  if (declaration === undefined) return [];
  const { file, sizeText, sizeRange, nameRange } = declaration;
  const range = sizeText === null ? nameRange : sizeRange;
  return [{ code, severity, message, path: file.path, range, related: [] }];
}
