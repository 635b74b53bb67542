import { bar, formatCount } from '../../features/figures';
import { printable } from '../../features/printable';
import type { LiveSample } from '../../shared/liveSample';
import type { LiveConfinement, LiveProcess, LiveServer } from '../../shared/liveServer';
import { formatBytes } from '../../zones/sizeText';
import { fitTable, type TableColumn } from '../fitTable';
import type { Terminal } from '../terminal';
import { wrapText } from '../textFit';
import { fullZones } from './fullZones';
import type { ReportedWatch } from './inspectReport';
import { bytesText, durationText } from './liveText';
import { type InspectedServer, readingProblem } from './readServer';
import { watchedLines } from './watchedLines';
import { type LiveScreen, zoneTable } from './zoneTable';
import { zoneTableNotes } from './zoneTableNotes';

const TOTAL_BAR_CELLS = 20;

/** Characters of a container's id that tell it apart, as its runtime shows it. */
const CONTAINER_ID_LENGTH = 12;

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
  const blocks: (readonly string[])[] = [heading(server, screen)];
  const sample = reading.kind === 'sample' ? reading.sample : null;
  if (sample !== null && sample.processes.length > 0) blocks.push(processTable(sample.processes, screen));
  const problem = readingProblem(inspected);
  if (problem !== null) {
    blocks.push(wrapText(problem, columns).map((line) => terminal.paint('warning', printable(line))));
  }
  if (sample !== null && problem === null) {
    blocks.push(...zoneBlocks(server, sample, watched, screen));
    if (screen.isFull) blocks.push(...fullZones(sample, screen));
    blocks.push([...accessLines(server, sample, screen), ...costLines(sample, screen)]);
  }
  if (watched !== null) blocks.push(watchedLines(watched, sample, screen));
  return blocks.filter((block) => block.length > 0).flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

function heading(server: LiveServer, { terminal, nowMs, columns }: ServerScreen): readonly string[] {
  const { product, version, masterPid, startedAtMs, isSingleProcess, upgradesPid, confinement } = server;
  const identity = [
    `${isSingleProcess ? 'process' : 'master'} ${masterPid}`,
    startedAtMs === null ? '' : `up ${durationText(nowMs - startedAtMs)}`,
    upgradesPid === null ? '' : `takes over from ${upgradesPid}`,
    confinement === null ? '' : confinementText(confinement),
    server.isExecutableReplaced ? 'its executable was replaced since it started' : '',
  ];
  const name = printable(version === null ? product : `${product} ${version}`);
  const files = [
    server.configFile === null ? 'config not known' : terminal.showPath(server.configFile),
    server.prefix === null ? '' : `prefix ${printable(server.prefix)}`,
  ];
  const [first = '', ...more] = wrapParts([terminal.bold(name), ...identity], columns);
  return [first, ...more, ...wrapParts(files, columns)];
}

function wrapParts(parts: readonly string[], columns: number | null): readonly string[] {
  return wrapText(parts.filter((part) => part !== '').join(' · '), columns);
}

function confinementText({ kind, containerId, innerPid }: LiveConfinement): string {
  const id = containerId === null ? '' : ` ${printable(containerId.slice(0, CONTAINER_ID_LENGTH))}`;
  const pid = innerPid === null ? '' : ` as pid ${innerPid}`;
  const where = { container: 'in the container', namespace: 'in namespaces of its own', chroot: 'in a chroot' };
  return kind === 'container' && containerId === null ? `in a container${pid}` : `${where[kind]}${id}${pid}`;
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
): readonly string[] {
  const note =
    'SHARED: pages that several processes hold, zones above all. They are in memory once, so do not add them up.';
  return [
    ...fitTable(processes, PROCESS_COLUMNS, columns, terminal.dim),
    ...(processes.length > 1 && !isBrief ? dimmed([note], terminal, columns) : []),
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

function totals({ zones }: LiveSample): string {
  const sizeBytes = zones.reduce((sum, zone) => sum + zone.mappedBytes, 0);
  const known = zones.filter(({ loaded }) => loaded.bytes !== null);
  const loadedBytes = known.reduce((sum, { loaded }) => sum + (loaded.bytes ?? 0), 0);
  const isAtLeast = known.length < zones.length || known.some(({ loaded }) => loaded.exactness === 'at least');
  const isEstimated = known.some(({ loaded }) => loaded.exactness === 'estimated');
  const exactness = isEstimated ? 'estimated' : isAtLeast ? 'at least' : 'exact';
  const count = `${formatCount(zones.length)} ${zones.length === 1 ? 'zone' : 'zones'}`;
  if (known.length === 0) return `${count} · ${formatBytes(sizeBytes)}, how much of it is loaded is not known`;
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

function costLines({ cost }: LiveSample, { terminal, columns }: LiveScreen): string[] {
  const wall = `${cost.wallMilliseconds.toFixed(1)} ms`;
  const cpu = `${cost.cpuMilliseconds.toFixed(1)} ms of CPU`;
  return dimmed([`Read in ${wall} (${cpu}, ${formatBytes(cost.readBytes)}).`], terminal, columns);
}

function dimmed(texts: readonly string[], terminal: Terminal, columns: number | null): string[] {
  return texts.flatMap((text) => wrapText(text, columns)).map(terminal.dim);
}
