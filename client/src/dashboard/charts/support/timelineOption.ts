import { formatCount } from '../../../../../server/src/features/figures';
import { t } from '../../../../../server/src/l10n';
import type { LiveExactness } from '../../../../../server/src/shared/liveSample';
import type { ServerEvent } from '../../../../../server/src/shared/liveTrends';
import { formatBytes } from '../../../../../server/src/zones/sizeText';
import type { ChartContext, ChartOption, ChartTheme } from '../../chartView';
import { byteAxis, byteScale, countAxis, countScale } from './axes';
import { levelLineSeries } from './levelLine';
import { mixColours } from './mixColours';
import { textWidthPx } from './textMeasure';
import { eventSeries, LABEL_LINES, labelLinePx } from './timelineEvents';
import { LINES, lineColour, type TimelineLine } from './timelineLines';
import type { TimelinePoint } from './timelinePoints';
import { eventText, pointLines, timeText } from './timelineTexts';
import { mutedTextStyle, tooltipStyle, tooltipTarget, tooltipText } from './tooltip';

/** Places of the series: the lines, then failures, then what happened. */
export const FAILURE_SERIES = LINES.length;
export const EVENT_SERIES = FAILURE_SERIES + 1;

/** What the timeline is drawn from. */
export interface TimelineDrawing {
  readonly points: readonly TimelinePoint[];
  readonly events: readonly ServerEvent[];
  readonly loadedExactness: LiveExactness;
  /** What was loaded in the snapshot that is compared with; null where there is none. */
  readonly loadedBefore: number | null;
}

/** Heights in CSS pixels. */
const NARROW_PX = 420;
const TOP_PX = 24;
const FAILURES_PX = 44;
const GAP_PX = 26;
const AXIS_PX = 28;
const SLIDER_PX = 16;

const SYMBOL_PX = 9;

/** A single sample stands in the middle of so much time. */
const LONE_POINT_MS = 30_000;

/** In local time, by what changes at a tick. */
const TIME_LABELS = {
  year: '{yyyy}',
  month: '{MM}-{dd}',
  day: '{MM}-{dd}',
  hour: '{HH}:{mm}',
  minute: '{HH}:{mm}',
  second: '{HH}:{mm}:{ss}',
  millisecond: '{HH}:{mm}:{ss}',
  none: '{HH}:{mm}:{ss}',
};

/** Lines of bytes, below them new failures as bars, and what happened as vertical lines. */
export function timelineOption(
  context: ChartContext,
  drawing: TimelineDrawing,
): { readonly option: ChartOption; readonly heightPx: number } {
  const { theme, widthPx } = context;
  const { points, events } = drawing;
  const isNarrow = widthPx < NARROW_PX;
  const linesPx = isNarrow ? 180 : 220;
  const hasFailures = points.some(({ newFailures }) => newFailures !== null);
  const isLone = points.length < 2;
  const firstMs = (points[0]?.atMs ?? 0) - (isLone ? LONE_POINT_MS : 0);
  const lastMs = Math.max((points.at(-1)?.atMs ?? 0) + (isLone ? LONE_POINT_MS : 0), firstMs + 1);
  const mostBytes = Math.max(
    0,
    drawing.loadedBefore ?? 0,
    ...points.flatMap((point) => LINES.map(({ key }) => point[key] ?? 0)),
  );
  const mostFailures = Math.max(0, ...points.map(({ newFailures }) => newFailures ?? 0));
  const left = labelsPx(theme, mostBytes, mostFailures);
  const right = rightPx(theme);
  const top = TOP_PX + (isNarrow && events.length > 1 ? (LABEL_LINES - 1) * labelLinePx(theme) : 0);
  const failuresTop = top + linesPx + GAP_PX;
  const plotsEnd = hasFailures ? failuresTop + FAILURES_PX : top + linesPx;
  const heightPx = plotsEnd + AXIS_PX + (isLone ? 0 : SLIDER_PX + 6);
  const grid = (topPx: number, height: number) => ({
    left,
    right,
    top: topPx,
    height,
    outerBoundsMode: 'none',
  });
  const failureScale = countScale(mostFailures, 2);
  const option = {
    tooltip: {
      ...tooltipStyle(theme),
      trigger: 'axis',
      axisPointer: { type: 'line', snap: true, lineStyle: { color: theme.mutedForeground, type: 'solid', width: 1 } },
      formatter: (parameters: unknown) => tooltip(parameters, drawing, theme, widthPx),
    },
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    grid: hasFailures ? [grid(top, linesPx), grid(failuresTop, FAILURES_PX)] : [grid(top, linesPx)],
    xAxis: [
      timeAxis(theme, firstMs, lastMs, isNarrow, !hasFailures),
      ...(hasFailures ? [{ ...timeAxis(theme, firstMs, lastMs, isNarrow, true), gridIndex: 1 }] : []),
    ],
    yAxis: [
      byteAxis(theme, mostBytes, isNarrow ? 3 : 5),
      ...(hasFailures
        ? [
            {
              ...countAxis(theme, mostFailures, 2),
              // Its two ends are enough in so low a strip.
              interval: failureScale.max,
              gridIndex: 1,
              name: t('new failures'),
              nameGap: 6,
              nameTextStyle: { ...mutedTextStyle(theme), align: 'left', padding: [0, 0, 0, 4] },
            },
          ]
        : []),
    ],
    ...(isLone ? {} : { dataZoom: zooms(theme, left, right, hasFailures) }),
    series: [
      ...LINES.map((line) => lineSeries(theme, line, points)),
      {
        id: 'newFailures',
        type: 'bar',
        name: t('new failures'),
        ...(hasFailures ? { xAxisIndex: 1, yAxisIndex: 1 } : {}),
        barWidth: 2,
        // One path for all.
        large: true,
        largeThreshold: 200,
        progressive: 0,
        itemStyle: { color: theme.error },
        data: hasFailures ? points.map(({ atMs, newFailures }) => [atMs, newFailures]) : [],
      },
      eventSeries(theme, events, firstMs, lastMs),
      ...(drawing.loadedBefore === null ? [] : [levelLineSeries(theme, firstMs, drawing.loadedBefore)]),
    ],
  };
  return { option, heightPx };
}

