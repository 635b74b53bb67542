import { formatCount } from '../../../../../server/src/features/figures';
import { formatBytes } from '../../../../../server/src/zones/sizeText';
import type { ChartTheme } from '../../chartView';
import { mutedTextStyle } from './tooltip';

/** Where an axis ends, and how far its grid lines are apart. */
export interface AxisScale {
  readonly min: number;
  readonly max: number;
  readonly interval: number;
}

/** Scale from 0 in steps of a power of two, so that they read as whole sizes: at most `steps` of them. */
export function byteScale(largestBytes: number, steps = 5): AxisScale {
  const largest = Number.isFinite(largestBytes) && largestBytes > 0 ? largestBytes : 1;
  const interval = Math.max(1, 2 ** Math.ceil(Math.log2(largest / steps)));
  return { min: 0, max: Math.ceil(largest / interval) * interval, interval };
}

/** Scale from 0 in steps of 1, 2 or 5 times a power of ten: at most `steps` of them. */
export function countScale(largestCount: number, steps = 5): AxisScale {
  const largest = Number.isFinite(largestCount) && largestCount > 0 ? largestCount : 1;
  const power = 10 ** Math.floor(Math.log10(largest / steps));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power * steps >= largest) ?? 10;
  const interval = Math.max(1, Math.round(factor * power));
  return { min: 0, max: Math.ceil(largest / interval) * interval, interval };
}

/** A value axis of bytes. Put `position`, `gridIndex` and the like behind it. */
export function byteAxis(theme: ChartTheme, largestBytes: number, steps?: number) {
  return { ...valueAxis(theme, byteScale(largestBytes, steps)), axisLabel: label(theme, axisBytesText) };
}

/** The same, but it ends where the largest value does: a narrow drawing has no room to give away. */
export function tightByteAxis(theme: ChartTheme, largestBytes: number, steps?: number) {
  const axis = byteAxis(theme, largestBytes, steps);
  if (!(largestBytes > 0) || largestBytes >= axis.max) return axis;
  return {
    ...axis,
    max: largestBytes,
    axisLabel: { ...axis.axisLabel, showMaxLabel: false },
    splitLine: { ...axis.splitLine, showMaxLine: false },
  };
}

/** Where half of a label no longer has room before the end of a narrow drawing. */
const NEAR_END = 0.94;

/** The same for a drawing without room beside it: a label at an edge stands within it, and one near the end is left out. */
export function edgeByteAxis(theme: ChartTheme, largestBytes: number, steps: number) {
  const wished = tightByteAxis(theme, largestBytes, steps);
  const isOnlyNearEnd = wished.interval > wished.max * NEAR_END;
  const axis = isOnlyNearEnd ? tightByteAxis(theme, largestBytes, 2 * steps) : wished;
  const { formatter } = axis.axisLabel;
  const isCut = (bytes: number): boolean => bytes > axis.max * NEAR_END && bytes < axis.max;
  return {
    ...axis,
    axisLabel: {
      ...axis.axisLabel,
      alignMinLabel: 'left',
      alignMaxLabel: 'right',
      formatter: (bytes: number) => (isCut(bytes) ? '' : formatter(bytes)),
    },
  } as const;
}

/** A size without loss: steps of a power of two have few decimals, `1.25 GB`. */
function axisBytesText(bytes: number): string {
  const text = formatBytes(bytes);
  const unit = text.slice(text.indexOf(' '));
  const unitBytes = 1024 ** Math.max(0, ['bytes', 'KB', 'MB', 'GB', 'TB'].indexOf(unit.trim()));
  return `${Number((bytes / unitBytes).toFixed(3))}${unit}`;
}

/** A value axis of counts. */
export function countAxis(theme: ChartTheme, largestCount: number, steps?: number) {
  return { ...valueAxis(theme, countScale(largestCount, steps)), axisLabel: label(theme, formatCount) };
}

/** A category axis without ticks. */
export function categoryAxis(theme: ChartTheme, names: readonly string[]) {
  return {
    type: 'category',
    data: [...names],
    axisLine: { show: false, lineStyle: { color: theme.gridLine } },
    axisTick: { show: false },
    axisLabel: { ...mutedTextStyle(theme), color: theme.foreground, interval: 0 },
  } as const;
}

function valueAxis(theme: ChartTheme, scale: AxisScale) {
  return {
    type: 'value',
    ...scale,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { show: true, lineStyle: { color: theme.gridLine, width: 1 } },
  } as const;
}

function label(theme: ChartTheme, formatter: (value: number) => string) {
  return { ...mutedTextStyle(theme), hideOverlap: true, formatter: (value: number) => formatter(value) } as const;
}
