import { zoneKinds } from '../../zones/catalogue';
import { subsystemOf } from '../../zones/kindChoice';
import { createFormChooser, type ReferenceForm, referenceForms } from '../../zones/references';
import type { Zone } from '../../zones/zone';
import type { ZoneModel } from '../../zones/zoneModel';
import { isWritableName } from './nginxText';

/** Ways to refer to zones, by directive (`lua` and `js` for scripts). */
export const REFERENCE_FORMS = referenceForms(zoneKinds);

/** What a directive may refer to in any of some contexts, the most likely first. */
export function formsIn(model: ZoneModel, directive: string, contexts: readonly string[]): readonly ReferenceForm[] {
  const choose = createFormChooser(REFERENCE_FORMS, model.options.build);
  const forms = contexts.flatMap((context) => choose(directive, subsystemOf(context)).forms);
  return [...new Set(forms)];
}

/** Declared zones that some forms may refer to and whose names can be written, by name; each name once. */
export function zonesOfForms({ zones }: ZoneModel, forms: readonly ReferenceForm[]): readonly Zone[] {
  if (forms.length === 0) return [];
  const tags = new Set(forms.map(({ kind }) => kind.tag));
  const byName = new Map<string, Zone>();
  for (const zone of zones) {
    if (zone.isImplicit || !tags.has(zone.kind.tag) || byName.has(zone.name)) continue;
    if (isWritableName(zone.name)) byName.set(zone.name, zone);
  }
  return [...byName.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
}
