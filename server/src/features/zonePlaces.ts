import type { Place } from '../zones/place';
import type { ZoneModel } from '../zones/zoneModel';
import { declarationPlace, referencePlaces } from './writtenName';
import type { ZoneOccurrences } from './zoneOccurrences';

/** A place that means a zone. */
export interface ZonePlace extends Place {
  readonly isDeclaration: boolean;
}

/** Where the zone's name stands, each place once: declarations first. */
export function placesOf(model: ZoneModel, { declarations, references }: ZoneOccurrences): ZonePlace[] {
  const places = declarations.map((one) => placeOf(declarationPlace(one), true));
  for (const reference of uniquePlaces(references)) {
    for (const name of referencePlaces(model, reference)) places.push(placeOf(name, false));
  }
  return uniquePlaces(places);
}

/** Each place once: a file that is included twice gives its places twice. */
export function uniquePlaces<Item extends Place>(places: readonly Item[]): Item[] {
  const seen = new Set<string>();
  return places.filter(({ path, range }) => {
    const key = `${range.start}-${range.end} ${path}`;
    return !seen.has(key) && seen.add(key);
  });
}

function placeOf({ path, range }: Place, isDeclaration: boolean): ZonePlace {
  return { path, range, isDeclaration };
}
