import { shorten } from '../../../../server/src/features/figures';
import { printable } from '../../../../server/src/features/printable';
import { processName } from '../../../../server/src/features/processName';
import { listText, t } from '../../../../server/src/l10n';
import type { DashboardData, DashboardZone } from '../../../../server/src/shared/dashboard';
import type { Chart, ChartColumn, ChartContext, ChartItem, ChartRow, ChartView, LegendEntry } from '../chartView';
import { emptyChart } from './support/emptyChart';
import { meaningEntry } from './support/fills';
import { lazyItem } from './support/lazyItem';
import { zoneBarHeightPx } from './support/zoneBarLayout';
import { zoneBarOption } from './support/zoneBarOption';
import {
  fullnessOf,
  PIECES,
  pieceBytes,
  pieceLabel,
  zoneBarChoice,
  zoneBarControls,
  zonesToDraw,
} from './support/zoneBars';
import { loadedShare, zoneLines, zonesSummary } from './support/zoneBarTexts';

/** Zones of the snapshot that are told by name when they have gone. */
const MOST_GONE = 5;

/** UTF-16 units of such a name. */
const LONGEST_NAME = 60;

/** One bar a zone: what is loaded of it, as what, what was never touched, and what other tools show of it. */
export const loadedZones: Chart = (context) => {
  const { data, baseline } = context;
  const title = t('Loaded and unloaded');
  const isPlanned = data.state === 'planned';
  if (data.zones.length === 0)
    return emptyChart({ id: 'loaded', title, empty: noZonesText(isPlanned), table: tableOf([], context) });
  const chosen = zoneBarChoice(context.choice, isPlanned);
  const controls =
    data.zones.length > 1 ? zoneBarControls(chosen, isPlanned) : zoneBarControls(chosen, isPlanned).slice(0, 1);
  const zones = zonesToDraw(data.zones, chosen);
  if (zones.length === 0) {
    const empty = chosen.show === 'failing' ? t('No zone has failures.') : t('No zone is nearly full.');
    return emptyChart({ id: 'loaded', title, empty, controls, table: tableOf([], context) });
  }
  const before = new Map((baseline?.zones ?? []).map((zone) => [zone.key, zone]));
  const option = zoneBarOption(context, { zones, before, chosen });
  return {
    id: 'loaded',
    title,
    summary: zonesSummary(data),
    notes: notesOf(context, zones),
    controls,
    option,
    empty: null,
    heightPx: zoneBarHeightPx(zones.length, context.widthPx),
    legend: legendOf(context, zones, before),
    table: tableOf(zones, context),
    items: itemsOf(zones, data, before, (option.series as readonly unknown[]).length - 1),
  } satisfies ChartView;
};

function noZonesText(isPlanned: boolean): string {
  return isPlanned
    ? t('This config declares no shared memory zone.')
    : t('No shared memory zone of this server was found.');
}

function notesOf({ data, baseline }: ChartContext, zones: readonly DashboardZone[]): string[] {
  const notes: string[] = [];
  if (data.state === 'planned') {
    notes.push(
      t('A zone takes RAM page by page, when a page is first written: what was never touched costs addresses only.'),
    );
  }
  if (data.process !== null && zones.some(({ pageTableBytes }) => pageTableBytes !== null)) {
    notes.push(
      t(
        'The mark is what other tools (ps, smaps, top) count of a zone, here for {0}: only pages that this process has touched. A new worker begins with none after a reload, while the zone still holds every page.',
        processName(data.process),
      ),
    );
  }
  if (zones.some((zone) => (pieceBytes(zone, 'free again') ?? 0) > 0)) {
    notes.push(t('Free again, still loaded: nginx gives no page back to the system, but uses it again.'));
  }
  if (zones.some(({ pieces }) => pieces.length === 0)) {
    notes.push(t('A dashed bar: how much of this zone is loaded is not known.'));
  }
  if (zones.some(({ loaded }) => loaded.exactness === 'at least')) {
    notes.push(t('≥: so much could be seen; there may be more.'));
  }
  const current = new Set(data.zones.map(({ key }) => key));
  const gone = (baseline?.zones ?? []).filter(({ key }) => !current.has(key));
  if (gone.length > 0) {
    const names = gone.slice(0, MOST_GONE).map(({ name }) => shorten(printable(name), LONGEST_NAME));
    const more = gone.length - names.length;
    notes.push(t('Only in the snapshot: {0}.', listText(more > 0 ? [...names, t('{0} more', more)] : names)));
  }
  return notes;
}

