import type { ServerEvent } from '../../../../../server/src/shared/liveTrends';
import type { ChartTheme } from '../../chartView';
import { type EventLabel, eventLabels } from './eventLabels';
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

/** Lines of a label at most: names of many events are counted. */
export const LABEL_LINES = 2;

/** Height of a line of a label. */
export function labelLinePx({ fontSizePx }: ChartTheme): number {
  return Math.round(fontSizePx * 1.25);
}

/** Width of what can be pointed at. */
const AREA_PX = 9;

/** What the library hands to a `renderItem`, as far as it is used. */
interface RenderParameters {
  readonly dataIndex: number;
  readonly coordSys: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** Of one drawing of the whole series. */
  readonly context: { labels?: ReadonlyMap<number, EventLabel> };
}

/** A series of vertical lines with a word above each, or above several that stand close together. */
export function eventSeries(theme: ChartTheme, given: readonly ServerEvent[], firstMs: number, lastMs: number) {
  const events = given.map((event) => ({ ...event, shownMs: Math.min(lastMs, Math.max(firstMs, event.atMs)) }));
  return {
    id: 'events',
    type: 'custom',
    z: 5,
    clip: false,
    encode: { x: 0, y: 1 },
    // Below the line's middle, so that it is in any range of the axis. What happened before the first sample stands there.
    data: events.map(({ shownMs }) => [shownMs, 0]),
    renderItem: ({ dataIndex, coordSys, context }: RenderParameters, api: Coordinates) => {
      const event = events[dataIndex];
      if (event === undefined) return null;
      const placeOf = ({ shownMs }: { readonly shownMs: number }): number | null => {
        const x = Math.round(api.coord([shownMs, 0])[0] ?? Number.NaN);
        return x >= coordSys.x - 1 && x <= coordSys.x + coordSys.width + 1 ? x : null;
      };
      const x = placeOf(event);
      if (x === null) return null;
      context.labels ??= labelsOf(
        theme,
        events.map(({ kind, ...at }) => ({ kind, xPx: placeOf(at) })),
        coordSys,
      );
      const label = context.labels.get(dataIndex);
      return {
        type: 'group',
        children: [
          ...mark(theme, event.kind, x, coordSys),
          ...(label === undefined ? [] : [labelShape(theme, label, coordSys)]),
        ],
      };
    },
  };
}

/** What the library hands over to find the place of a value. */
interface Coordinates {
  readonly coord: (value: number[]) => number[];
}

/** Labels of the marks in sight, each by the first of its marks. */
function labelsOf(
  theme: ChartTheme,
  events: readonly { readonly kind: ServerEvent['kind']; readonly xPx: number | null }[],
  { x, width }: RenderParameters['coordSys'],
): Map<number, EventLabel> {
  const seen = events
    .flatMap(({ kind, xPx }, place) => (xPx === null ? [] : [{ place, xPx, name: eventName(kind) }]))
    .sort((one, other) => one.xPx - other.xPx);
  const widthOf = (text: string) => textWidthPx(text, theme.fontSizePx);
  const room = { leftPx: x, rightPx: x + width, widthOf, mostLines: LABEL_LINES };
  return new Map(eventLabels(seen, room).map((label) => [seen[label.index]?.place ?? -1, label]));
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

function labelShape(theme: ChartTheme, { lines, xPx }: EventLabel, { y }: RenderParameters['coordSys']) {
  const style = {
    text: lines.join('\n'),
    x: xPx,
    y: y - 6,
    align: 'center',
    verticalAlign: 'bottom',
    fill: theme.foreground,
    fontFamily: theme.fontFamily,
    fontSize: theme.fontSizePx,
    lineHeight: labelLinePx(theme),
  };
  return { type: 'text', silent: true, style };
}
