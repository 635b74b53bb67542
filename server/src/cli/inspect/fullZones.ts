import { formatCount } from '../../features/figures';
import { printable } from '../../features/printable';
import type { LiveSample, LiveSlot, LiveZone } from '../../shared/liveSample';
import type { LiveProcess } from '../../shared/liveServer';
import { formatBytes } from '../../zones/sizeText';
import { fitTable, type TableColumn } from '../fitTable';
import { wrapText } from '../textFit';
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
  { title: '  CLASS', alignment: 'right', leaveOut: 0, cell: ({ slotBytes }) => `  ${slotBytes}` },
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
  for (const [title, text] of details(zone, sample)) {
    lines.push(...wrapText(`${title}: ${text}`, columns === null ? null : columns - 2).map((line) => `  ${line}`));
  }
  return lines;
}

/** Facts of a zone with their titles, as far as they are known. */
function details(zone: LiveZone, { processes, pageSizeBytes }: LiveSample): (readonly [string, string])[] {
  const { chunks, walk, metadataBytes, mapped } = zone;
  const all: (readonly [string, string])[] = [];
  if (chunks !== null) {
    all.push(['chunks', `${count(chunks.used)} used (those that hold bitmaps too), ${count(chunks.free)} free`]);
  }
  if (metadataBytes !== null) all.push(['metadata', formatBytes(metadataBytes)]);
  if (walk !== null) {
    all.push(['free runs', runs(walk.freeRuns, pageSizeBytes)]);
    all.push(['allocations of whole pages', runs(walk.pageAllocations, pageSizeBytes)]);
  }
  if (mapped !== null && mapped.length > 0) all.push(['mapped', mappings(mapped, processes)]);
  return all;
}

function runs(list: readonly { readonly pages: number; readonly count: number }[], pageSizeBytes: number): string {
  if (list.length === 0) return 'none';
  const shown = list
    .slice(0, MOST_LISTED)
    .map(({ pages, count: times }) => `${formatCount(times)} × ${formatBytes(pages * pageSizeBytes)}`);
  const rest = list.length - shown.length;
  return `${shown.join(', ')}${rest === 0 ? '' : ` and ${formatCount(rest)} shorter lengths`}`;
}

function mappings(
  mapped: readonly { readonly pid: number; readonly bytes: number }[],
  processes: readonly LiveProcess[],
): string {
  const roles = new Map(processes.map(({ pid, role }) => [pid, role]));
  const shown = mapped.slice(0, MOST_LISTED).map(({ pid, bytes }) => {
    const role = roles.get(pid);
    return `${formatBytes(bytes)} by ${role === undefined ? '' : `${role} `}${pid}`;
  });
  const rest = mapped.length - shown.length;
  return `${shown.join(', ')}${rest === 0 ? '' : ` and ${rest} more`}`;
}
