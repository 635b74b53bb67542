import { formatCount } from '../../../../../server/src/features/figures';
import { liveBytesText } from '../../../../../server/src/features/liveTexts';
import { t } from '../../../../../server/src/l10n';
import { formatBytes } from '../../../../../server/src/zones/sizeText';
import type { ChartContext, ChartOption, ColourMeaning } from '../../chartView';
import { byteAxis, categoryAxis, countAxis } from './axes';
import { meaningFill } from './fills';
import { inkOn } from './inkOn';
import { lossFill } from './slabLegend';
import type { LossPiece } from './slabLosses';
import { rowLines, type SlabRow, type SlabUnit } from './slabRows';
import { textWidthPx } from './textMeasure';
import { mutedTextStyle, textStyle, tooltipStyle, tooltipTarget, tooltipText } from './tooltip';

/** What the slab chart is drawn from. */
export interface SlabDrawing {
  readonly rows: readonly SlabRow[];
  /** Of the snapshot that is compared with, row by row. */
  readonly rowsBefore: readonly (SlabRow | null)[];
  readonly losses: readonly LossPiece[];
  readonly unit: SlabUnit;
}

/** Heights in CSS pixels. */
const ROW_PX = 23;
const AXIS_PX = 26;
const LOSS_BAR_PX = 38;
const GAP_PX = 14;
const TOP_PX = 22;

/** Below this width labels are as short as can be. */
const NARROW_PX = 420;

/** Bars of this length and below have no outline. */
const SHORT_BAR_PX = 4;

/** Room between a label and what it belongs to. */
const LABEL_GAP_PX = 10;

/** Bars of the classes, and below them one bar of what the pages in use hold. */
export function slabOption(
  context: ChartContext,
  drawing: SlabDrawing,
): { readonly option: ChartOption; readonly heightPx: number; readonly firstLossSeries: number } {
  const { theme, widthPx } = context;
  const { rows, losses, unit } = drawing;
  const isNarrow = widthPx < NARROW_PX;
  const labels = rows.map((row) => (isNarrow ? shortLabel(row) : row.label));
  const lossName = isNarrow ? t('in use') : t('pages in use');
  const totals = rows.map((row) => totalText(row, unit));
  const marks = rows.map(({ failures }) => ((failures ?? 0) > 0 ? `✕ ${formatCount(failures ?? 0)}` : ''));
  const hasMarks = marks.some((mark) => mark !== '');
  const left = widest([...labels, lossName], theme.fontSizePx) + LABEL_GAP_PX;
  const totalsPx = widest(totals, theme.fontSizePx) + LABEL_GAP_PX;
  const marksPx = hasMarks ? widest([...marks, t('failed')], theme.fontSizePx) + LABEL_GAP_PX : 0;
  const right = totalsPx + marksPx;
  const rowsPx = rows.length * ROW_PX;
  const lossTop = TOP_PX + rowsPx + AXIS_PX + GAP_PX;
  const plotPx = Math.max(1, widthPx - left - right);
  const steps = plotPx < 320 ? 2 : 5;
  const most = Math.max(0, ...rows.map((row) => sizeOf(row, unit)));
  const lossBytes = losses.reduce((sum, { bytes }) => sum + bytes, 0);
  const names = categoryAxis(theme, labels);
  const series = classSeries(context, drawing, totals, (SHORT_BAR_PX * most) / plotPx);
  const lossSeries = losses.map((loss) => {
    const filled = lossFill(theme, loss.piece);
    const text = liveBytesText(loss.bytes, loss.exactness);
    const isShown = (loss.bytes / Math.max(1, lossBytes)) * plotPx > textWidthPx(text, theme.fontSizePx) + LABEL_GAP_PX;
    return {
      id: `loss ${loss.piece}`,
      type: 'bar',
      name: loss.label,
      stack: 'losses',
      xAxisIndex: 1,
      yAxisIndex: 1,
      barWidth: 22,
      data: [loss.bytes],
      itemStyle: filled,
      label: {
        ...textStyle(theme),
        show: isShown,
        position: 'inside',
        color: inkOn(theme, filled.color),
        // Over a pattern it would be hard to read.
        backgroundColor: filled.color,
        padding: [1, 4],
        formatter: () => text,
      },
    };
  });
  const option = {
    tooltip: {
      ...tooltipStyle(theme),
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      formatter: (parameters: unknown) => {
        const hit = tooltipTarget(parameters);
        const row = hit === null || hit.seriesIndex >= series.length ? undefined : rows[hit.dataIndex];
        if (hit === null || row === undefined) {
          return tooltipText([t('Pages in use hold'), ...losses.map(({ text }) => text)], theme, widthPx);
        }
        return tooltipText(rowLines(row, drawing.rowsBefore[hit.dataIndex] ?? null), theme, widthPx);
      },
    },
    grid: [
      { left, right, top: TOP_PX, height: rowsPx, outerBoundsMode: 'none' },
      { left, right, top: lossTop, height: LOSS_BAR_PX, outerBoundsMode: 'none' },
    ],
    xAxis: [
      withoutFirstLine(unit === 'bytes' ? byteAxis(theme, most, steps) : countAxis(theme, most, steps)),
      { type: 'value', gridIndex: 1, show: false, min: 0, max: Math.max(1, lossBytes) },
    ],
    yAxis: [
      { ...names, inverse: true },
      { ...categoryAxis(theme, losses.length === 0 ? [] : [lossName]), gridIndex: 1 },
      {
        ...categoryAxis(theme, marks),
        inverse: true,
        position: 'right',
        offset: totalsPx,
        name: hasMarks ? t('failed') : '',
        nameLocation: 'start',
        nameGap: 6,
        nameTextStyle: { ...mutedTextStyle(theme), align: 'left' },
        axisLabel: { ...textStyle(theme), color: theme.error, fontWeight: 'bold', margin: 0, interval: 0 },
        axisPointer: { show: false },
      },
    ],
    series: [...series, ...lossSeries],
  };
  const heightPx = losses.length === 0 ? TOP_PX + rowsPx + AXIS_PX : lossTop + LOSS_BAR_PX;
  return { option, heightPx, firstLossSeries: series.length };
}

