import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams } from 'echarts';
import { formatPercent } from '../../../../../server/src/features/figures';
import { liveBytesText, liveMark } from '../../../../../server/src/features/liveTexts';
import { t } from '../../../../../server/src/l10n';
import type { ChartContext, ChartOption, ChartTheme } from '../../chartView';
import { categoryAxis, edgeByteAxis } from './axes';
import { diamondMark, SNAPSHOT_SERIES } from './diamondMark';
import { fill } from './fills';
import type { RiskLine, RiskRow } from './riskRows';
import { safeName } from './safeText';
import { fittingCharacters, textWidthPx } from './textMeasure';
import { mutedTextStyle, tooltipStyle, tooltipTarget, tooltipText } from './tooltip';

const ROW_PX = 58;
const BAR_PX = 24;
const AXIS_PX = 34;
const SIDE_PX = 10;

/** Height of a line's label; each has a row of its own above the bars, so that they never lie on one another. */
const LABEL_PX = 20;

/** What is drawn. */
export interface RiskDrawing {
  readonly rows: readonly RiskRow[];
  readonly lines: readonly RiskLine[];
  /** Where the axis should end; lines beyond it are told at its end. */
  readonly axisBytes: number;
  readonly severity: 'fine' | 'tight' | 'over' | 'unknown';
  /** What is told of a piece or line. */
  readonly rowText: (row: RiskRow, part: 'zones' | 'processes') => string;
  readonly lineText: (line: RiskLine) => string;
}

/** Series of the option, in their order. */
export const RISK_SERIES = { zones: 0, processes: 1, lines: 2, before: 3, titles: 4 } as const;

/** Height of the drawing. */
export function riskHeightPx({ rows, lines }: RiskDrawing): number {
  return lines.length * LABEL_PX + rows.length * ROW_PX + AXIS_PX;
}

/** Colour and pattern of the zones' part and of the processes' own. */
export function riskFill(theme: ChartTheme, part: 'zones' | 'processes') {
  const place = part === 'zones' ? 0 : 1;
  return fill(theme, theme.palette[place] ?? theme.foreground, part === 'zones' ? null : 0);
}

/** A bar a case, and the limits as lines across them. */
export function riskOption({ theme, widthPx }: ChartContext, drawing: RiskDrawing): ChartOption {
  const { rows, lines } = drawing;
  const axis = edgeByteAxis(theme, drawing.axisBytes, Math.max(2, Math.floor(widthPx / 90)));
  const categories = categoryAxis(
    theme,
    rows.map(({ scenario }) => scenario),
  );
  return {
    grid: {
      left: SIDE_PX,
      right: SIDE_PX,
      top: lines.length * LABEL_PX,
      height: rows.length * ROW_PX,
      outerBoundsMode: 'none',
    },
    xAxis: axis,
    yAxis: { ...categories, inverse: true, axisLabel: { show: false } },
    tooltip: {
      ...tooltipStyle(theme),
      trigger: 'item',
      formatter: (parameters: unknown) => {
        const text = toldText(drawing, tooltipTarget(parameters));
        return text === null ? '' : tooltipText([safeName(text, 240)], theme, widthPx);
      },
    },
    series: [
      partSeries(theme, rows, 'zones'),
      partSeries(theme, rows, 'processes'),
      lineSeries(theme, drawing, axis.max),
      beforeSeries(theme, rows),
      titleSeries(theme, drawing, widthPx),
    ],
  };
}

function toldText(drawing: RiskDrawing, target: ReturnType<typeof tooltipTarget>): string | null {
  if (target === null) return null;
  if (target.seriesIndex === RISK_SERIES.lines) {
    const line = drawing.lines[target.dataIndex];
    return line === undefined ? null : drawing.lineText(line);
  }
  const row = drawing.rows[target.dataIndex];
  if (row === undefined) return null;
  return drawing.rowText(row, target.seriesIndex === RISK_SERIES.zones ? 'zones' : 'processes');
}

