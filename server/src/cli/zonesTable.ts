import { posix } from 'node:path';
import type { Analysis } from '../features/analysis';
import { bar, formatCount, formatPercent, shorten } from '../features/figures';
import { printable } from '../features/printable';
import { totalsOf } from '../features/zonesReport';
import type { Target } from '../session/target';
import { declaredAt } from '../zones/declaredAt';
import type { Capacity, Footprint } from '../zones/footprint';
import { formatBytes } from '../zones/sizeText';
import type { Zone } from '../zones/zone';
import { alignColumns } from './columns';
import type { Terminal } from './terminal';
import { isFixed, zoneNotes } from './zoneNotes';

/** Longer names are shortened, so that one of them does not push all other columns off the screen. */
const LONGEST_NAME = 40;

const TOTAL_BAR_CELLS = 20;

/** The word for a figure that is not known; {@link zoneNotes} says why. */
const UNKNOWN = 'unknown';

/** The table of a config's zones, for people: largest first, then what its marks mean, then sums. */
export function zonesTable(analysis: Analysis, target: Target, terminal: Terminal): string {
  const blocks = [heading(analysis, target, terminal)];
  if (analysis.model.zones.length === 0) blocks.push('No shared memory zone is declared.');
  else {
    blocks.push(rows(analysis, terminal));
    const notes = zoneNotes(analysis);
    if (notes.length > 0) blocks.push(notes.map(terminal.dim).join('\n'));
    blocks.push(totals(analysis, terminal));
  }
  return `${blocks.join('\n\n')}\n`;
}

function heading({ model, host }: Analysis, target: Target, terminal: Terminal): string {
  const count = model.config.files.size;
  const { product, coreVersion } = target.build;
  const version = coreVersion === null ? '' : ` ${coreVersion.join('.')}`;
  const assumed = host.pageSizeAssumed === true ? ' (assumed)' : '';
  const { usedForZones, hugePageBytes, setting } = host.sharedHugePages;
  const parts = [
    terminal.bold(terminal.showPath(model.config.rootPath)),
    `${count} ${count === 1 ? 'file' : 'files'}`,
    `${product}${version} (${target.buildSource})`,
    `pages of ${formatBytes(host.pageSizeBytes)}${assumed}`,
  ];
  if (usedForZones && hugePageBytes !== null) {
    parts.push(`huge pages of ${formatBytes(hugePageBytes)} (shmem_enabled: ${setting})`);
  }
  if (!model.config.isWhole) parts.push('a fragment: no main config that includes it was found');
  return parts.join(' · ');
}

function rows(analysis: Analysis, terminal: Terminal): string {
  const { limitBytes } = analysis.host.memory;
  const zones = [...analysis.model.zones].sort((left, right) => (right.sizeBytes ?? -1) - (left.sizeBytes ?? -1));
  const fits = alignedCounts(zones.map((zone) => fitsText(zone, analysis.figures.get(zone))));
  const head = COLUMNS.map(([title]) => terminal.dim(title));
  const body = zones.map((zone, index) => [
    terminal.bold(shorten(printable(zone.name), LONGEST_NAME)),
    zone.isImplicit ? terminal.dim('(none)') : (zone.kind.directive ?? ''),
    zone.sizeBytes === null ? UNKNOWN : formatBytes(zone.sizeBytes),
    emptyText(analysis.figures.get(zone)?.footprint),
    zone.sizeBytes === null || limitBytes === null ? UNKNOWN : formatPercent(zone.sizeBytes / limitBytes),
    fits[index] ?? '',
    placeText(analysis, zone, terminal),
  ]);
  const alignments = COLUMNS.map(([, alignment]) => alignment);
  return alignColumns([head, ...body], alignments).join('\n');
}

const COLUMNS: readonly (readonly [string, 'left' | 'right'])[] = [
  ['ZONE', 'left'],
  ['DIRECTIVE', 'left'],
  ['SIZE', 'right'],
  ['EMPTY', 'right'],
  ['OF LIMIT', 'right'],
  ['FITS', 'left'],
  ['DECLARED AT', 'left'],
];

/** RAM of the empty zone; "at least" where the module puts more into it than is known. */
function emptyText(footprint: Footprint | undefined): string {
  if (footprint === undefined || footprint.emptyLoadedBytes === null) return UNKNOWN;
  if (footprint.canStart === false) return 'no start';
  const text = formatBytes(footprint.emptyLoadedBytes);
  if (footprint.exactness === 'exact') return text;
  return footprint.emptyFreePages === null ? `≥ ${text}` : `≈ ${text}`;
}

/** A number, and behind it what it counts; only words where there is no number. */
interface Fits {
  readonly count: string;
  readonly words: string;
}

function fitsText(
  zone: Zone,
  figures: { readonly footprint: Footprint; readonly capacity: Capacity | null } | undefined,
): Fits {
  const capacity = figures?.capacity ?? null;
  if (figures?.footprint.canStart === false) return { count: '', words: 'nothing: it cannot start' };
  if (capacity === null) return { count: '', words: isFixed(zone) ? 'fixed contents' : UNKNOWN };
  const { entries, noun, basis, keyBytes, valueBytes } = capacity;
  const lengths = [keyBytes, valueBytes].filter((bytes) => bytes > 0);
  const isExact = figures?.footprint.exactness === 'exact' && (basis === 'set' || lengths.length === 0);
  return {
    count: `${isExact ? '' : '≈ '}${formatCount(entries)}`,
    words: lengths.length === 0 ? noun : `${noun} (${lengths.join(' + ')} bytes)`,
  };
}

function alignedCounts(all: readonly Fits[]): string[] {
  const width = all.reduce((widest, { count }) => Math.max(widest, count.length), 0);
  return all.map(({ count, words }) => `${count.padStart(width)} ${words}`);
}

/** Files beside the main config are told from its folder, which the heading shows; the module where no file declares. */
function placeText({ model }: Analysis, zone: Zone, terminal: Terminal): string {
  const place = declaredAt(zone);
  if (place === null) return terminal.dim(zone.kind.module);
  const near = posix.relative(model.config.folder, place.file);
  return `${near.startsWith('../') ? terminal.showPath(place.file) : printable(near)}:${place.line}`;
}

function totals(analysis: Analysis, terminal: Terminal): string {
  const { zones } = analysis.model;
  const { limitBytes, limitSource, availableBytes } = analysis.host.memory;
  const { sizeBytes, emptyLoadedBytes, unknownZones, exactness } = totalsOf(analysis);
  const atLeast = unknownZones > 0 ? '≥ ' : '';
  const about = atLeast === '' && exactness === 'estimated' ? '≈ ' : atLeast;
  const count = `${formatCount(zones.length)} ${zones.length === 1 ? 'zone' : 'zones'}`;
  const full = sizeBytes === null ? UNKNOWN : `${atLeast}${formatBytes(sizeBytes)}`;
  const empty = emptyLoadedBytes === null ? UNKNOWN : `${about}${formatBytes(emptyLoadedBytes)}`;
  const lines = [terminal.bold(`${count} · ${full} when full · ${empty} when empty`)];
  const available = availableBytes === null ? '' : ` · ${formatBytes(availableBytes)} available now`;
  if (limitBytes === null) lines.push(`The memory limit is not known${available}`);
  else if (sizeBytes !== null) {
    const share = sizeBytes / limitBytes;
    const limit = `the memory limit of ${formatBytes(limitBytes)} (${limitSource})`;
    lines.push(`${bar(share, TOTAL_BAR_CELLS)} ${atLeast}${formatPercent(share)} of ${limit}${available}`);
  }
  return lines.join('\n');
}
