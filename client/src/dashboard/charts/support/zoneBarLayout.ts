import type { DashboardZone } from '../../../../../server/src/shared/dashboard';
import { barBytes, type ZoneBarChoice } from './zoneBars';

/** Bars that are seen at once; more are scrolled. */
export const MOST_ROWS = 20;
const LEAST_ROW_PX = 26;
const MOST_ROW_PX = 44;
const BAR_SHARE = 0.55;
export const AXIS_PX = 30;
export const TOP_PX = 6;
export const GAP_PX = 8;
export const SCROLL_PX = 14;

/** Few bars share so much height, as far as that makes none of them too high. */
const FEW_BARS_PX = 144;

/** A tooltip has room within the drawing only, and more lines where it is narrow. */
const LEAST_HEIGHT_PX = 112;
const LEAST_NARROW_HEIGHT_PX = 146;

/** Rows may be higher than that, their bars not. */
const MOST_BAR_PX = 32;

/** Below this width behind a bar stands only what is loaded. */
export const NARROW_PX = 480;

/** What is drawn: zones with those of the snapshot that they are compared with, by key. */
export interface ZoneBarDrawing {
  readonly zones: readonly DashboardZone[];
  readonly before: ReadonlyMap<string, DashboardZone>;
  readonly chosen: ZoneBarChoice;
}

/** Height of so many bars; those that have to be scrolled to are not in it. */
export function zoneBarHeightPx(zoneCount: number, widthPx: number): number {
  const barsPx = shownRows(zoneCount) * rowPx(zoneCount, widthPx);
  return Math.max(leastHeightPx(widthPx), TOP_PX + barsPx + AXIS_PX);
}

function leastHeightPx(widthPx: number): number {
  return widthPx < NARROW_PX ? LEAST_NARROW_HEIGHT_PX : LEAST_HEIGHT_PX;
}

/** Bars that are seen at once. */
export function shownRows(zoneCount: number): number {
  return Math.min(zoneCount, MOST_ROWS);
}

/** Height that a bar has with its distance to the next; few bars are higher. */
export function rowPx(zoneCount: number, widthPx: number): number {
  const leastPx = (leastHeightPx(widthPx) - TOP_PX - AXIS_PX) / Math.max(1, zoneCount);
  const sharePx = Math.min(MOST_ROW_PX, Math.max(LEAST_ROW_PX, FEW_BARS_PX / Math.max(1, zoneCount)));
  return Math.round(Math.max(leastPx, sharePx));
}

/** Height of a bar itself. */
export function barPx(zoneCount: number, widthPx: number): number {
  return 2 * Math.round(Math.min(MOST_BAR_PX, rowPx(zoneCount, widthPx) * BAR_SHARE) / 2);
}

/** The width of a zone's bar and marks in the unit that was chosen. */
export function scaled(bytes: number | null, zone: DashboardZone, { unit }: ZoneBarChoice): number | null {
  if (bytes === null || unit === 'bytes') return bytes;
  const whole = barBytes(zone);
  return whole === null || whole <= 0 ? null : bytes / whole;
}