/** Names of the cases with their totals, above the bars and over the lines; what is over the limit has a sign, too. */
function titleSeries(theme: ChartTheme, { rows, severity }: RiskDrawing, widthPx: number) {
  const worst = Math.max(0, ...rows.map(({ shareOfLimit }) => shareOfLimit ?? 0));
  const figure = mutedTextStyle(theme);
  return {
    id: 'titles',
    type: 'custom',
    silent: true,
    z: 5,
    encode: { y: 0 },
    data: rows.map((_row, index) => [index]),
    renderItem: (params: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) => {
      const index = api.value(0);
      const row = rows[Number(index)];
      if (row === undefined) return null;
      const area = params.coordSys as unknown as { x: number };
      const [, y = 0] = api.coord([0, index]);
      const isTight = severity === 'tight' && row.shareOfLimit !== null && row.shareOfLimit === worst;
      return {
        type: 'text',
        style: {
          text: titleText(row, isTight, (widthPx - 2 * SIDE_PX) / theme.fontSizePx),
          x: area.x,
          y: y - BAR_PX / 2 - 1,
          verticalAlign: 'bottom',
          backgroundColor: theme.background,
          padding: [0, 3, 0, 0],
          rich: {
            name: { ...richStyle(theme, theme.foreground), fontWeight: 'bold' },
            figure: richStyle(theme, figure.color),
            tight: richStyle(theme, theme.warning),
            over: richStyle(theme, theme.error),
          },
        },
      };
    },
  };
}

/** Told to the library, which would cover no more than the letters' bodies with the background. */
function lineHeightPx(theme: ChartTheme): number {
  return Math.round(theme.fontSizePx * 1.35);
}

function richStyle(theme: ChartTheme, fill: string) {
  return { fill, fontFamily: theme.fontFamily, fontSize: theme.fontSizePx, lineHeight: lineHeightPx(theme) };
}

/** The name, the total and its share of the limit; the share as short as the width, in heights of a letter, asks for. */
function titleText(row: RiskRow, isTight: boolean, width: number): string {
  const { label, total, shareOfLimit } = row;
  const isOver = shareOfLimit !== null && shareOfLimit > 1;
  const style = isOver ? 'over' : isTight ? 'tight' : 'figure';
  const sign = isOver ? '▲ ' : isTight ? '△ ' : '';
  const figure = `  ${sign}${liveBytesText(total.bytes, total.exactness)}`;
  const shares = shareOfLimit === null ? [''] : [` · ${shareText(row)}`, ` · ${percentText(row)}`, ''];
  const share = shares.find((one) => textWidthPx(label + figure + one, 1) <= width) ?? '';
  return `{name|${label}}{${style}|${figure}${share}}`;
}

/** How much of the tightest limit a case takes. */
export function shareText(row: RiskRow): string {
  return row.shareOfLimit === null ? t('not known') : t('{0} of the limit', percentText(row));
}

/** The total stands before it with its mark; a share of only a part is marked again, since it reassures. */
function percentText({ shareOfLimit, total }: RiskRow): string {
  return `${total.exactness === 'at least' ? liveMark(total.exactness) : ''}${formatPercent(shareOfLimit ?? 0)}`;
}

function partSeries(theme: ChartTheme, rows: readonly RiskRow[], part: 'zones' | 'processes') {
  return {
    id: part,
    type: 'bar',
    stack: 'memory',
    barWidth: BAR_PX,
    itemStyle: riskFill(theme, part),
    emphasis: { itemStyle: { borderColor: theme.foreground, borderWidth: 2 } },
    data: rows.map((row) => row[part].bytes),
  };
}

