import { posix } from 'node:path';
import { bar, formatCount, shorten } from '../../features/figures';
import { failureCount } from '../../features/liveTexts';
import { printable } from '../../features/printable';
import type { LiveSample, LiveZone } from '../../shared/liveSample';
import type { LiveServer } from '../../shared/liveServer';
import type { ZoneTrend } from '../../shared/liveTrends';
import { formatBytes } from '../../zones/sizeText';
import { fitTable, type TableColumn } from '../fitTable';
import type { Terminal } from '../terminal';
import { bytesText, durationText, growthText, UNKNOWN, zoneTitle } from './liveText';

/** Longer names are shortened, so that one of them does not push all other columns off the screen. */
const LONGEST_NAME = 40;

const BAR_CELLS = 10;

/** In a cell about pages of a zone that has none. */
const NO_POOL = '–';

/** How views are shown. */
export interface LiveScreen {
  readonly terminal: Terminal;
  /** Of the terminal; null where lines may have any length. */
  readonly columns: number | null;
}

/** Zones of a server in the order in which they are shown: largest first, which no figure that moves changes. */
export function shownZones({ zones }: LiveSample): readonly LiveZone[] {
  return [...zones].sort((left, right) => right.sizeBytes - left.sizeBytes);
}

/** The table of a server's zones. */
export function zoneTable(
  { configFile }: Pick<LiveServer, 'configFile'>,
  sample: LiveSample,
  trends: readonly ZoneTrend[],
  { terminal, columns }: LiveScreen,
): readonly string[] {
  const byInode = new Map(trends.map((trend) => [trend.inode, trend]));
  const rows = shownZones(sample).map((zone) => ({ zone, trend: byInode.get(zone.inode) ?? null }));
  return fitTable(rows, zoneColumns(sample.pageSizeBytes, configFile, terminal), columns, terminal.dim);
}

interface Row {
  readonly zone: LiveZone;
  readonly trend: ZoneTrend | null;
}

function zoneColumns(
  pageSizeBytes: number,
  configFile: string | null,
  terminal: Terminal,
): readonly TableColumn<Row>[] {
  const pages = (zone: LiveZone, count: number | null | undefined): string =>
    zone.pages !== null && typeof count === 'number' ? formatBytes(count * pageSizeBytes) : noFigure(zone);
  return [
    column('ZONE', 'left', 0, ({ zone }) => nameText(zone, terminal)),
    column('KIND', 'left', 7, ({ zone }) => (zone.kind === null ? UNKNOWN : printable(zone.kind))),
    column('SIZE', 'right', 0, ({ zone }) => formatBytes(zone.sizeBytes)),
    column('', 'left', 9, ({ zone }) => loadedBar(zone)),
    column('LOADED', 'right', 0, ({ zone }) => bytesText(zone.loaded.bytes, zone.loaded.exactness)),
    column('+/MIN', 'right', 3, ({ trend }) => growthText(trend?.loadedBytesPerMinute ?? null)),
    column('USED', 'right', 1, ({ zone }) => pages(zone, zone.pages?.used)),
    column('+/MIN', 'right', 4, ({ trend }) => growthText(trend?.usedBytesPerMinute ?? null)),
    column('FREE', 'right', 6, ({ zone }) => pages(zone, zone.pages?.free)),
    column('FITS UP TO', 'right', 2, ({ zone }) => pages(zone, zone.pages?.largestFreeRun)),
    column('FAILURES', 'right', 5, ({ zone }) => failuresText(zone)),
    column('/MIN', 'right', 5, ({ trend }) => rateText(trend?.failuresPerMinute ?? null)),
    column('FULL IN', 'right', 5, ({ trend }) => timeText(trend?.fullInMs ?? null)),
    column('DECLARED AT', 'left', 8, ({ zone }) => placeText(zone, configFile, terminal)),
  ];
}

function column(
  title: string,
  alignment: 'left' | 'right',
  leaveOut: number,
  cell: (row: Row) => string,
): TableColumn<Row> {
  return { title, alignment, leaveOut, cell };
}

function nameText(zone: LiveZone, terminal: Terminal): string {
  const name = terminal.bold(shorten(zoneTitle(zone), LONGEST_NAME));
  return zone.isCurrent ? name : `${name} (old)`;
}

function noFigure({ pool, isConsistent }: LiveZone): string {
  if (pool === 'none') return NO_POOL;
  return pool === 'slab' && !isConsistent ? 'busy' : UNKNOWN;
}

function loadedBar({ loaded, mappedBytes }: LiveZone): string {
  return loaded.bytes === null ? '' : bar(loaded.bytes / mappedBytes, BAR_CELLS);
}

function failuresText(zone: LiveZone): string {
  const failures = failureCount(zone);
  return failures === null ? noFigure(zone) : formatCount(failures);
}

function rateText(perMinute: number | null): string {
  return perMinute === null || perMinute === 0 ? '' : formatCount(Math.round(perMinute * 10) / 10);
}

function timeText(milliseconds: number | null): string {
  return milliseconds === null ? '' : durationText(milliseconds);
}

/** Files beside the main config are told from its folder, which the heading shows. */
function placeText({ declaredAt }: LiveZone, configFile: string | null, terminal: Terminal): string {
  if (declaredAt === null) return '';
  const near = configFile === null ? declaredAt.file : posix.relative(posix.dirname(configFile), declaredAt.file);
  const isNear = near !== '' && !near.startsWith('../') && !posix.isAbsolute(near);
  return `${isNear ? printable(near) : terminal.showPath(declaredAt.file)}:${declaredAt.line}`;
}
