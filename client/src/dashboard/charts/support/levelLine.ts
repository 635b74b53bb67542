import type { ChartTheme } from '../../chartView';
import { diamondMark, SNAPSHOT_SERIES } from './diamondMark';

/** What the library hands to a `renderItem`, as far as it is used. */
interface RenderParameters {
  readonly coordSys: { readonly x: number; readonly y: number; readonly width: number };
}

/** A level line over the whole width, with the sign of a snapshot at its beginning; nothing for null. */
export function levelLineSeries(theme: ChartTheme, atMs: number, bytes: number | null) {
  return {
    ...SNAPSHOT_SERIES,
    data: bytes === null ? [] : [[atMs, bytes]],
    renderItem: (
      { coordSys: { x, width } }: RenderParameters,
      api: { readonly coord: (value: (number | null)[]) => number[] },
    ) => {
      // Any time will do: the line goes over all of what is in sight.
      const y = Math.round(api.coord([atMs, bytes])[1] ?? 0) + 0.5;
      return {
        type: 'group',
        children: [
          {
            type: 'line',
            shape: { x1: x, y1: y, x2: x + width, y2: y },
            style: { stroke: theme.foreground, lineWidth: 1.5, lineDash: [2, 4], fill: 'none' },
          },
          { ...diamondMark(theme, 0), x, y },
        ],
      };
    },
  };
}
