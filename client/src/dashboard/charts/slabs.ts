import { formatCount } from '../../../../server/src/features/figures';
import { printable } from '../../../../server/src/features/printable';
import { t } from '../../../../server/src/l10n';
import type { DashboardZone, DashboardZoneDetail } from '../../../../server/src/shared/dashboard';
import { formatBytes } from '../../../../server/src/zones/sizeText';
import type { ChartContext, ChartControl, ChartView } from '../chartView';
import { emptyChart } from './support/emptyChart';
import { largestRunText, lookedZone } from './support/lookedZone';
import { slabLegend } from './support/slabLegend';
import { lossesOf } from './support/slabLosses';
import { slabOption } from './support/slabOption';
import { rowText, type SlabRow, type SlabUnit, slabRows } from './support/slabRows';
import { slabTable } from './support/slabTable';

/** Used and free chunks of the zone that is looked at by slot class, and what its pages in use hold for nobody. */
export function slabs(context: ChartContext): ChartView {
  const title = t('Slabs');
  const { data } = context;
  const zone = lookedZone(data);
  const detail = data.zone;
  const controls = [unitControl(context)];
  if (zone === null || detail === null || detail.slots === null) {
    return emptyChart({ id: 'slabs', title, empty: emptyText(context, zone, detail), controls });
  }
  const unit: SlabUnit = controls[0]?.value === 'chunks' ? 'chunks' : 'bytes';
  const rows = slabRows(detail, detail.slots, data.pageSizeBytes);
  const rowsBefore = rowsOfBaseline(context, rows);
  const losses = lossesOf(detail, rows);
  const drawn = slabOption(context, { rows, rowsBefore: rowsBefore ?? [], losses, unit });
  return {
    id: 'slabs',
    title,
    summary: summary(zone, rows),
    notes: [...failureNotes(context, zone, detail, rows), ...lossNotes(detail)],
    controls,
    option: drawn.option,
    empty: null,
    heightPx: drawn.heightPx,
    legend: slabLegend(context.theme, losses),
    table: slabTable(rows, rowsBefore, losses),
    items: [
      ...rows.map((row, dataIndex) => ({
        // A number of allocations that is not known draws nothing; the last series always has a value.
        seriesIndex: unit === 'chunks' && row.usedChunks === null ? drawn.firstLossSeries - 1 : 0,
        dataIndex,
        text: rowText(row, rowsBefore?.[dataIndex] ?? null),
      })),
      ...losses.map(({ text }, index) => ({ seriesIndex: drawn.firstLossSeries + index, dataIndex: 0, text })),
    ],
  };
}

/** Rows of the same zone in the snapshot that is compared with, beside those of now; null where it does not have them. */
function rowsOfBaseline({ data, baseline }: ChartContext, rows: readonly SlabRow[]): (SlabRow | null)[] | null {
  const detail = baseline?.zone ?? null;
  if (baseline === null || detail === null || detail.slots === null) return null;
  if (detail.zoneKey !== data.zone?.zoneKey) return null;
  const before = slabRows(detail, detail.slots, baseline.pageSizeBytes);
  return rows.map(({ slotBytes }) => before.find((row) => row.slotBytes === slotBytes) ?? null);
}

function unitControl(context: ChartContext): ChartControl {
  return {
    id: 'unit',
    label: t('Unit'),
    options: [
      { value: 'bytes', label: t('bytes') },
      { value: 'chunks', label: t('chunks') },
    ],
    value: context.choice('unit') === 'chunks' ? 'chunks' : 'bytes',
  };
}

function emptyText({ data }: ChartContext, zone: DashboardZone | null, detail: DashboardZoneDetail | null): string {
  if (data.state === 'planned') {
    return t('Nothing runs: what a zone’s slabs hold shows once a server runs and is attached.');
  }
  if (zone === null) return t('There is no zone.');
  return detail?.obstacle ?? t('The slab pool of {0} is not known.', printable(zone.name));
}

function summary(zone: DashboardZone, rows: readonly SlabRow[]): string {
  const classes = rows.filter(({ slotBytes }) => slotBytes !== null);
  const used = classes.reduce((sum, { usedChunks }) => sum + (usedChunks ?? 0), 0);
  const free = classes.reduce((sum, { freeChunks }) => sum + (freeChunks ?? 0), 0);
  const failed = classes.filter(({ failures }) => (failures ?? 0) > 0);
  const name = printable(zone.name);
  const chunks = t(
    '{0}: {1} chunks used, {2} free in the pages of their class',
    name,
    formatCount(used),
    formatCount(free),
  );
  if (classes.some(({ failures }) => failures === null)) return t('{0}; failures are not known.', chunks);
  if (failed.length === 0) return t('{0}; no request failed.', chunks);
  const count = failed.reduce((sum, { failures }) => sum + (failures ?? 0), 0);
  const names = failed.map(({ label }) => label).join(t(', '));
  return t('{0}; {1} requests failed, of the class {2}.', chunks, formatCount(count), names);
}

/** Why there is no memory although some is free. */
function failureNotes(
  { data }: ChartContext,
  zone: DashboardZone,
  detail: DashboardZoneDetail,
  rows: readonly SlabRow[],
): string[] {
  const notes: string[] = [];
  const hasFailed = rows.some(({ failures }) => (failures ?? 0) > 0);
  const freeBytes = (zone.freeBytes ?? 0) + rows.reduce((sum, { freeBytes: bytes }) => sum + bytes, 0);
  if (hasFailed && freeBytes > 0) {
    notes.push(
      t(
        '“No memory” while free space is shown: a request takes a free chunk of its own class, else a free page; one above half a page takes free pages side by side. Free chunks of another class do not help, and no free run may be long enough.',
      ),
    );
  }
  const run = largestRunText(zone, detail, data.pageSizeBytes);
  if (run !== null) notes.push(run);
  notes.push(t('nginx counts no requests and failures for allocations above half a page.'));
  return notes;
}

function lossNotes({ losses }: DashboardZoneDetail): string[] {
  if (losses === null) return [];
  const atMost = formatBytes(losses.roundingAtMostBytes);
  return [
    losses.roundingBytes === null
      ? t('Rounding requests up to chunks takes at most {0} of the pages in use.', atMost)
      : t(
          'Rounding requests up to chunks takes ≈ {0} of the pages in use, by the entry that is assumed for the zone, and at most {1}.',
          formatBytes(losses.roundingBytes),
          atMost,
        ),
  ];
}
