import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams } from 'echarts';
import type { ChartContext, ChartTheme } from '../../chartView';
import { diamondMark } from './diamondMark';
import { barPx, GAP_PX, MOST_ROWS, rowPx, SCROLL_PX, scaled, type ZoneBarDrawing } from './zoneBarLayout';

/** Where this process's page table stands, and where the snapshot did. */
export function markSeries({ theme, widthPx }: ChartContext, { zones, before, chosen }: ZoneBarDrawing) {
  const half = barPx(zones.length, widthPx) / 2;
  const marks = [
    {
      id: 'page table',
      values: zones.map((zone) => scaled(zone.pageTableBytes, zone, chosen)),
      shape: lineMark(theme, half),
    },
    {
      id: 'snapshot',
      values: zones.map((zone) => scaled(before.get(zone.key)?.loaded.bytes ?? null, zone, chosen)),
      shape: diamondMark(theme, half),
    },
  ];
  return marks
    .filter(({ values }) => values.some((value) => value !== null))
    .map(({ id, values, shape }) => ({
      id,
      type: 'custom',
      silent: true,
      z: 3,
      encode: { x: 0, y: 1 },
      data: values.map((value, index) => [value, index]),
      renderItem: (params: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) => {
        const value = api.value(0);
        if (typeof value !== 'number' || Number.isNaN(value)) return null;
        const area = params.coordSys as unknown as { x: number; width: number };
        const [x = 0, y = 0] = api.coord([value, api.value(1)]);
        // A zone that was larger can have had more than all of what is mapped now.
        return { ...shape, x: Math.min(x, area.x + area.width), y };
      },
    }));
}

/** A line through the bar with a triangle above it. */
function lineMark(theme: ChartTheme, half: number) {
  // A rim under it, so that it is seen on pieces of any colour.
  const style = { fill: theme.meaning.mark, stroke: theme.background, lineWidth: 3, strokeFirst: true };
  return {
    type: 'polygon',
    shape: {
      points: [
        [-5, -half - 5],
        [5, -half - 5],
        [1.5, -half + 1],
        [1.5, half + 2],
        [-1.5, half + 2],
        [-1.5, -half + 1],
      ],
    },
    style,
  };
}

/** The whole bars with what stands behind them: they are pointed at and walked over, however short a piece is. */
export function rowSeries({ theme, widthPx }: ChartContext, { zones }: ZoneBarDrawing, ends: readonly string[]) {
  const scrollPx = zones.length > MOST_ROWS ? SCROLL_PX : 0;
  const height = rowPx(zones.length, widthPx);
  return {
    id: 'rows',
    type: 'custom',
    z: 4,
    encode: { y: 0 },
    data: zones.map((_zone, index) => [index]),
    renderItem: (params: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) => {
      const index = api.value(0);
      const area = params.coordSys as unknown as { x: number; width: number };
      const [, y = 0] = api.coord([0, index]);
      const endX = area.x + area.width;
      return {
        type: 'group',
        children: [
          {
            type: 'rect',
            shape: {
              x: 1,
              y: y - height / 2 + 1,
              width: api.getWidth() - 2 - scrollPx,
              height: height - 2,
            },
            style: { fill: 'transparent', stroke: 'transparent', lineWidth: 2 },
            emphasis: { style: { stroke: theme.focus } },
          },
          {
            type: 'text',
            silent: true,
            style: {
              text: ends[Number(index)] ?? '',
              x: endX + GAP_PX,
              y,
              fill: theme.foreground,
              font: `${theme.fontSizePx}px ${theme.fontFamily}`,
              verticalAlign: 'middle',
            },
          },
        ],
      };
    },
  };
}
