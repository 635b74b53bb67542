import type { ChartTheme } from '../../chartView';

/** What series that draw the snapshot have alike: over all others, and nothing to point at. */
export const SNAPSHOT_SERIES = { id: 'snapshot', type: 'custom', silent: true, z: 4, encode: { x: 0, y: 1 } } as const;

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
