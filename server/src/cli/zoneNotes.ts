import type { Analysis } from '../features/analysis';
import { shorten } from '../features/figures';
import { printable } from '../features/printable';
import type { Zone } from '../zones/zone';

const MOST_NAMES = 4;
const LONGEST_NAME = 24;

/** The module alone decides on the zone's size and contents: it does not fill up. */
export function isFixed({ kind }: Zone): boolean {
  return kind.memory === 'raw' && kind.size.parser === 'none' && kind.entry === null;
}

/** What the marks and words of a table of zones mean, as far as they stand in it; a line each. */
export function zoneNotes(analysis: Analysis): string[] {
  const { zones } = analysis.model;
  const all = zones.flatMap((zone) => {
    const figures = analysis.figures.get(zone);
    return figures === undefined ? [] : [{ zone, ...figures }];
  });
  const notes: string[] = [];
  const note = (text: string, some: readonly { readonly zone: Zone }[]): void => {
    if (some.length > 0) notes.push(`${text} (${names(some)}).`);
  };

  const counted = all.flatMap(({ capacity }) => capacity ?? []);
  if (counted.length > 0) {
    notes.push('FITS: entries of the key and value length in brackets, before the first one is refused or evicted.');
  }
  if (counted.some(({ basis, keyBytes, valueBytes }) => basis === 'assumed' && keyBytes + valueBytes > 0)) {
    notes.push('≈ in FITS: a length is assumed. Give your own: --entry-size NAME=KEY+VALUE');
  }
  const estimated = all.filter(
    ({ footprint }) => footprint.exactness === 'estimated' && footprint.emptyLoadedBytes !== null,
  );
  note(
    '≥ in EMPTY: it is not known what the module puts into a new zone',
    estimated.filter(({ footprint }) => footprint.emptyFreePages === null),
  );
  note(
    `≈ in EMPTY: ${aboutReason(analysis)}`,
    estimated.filter(({ footprint }) => footprint.emptyFreePages !== null),
  );
  note(
    'unknown in FITS: what an entry takes is not known',
    all.filter(
      ({ zone, footprint, capacity }) =>
        zone.sizeBytes !== null && capacity === null && footprint.canStart !== false && !isFixed(zone),
    ),
  );
  for (const [reason, some] of unknownSizes(zones)) note(`unknown: ${reason}`, some);
  return notes;
}

function aboutReason({ model }: Analysis): string {
  return model.options.build.coreVersion === null
    ? 'it depends on the version of the server; tell it with --server'
    : 'it depends on how the server was built, or on how many addresses host names have';
}

/** Zones without a size, by the reason why there is none. */
function unknownSizes(zones: readonly Zone[]): Map<string, { zone: Zone }[]> {
  const byReason = new Map<string, { zone: Zone }[]>();
  for (const zone of zones) {
    if (zone.sizeBytes !== null) continue;
    const reason = unknownReason(zone);
    const same = byReason.get(reason);
    if (same === undefined) byReason.set(reason, [{ zone }]);
    else same.push({ zone });
  }
  return byReason;
}

function unknownReason({ declarations, kind, isImplicit }: Zone): string {
  const states = new Set(declarations.map((declaration) => declaration.sizeState));
  if (states.has('templated')) return 'a template is yet to fill in the size';
  if (states.has('invalid') || states.has('too-small') || states.has('unaligned')) return 'nginx refuses the size';
  return isImplicit || kind.size.parser === 'none' ? 'the module works out the size' : 'no size is written';
}

function names(some: readonly { readonly zone: Zone }[]): string {
  const shown = some.slice(0, MOST_NAMES).map(({ zone }) => shorten(printable(zone.name), LONGEST_NAME));
  const rest = some.length - shown.length;
  return rest === 0 ? shown.join(', ') : `${shown.join(', ')} and ${rest} more`;
}
