import { formatCount } from '../../features/figures';
import { printable } from '../../features/printable';
import type { LiveSample, LiveSlot, LiveZone } from '../../shared/liveSample';
import type { LiveProcess, Rung } from '../../shared/liveServer';
import { formatBytes } from '../../zones/sizeText';
import { fitTable, type TableColumn } from '../fitTable';
import { wrapItems, wrapText } from '../textFit';
import { UNKNOWN, zoneTitle } from './liveText';
import { type LiveScreen, shownZones } from './zoneTable';

/** Of runs and processes in one list. */
const MOST_LISTED = 8;

/** What `--full` shows of each zone below the table: slots, runs, multi-page allocations, mappings. */
export function fullZones(sample: LiveSample, screen: LiveScreen): readonly (readonly string[])[] {
  const blocks = shownZones(sample).map((zone) => fullZone(zone, sample, screen));
  const isMapped = sample.zones.some(({ mapped }) => mapped !== null && mapped.length > 0);
  const why =
    'Mapped is what a process has in its own page table: it starts empty at each start, fork and reload and grows with ' +
    'what the process touches, while the zone keeps every page that was ever touched.';
  return isMapped ? [...blocks, wrapText(why, screen.columns).map(screen.terminal.dim)] : blocks;
}

const count = (value: number | null): string => (value === null ? UNKNOWN : formatCount(value));

const SLOT_COLUMNS: readonly TableColumn<LiveSlot>[] = [
  { title: '  CLASS', alignment: 'right', leaveOut: 0, cell: ({ slotBytes }) => `  ${formatBytes(slotBytes)}` },
  { title: 'PAGES', alignment: 'right', leaveOut: 0, cell: ({ pages }) => count(pages) },
  { title: 'USED', alignment: 'right', leaveOut: 0, cell: ({ usedChunks }) => count(usedChunks) },
  { title: 'FREE', alignment: 'right', leaveOut: 0, cell: ({ freeChunks }) => count(freeChunks) },
  { title: 'BITMAPS', alignment: 'right', leaveOut: 3, cell: ({ bitmapChunks }) => count(bitmapChunks) },
  { title: 'REQUESTS', alignment: 'right', leaveOut: 2, cell: ({ requests }) => count(requests) },
  { title: 'FAILURES', alignment: 'right', leaveOut: 1, cell: ({ failures }) => count(failures) },
];

function fullZone(zone: LiveZone, sample: LiveSample, { terminal, columns }: LiveScreen): readonly string[] {
  const kind = zone.kind === null ? '' : ` · ${printable(zone.kind)}`;
  const lines = [`${terminal.bold(zoneTitle(zone))}${kind} · ${formatBytes(zone.sizeBytes)}`];
  const slots = zone.slots?.filter(({ pages, requests }) => pages > 0 || (requests ?? 0) > 0) ?? [];
  if (slots.length > 0) lines.push(...fitTable(slots, SLOT_COLUMNS, columns, terminal.dim));
  for (const { title, items } of details(zone, sample)) {
    const [first = '', ...more] = items;
    const width = columns === null ? null : columns - 2;
    const texts =
      more.length === 0
        ? wrapText(`${title}: ${first}`, width)
        : wrapItems([`${title}: ${first}`, ...more], ', ', width);
    lines.push(...texts.map((line) => `  ${line}`));
  }
  return lines;
}

/** A fact of a zone: one text, or a list of figures. */
interface Detail {
  readonly title: string;
  readonly items: readonly string[];
}

/** Facts of a zone, as far as they are known. */
function details({ chunks, metadataBytes, walk, walkObstacle, mapped }: LiveZone, sample: LiveSample): Detail[] {
  const all: Detail[] = [];
  const add = (title: string, ...items: readonly string[]): void => {
    all.push({ title, items });
  };
  if (chunks !== null) {
    add('chunks', `${count(chunks.used)} used (those that hold bitmaps too)`, `${count(chunks.free)} free`);
  }
  if (metadataBytes !== null) add('metadata', formatBytes(metadataBytes));
  if (walk !== null) {
    add('free runs', ...runs(walk.freeRuns, sample.pageSizeBytes));
    add('allocations of whole pages', ...runs(walk.pageAllocations, sample.pageSizeBytes));
  }
  if (walkObstacle !== null) add('free runs and allocations of whole pages', OBSTACLES[walkObstacle](sample.rung));
  if (mapped !== null && mapped.length > 0) add('mapped', ...mappings(mapped, sample.processes));
  return all;
}

const OBSTACLES = {
  busy: () => 'busy; pages came and went at every attempt, ask again',
  unreadable: (rung: Rung) => `unknown; the rung "${rung}" does not show the whole account of pages`,
} as const;

function runs(
  list: readonly { readonly pages: number; readonly count: number }[],
  pageSizeBytes: number,
): readonly string[] {
  if (list.length === 0) return ['none'];
  const shown = list
    .slice(0, MOST_LISTED)
    .map(({ pages, count: times }) => `${formatCount(times)} × ${formatBytes(pages * pageSizeBytes)}`);
  const rest = list.length - shown.length;
  return rest === 0 ? shown : [...shown, `${formatCount(rest)} shorter lengths`];
}

function mappings(
  mapped: readonly { readonly pid: number; readonly bytes: number }[],
  processes: readonly LiveProcess[],
): readonly string[] {
  const roles = new Map(processes.map(({ pid, role }) => [pid, role]));
  const some = mapped.filter(({ bytes }) => bytes > 0);
  const shown = some.slice(0, MOST_LISTED).map(({ pid, bytes }) => {
    const role = roles.get(pid);
    return `${formatBytes(bytes)} by ${role === undefined ? '' : `${role} `}${pid}`;
  });
  const rest = some.length - shown.length;
  if (rest > 0) shown.push(`some by ${rest} more`);
  const without = mapped.length - some.length;
  if (without > 0)
    shown.push(`nothing by ${some.length === 0 ? 'any process' : without === 1 ? 'one other' : `${without} others`}`);
  return shown;
}
