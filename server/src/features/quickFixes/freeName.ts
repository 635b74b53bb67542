import type { ZoneKind } from '../../zones/zoneKind';
import type { ZoneModel } from '../../zones/zoneModel';

/** A zone of a kind may have the name: nothing declares one of it, and no other module makes one by referring to it. */
export function isFreeName({ zones, references }: ZoneModel, name: string, { tag }: ZoneKind): boolean {
  if (zones.some((zone) => zone.name === name)) return false;
  return !references.some((reference) => {
    if (reference.name !== name || reference.forms.some(({ kind }) => kind.tag === tag)) return false;
    const [form] = reference.forms;
    return form?.rule.whenUndeclared === 'zeroSize' || form?.rule.whenUndeclared === 'refused';
  });
}
