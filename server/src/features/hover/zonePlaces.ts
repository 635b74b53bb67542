import { posix } from 'node:path';
import { listText, t } from '../../l10n';
import type { Place } from '../../zones/place';
import type { Zone } from '../../zones/zone';
import type { ZoneModel } from '../../zones/zoneModel';
import { sizedDeclaration } from '../diagnostics/sizeProblems';
import { formatCount } from '../figures';
import { locationOf } from '../places';
import { code } from './markdown';

/** Paths are long, and their end tells more than their beginning. */
const LONGEST_PLACE = 70;

/** Places shown of several. */
const MOST_PLACES = 3;

/** A path for people: from the main config's folder, where it lies below. */
export function shownPath({ config }: ZoneModel, path: string): string {
  const near = posix.relative(config.folder, path);
  return near.startsWith('../') ? path : near;
}

/** File and line of a place as Markdown. */
function placeText(model: ZoneModel, place: Place): string {
  return code(`${shownPath(model, place.path)}:${locationOf(model, place).line}`, LONGEST_PLACE);
}

/** Where a zone gets its size, or is first declared. */
export function declaredAtText(model: ZoneModel, zone: Zone): string {
  const declaration = sizedDeclaration(zone) ?? zone.declarations[0];
  if (declaration === undefined) return t('The module makes this zone itself; no directive declares it.');
  const place = placeText(model, { path: declaration.file.path, range: declaration.argumentRange });
  const further = zone.declarations.length - 1;
  if (further === 0) return t('Declared in {0}.', place);
  if (further === 1) return t('Declared in {0}, and in one more place.', place);
  return t('Declared in {0}, and in {1} more places.', place, formatCount(further));
}

/** How often a zone is used, and where first; empty where nothing could refer to such a zone by its name. */
export function usedAtText(model: ZoneModel, { kind, references }: Zone): string {
  if (references.length === 0) return kind.references.length === 0 ? '' : t('No use of it was found in this config.');
  const places = [...new Set(references.slice(0, MOST_PLACES).map((reference) => placeText(model, reference)))];
  const shown = listText(places);
  const count = references.length;
  if (count === 1) return t('Used in {0}.', shown);
  if (count <= MOST_PLACES) return t('Used in {0} places: {1}.', count, shown);
  return t('Used in {0} places, the first: {1}.', formatCount(count), shown);
}