/** Lines from their labels down across the bars. One that lies beyond the axis is told at its end, with an arrow. */
function lineSeries(theme: ChartTheme, { lines }: RiskDrawing, axisMaxBytes: number) {
  const font = `${theme.fontSizePx}px ${theme.fontFamily}`;
  return {
    id: 'lines',
    type: 'custom',
    z: 3,
    encode: { x: 0 },
    clip: false,
    data: lines.map(({ bytes }, index) => [bytes, index]),
    renderItem: (params: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) => {
      const index = Number(api.value(1));
      const line = lines[index];
      if (line === undefined) return null;
      const area = params.coordSys as unknown as { x: number; y: number; width: number; height: number };
      const isBeyond = line.bytes > axisMaxBytes;
      const isLeft = isLabelLeft(line, axisMaxBytes);
      const x = Math.round(area.x + (Math.min(line.bytes, axisMaxBytes) / axisMaxBytes) * area.width);
      const roomPx = (isLeft ? x - area.x : area.x + area.width - x) - 10;
      const labelTop = labelRow(lines, index, axisMaxBytes) * LABEL_PX;
      const shape = { x1: x, y1: labelTop + 2, x2: x, y2: isBeyond ? labelTop + LABEL_PX - 2 : area.y + area.height };
      return {
        type: 'group',
        children: [
          // A rim, so that the line is seen on bars of any colour.
          { type: 'line', silent: true, shape, style: { stroke: theme.background, lineWidth: 5 } },
          {
            type: 'line',
            shape,
            style: { stroke: lineColour(theme, line), lineWidth: 2, lineDash: LINE_DASHES[line.kind] },
            emphasis: { style: { stroke: theme.foreground, lineWidth: 4 } },
          },
          {
            type: 'text',
            z2: 10,
            style: {
              text: lineLabel(line, isBeyond, roomPx, theme),
              x: isLeft ? x - 5 : x + 5,
              y: labelTop + LABEL_PX / 2,
              fill: theme.foreground,
              backgroundColor: theme.background,
              padding: [0, 2],
              lineHeight: lineHeightPx(theme),
              font,
              align: isLeft ? 'right' : 'left',
              verticalAlign: 'middle',
            },
          },
        ],
      };
    },
  };
}

/** Lines are told apart without colour, too. */
const LINE_DASHES = { host: null, cgroup: [8, 4], available: [2, 3] } as const;

function lineColour(theme: ChartTheme, { kind }: RiskLine): string {
  return kind === 'available' ? theme.meaning.mark : theme.meaning.limit;
}

/** A label stands on that side of its line on which there is more room. */
function isLabelLeft({ bytes }: RiskLine, axisMaxBytes: number): boolean {
  return bytes > axisMaxBytes / 2;
}

/**
 * The row of a label. Those left of their lines come first, the farthest on top: no line runs through the label of a
 * farther one. Of those right of their lines the nearest is on top.
 */
function labelRow(lines: readonly RiskLine[], index: number, axisMaxBytes: number): number {
  const indices = lines.map((_line, place) => place);
  const isLeft = (place: number) => {
    const line = lines[place];
    return line !== undefined && isLabelLeft(line, axisMaxBytes);
  };
  return [...indices.filter(isLeft).reverse(), ...indices.filter((place) => !isLeft(place))].indexOf(index);
}

/** The label of a line, its name shortened so that the figure is seen. */
function lineLabel(
  { label, bytes, exactness }: RiskLine,
  isBeyond: boolean,
  roomPx: number,
  theme: ChartTheme,
): string {
  const figure = `${liveBytesText(bytes, exactness)}${isBeyond ? ' →' : ''}`;
  const namePx = roomPx - textWidthPx(` ${figure}`, theme.fontSizePx);
  const characters = fittingCharacters(namePx, theme.fontSizePx);
  return characters < 4 ? figure : `${safeName(label, characters)} ${figure}`;
}

/** What the snapshot had in the same case: a hollow diamond under the bar. */
function beforeSeries(theme: ChartTheme, rows: readonly RiskRow[]) {
  return {
    ...SNAPSHOT_SERIES,
    data: rows.map(({ before }, index) => [before?.bytes ?? null, index]),
    renderItem: (_params: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) => {
      const value = api.value(0);
      if (typeof value !== 'number' || Number.isNaN(value)) return null;
      const [x = 0, y = 0] = api.coord([value, api.value(1)]);
      return { ...diamondMark(theme, BAR_PX / 2), x, y };
    },
  };
}