function lineSeries(theme: ChartTheme, line: TimelineLine, points: readonly TimelinePoint[]) {
  const values = points.map((point) => point[line.key]);
  const lastKnown = values.findLastIndex((value) => value !== null);
  const color = lineColour(theme, line);
  return {
    id: line.key,
    type: 'line',
    name: line.label(),
    connectNulls: false,
    // A sign only at the end, and at points that no line goes through.
    symbol: 'none',
    showSymbol: true,
    showAllSymbol: true,
    lineStyle: { color, width: 2, type: line.dashes === 'solid' ? 'solid' : [...line.dashes] },
    itemStyle: { color },
    emphasis: { disabled: true },
    data: points.map(({ atMs }, index) => {
      const value = values[index] ?? null;
      const isAlone = (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null;
      const hasSign = value !== null && (index === lastKnown || isAlone);
      return hasSign
        ? { value: [atMs, value], symbol: line.symbol, symbolSize: index === lastKnown ? SYMBOL_PX : SYMBOL_PX / 2 }
        : [atMs, value];
    }),
  };
}

/** Room for half of a time that stands at the very end. */
function rightPx({ fontSizePx }: ChartTheme): number {
  return Math.ceil(textWidthPx('00:00:00', fontSizePx) / 2);
}

function timeAxis(theme: ChartTheme, firstMs: number, lastMs: number, isNarrow: boolean, hasLabels: boolean) {
  return {
    type: 'time',
    min: firstMs,
    max: lastMs,
    splitNumber: isNarrow ? 3 : 6,
    axisLine: { show: true, lineStyle: { color: theme.gridLine } },
    axisTick: { show: hasLabels, lineStyle: { color: theme.gridLine } },
    splitLine: { show: false },
    axisLabel: { ...mutedTextStyle(theme), show: hasLabels, hideOverlap: true, formatter: TIME_LABELS },
  };
}

function zooms(theme: ChartTheme, left: number, right: number, hasFailures: boolean) {
  const shared = { xAxisIndex: hasFailures ? [0, 1] : [0], filterMode: 'none' };
  return [
    // With a key only: the wheel alone scrolls the page.
    { type: 'inside', ...shared, zoomOnMouseWheel: 'ctrl', moveOnMouseWheel: false },
    {
      type: 'slider',
      ...shared,
      left,
      right,
      bottom: 2,
      height: SLIDER_PX,
      brushSelect: false,
      showDataShadow: false,
      showDetail: false,
      backgroundColor: 'transparent',
      borderColor: theme.gridLine,
      fillerColor: mixColours(theme.foreground, theme.background, 0.14),
      handleStyle: { color: theme.background, borderColor: theme.foreground },
      moveHandleSize: 0,
    },
  ];
}

/** Of the sample at the pointer, and of what happened there. */
function tooltip(parameters: unknown, drawing: TimelineDrawing, theme: ChartTheme, widthPx: number): string {
  const { points, events, loadedExactness } = drawing;
  const hits = hitsOf(parameters);
  const hit = hits.find(({ seriesIndex }) => seriesIndex < EVENT_SERIES);
  const point = hit === undefined ? undefined : points[hit.dataIndex];
  const near = hits.flatMap(({ seriesIndex, dataIndex }) =>
    seriesIndex === EVENT_SERIES ? [events[dataIndex] ?? null] : [],
  );
  const others = near.filter((event) => event !== null && !(point?.events.includes(event) ?? false));
  const lines = point === undefined ? [] : pointLines(point, loadedExactness);
  for (const event of others) {
    if (event !== null) lines.push(...(point === undefined ? [timeText(event.atMs)] : []), `▸ ${eventText(event)}`);
  }
  return tooltipText(lines, theme, widthPx);
}

function hitsOf(parameters: unknown): { readonly seriesIndex: number; readonly dataIndex: number }[] {
  const list: readonly unknown[] = Array.isArray(parameters) ? parameters : [parameters];
  return list.flatMap((entry) => {
    const hit = tooltipTarget(entry);
    return hit === null ? [] : [hit];
  });
}

/** Room for the widest label of the two value axes. */
function labelsPx(theme: ChartTheme, mostBytes: number, mostFailures: number): number {
  const { max, interval } = byteScale(mostBytes);
  const labels = [formatCount(countScale(mostFailures, 2).max)];
  for (let value = 0; value <= max; value += interval) labels.push(formatBytes(value));
  return Math.ceil(Math.max(...labels.map((label) => textWidthPx(label, theme.fontSizePx)))) + 10;
}
