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
  /** The first declaration that gives a size. */
  firstSized: ZoneDeclaration | null;
  readonly declarations: ZoneDeclaration[];
  /** The first declaration in each block; null until somebody asks. */
  firstByBlock: Map<string, ZoneDeclaration> | null;
  readonly references: ZoneReference[];
}

function makeElement(name: string, kind: ZoneKind, first: ZoneDeclaration | ZoneReference): Element {
  return {
    name,
    tag: kind.tag,
    kind,
    sizeBytes: 0,
    isSizeHidden: false,
    first,
    firstSized: null,
    declarations: [],
    firstByBlock: null,
    references: [],
  };
}

function addDeclaration(element: Element, declaration: ZoneDeclaration): void {
  const { kind, sizeState, block } = declaration;
  const sizeBytes = declaration.sizeBytes ?? 0;
  if (element.sizeBytes === 0) element.sizeBytes = sizeBytes;
  if (sizeBytes > 0) element.firstSized ??= declaration;
  element.isSizeHidden ||= sizeState !== 'valid' && !(sizeState === 'absent' && kind.size.parser !== 'none');
  element.declarations.push(declaration);
  if (element.firstByBlock?.has(block) === false) element.firstByBlock.set(block, declaration);
}

/** The list of zones as nginx builds it. Scripts' references stand apart: they make no element. */
export interface ZoneList {
  readonly elements: Map<string, Element>;
  /** Zones whose name another module had first; nginx stops there, people still want to see them. */
  readonly rejected: Element[];
  readonly pending: ZoneReference[];
  readonly conflicts: ZoneConflict[];
  hasTemplatedNames: boolean;
  /** Directives that the config has with a variable in their value, of those with which some zone grows. */
  readonly growing: ReadonlySet<string>;
}

export function createZoneList(growing: ReadonlySet<string>): ZoneList {
  return {
    elements: new Map(),
    rejected: [],
    pending: [],
    conflicts: [],
    hasTemplatedNames: false,
    growing,
  };
}

/** Whether a place that holds or names a zone is a declaration of it. */
export function isDeclaration(place: ZoneDeclaration | ZoneReference): place is ZoneDeclaration {
  return 'kind' in place;
}

/** ngx_shared_memory_add() for a declaration. */
export function declareZone(list: ZoneList, declaration: ZoneDeclaration): void {
  const { kind, name } = declaration;
  if (declaration.isNameTemplated) list.hasTemplatedNames = true;
  // Most modules refuse an empty name; to the others it is a name like any.
  const isRefusedName = name === '' && kind.messages.emptyName !== undefined;
  if (isRefusedName || declaration.isNameTemplated) return;
  const listed = listedName(kind, declaration.context, name);
  let element = list.elements.get(listed);
  if (element === undefined) {
    element = makeElement(name, kind, declaration);
    list.elements.set(listed, element);
  } else if (element.tag !== kind.tag) {
    list.conflicts.push({ type: 'use', at: declaration, first: element.first });
    element = makeElement(name, kind, declaration);
    list.rejected.push(element);
  } else {
    const conflict = conflictWith(element, declaration);
    if (conflict !== null) list.conflicts.push(conflict);
  }
  addDeclaration(element, declaration);
}

/** The name under which nginx lists a zone that is declared in a context. */
export function listedName({ namePrefixes }: ZoneKind, context: string, name: string): string {
  if (namePrefixes === undefined) return name;
  const byContext: Readonly<Record<string, string | undefined>> = namePrefixes;
  return `${byContext[context] ?? namePrefixes['*'] ?? ''}${name}`;
}

/** What a further declaration of a module's own zone runs into. */
function conflictWith(element: Element, declaration: ZoneDeclaration): ZoneConflict | null {
  const { duplicates } = declaration.kind;
  const sizeBytes = declaration.sizeBytes ?? 0;
  const { firstSized } = element;
  const isOtherSize = sizeBytes > 0 && element.sizeBytes !== sizeBytes;
  if (duplicates === 'ignored') {
    return isOtherSize && firstSized !== null ? { type: 'ignored', declaration, first: firstSized } : null;
  }
  if (isOtherSize && firstSized !== null && duplicates !== 'directive') {
    return { type: 'size', declaration, sizeBytes, first: firstSized, firstBytes: element.sizeBytes };
  }
  const refused = refusedBeside(element, declaration);
  return refused === undefined ? null : { type: 'duplicate', declaration, first: refused };
}

/** The first declaration beside which nginx refuses another. */
function refusedBeside(element: Element, { kind, block }: ZoneDeclaration): ZoneDeclaration | undefined {
  const { declarations } = element;
  if (kind.duplicates === 'refused') return declarations[0];
  if (kind.duplicates !== 'directive') return undefined;
  if (element.firstByBlock === null) {
    element.firstByBlock = new Map();
    for (const one of declarations) if (!element.firstByBlock.has(one.block)) element.firstByBlock.set(one.block, one);
  }
  return element.firstByBlock.get(block);
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
  let element = list.elements.get(reference.name);
  if (element === undefined) {
    element = makeElement(reference.name, form.kind, reference);
    list.elements.set(reference.name, element);
  }
  if (mayReferTo(reference, element)) element.references.push(reference);
  else list.conflicts.push({ type: 'use', at: reference, first: element.first });
}

function mayReferTo({ forms }: ZoneReference, { tag }: Element): boolean {
  for (const { kind } of forms) if (kind.tag === tag) return true;
  return false;
}

/** Closes the list: sizes that never came, and names that scripts want. */
export function finishZoneList(
  list: ZoneList,
  implicitKinds: readonly ZoneKind[],
  pageSizeBytes: number,
): { readonly zones: readonly Zone[]; readonly conflicts: readonly ZoneConflict[] } {
  for (const reference of list.pending) {
    const element = list.elements.get(reference.name);
    if (element !== undefined && mayReferTo(reference, element)) {
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
  const declared = element.firstSized ?? element.declarations[0];
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
