import type { ServerEvent } from '../../../../../server/src/shared/liveTrends';
import type { ChartTheme } from '../../chartView';
import { textWidthPx } from './textMeasure';
import { eventName } from './timelineTexts';

/** Dashes by what happened, so that lines without room for a label are told apart. */
const DASHES: Readonly<Record<ServerEvent['kind'], readonly number[] | 'solid'>> = {
  reload: [6, 4],
  restart: 'solid',
  'binary upgrade': [10, 3, 2, 3],
  'worker replaced': [2, 3],
  stopped: 'solid',
};

/** Width of what can be pointed at. */
const AREA_PX = 9;
const LABEL_GAP_PX = 8;

/** What the library hands to a `renderItem`, as far as it is used. */
interface RenderParameters {
  readonly dataIndex: number;
  readonly coordSys: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** Of one drawing of the whole series. */
  readonly context: { labelEndPx?: number };
}

/** A series of vertical lines, each with a word above it where there is room, and with a small sign where there is none. */
export function eventSeries(theme: ChartTheme, events: readonly ServerEvent[], firstMs: number, lastMs: number) {
  return {
    id: 'events',
    type: 'custom',
    z: 5,
    clip: false,
    encode: { x: 0, y: 1 },
    // Below the line's middle, so that it is in any range of the axis. What happened before the first sample stands there.
    data: events.map(({ atMs }) => [Math.min(lastMs, Math.max(firstMs, atMs)), 0]),
    renderItem: (parameters: RenderParameters, api: { readonly coord: (value: number[]) => number[] }) => {
      const event = events[parameters.dataIndex];
      const { coordSys, context } = parameters;
      if (event === undefined) return null;
      const x = Math.round(api.coord([Math.min(lastMs, Math.max(firstMs, event.atMs)), 0])[0] ?? Number.NaN);
      if (!(x >= coordSys.x - 1 && x <= coordSys.x + coordSys.width + 1)) return null;
      return {
        type: 'group',
        children: [...mark(theme, event.kind, x, coordSys), ...label(theme, event.kind, x, coordSys, context)],
      };
    },
  };
}

function mark(theme: ChartTheme, kind: ServerEvent['kind'], x: number, { y, height }: RenderParameters['coordSys']) {
  const dashes = DASHES[kind];
  return [
    {
      type: 'rect',
      shape: { x: x - AREA_PX / 2, y: y - theme.fontSizePx - 4, width: AREA_PX, height: height + theme.fontSizePx + 4 },
      style: { fill: 'transparent' },
      emphasis: { style: { fill: 'transparent', stroke: theme.focus, lineWidth: 1 } },
    },
    {
      type: 'line',
      silent: true,
      shape: { x1: x + 0.5, y1: y, x2: x + 0.5, y2: y + height },
      style: {
        stroke: kind === 'stopped' ? theme.error : theme.foreground,
        lineWidth: kind === 'stopped' ? 3 : 1,
        lineDash: dashes === 'solid' ? null : [...dashes],
        fill: 'none',
      },
    },
  ];
}

function label(
  theme: ChartTheme,
  kind: ServerEvent['kind'],
  x: number,
  { x: leftPx, y, width }: RenderParameters['coordSys'],
  context: RenderParameters['context'],
) {
  const name = eventName(kind);
  const half = textWidthPx(name, theme.fontSizePx) / 2;
  const middle = Math.min(leftPx + width - half, Math.max(leftPx + half, x));
  const shared = {
    align: 'center',
    verticalAlign: 'bottom',
    fill: theme.foreground,
    fontFamily: theme.fontFamily,
    fontSize: theme.fontSizePx,
  };
  const endPx = context.labelEndPx ?? Number.NEGATIVE_INFINITY;
  if (middle - half > endPx + LABEL_GAP_PX) {
    context.labelEndPx = middle + half;
    return [{ type: 'text', silent: true, style: { ...shared, text: name, x: middle, y: y - 6 } }];
  }
  return x - LABEL_GAP_PX > endPx ? [{ type: 'text', silent: true, style: { ...shared, text: '▾', x, y } }] : [];
}
