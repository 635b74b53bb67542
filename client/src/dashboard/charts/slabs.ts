import { formatCount } from '../../../../server/src/features/figures';
import { printable } from '../../../../server/src/features/printable';
import { listText, t } from '../../../../server/src/l10n';
import type { DashboardZone, DashboardZoneDetail } from '../../../../server/src/shared/dashboard';
import { formatBytes } from '../../../../server/src/zones/sizeText';
import type { ChartContext, ChartControl, ChartView } from '../chartView';
import { chunksText } from './support/countTexts';
import { emptyChart } from './support/emptyChart';
import { atItsTime } from './support/itsTime';
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
    return emptyChart({ id: 'slabs', title, empty: emptyText(context, zone, detail) });
  }
  const unit: SlabUnit = controls[0]?.value === 'chunks' ? 'chunks' : 'bytes';
  const rows = slabRows(detail, detail.slots, data.pageSizeBytes);
  const rowsBefore = rowsOfBaseline(context, rows);
  const losses = lossesOf(detail, rows);
  const drawn = slabOption(context, { rows, rowsBefore: rowsBefore ?? [], losses, unit });
  return {
    id: 'slabs',
    title,
    summary: atItsTime(data, summary(zone, rows)),
    notes: [...failureNotes(context, zone, detail, rows), ...lossNotes(detail), ...baselineNotes(context, rowsBefore)],
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
  const bitmaps = classes.reduce((sum, { bitmapChunks }) => sum + (bitmapChunks ?? 0), 0);
  const used = classes.reduce((sum, { usedChunks }) => sum + (usedChunks ?? 0), bitmaps);
  const free = classes.reduce((sum, { freeChunks }) => sum + (freeChunks ?? 0), 0);
  const failed = classes.filter(({ failures }) => (failures ?? 0) > 0);
  const name = printable(zone.name);
  const chunks =
    bitmaps === 0
      ? t('{0}: {1} used, {2} free', name, chunksText(used), formatCount(free))
      : t('{0}: {1} used ({2} for bitmaps), {3} free', name, chunksText(used), formatCount(bitmaps), formatCount(free));
  if (classes.some(({ failures }) => failures === null)) return t('{0}; failures are not known.', chunks);
  if (failed.length === 0) return t('{0}; no request failed.', chunks);
  const count = failed.reduce((sum, { failures }) => sum + (failures ?? 0), 0);
  const byClass = listText(failed.map(({ label, failures }) => t('{0}: {1}', label, formatCount(failures ?? 0))));
  return count === 1
    ? t('{0}; 1 request failed ({1}).', chunks, byClass)
    : t('{0}; {1} requests failed ({2}).', chunks, formatCount(count), byClass);
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
        '“No memory” although space is free: a request needs a free chunk of its own class, or a whole free page; one above half a page needs enough free pages side by side. Free chunks of other classes do not help.',
      ),
    );
  }
  if (hasFailed) {
    notes.push(
      t('A failed request is not always an error: many kinds of zone then remove old entries, and ask again.'),
    );
  }
  const run = largestRunText(zone, detail, data.pageSizeBytes);
  if (run !== null) notes.push(run);
  notes.push(t('nginx does not count requests above half a page, nor their failures.'));
  return notes;
}

function lossNotes({ losses }: DashboardZoneDetail): string[] {
  if (losses === null) return [];
  const atMost = formatBytes(losses.roundingAtMostBytes);
  return [
    losses.roundingBytes === null
      ? t('Rounding requests up to whole chunks or pages takes at most {0} of the pages in use.', atMost)
      : t(
          'Rounding requests up to whole chunks or pages takes ≈ {0} of the pages in use, going by the size of an entry that is assumed for the zone; at most {1}.',
          formatBytes(losses.roundingBytes),
          atMost,
        ),
  ];
}

function baselineNotes({ baseline }: ChartContext, rowsBefore: readonly (SlabRow | null)[] | null): string[] {
  return baseline !== null && rowsBefore === null ? [t('The snapshot does not have the slabs of this zone.')] : [];
}
