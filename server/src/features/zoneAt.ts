import type { TextRange } from '../config/sourceText';
import { argumentRange, argumentValue } from '../config/tree';
import type { ZoneDeclaration } from '../zones/declarations';
import type { ZoneReference } from '../zones/references';
import type { Zone } from '../zones/zone';
import type { ZoneKind } from '../zones/zoneKind';
import type { ZoneModel } from '../zones/zoneModel';
import { hasEscapes, directiveAt as innermostDirectiveAt } from './treePosition';
import { holderAt, namesInCode } from './writtenName';

/** What stands at a place of a config or script, as far as it is about a zone. */
export interface ZoneTarget {
  /** `directive`: the name of a directive that declares or takes a zone; `reference`: a zone's name where it is used. */
  readonly part: 'directive' | 'name' | 'size' | 'reference';
  /** Range of that part in the file. */
  readonly range: TextRange;
  /** The zone's name as it is written or fixed; empty where the directive gives none. */
  readonly zoneName: string;
  /** Null where nothing declares the zone. */
  readonly zone: Zone | null;
  /** The zone's kind, or what the directive wants there. */
  readonly kind: ZoneKind | null;
  readonly declaration: ZoneDeclaration | null;
  readonly reference: ZoneReference | null;
}

/** What is at an offset of one of the config's files or scripts; a range's end belongs to it, as a cursor stands there. */
export function zoneAt(model: ZoneModel, path: string, offset: number): ZoneTarget | null {
  return declarationAt(model, path, offset) ?? referenceAt(model, path, offset) ?? directiveAt(model, path, offset);
}

/** The zone that a declaration is of; null where nginx refuses it. */
export function zoneOfDeclaration(model: ZoneModel, declaration: ZoneDeclaration): Zone | null {
  return model.zones.find((zone) => zone.declarations.includes(declaration)) ?? null;
}

/** The zone that a reference gets; null where none of its name and kind is declared. */
export function zoneOfReference(model: ZoneModel, reference: ZoneReference): Zone | null {
  const isOfKind = (zone: Zone): boolean => reference.forms.some(({ kind }) => kind.tag === zone.kind.tag);
  return model.zones.find((zone) => zone.name === reference.name && isOfKind(zone)) ?? null;
}

/** The offset lies in a range or at its end. */
export function touches({ start, end }: TextRange, offset: number): boolean {
  return start <= offset && offset <= end;
}

function declarationAt(model: ZoneModel, path: string, offset: number): ZoneTarget | null {
  for (const declaration of model.declarations) {
    if (declaration.file.path !== path || !touches(declaration.range, offset)) continue;
    const place = partOf(declaration, offset);
    if (place === null) continue;
    const zone = zoneOfDeclaration(model, declaration);
    return { ...place, zoneName: declaration.name, zone, kind: declaration.kind, declaration, reference: null };
  }
  return null;
}

function partOf(declaration: ZoneDeclaration, offset: number): Pick<ZoneTarget, 'part' | 'range'> | null {
  const { file, directive, nameRange, sizeRange, sizeText } = declaration;
  const directiveName = argumentRange(file.tree, directive, 0);
  if (touches(directiveName, offset)) return { part: 'directive', range: directiveName };
  if (sizeText !== null && touches(sizeRange, offset)) return { part: 'size', range: sizeRange };
  const hasName = declaration.name !== '' && declaration.kind.grammar.form !== 'sizeOnly';
  return hasName && touches(declaration.argumentRange, offset) ? { part: 'name', range: nameRange } : null;
}

function referenceAt(model: ZoneModel, path: string, offset: number): ZoneTarget | null {
  const touching = model.references.filter((one) => one.path === path && touches(one.range, offset));
  const [first] = touching;
  if (first === undefined) return null;
  const names = namesAmongEscapes(model, first);
  if (names === null) return targetOf(model, first, 'reference', first.range);
  // All names of such code are told with one range, that of the whole argument.
  const meant = names.find(({ range }) => touches(range, offset));
  const reference = touching.find(({ name }) => name === meant?.name);
  return meant === undefined || reference === undefined ? null : targetOf(model, reference, 'reference', meant.range);
}

/** The names in the code that holds a reference, where escapes keep their places from being told; else null. */
function namesAmongEscapes(model: ZoneModel, { path, range }: ZoneReference): ReturnType<typeof namesInCode> | null {
  const file = model.config.files.get(path);
  const holder = file === undefined ? null : holderAt(file, innermostDirectiveAt(file.tree, range.start), range);
  if (holder === null || holder.argument === 0) return null;
  const { tree } = holder.file;
  if (!hasEscapes(tree, holder.directive, holder.argument)) return null;
  return namesInCode(holder, argumentValue(tree, holder.directive, holder.argument));
}

function targetOf(model: ZoneModel, reference: ZoneReference, part: ZoneTarget['part'], range: TextRange): ZoneTarget {
  const zone = zoneOfReference(model, reference);
  const kind = zone?.kind ?? reference.forms[0]?.kind ?? null;
  return { part, range, zoneName: reference.name, zone, kind, declaration: null, reference };
}

/** The name of a directive that takes a zone, or that could declare one and does not. */
function directiveAt(model: ZoneModel, path: string, offset: number): ZoneTarget | null {
  for (const { file, directive, kind } of model.directives) {
    if (file.path !== path) continue;
    const range = argumentRange(file.tree, directive, 0);
    if (!touches(range, offset)) continue;
    return { part: 'directive', range, zoneName: '', zone: null, kind, declaration: null, reference: null };
  }
  for (const { file, directive, named, forms } of model.uses) {
    if (file.path !== path) continue;
    const range = argumentRange(file.tree, directive, 0);
    if (!touches(range, offset)) continue;
    const first = named.find(({ name }) => name !== null);
    const reference = model.references.find((one) => one.path === path && one.range.start === first?.range.start);
    if (reference !== undefined) return targetOf(model, reference, 'directive', range);
    const kind = forms[0]?.kind ?? null;
    return { part: 'directive', range, zoneName: '', zone: null, kind, declaration: null, reference: null };
  }
  return null;
}