/** The line at 0 would be broken by the outlines of empty bars. */
function withoutFirstLine(axis: ReturnType<typeof byteAxis>) {
  return { ...axis, splitLine: { ...axis.splitLine, showMinLine: false } };
}

function classSeries(
  { theme }: ChartContext,
  { rows, unit }: SlabDrawing,
  totals: readonly string[],
  shortest: number,
) {
  const stacked = (id: string, name: string, meaning: ColourMeaning, sizeIn: (row: SlabRow) => number | null) => ({
    id,
    type: 'bar' as const,
    name,
    stack: 'classes',
    barWidth: 15,
    // An outline would hide a short bar, and show one without length.
    data: rows.map((row) => {
      const value = sizeIn(row);
      return value === null || value > shortest ? value : { value, itemStyle: { borderWidth: 0 } };
    }),
    itemStyle: meaningFill(theme, meaning),
  });
  const isBytes = unit === 'bytes';
  return [
    stacked('used', t('used'), 'used', (row) => (isBytes ? row.usedBytes : row.usedChunks)),
    stacked('free', t('free chunks'), 'free again', (row) => (isBytes ? row.freeBytes : row.freeChunks)),
    {
      ...stacked('bitmaps', t('bitmaps'), 'metadata', (row) => (isBytes ? row.bitmapBytes : (row.bitmapChunks ?? 0))),
      label: {
        ...mutedTextStyle(theme),
        show: true,
        position: 'right',
        formatter: ({ dataIndex }: { readonly dataIndex: number }) => totals[dataIndex] ?? '',
      },
    },
  ];
}

function sizeOf(row: SlabRow, unit: SlabUnit): number {
  if (unit === 'bytes') return row.usedBytes + row.freeBytes + row.bitmapBytes;
  return (row.usedChunks ?? 0) + (row.freeChunks ?? 0) + (row.bitmapChunks ?? 0);
}

/** What stands behind a bar; nothing where there is none. */
function totalText(row: SlabRow, unit: SlabUnit): string {
  if (row.slotBytes === null && row.usedChunks === null && unit === 'chunks')
    return row.pages > 0 ? t('not known') : '';
  const size = sizeOf(row, unit);
  if (size === 0) return '';
  return unit === 'bytes' ? formatBytes(size) : formatCount(size);
}

function shortLabel({ slotBytes, label }: SlabRow): string {
  if (slotBytes === null) return t('pages');
  return slotBytes < 1024 ? `${slotBytes} B` : label;
}

function widest(texts: readonly string[], fontSizePx: number): number {
  return Math.ceil(Math.max(0, ...texts.map((text) => textWidthPx(text, fontSizePx))));
}