function legendOf(
  { data, theme }: ChartContext,
  zones: readonly DashboardZone[],
  before: ReadonlyMap<string, DashboardZone>,
) {
  const legend: LegendEntry[] = PIECES.filter((piece) => zones.some((zone) => (pieceBytes(zone, piece) ?? 0) > 0)).map(
    (piece) => meaningEntry(theme, piece, pieceLabel(piece)),
  );
  if (zones.some(({ pieces, sizeBytes }) => pieces.length === 0 && sizeBytes !== null)) {
    legend.push({ label: t('not known (dashed)'), colour: theme.background, pattern: null });
  }
  if (zones.some(({ pageTableBytes }) => pageTableBytes !== null)) {
    const label =
      data.process === null
        ? t('seen by other tools (mark)')
        : t('seen by other tools in {0} (mark)', processName(data.process));
    legend.push(meaningEntry(theme, 'mark', label));
  }
  if (zones.some(({ key }) => (before.get(key)?.loaded.bytes ?? null) !== null)) {
    legend.push({ label: t('loaded in the snapshot (diamond)'), colour: theme.foreground, pattern: null });
  }
  return legend;
}

function itemsOf(
  zones: readonly DashboardZone[],
  data: DashboardData,
  before: ReadonlyMap<string, DashboardZone>,
  seriesIndex: number,
): ChartItem[] {
  return zones.map((zone, dataIndex) =>
    lazyItem(seriesIndex, dataIndex, () => listText(zoneLines(zone, data, before.get(zone.key) ?? null)), zone.key),
  );
}

function tableOf(zones: readonly DashboardZone[], { data, baseline }: ChartContext) {
  const isPlanned = data.state === 'planned';
  const before = new Map((baseline?.zones ?? []).map((zone) => [zone.key, zone]));
  const columns: ChartColumn[] = [
    { key: 'zone', label: t('Zone'), unit: 'text' },
    { key: 'kind', label: t('Kind'), unit: 'text' },
    { key: 'sizeBytes', label: t('Size'), unit: 'bytes' },
    { key: 'loadedBytes', label: isPlanned ? t('Loaded when empty') : t('Loaded'), unit: 'bytes' },
    { key: 'loadedShare', label: t('Loaded of it'), unit: 'percent' },
    ...PIECES.map((piece) => ({ key: PIECE_KEYS[piece], label: pieceLabel(piece), unit: 'bytes' }) as const),
    { key: 'freeBytes', label: t('Free'), unit: 'bytes' },
    { key: 'fullness', label: t('Full to'), unit: 'percent' },
    { key: 'pageTableBytes', label: t('Page table of the process'), unit: 'bytes' },
    { key: 'loadedBytesPerMinute', label: t('Growth of loaded a minute'), unit: 'bytes' },
    { key: 'largestRequestBytes', label: t('Largest value that fits'), unit: 'bytes' },
    { key: 'failures', label: t('Failures'), unit: 'count' },
    ...(baseline === null
      ? []
      : [{ key: 'snapshotLoadedBytes', label: t('Loaded in the snapshot'), unit: 'bytes' } as const]),
  ];
  const rows = zones.map((zone): ChartRow => {
    const old = before.get(zone.key);
    return {
      key: zone.key,
      cells: [
        zone.name,
        zone.kind,
        zone.sizeBytes,
        zone.loaded.bytes,
        loadedShare(zone),
        ...PIECES.map((piece) => pieceBytes(zone, piece)),
        zone.freeBytes,
        fullnessOf(zone),
        zone.pageTableBytes,
        zone.trend?.loadedBytesPerMinute ?? null,
        zone.largestRequestBytes,
        zone.failures,
        ...(baseline === null ? [] : [old?.loaded.bytes ?? null]),
      ],
      exactness: zone.loaded.exactness,
      marked: zone.loaded.exactness === 'exact' ? [] : ['loadedBytes', 'loadedShare'],
    };
  });
  return { columns, rows };
}

const PIECE_KEYS = {
  metadata: 'metadataBytes',
  used: 'usedBytes',
  loaded: 'otherLoadedBytes',
  'free again': 'freeAgainBytes',
  'never touched': 'neverTouchedBytes',
} as const;
