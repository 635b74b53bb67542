import { sentences, t } from '../../l10n';
import type { LiveProcess } from '../../shared/liveServer';
import type { ServerEvent, ZoneChange } from '../../shared/liveTrends';
import { formatBytes } from '../../zones/sizeText';
import { isSameSize } from '../diagnostics/liveSizes';
import { formatCount } from '../figures';
import { ageText, failureCount, largestRequestBytes, liveBytesText } from '../liveTexts';
import { type HoveredZone, processText } from './liveRows';
import { code } from './markdown';
import { growsWhenUsed, isRemadeWhenResized, survivesReload } from './zoneSentences';

/** "No memory" while space is free, with what the running server shows. Empty where there is nothing to tell. */
export function liveNoMemorySentence({ running, live }: HoveredZone): string {
  const { pages } = running;
  const { pageSizeBytes } = live.sample;
  const largestBytes = largestRequestBytes(running, pageSizeBytes);
  if (pages === null || largestBytes === null) return '';
  const largest = formatBytes(largestBytes);
  const freeBytes = pages.free * pageSizeBytes;
  const room =
    pages.free === 0
      ? t('no page is free, and only chunks of at most {0} are', largest)
      : largestBytes >= freeBytes
        ? t('{0} is free in one piece', largest)
        : t('{0} is free, but the largest piece of it is {1}', formatBytes(freeBytes), largest);
  const failures = failureCount(running);
  const failed =
    failures === null
      ? ''
      : failures === 0
        ? t('No allocation has found the zone full yet.')
        : t(
            'Failed allocations so far: {0}; where entries are dropped for others, each of those counts as one.',
            formatCount(failures),
          );
  return sentences(
    t('**“No memory” with space left:** {0}. What needs a larger piece fails, or drops other entries.', room),
    failed,
  );
}

/** Allocations have failed, or most of what is free lies in pieces. */
export function isPressed({ running, live }: HoveredZone): boolean {
  const { pages } = running;
  if (pages === null) return false;
  const largestBytes = largestRequestBytes(running, live.sample.pageSizeBytes) ?? Infinity;
  return (
    pages.free === 0 || (failureCount(running) ?? 0) > 0 || largestBytes * 2 < pages.free * live.sample.pageSizeBytes
  );
}

/** RSS times workers, with what each has mapped. Empty where no two processes were asked. */
export function liveWorkersSentence({ running, live }: HoveredZone): string {
  const { mapped, loaded } = running;
  const roleOf = (pid: number): LiveProcess | undefined => live.sample.processes.find((one) => one.pid === pid);
  const sorted = [...(mapped ?? [])].sort((left, right) => right.bytes - left.bytes);
  const workers = sorted.filter(({ pid }) => roleOf(pid)?.role !== 'master');
  const [most, least] = [sorted[0], (workers.length > 1 ? workers : sorted).at(-1)];
  if (most === undefined || least === undefined || loaded.bytes === null) return '';
  const inAll = liveBytesText(loaded.bytes, loaded.exactness);
  if (most.bytes * 2 < loaded.bytes) {
    return t(
      '**RSS:** no process counts more than {0} of this zone, and yet {1} of it is loaded: each counts what it has touched ' +
        'itself since it started. When RSS grows up to that again, no more RAM is taken.',
      formatBytes(most.bytes),
      inAll,
    );
  }
  if (most.pid === least.pid) return '';
  return t(
    '**RSS:** {0} has touched {1} of this zone, {2} has touched {3}, and these are the same pages, {4} in all: never add up ' +
      'the RSS of workers, add up their PSS ({5}).',
    processText(roleOf(most.pid), most.pid),
    formatBytes(most.bytes),
    processText(roleOf(least.pid), least.pid),
    formatBytes(least.bytes),
    inAll,
    code('/proc/PID/smaps_rollup'),
  );
}

/** What looks like a leak, with how far it has come. Empty where the zone does not grow. */
export function liveGrowthSentence({ zone, figures, running }: HoveredZone): string {
  const { loaded, mappedBytes } = running;
  if (loaded.bytes === null || !growsWhenUsed(zone, figures)) return '';
  const isWhole = loaded.bytes >= mappedBytes;
  const growth = isWhole
    ? t(
        '**Not a leak:** every page of this zone is loaded, {0}, and it does not grow any more.',
        formatBytes(mappedBytes),
      )
    : t(
        '**Not a leak:** nginx still grows by up to {0} as this zone is loaded for the first time, and then stops.',
        formatBytes(mappedBytes - loaded.bytes),
      );
  return survivesReload(zone.kind)
    ? sentences(growth, t('RSS falls at a reload, but the zone still holds every page that was ever written.'))
    : growth;
}

/** What the last reload or restart that was seen did to the zone; empty where none was. */
export function lastReloadSentence({ running, live, nowMs }: HoveredZone): string {
  for (const event of [...live.events].reverse()) {
    const change = event.zones.find(({ name }) => name === running.name);
    if (change === undefined) continue;
    return t('{0} {1}: {2}', eventText(event), ageText(nowMs - event.atMs), changeText(change));
  }
  return '';
}

function eventText({ kind }: ServerEvent): string {
  switch (kind) {
    case 'reload':
      return t('Reloaded');
    case 'restart':
      return t('Restarted');
    case 'binary upgrade':
      return t('Upgraded');
    case 'worker replaced':
      return t('Worker replaced');
    case 'stopped':
      return t('Stopped');
  }
}

function changeText({ change, sizeBytesBefore, sizeBytesAfter }: ZoneChange): string {
  switch (change) {
    case 'kept':
      return t('it was kept with all its pages.');
    case 'added':
      return t('it was made.');
    case 'removed':
      return t('it was dropped.');
    case 'data lost':
      return t('it was made anew, and its contents were lost.');
    case 'kind changed':
      return t('it went to another module, and its contents were lost.');
    case 'resized':
      if (sizeBytesBefore === null || sizeBytesAfter === null) return t('it was made anew with another size.');
      return t(
        'it was made anew with {0} instead of {1}, and its contents were lost.',
        formatBytes(sizeBytesAfter),
        formatBytes(sizeBytesBefore),
      );
  }
}

/** The file says one size, what runs has mapped another. Empty where both are the same. */
export function liveResizeSentence({ zone, running, live }: HoveredZone): string {
  if (zone.sizeBytes === null || isSameSize(zone, running, live)) return '';
  const says = t(
    '**Another size runs:** {0}, mapped when the zone was made; the file says {1}.',
    formatBytes(running.sizeBytes),
    formatBytes(zone.sizeBytes),
  );
  const { kind } = zone;
  const reload = isRemadeWhenResized(kind)
    ? t('A reload maps a new, empty zone, and the old one stays beside it until the last old worker has gone.')
    : t(kind.onReload);
  return sentences(says, reload);
}
