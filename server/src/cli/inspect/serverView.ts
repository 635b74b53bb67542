import { bar, formatCount } from '../../features/figures';
import { liveTotalsOf } from '../../features/liveTotals';
import { printable } from '../../features/printable';
import type { LiveSample } from '../../shared/liveSample';
import type { LiveProcess, LiveServer, MemoryBreakdown, SampleCost } from '../../shared/liveServer';
import { formatBytes } from '../../zones/sizeText';
import { fitTable, type TableColumn } from '../fitTable';
import type { Terminal } from '../terminal';
import { wrapText } from '../textFit';
import { fullZones } from './fullZones';
import type { ReportedWatch } from './inspectReport';
import { bytesText } from './liveText';
import { processMemory } from './processMemory';
import { type InspectedServer, readingProblem } from './readServer';
import { serverHeading } from './serverHeading';
import { watchedLines } from './watchedLines';
import { type LiveScreen, zoneTable } from './zoneTable';
import { zoneTableNotes } from './zoneTableNotes';

const TOTAL_BAR_CELLS = 20;

/** How a server is shown. */
export interface ServerScreen extends LiveScreen {
  /** With each zone's slots, free runs and mappings. */
  readonly isFull: boolean;
  /** Without what is always the same: it is drawn again and again, where rows are few. */
  readonly isBrief: boolean;
  readonly nowMs: number;
}

/** One server for people: who it is, its processes and zones, what may be read of it, and what that cost. */
export function serverView(
  inspected: InspectedServer,
  watched: ReportedWatch | null,
  screen: ServerScreen,
): readonly string[] {
  const { server, reading } = inspected;
  const { terminal, columns } = screen;
  const { sample, memory } = reading.kind === 'sample' ? reading : { sample: null, memory: null };
  const blocks: (readonly string[])[] = [serverHeading(server, sample?.processes ?? [], screen)];
  // Above the tables: what does not fit into a small window is cut off below.
  if (watched !== null) blocks.push(watchedLines(watched, sample, screen));
  if (sample !== null && sample.processes.length > 0) blocks.push(...processTable(sample.processes, screen));
  const problem = readingProblem(inspected);
  if (problem !== null) {
    blocks.push(wrapText(problem, columns).map((line) => terminal.paint('warning', printable(line))));
  }
  if (sample !== null && problem === null) {
    if (memory !== null) blocks.push(...processMemory(sample, memory, screen));
    blocks.push(...zoneBlocks(server, sample, watched, screen));
    if (screen.isFull) blocks.push(...fullZones(sample, screen));
    blocks.push([...accessLines(server, sample, screen), ...costLines(sample, memory, screen)]);
  }
  return blocks.filter((block) => block.length > 0).flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

const PROCESS_COLUMNS: readonly TableColumn<LiveProcess>[] = [
  { title: 'PROCESS', alignment: 'right', leaveOut: 0, cell: ({ pid }) => String(pid) },
  { title: 'ROLE', alignment: 'left', leaveOut: 0, cell: ({ role }) => role },
  { title: 'VIRTUAL', alignment: 'right', leaveOut: 1, cell: ({ virtualBytes }) => bytesText(virtualBytes) },
  { title: 'RESIDENT', alignment: 'right', leaveOut: 0, cell: ({ residentBytes }) => bytesText(residentBytes) },
  { title: 'SHARED', alignment: 'right', leaveOut: 0, cell: ({ sharedBytes }) => bytesText(sharedBytes) },
  { title: 'PRIVATE', alignment: 'right', leaveOut: 0, cell: ({ privateBytes }) => bytesText(privateBytes) },
];

function processTable(
  processes: readonly LiveProcess[],
  { terminal, columns, isBrief }: ServerScreen,
): readonly (readonly string[])[] {
  const note =
    'SHARED: pages that several processes hold, zones above all. They are in memory once, so do not add them up.';
  return [
    fitTable(processes, PROCESS_COLUMNS, columns, terminal.dim),
    processes.length > 1 && !isBrief ? dimmed([note], terminal, columns) : [],
  ];
}

function zoneBlocks(
  server: LiveServer,
  sample: LiveSample,
  watched: ReportedWatch | null,
  screen: ServerScreen,
): readonly (readonly string[])[] {
  if (sample.zones.length === 0) return [['It has no shared memory zone.']];
  const { terminal, columns, isBrief } = screen;
  return [
    zoneTable(server, sample, watched?.trends ?? [], screen),
    dimmed(zoneTableNotes(sample, isBrief), terminal, columns),
    wrapText(totals(sample), columns),
  ];
}

function totals(sample: LiveSample): string {
  const { loadedBytes, exactness, zoneCount } = liveTotalsOf(sample);
  const sizeBytes = sample.zones.reduce((sum, zone) => sum + zone.mappedBytes, 0);
  const count = `${formatCount(zoneCount)} ${zoneCount === 1 ? 'zone' : 'zones'}`;
  if (loadedBytes === null) return `${count} · ${formatBytes(sizeBytes)}, how much of it is loaded is not known`;
  const share = bar(loadedBytes / sizeBytes, TOTAL_BAR_CELLS);
  return `${share} ${count} · ${bytesText(loadedBytes, exactness)} of ${formatBytes(sizeBytes)} loaded`;
}

const RUNG_MEANING = {
  exact: 'every figure is exact',
  mapped: 'figures of what is loaded are lower bounds',
  'page tables': 'only what processes have mapped is seen, and nothing inside zones',
  none: 'nothing of its memory may be read',
} as const;

function accessLines({ access }: LiveServer, { rung }: LiveSample, { terminal, columns }: LiveScreen): string[] {
  const lines = [`Rung "${rung}": ${RUNG_MEANING[rung]}.`];
  if (access.missing !== null) lines.push(`For the next rung: ${printable(access.missing)}`);
  for (const remedy of access.remedies) lines.push(`  ${printable(remedy)}`);
  const paint = access.missing === null ? terminal.dim : (text: string) => terminal.paint('warning', text);
  return lines.flatMap((line) => wrapText(line, columns)).map(paint);
}

function costLines(
  { cost }: LiveSample,
  memory: ReadonlyMap<number, MemoryBreakdown> | null,
  { terminal, columns }: LiveScreen,
): string[] {
  const lines = [`Read in ${costText([cost])}.`];
  if (memory !== null && memory.size > 0) {
    const whose = memory.size === 1 ? 'one process' : `${formatCount(memory.size)} processes`;
    lines.push(`The memory of ${whose} in ${costText([...memory.values()].map((one) => one.cost))}.`);
  }
  return dimmed(lines, terminal, columns);
}

/** Of some readings together. */
function costText(costs: readonly SampleCost[]): string {
  const sum = (figure: (cost: SampleCost) => number): number => costs.reduce((all, cost) => all + figure(cost), 0);
  const wall = `${sum(({ wallMilliseconds }) => wallMilliseconds).toFixed(1)} ms`;
  const cpu = `${sum(({ cpuMilliseconds }) => cpuMilliseconds).toFixed(1)} ms of CPU`;
  return `${wall} (${cpu}, ${formatBytes(sum(({ readBytes }) => readBytes))})`;
}

function dimmed(texts: readonly string[], terminal: Terminal, columns: number | null): string[] {
  return texts.flatMap((text) => wrapText(text, columns)).map(terminal.dim);
}
