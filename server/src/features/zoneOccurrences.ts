import type { ZoneDeclaration } from '../zones/declarations';
import type { ZoneReference } from '../zones/references';
import type { Zone } from '../zones/zone';
import { listedName } from '../zones/zoneList';
import type { ZoneModel } from '../zones/zoneModel';
import type { ZoneTarget } from './zoneAt';

/** Every place of a config and its scripts that means one zone. A file that is included twice gives its places twice. */
export interface ZoneOccurrences {
  readonly name: string;
  /** Null where nothing declares the zone, or a template keeps its size back. */
  readonly zone: Zone | null;
  readonly declarations: readonly ZoneDeclaration[];
  readonly references: readonly ZoneReference[];
}

/**
 * The places that mean the zone of a target: those of its name and module, since zones of one name and two modules are
 * two zones. Null where the target names none.
 */
export function occurrencesOf(model: ZoneModel, target: ZoneTarget): ZoneOccurrences | null {
  const { zoneName: name, zone, declaration, reference } = target;
  if (declaration === null && reference === null) return null;
  const tags = new Set(zone === null ? (declaration ? [declaration.kind.tag] : tagsOf(reference)) : [zone.kind.tag]);
  const declared = declaration ?? zone?.declarations[0] ?? null;
  const listed = declared === null ? name : listedNameOf(declared);
  const declarations = model.declarations.filter(
    (one) => one.name === name && tags.has(one.kind.tag) && (declared === null || listedNameOf(one) === listed),
  );
  const ownerOf = createOwnerSearch(model, name);
  const references = model.references.filter((one) => {
    if (one.name !== name) return false;
    const owner = ownerOf(one);
    return owner === null ? zone === null && tagsOf(one).some((tag) => tags.has(tag)) : tags.has(owner.kind.tag);
  });
  return { name, zone, declarations, references };
}

/** The name under which nginx lists what a declaration makes. */
export function listedNameOf({ kind, context, name }: ZoneDeclaration): string {
  return listedName(kind, context, name);
}

/** Gives the zone that a reference of a name gets, as `zoneOfReference` does for one. */
export function createOwnerSearch(model: ZoneModel, name: string): (reference: ZoneReference) => Zone | null {
  const zones = model.zones.filter((zone) => zone.name === name);
  return ({ forms }) => zones.find((zone) => forms.some(({ kind }) => kind.tag === zone.kind.tag)) ?? null;
}

/** Modules whose zone a reference may mean. */
export function tagsOf(reference: ZoneReference | null): string[] {
  return reference?.forms.map(({ kind }) => kind.tag) ?? [];
}
