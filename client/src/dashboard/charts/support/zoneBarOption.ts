import type { ChartContext, ChartOption, ChartTheme } from '../../chartView';
import { categoryAxis, tightByteAxis } from './axes';
import { meaningFill } from './fills';
import { safeName } from './safeText';
import { fittingCharacters, textWidthPx } from './textMeasure';
import { textStyle, tooltipStyle, tooltipText } from './tooltip';
import {
  AXIS_PX,
  barPx,
  GAP_PX,
  MOST_ROWS,
  NARROW_PX,
  rowPx,
  SCROLL_PX,
  scaled,
  shownRows,
  TOP_PX,
  type ZoneBarDrawing,
  zoneBarHeightPx,
} from './zoneBarLayout';
import { markSeries, rowSeries } from './zoneBarMarks';
import { barBytes, PIECES, pieceBytes } from './zoneBars';
import { barEndText, zoneLines } from './zoneBarTexts';

/** Between the figures behind the bars and the edge. */
const EDGE_PX = 4;

/** UTF-16 units of what the tooltip tells in one piece. */
const LONGEST_LINE = 200;

/** A bar a zone, with the marks on it. The last series lies over the whole bars: it is what is pointed at. */
export function zoneBarOption(context: ChartContext, drawing: ZoneBarDrawing): ChartOption {
  const { theme, widthPx } = context;
  const { zones, chosen } = drawing;
  const isNarrow = widthPx < NARROW_PX;
  const hasScroll = zones.length > MOST_ROWS;
  const labelPx = Math.min(
    widthPx * (isNarrow ? 0.26 : 0.28),
    EDGE_PX +
      widest(
        zones.map(({ name }) => name),
        theme,
      ),
  );
  const labels = new Map(
    zones.map(({ key, name }) => [key, safeName(name, fittingCharacters(labelPx, theme.fontSizePx))]),
  );
  const ends = zones.map((zone) => barEndText(zone, chosen.unit, isNarrow));
  const right = GAP_PX + widest(ends, theme) + EDGE_PX + (hasScroll ? SCROLL_PX : 0);
  const left = labelPx + GAP_PX;
  // With one step alone, the axis could end before it, and would tell 0 and nothing else.
  const steps = Math.max(2, Math.floor((widthPx - left - right) / 80));
  const categories = categoryAxis(
    theme,
    zones.map(({ key }) => key),
  );
  return {
    grid: {
      left,
      right,
      top: TOP_PX,
      height: shownRows(zones.length) * rowPx(zones.length, widthPx),
      outerBoundsMode: 'none',
    },
    xAxis: valueAxis(theme, drawing, steps),
    yAxis: {
      ...categories,
      inverse: true,
      axisLabel: {
        ...categories.axisLabel,
        width: labelPx,
        overflow: 'truncate',
        formatter: (key: string) => labels.get(key) ?? '',
      },
    },
    tooltip: {
      ...tooltipStyle(theme),
      trigger: 'item',
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const zone = zones[dataIndex];
        if (zone === undefined) return '';
        const lines = zoneLines(zone, context.data, drawing.before.get(zone.key) ?? null);
        return tooltipText(
          lines.map((line) => safeName(line, LONGEST_LINE)),
          theme,
          widthPx,
          zoneBarHeightPx(zones.length, widthPx),
        );
      },
    },
    ...(hasScroll ? { dataZoom: scrolling(theme, right) } : {}),
    series: [...pieceSeries(context, drawing), ...markSeries(context, drawing), rowSeries(context, drawing, ends)],
  };
}

function valueAxis(theme: ChartTheme, { zones, before, chosen }: ZoneBarDrawing, steps: number) {
  const longest = Math.max(
    0,
    ...zones.map((zone) => Math.max(barBytes(zone) ?? 0, before.get(zone.key)?.loaded.bytes ?? 0)),
  );
  const axis = tightByteAxis(theme, longest, steps);
  if (chosen.unit === 'bytes') return axis;
  return {
    ...axis,
    max: 1,
    interval: steps >= 4 ? 0.25 : 0.5,
    axisLabel: { ...axis.axisLabel, showMaxLabel: true, formatter: (share: number) => `${Math.round(share * 100)} %` },
  };
}

function pieceSeries({ theme, widthPx }: ChartContext, { zones, chosen }: ZoneBarDrawing) {
  const bar = { type: 'bar', stack: 'zone', barWidth: barPx(zones.length, widthPx), silent: true } as const;
  const pieces = PIECES.map((piece) => ({
    ...bar,
    id: piece,
    itemStyle: meaningFill(theme, piece),
    data: zones.map((zone) => scaled(pieceBytes(zone, piece), zone, chosen)),
  })).filter(({ data }) => data.some((value) => value !== null && value > 0));
  const unknown = zones.map((zone) => (zone.pieces.length === 0 ? scaled(barBytes(zone), zone, chosen) : null));
  return unknown.every((value) => value === null)
    ? pieces
    : [
        ...pieces,
        {
          ...bar,
          id: 'unknown',
          itemStyle: { color: 'transparent', borderColor: theme.mutedForeground, borderWidth: 1, borderType: 'dashed' },
          data: unknown,
        },
      ];
}

function scrolling(theme: ChartTheme, right: number) {
  const shown = {
    yAxisIndex: 0,
    startValue: 0,
    endValue: MOST_ROWS - 1,
    minValueSpan: MOST_ROWS - 1,
    maxValueSpan: MOST_ROWS - 1,
    zoomLock: true,
  };
  return [
    {
      ...shown,
      type: 'inside',
      id: 'zone wheel',
      zoomOnMouseWheel: false,
      moveOnMouseWheel: true,
      moveOnMouseMove: false,
    },
    {
      ...shown,
      type: 'slider',
      id: 'zone scroll',
      right: 1,
      width: Math.min(right, SCROLL_PX) - 4,
      top: TOP_PX,
      bottom: AXIS_PX,
      showDetail: false,
      showDataShadow: false,
      brushSelect: false,
      handleSize: 0,
      moveHandleSize: 0,
      backgroundColor: 'transparent',
      borderColor: theme.gridLine,
      fillerColor: theme.mutedForeground,
      textStyle: textStyle(theme),
    },
  ];
}

function widest(texts: readonly string[], theme: ChartTheme): number {
  return Math.ceil(Math.max(0, ...texts.map((text) => textWidthPx(text, theme.fontSizePx))));
}
