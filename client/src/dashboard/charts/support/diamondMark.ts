import type { ChartTheme } from '../../chartView';

/** A hollow diamond: where the snapshot that is compared with stood. So far below the middle of its bar. */
export function diamondMark(theme: ChartTheme, belowPx: number) {
  const points = [
    [0, belowPx - 5],
    [5, belowPx],
    [0, belowPx + 5],
    [-5, belowPx],
  ];
  const style = { fill: theme.background, stroke: theme.foreground, lineWidth: 1.5 };
  return { type: 'polygon', shape: { points }, style };
}
