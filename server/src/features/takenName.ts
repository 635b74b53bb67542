import { t } from '../l10n';
import type { ZoneReference } from '../zones/references';
import { listedName } from '../zones/zoneList';
import type { ZoneModel } from '../zones/zoneModel';
import { shownName, shownPlace } from './shownPlace';
import { declarationPlace } from './writtenName';
import { listedNameOf, tagsOf, type ZoneOccurrences } from './zoneOccurrences';

/** Why a zone can't have a name that means another zone already, and where that is; null where the name is free. */
export function takenName(
  model: ZoneModel,
  { declarations, references }: ZoneOccurrences,
  name: string,
): string | null {
  const listed = new Set(declarations.map(({ kind, context }) => listedName(kind, context, name)));
  if (listed.size === 0) listed.add(name);
  const shown = shownName(name);

  const declared = model.declarations.find((one) => listed.has(listedNameOf(one)));
  if (declared !== undefined) {
    return t('Another zone has the name "{0}", declared at {1}.', shown, shownPlace(model, declarationPlace(declared)));
  }
  const implicit = model.zones.find(
    (zone) => zone.isImplicit && zone.kind.isOutsideList !== true && listed.has(zone.name),
  );
  if (implicit !== undefined) {
    return t('Another zone has the name "{0}": {1} makes it by itself.', shown, implicit.kind.module);
  }
  const tags = new Set([...declarations.map(({ kind }) => kind.tag), ...references.flatMap(tagsOf)]);
  const isMeant = (one: ZoneReference): boolean => makesZone(one) || tagsOf(one).some((tag) => tags.has(tag));
  const referred = model.references.find((one) => one.name === name && isMeant(one));
  if (referred === undefined) return null;
  return t('Another zone, which nothing declares, is named "{0}" at {1}.', shown, shownPlace(model, referred));
}

/** nginx puts the name into its list of zones when it comes to the reference. */
function makesZone({ forms }: ZoneReference): boolean {
  const [form] = forms;
  return form?.rule.whenUndeclared === 'zeroSize' || form?.rule.whenUndeclared === 'refused';
}
