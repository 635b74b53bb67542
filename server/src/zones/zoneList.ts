import { defaultSizeBytes, type ZoneDeclaration } from './declarations';
import type { ZoneReference } from './references';
import type { Zone } from './zone';
import type { ZoneKind } from './zoneKind';

/** What nginx would not accept, or a script would stumble over, when declarations and references meet. */
export type ZoneConflict =
  /** The same zone is declared again, which its module refuses. */
  | { readonly type: 'duplicate'; readonly declaration: ZoneDeclaration; readonly first: ZoneDeclaration }
  | {
      readonly type: 'size';
      readonly declaration: ZoneDeclaration;
      readonly sizeBytes: number;
      readonly first: ZoneDeclaration;
      readonly firstBytes: number;
    }
  /** The name belongs to another module's zone; to one that the module makes by itself where `first` is a kind. */
  | {
      readonly type: 'use';
      readonly at: ZoneDeclaration | ZoneReference;
      readonly first: ZoneDeclaration | ZoneReference | ZoneKind;
    }
  /** The module goes on with the size that it read first. */
  | { readonly type: 'ignored'; readonly declaration: ZoneDeclaration; readonly first: ZoneDeclaration }
  /** Nothing gives the zone a size. */
  | { readonly type: 'undeclared'; readonly at: ZoneDeclaration | ZoneReference };

/** An element of nginx's cycle->shared_memory while the config is read. */
interface Element {
  readonly name: string;
  readonly tag: string;
  readonly kind: ZoneKind;
  sizeBytes: number;
  /** A size is written but can't be read, or a template fills it in: nothing must be concluded from its absence. */
  isSizeHidden: boolean;
  readonly first: ZoneDeclaration | ZoneReference;
  readonly declarations: ZoneDeclaration[];
  readonly references: ZoneReference[];
}

/** The list of zones as nginx builds it. Scripts' references stand apart: they make no element. */
export interface ZoneList {
  readonly elements: Map<string, Element>;
  /** Zones whose name another module had first; nginx stops there, people still want to see them. */
  readonly rejected: Element[];
  readonly pending: ZoneReference[];
  readonly conflicts: ZoneConflict[];
  hasTemplatedNames: boolean;
  /** Directives that were met with a variable in their value, of those with which some zone grows. */
  readonly growing: Set<string>;
}

export function createZoneList(): ZoneList {
  return {
    elements: new Map(),
    rejected: [],
    pending: [],
    conflicts: [],
    hasTemplatedNames: false,
    growing: new Set(),
  };
}

/** Whether a place that holds or names a zone is a declaration of it. */
export function isDeclaration(place: ZoneDeclaration | ZoneReference): place is ZoneDeclaration {
  return 'kind' in place;
}

/** ngx_shared_memory_add() for a declaration. */
export function declareZone(list: ZoneList, declaration: ZoneDeclaration): void {
  const { kind, name, sizeState } = declaration;
  if (declaration.isNameTemplated) list.hasTemplatedNames = true;
  // Most modules refuse an empty name; to the others it is a name like any.
  const isRefusedName = name === '' && kind.messages.emptyName !== undefined;
  if (isRefusedName || declaration.isNameTemplated) return;
  const listed = listedName(kind, declaration.context, name);
  const element = list.elements.get(listed);
  const sizeBytes = declaration.sizeBytes ?? 0;
  const isSizeHidden = sizeState !== 'valid' && !(sizeState === 'absent' && kind.size.parser !== 'none');
  if (element === undefined) {
    const made = { name, tag: kind.tag, kind, sizeBytes, isSizeHidden, first: declaration };
    list.elements.set(listed, { ...made, declarations: [declaration], references: [] });
    return;
  }
  if (element.tag !== kind.tag) {
    list.conflicts.push({ type: 'use', at: declaration, first: element.first });
    const made = { name, tag: kind.tag, kind, sizeBytes, isSizeHidden, first: declaration };
    list.rejected.push({ ...made, declarations: [declaration], references: [] });
    return;
  }
  const conflict = conflictWith(element, declaration);
  if (conflict !== null) list.conflicts.push(conflict);
  if (element.sizeBytes === 0) element.sizeBytes = sizeBytes;
  element.isSizeHidden ||= isSizeHidden;
  element.declarations.push(declaration);
}

/** The name under which nginx lists a zone. */
function listedName({ namePrefixes }: ZoneKind, context: string, name: string): string {
  if (namePrefixes === undefined) return name;
  const byContext: Readonly<Record<string, string | undefined>> = namePrefixes;
  return `${byContext[context] ?? namePrefixes['*'] ?? ''}${name}`;
}

