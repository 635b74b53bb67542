import { liveBytesText, remainingText } from '../../../../server/src/features/liveTexts';
import { printable } from '../../../../server/src/features/printable';
import { processName } from '../../../../server/src/features/processName';
import { t } from '../../../../server/src/l10n';
import type { DashboardTimeline, DashboardZone } from '../../../../server/src/shared/dashboard';
import type { LiveExactness } from '../../../../server/src/shared/liveSample';
import type {
  ChartContext,
  ChartControl,
  ChartItem,
  ChartTable,
  ChartTheme,
  ChartView,
  LegendEntry,
} from '../chartView';
import { emptyChart } from './support/emptyChart';
import { atItsTime, hasFuture } from './support/itsTime';
import { lazyItem } from './support/lazyItem';
import { lookedZone } from './support/lookedZone';
import { LINES, lineColour } from './support/timelineLines';
import { EVENT_SERIES, timelineOption } from './support/timelineOption';
import { type TimelinePoint, timelinePoints } from './support/timelinePoints';
import { eventText, pointLines, timeText } from './support/timelineTexts';

/** Samples that arrow keys stop at, about; the table has all. */
const WALKED_POINTS = 100;

/** Loaded, used and resident bytes and failures over time, with what happened to the server. */
export function timeline(context: ChartContext): ChartView {
  const title = t('Timeline');
  const { data, theme, timeline: gathered } = context;
  const zone = lookedZone(data);
  const controls = gathered === null ? [] : [scopeControl(context, gathered, zone)];
  const isZone = controls[0]?.value === 'zone';
  const figures = isZone ? (gathered?.zone ?? null) : (gathered?.total ?? null);
  const points = gathered === null || figures === null ? [] : timelinePoints(gathered, figures);
  const last = points.at(-1);
  if (gathered === null || last === undefined) {
    return emptyChart({ id: 'timeline', title, empty: emptyText(context), controls });
  }
  const loadedExactness = isZone && zone !== null ? zone.loaded.exactness : data.totals.loaded.exactness;
  const before = snapshotFigures(context, isZone ? zone : null);
  const drawing = { points, events: gathered.events, loadedExactness, loadedBefore: before?.loaded.bytes ?? null };
  const { option, heightPx } = timelineOption(context, drawing);
  return {
    id: 'timeline',
    title,
    summary: atItsTime(data, summary(context, last, isZone ? zone : null, loadedExactness)),
    notes: [...notes(context, gathered, zone, points), ...snapshotNotes(context, before, isZone ? zone : null)],
    controls,
    option,
    empty: null,
    heightPx,
    legend: legend(theme, points, drawing.loadedBefore !== null),
    table: table(points, loadedExactness),
    items: items(points, gathered, loadedExactness),
  };
}

/** What the snapshot that is compared with had loaded of the zone, or of all; null without. */
function snapshotFigures({ baseline }: ChartContext, zone: DashboardZone | null) {
  if (baseline === null) return null;
  const { takenAtMs, totals, zones } = baseline;
  const loaded = zone === null ? totals.loaded : zones.find(({ key }) => key === zone.key)?.loaded;
  return loaded === undefined ? null : { takenAtMs, loaded };
}

function snapshotNotes(
  { baseline }: ChartContext,
  before: ReturnType<typeof snapshotFigures>,
  zone: DashboardZone | null,
): string[] {
  if (baseline === null) return [];
  if (before === null) return [t('The snapshot does not have the zone {0}.', printable(zone?.name ?? ''))];
  const { loaded, takenAtMs } = before;
  return [t('In the snapshot of {0}: {1} loaded.', timeText(takenAtMs), liveBytesText(loaded.bytes, loaded.exactness))];
}

function scopeControl(context: ChartContext, gathered: DashboardTimeline, zone: DashboardZone | null): ChartControl {
  const hasZone = gathered.zone !== null && zone !== null;
  return {
    id: 'scope',
    label: t('Zones'),
    options: [
      { value: 'all', label: t('all zones') },
      ...(hasZone ? [{ value: 'zone', label: t('zone {0}', printable(zone.name)) }] : []),
    ],
    value: hasZone && context.choice('scope') === 'zone' ? 'zone' : 'all',
  };
}

function emptyText({ data }: ChartContext): string {
  if (data.state === 'planned') return t('Nothing runs: a timeline begins once a server is attached.');
  if (data.state === 'snapshot') return t('The snapshot holds no samples over time.');
  return t('No sample has been taken yet.');
}

