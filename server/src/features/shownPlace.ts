import type { Place } from '../zones/place';
import type { ZoneModel } from '../zones/zoneModel';
import { shorten } from './figures';
import { locationOf } from './places';
import { printable } from './printable';

const LONGEST_PATH = 200;
const LONGEST_NAME = 60;

/** A place as `path:line`, for a sentence. Plain text. */
export function shownPlace(model: ZoneModel, place: Place): string {
  const { file, line } = locationOf(model, place);
  return `${shorten(printable(file), LONGEST_PATH)}:${line}`;
}

/** A name from a config, for a sentence. Plain text. */
export function shownName(name: string): string {
  // Cut first: printing takes time with the length.
  return shorten(printable(shorten(name, LONGEST_NAME)), LONGEST_NAME);
}