/** What a further declaration of a module's own zone runs into. */
function conflictWith(element: Element, declaration: ZoneDeclaration): ZoneConflict | null {
  const { duplicates } = declaration.kind;
  const sizeBytes = declaration.sizeBytes ?? 0;
  const sized = element.declarations.find((other) => (other.sizeBytes ?? 0) > 0);
  const isOtherSize = sizeBytes > 0 && sized !== undefined && element.sizeBytes !== sizeBytes;
  if (duplicates === 'ignored') {
    return isOtherSize && sized !== undefined ? { type: 'ignored', declaration, first: sized } : null;
  }
  if (isOtherSize && sized !== undefined && duplicates !== 'directive') {
    return { type: 'size', declaration, sizeBytes, first: sized, firstBytes: element.sizeBytes };
  }
  const refused = element.declarations.find((other) => isRefusedTwice(other, declaration));
  return refused === undefined ? null : { type: 'duplicate', declaration, first: refused };
}

function isRefusedTwice(first: ZoneDeclaration, second: ZoneDeclaration): boolean {
  if (second.kind.duplicates === 'refused') return true;
  return second.kind.duplicates === 'directive' && first.block === second.block;
}

/** ngx_shared_memory_add() of size 0 for a reference; scripts and lookups at run time are judged at the end. */
export function referToZone(list: ZoneList, reference: ZoneReference): void {
  const [form] = reference.forms;
  if (form === undefined) return;
  const makesElement = form.rule.whenUndeclared === 'zeroSize' || form.rule.whenUndeclared === 'refused';
  if (!makesElement) {
    list.pending.push(reference);
    return;
  }
  const element = list.elements.get(reference.name);
  if (element === undefined) {
    const { kind } = form;
    list.elements.set(reference.name, {
      name: reference.name,
      tag: kind.tag,
      kind,
      sizeBytes: 0,
      isSizeHidden: false,
      first: reference,
      declarations: [],
      references: [reference],
    });
  } else if (reference.forms.some(({ kind }) => kind.tag === element.tag)) element.references.push(reference);
  else list.conflicts.push({ type: 'use', at: reference, first: element.first });
}

/** Closes the list: sizes that never came, and names that scripts want. */
export function finishZoneList(
  list: ZoneList,
  implicitKinds: readonly ZoneKind[],
  pageSizeBytes: number,
): { readonly zones: readonly Zone[]; readonly conflicts: readonly ZoneConflict[] } {
  for (const reference of list.pending) {
    const element = list.elements.get(reference.name);
    if (element !== undefined && reference.forms.some(({ kind }) => kind.tag === element.tag)) {
      element.references.push(reference);
    } else if (reference.forms[0]?.rule.whenUndeclared !== 'unknown' && !list.hasTemplatedNames) {
      list.conflicts.push({ type: 'undeclared', at: reference });
    }
  }
  const zones: Zone[] = [];
  const contested = new Set(list.rejected.map(({ name }) => name));
  for (const element of [...list.elements.values(), ...list.rejected]) {
    if (element.declarations.length > 0) zones.push(zoneOf(list, element));
    if (element.sizeBytes > 0 || element.isSizeHidden || list.hasTemplatedNames) continue;
    for (const at of [...element.declarations, ...element.references]) {
      // That the name has two owners is told already; what says so by itself does it before nginx comes to the second.
      if (!contested.has(element.name) || saysUnknown(at)) list.conflicts.push({ type: 'undeclared', at });
    }
  }
  for (const kind of implicitKinds) {
    const element = kind.fixedName === null || kind.isOutsideList ? undefined : list.elements.get(kind.fixedName);
    if (element !== undefined && element.tag !== kind.tag) {
      list.conflicts.push({ type: 'use', at: element.first, first: kind });
    }
    if (kind.fixedName === null || element?.tag === kind.tag) continue;
    const sizeBytes = defaultSizeBytes(kind, pageSizeBytes);
    const own = { name: kind.fixedName, kind, declarations: [], references: [], isImplicit: true, sizeBytes };
    zones.push({ ...own, growsUnseen: growsUnseen(list, kind) });
  }
  return { zones, conflicts: list.conflicts };
}

function saysUnknown(at: ZoneDeclaration | ZoneReference): boolean {
  return !isDeclaration(at) && at.forms[0]?.rule.whenUndeclared === 'refused';
}

function zoneOf(list: ZoneList, element: Element): Zone {
  const declared = element.declarations.find((one) => one.sizeBytes !== null) ?? element.declarations[0];
  const kind = declared?.kind ?? element.kind;
  return {
    name: element.name,
    kind,
    declarations: element.declarations,
    references: element.references,
    isImplicit: false,
    sizeBytes: element.sizeBytes > 0 ? element.sizeBytes : null,
    growsUnseen: growsUnseen(list, kind),
  };
}

function growsUnseen({ growing }: ZoneList, kind: ZoneKind): boolean {
  return kind.growsWith?.some((directive) => growing.has(directive)) ?? false;
}
