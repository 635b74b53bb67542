/** What part of its axis a chart shows, in shares of 100, and which values those were. */
export interface Zoom {
  readonly start: number;
  readonly end: number;
  readonly startValue: number | null;
  readonly endValue: number | null;
  /** It can be moved, and not be made wider or narrower: a list with more entries than there is room for. */
  readonly isLocked: boolean;
}

type Option = Readonly<Record<string, unknown>>;

/** The narrowest part that is shown. */
const NARROWEST = 1;

/**
 * So many times as wide as before. What is at the right end stays there; else the middle stays.
 *
 * @param factor above 1 shows more; infinite: all
 */
export function zoomed({ start, end, isLocked }: Zoom, factor: number): Zoom {
  const width = Math.min(100, Math.max(NARROWEST, (end - start) * factor));
  const middle = (start + end) / 2;
  const wantedEnd = end >= 100 ? 100 : middle + width / 2;
  const right = Math.min(100, Math.max(width, wantedEnd));
  return { start: right - width, end: right, startValue: null, endValue: null, isLocked };
}

/** Reads the zoom out of the library's option; null where it has none. */
export function zoomOf(option: Option): Zoom | null {
  const [first] = zooms(option);
  if (typeof first !== 'object' || first === null) return null;
  const { start, end, startValue, endValue, zoomLock } = first as Option;
  return {
    start: typeof start === 'number' ? start : 0,
    end: typeof end === 'number' ? end : 100,
    startValue: typeof startValue === 'number' ? startValue : null,
    endValue: typeof endValue === 'number' ? endValue : null,
    isLocked: zoomLock === true,
  };
}

/** The part of a list that has an entry in it: moved as little as it takes; null where it is in sight already. */
export function movedTo(zoom: Zoom | null, index: number): { startValue: number; endValue: number } | null {
  if (zoom === null || !zoom.isLocked) return null;
  const { startValue, endValue } = zoom;
  if (startValue === null || endValue === null || (index >= startValue && index <= endValue)) return null;
  const span = endValue - startValue;
  return index < startValue
    ? { startValue: index, endValue: index + span }
    : { startValue: index - span, endValue: index };
}

/**
 * The option with the same part shown while its axis grows: what ends at the newest follows it, any other part stays where
 * it is.
 */
export function withZoom(option: Option, zoom: Zoom | null): Option {
  if (zoom === null || (zoom.start <= 0 && zoom.end >= 100)) return option;
  const { start, end, startValue, endValue, isLocked } = zoom;
  const isFollowing = (end >= 100 && !isLocked) || startValue === null || endValue === null;
  const part = isFollowing ? { start, end } : { startValue, endValue };
  return {
    ...option,
    dataZoom: zooms(option).map((entry) =>
      typeof entry === 'object' && entry !== null ? { ...entry, ...part } : entry,
    ),
  };
}

function zooms({ dataZoom }: Option): readonly unknown[] {
  if (dataZoom === undefined || dataZoom === null) return [];
  return Array.isArray(dataZoom) ? dataZoom : [dataZoom];
}
