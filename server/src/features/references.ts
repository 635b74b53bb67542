import type { Place } from '../zones/place';
import type { Analysis } from './analysis';
import { zoneNameAt } from './zoneNameAt';
import { occurrencesOf } from './zoneOccurrences';
import { placesOf } from './zonePlaces';

/**
 * Every place that names the zone at an offset: in all files of the config, their Lua blocks, and the scripts that they
 * name. Zones of one name and two modules are kept apart; a zone that nothing declares has places too.
 */
export function references(
  { model }: Analysis,
  path: string,
  offset: number,
  includeDeclaration: boolean,
): readonly Place[] {
  const target = zoneNameAt(model, path, offset);
  const occurrences = target && occurrencesOf(model, target);
  if (!occurrences) return [];
  return placesOf(model, occurrences)
    .filter(({ isDeclaration }) => includeDeclaration || !isDeclaration)
    .map((place) => ({ path: place.path, range: place.range }));
}
