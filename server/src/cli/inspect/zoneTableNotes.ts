import { shorten } from '../../features/figures';
import { failureCount } from '../../features/liveTexts';
import type { LiveSample, LiveZone } from '../../shared/liveSample';
import { zoneTitle } from './liveText';

const MOST_NAMES = 4;
const LONGEST_NAME = 24;

/**
 * What the titles, marks and words of a table of running zones mean, as far as they stand in it; a text each.
 *
 * @param isBrief without titles
 */
export function zoneTableNotes({ zones, rung }: LiveSample, isBrief: boolean): readonly string[] {
  const notes: string[] = isBrief ? [] : titleNotes(zones);
  const note = (text: string, some: readonly LiveZone[]): void => {
    if (some.length > 0) notes.push(`${text} (${names(some, zones.length)}).`);
  };
  const slab = zones.filter(({ pages }) => pages !== null);
  const exactness = (wanted: LiveZone['loaded']['exactness']): LiveZone[] =>
    zones.filter(({ loaded }) => loaded.bytes !== null && loaded.exactness === wanted);
  note('≥ in LOADED: what could be seen of it; there may be more', exactness('at least'));
  note('≈ in LOADED: estimated', exactness('estimated'));
  note(
    'old: a reload has replaced it, and it stays loaded until the old workers have ended',
    zones.filter(({ isCurrent }) => !isCurrent),
  );
  note('– : it holds no slab pool, so it has no account of pages', pool(zones, 'none'));
  note('unknown: its pool has a layout that is not known, so it was not read', pool(zones, 'unknown layout'));
  note(`unknown: the rung "${rung}" shows no byte of it`, pool(zones, 'unreadable'));
  note(
    'busy: nginx was writing at every attempt; ask again',
    pool(zones, 'slab').filter(({ isConsistent }) => !isConsistent),
  );
  note(
    'unknown in FITS UP TO: it has more free runs than a quick look follows; --full does',
    slab.filter(({ pages }) => pages?.largestFreeRun === null),
  );
  note(
    'unknown in FAILURES: nginx before 1.11.7 keeps no statistics',
    slab.filter(({ slots }) => slots?.some(({ failures }) => failures === null)),
  );
  note(
    'FAILURES: nginx counts none of what is above half a page, and such is in use',
    slab.filter((zone) => failureCount(zone) !== null && hasWholePages(zone)),
  );
  return notes;
}

/** Pages in use that are not cut into chunks: no class counts requests for them (ngx_slab_alloc_locked). */
function hasWholePages({ pages, slots }: LiveZone): boolean {
  if (pages === null || slots === null) return false;
  return pages.used > slots.reduce((sum, slot) => sum + slot.pages, 0);
}

function titleNotes(zones: readonly LiveZone[]): string[] {
  const notes: string[] = [];
  if (zones.some(({ loaded }) => loaded.bytes !== null)) {
    notes.push('LOADED: pages that hold RAM. What was freed since stays loaded, and so does the account of the pages.');
  }
  if (zones.some(({ pages }) => pages !== null)) {
    notes.push('FITS UP TO: the longest run of free pages, so the biggest value that still fits.');
  }
  if (zones.some((zone) => (failureCount(zone) ?? 0) > 0)) {
    notes.push('FAILURES: requests that found no page, since the zone was made; an eviction counts as one too.');
  }
  return notes;
}

function pool(zones: readonly LiveZone[], wanted: LiveZone['pool']): LiveZone[] {
  return zones.filter((zone) => zone.pool === wanted);
}

function names(some: readonly LiveZone[], all: number): string {
  if (some.length === all && all > 1) return 'all zones';
  const shown = some.slice(0, MOST_NAMES).map((zone) => shorten(zoneTitle(zone), LONGEST_NAME));
  const rest = some.length - shown.length;
  return rest === 0 ? shown.join(', ') : `${shown.join(', ')} and ${rest} more`;
}
