import { t } from '../../l10n';
import { formatBytes } from '../../zones/sizeText';
import type { Zone } from '../../zones/zone';
import type { ZoneModel } from '../../zones/zoneModel';
import { shorten } from '../figures';
import { shownPath } from '../hover/zonePlaces';
import { locationOf } from '../places';
import { printable } from '../printable';

/** Names and paths are cut beyond this. */
export const LONGEST_LABEL = 80;

/** A zone's size and where it is declared. */
export function zoneDetail(model: ZoneModel, zone: Zone): string {
  const size = zone.sizeBytes === null ? t('size not known') : formatBytes(zone.sizeBytes);
  const declaration = zone.declarations.find((one) => one.sizeBytes !== null) ?? zone.declarations[0];
  if (declaration === undefined) return size;
  const { file, argumentRange } = declaration;
  const { line } = locationOf(model, { path: file.path, range: argumentRange });
  return `${size} · ${shorten(printable(shownPath(model, file.path)), LONGEST_LABEL)}:${line}`;
}