function summary(
  { data }: ChartContext,
  last: TimelinePoint,
  zone: DashboardZone | null,
  loadedExactness: LiveExactness,
): string {
  const loaded = liveBytesText(last.loadedBytes, last.loadedBytes === null ? 'exact' : loadedExactness);
  const used = liveBytesText(last.usedBytes);
  const isUnknown = last.loadedBytes === null && last.usedBytes === null;
  const figures =
    zone === null
      ? isUnknown
        ? t('All zones: loaded and used are not known')
        : t('All zones: {0} loaded, {1} used', loaded, used)
      : isUnknown
        ? t('{0}: loaded and used are not known', printable(zone.name))
        : t('{0}: {1} loaded, {2} used', printable(zone.name), loaded, used);
  if (data.process === null) return t('{0}.', figures);
  return t('{0}; {1}: {2} resident.', figures, processName(data.process), liveBytesText(last.residentBytes));
}

function notes(
  { data }: ChartContext,
  gathered: DashboardTimeline,
  zone: DashboardZone | null,
  points: readonly TimelinePoint[],
): string[] {
  const list = gathered.verdict === null ? [] : [gathered.verdict];
  if (zone !== null && hasFuture(data)) list.push(...forecast(zone));
  if (gathered.events.some(({ kind }) => kind === 'reload' || kind === 'worker replaced')) {
    list.push(
      t(
        'Resident memory falls at a reload, as a new worker counts only pages that it has touched itself: the zones keep all of theirs.',
      ),
    );
  }
  if (points.some(({ newFailures }) => (newFailures ?? 0) > 0)) {
    list.push(t('The bars are failures since the sample before.'));
  }
  if (data.process !== null && points.every(({ residentBytes }) => residentBytes === null)) {
    list.push(t('The resident memory of {0} is not known.', processName(data.process)));
  }
  return list;
}

/** When the zone is loaded whole, and when it is full. */
function forecast({ name, trend }: DashboardZone): string[] {
  if (trend === null) return [];
  const shown = printable(name);
  const { loadedInMs, fullInMs } = trend;
  if (loadedInMs !== null && fullInMs !== null) {
    return [
      t(
        'At this growth {0} is wholly loaded in {1}, and full in {2}.',
        shown,
        remainingText(loadedInMs),
        remainingText(fullInMs),
      ),
    ];
  }
  if (loadedInMs !== null) return [t('At this growth {0} is wholly loaded in {1}.', shown, remainingText(loadedInMs))];
  return fullInMs === null ? [] : [t('At this growth {0} is full in {1}.', shown, remainingText(fullInMs))];
}

function legend(theme: ChartTheme, points: readonly TimelinePoint[], hasSnapshot: boolean): LegendEntry[] {
  const drawn = LINES.filter(({ key }) => points.some((point) => point[key] !== null));
  const entries: LegendEntry[] = drawn.map((line) => ({
    label: `${line.sign} ${line.label()}`,
    colour: lineColour(theme, line),
    pattern: null,
  }));
  if (points.some(({ newFailures }) => newFailures !== null)) {
    entries.push({ label: t('new failures'), colour: theme.error, pattern: null });
  }
  if (hasSnapshot) {
    entries.push({ label: t('loaded in the snapshot (diamond)'), colour: theme.foreground, pattern: null });
  }
  return entries;
}

function table(points: readonly TimelinePoint[], exactness: LiveExactness): ChartTable {
  return {
    columns: [
      { key: 'time', label: t('time'), unit: 'time' },
      { key: 'loadedBytes', label: t('loaded'), unit: 'bytes' },
      { key: 'usedBytes', label: t('used'), unit: 'bytes' },
      { key: 'failures', label: t('failures'), unit: 'count' },
      { key: 'newFailures', label: t('new failures'), unit: 'count' },
      { key: 'residentBytes', label: t('resident'), unit: 'bytes' },
      { key: 'events', label: t('what happened'), unit: 'text' },
    ],
    rows: points.map((point) => ({
      key: String(point.sampleNumber),
      cells: [
        point.atMs,
        point.loadedBytes,
        point.usedBytes,
        point.failures,
        point.newFailures,
        point.residentBytes,
        point.events.map(eventText).join(' · '),
      ],
      exactness,
      marked: exactness === 'exact' || point.loadedBytes === null ? [] : ['loadedBytes'],
    })),
  };
}

/** Samples at even distances that stay the same while more come, the last one, and between them what happened. */
function items(points: readonly TimelinePoint[], { events }: DashboardTimeline, exactness: LiveExactness): ChartItem[] {
  const every = 2 ** Math.max(0, Math.ceil(Math.log2(points.length / WALKED_POINTS)));
  const walked = points.flatMap((point, dataIndex) => {
    if (dataIndex % every !== 0 && dataIndex !== points.length - 1) return [];
    const known = LINES.findIndex(({ key }) => point[key] !== null);
    const text = () => pointLines({ ...point, events: [] }, exactness).join('; ');
    return [{ atMs: point.atMs, item: lazyItem(Math.max(0, known), dataIndex, text) }];
  });
  const happened = events.map((event, dataIndex) => ({
    atMs: event.atMs,
    item: lazyItem(EVENT_SERIES, dataIndex, () => eventText(event)),
  }));
  return [...walked, ...happened].sort((one, other) => one.atMs - other.atMs).map(({ item }) => item);
}
