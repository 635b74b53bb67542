import type { ConfigFile } from '../../config/configFiles';
import type { BlockContext } from '../../config/contexts';
import type { TextRange } from '../../config/sourceText';
import { type Directive, directiveName } from '../../config/tree';
import type { ZoneDeclaration, ZoneDirective } from '../../zones/declarations';
import type { ZoneReference } from '../../zones/references';
import type { Zone } from '../../zones/zone';
import type { ZoneKind } from '../../zones/zoneKind';
import { isDeclaration, type ZoneConflict } from '../../zones/zoneList';
import type { ZoneUse } from '../../zones/zoneModel';
import type { Analysis } from '../analysis';
import { type Certainty, certaintyOf } from '../diagnostics/certainty';
import { directiveAt } from '../treePosition';

/** How nginx comes to read a file. */
export interface FileReadings {
  /** Blocks that it is read into. */
  readonly contexts: ReadonlySet<BlockContext>;
  readonly count: number;
}

/** One file with what stands in it, looked up by place; each list is made when it is first asked for. */
export interface FixScope {
  readonly analysis: Analysis;
  readonly certainty: Certainty;
  readonly path: string;
  /** Null for a script. */
  readonly file: ConfigFile | null;
  readonly text: string;
  /** The zone directive that a range starts in. */
  readonly directiveAt: (range: TextRange) => ZoneDirective | null;
  /** The directive that may refer to a zone, and that a range starts in. */
  readonly useAt: (range: TextRange) => ZoneUse | null;
  /** The reference at exactly this range to a zone that nothing declares. */
  readonly undeclaredAt: (range: TextRange) => ZoneReference | null;
  /** What a directive's declarations run into. */
  readonly conflictsOf: (directive: ZoneDirective) => readonly ZoneConflict[];
  readonly zoneOf: (declaration: ZoneDeclaration) => Zone | null;
  /** Names of the zones that directives like one take in its block, and those directives. */
  readonly besides: (use: ZoneUse) => UsesInBlock;
  /** The first directive of the same name in a directive's block. */
  readonly firstInBlock: (directive: ZoneDirective) => ZoneDirective | null;
  readonly readingsOf: (path: string) => FileReadings | undefined;
  readonly budget: FixBudget;
}

/** Directives of one name in one block, by the zone that they name last (null: a computed one); the first of each. */
export type UsesInBlock = ReadonlyMap<string | null | undefined, ZoneUse>;

/** What may still be done for the fixes of one call: a file of nothing but mistakes must not keep the editor waiting. */
export interface FixBudget {
  /** Of config text that is read again to see whether a fix mends it. */
  characters: number;
  /** Of names with each other. */
  comparisons: number;
}

const MOST_CHARACTERS_READ = 16_000_000;
const MOST_COMPARISONS = 200_000;

/** The lookups for one file of an analysis; a path that is none of its files finds nothing. */
export function createFixScope(analysis: Analysis, path: string): FixScope {
  const { model } = analysis;
  const { config, scripts } = model;
  const file = config.files.get(path) ?? null;
  const directives = once(() => byDirective(model.directives, path));
  const uses = once(() => byDirective(model.uses, path));
  const indexAt = ({ start }: TextRange): Directive => (file === null ? -1 : directiveAt(file.tree, start));
  const undeclared = once(() => undeclaredReferences(model.conflicts, path));
  const conflicts = once(() => conflictsByDirective(model.conflicts, path));
  const zones = once(
    () => new Map(model.zones.flatMap((zone) => zone.declarations.map((declaration) => [declaration, zone] as const))),
  );
  const readings = once(() => readingsOfFiles(analysis));
  const besides = once(() => usesInBlocks(model.uses));
  const firsts = once(() => firstsInBlocks(model.directives));
  return {
    analysis,
    certainty: certaintyOf(model),
    path,
    file,
    text: file?.tree.text ?? scripts.files.get(path)?.text ?? '',
    directiveAt: (range) => directives().get(indexAt(range)) ?? null,
    useAt: (range) => uses().get(indexAt(range)) ?? null,
    undeclaredAt: ({ start, end }) => undeclared().get(`${start}:${end}`) ?? null,
    conflictsOf: ({ directive }) => conflicts().get(directive) ?? [],
    zoneOf: (declaration) => zones().get(declaration) ?? null,
    besides: (use) => besides().get(blockKey(use.name, use.block)) ?? new Map(),
    firstInBlock: (directive) => firsts().get(blockKey(nameOf(directive), directive.block)) ?? null,
    readingsOf: (of) => readings().get(of),
    budget: { characters: MOST_CHARACTERS_READ, comparisons: MOST_COMPARISONS },
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** By the index of the directive; a file that is read twice has each of them twice. */
function byDirective<Item extends { readonly file: ConfigFile; readonly directive: Directive }>(
  items: readonly Item[],
  path: string,
): ReadonlyMap<Directive, Item> {
  const found = new Map<Directive, Item>();
  for (const item of items) {
    if (item.file.path === path && !found.has(item.directive)) found.set(item.directive, item);
  }
  return found;
}

function undeclaredReferences(conflicts: readonly ZoneConflict[], path: string): ReadonlyMap<string, ZoneReference> {
  const references = new Map<string, ZoneReference>();
  for (const conflict of conflicts) {
    if (conflict.type !== 'undeclared' || isDeclaration(conflict.at) || conflict.at.path !== path) continue;
    const { range } = conflict.at;
    references.set(`${range.start}:${range.end}`, conflict.at);
  }
  return references;
}

function conflictsByDirective(conflicts: readonly ZoneConflict[], path: string): ReadonlyMap<number, ZoneConflict[]> {
  const byDirective = new Map<number, ZoneConflict[]>();
  for (const conflict of conflicts) {
    const at = 'at' in conflict ? conflict.at : conflict.declaration;
    if (!isDeclaration(at) || at.file.path !== path) continue;
    const same = byDirective.get(at.directive);
    if (same === undefined) byDirective.set(at.directive, [conflict]);
    else same.push(conflict);
  }
  return byDirective;
}

function blockKey(name: string, block: string): string {
  return `${name} ${block}`;
}

function nameOf({ file, directive }: ZoneDirective): string {
  return directiveName(file.tree, directive);
}

function usesInBlocks(uses: readonly ZoneUse[]): ReadonlyMap<string, UsesInBlock> {
  const blocks = new Map<string, Map<string | null | undefined, ZoneUse>>();
  for (const use of uses) {
    const key = blockKey(use.name, use.block);
    const inBlock = blocks.get(key) ?? new Map<string | null | undefined, ZoneUse>();
    blocks.set(key, inBlock);
    const zone = use.named.at(-1)?.name;
    if (!inBlock.has(zone)) inBlock.set(zone, use);
  }
  return blocks;
}

function firstsInBlocks(directives: readonly ZoneDirective[]): ReadonlyMap<string, ZoneDirective> {
  const firsts = new Map<string, ZoneDirective>();
  for (const directive of directives) {
    const key = blockKey(nameOf(directive), directive.block);
    if (!firsts.has(key)) firsts.set(key, directive);
  }
  return firsts;
}

function readingsOfFiles({ model }: Analysis): ReadonlyMap<string, FileReadings> {
  const readings = new Map<string, { readonly contexts: Set<BlockContext>; count: number }>();
  for (const { file, base } of model.readings) {
    // Words in a map or types block only look like directives.
    if (base === 'other') continue;
    const known = readings.get(file.path) ?? { contexts: new Set(), count: 0 };
    known.contexts.add(base);
    known.count++;
    readings.set(file.path, known);
  }
  return readings;
}

/** Makes what is worked out for a kind be worked out once in a scope, however many problems ask. */
export function perKind<Value>(
  make: (scope: FixScope, kind: ZoneKind) => Value,
): (scope: FixScope, kind: ZoneKind) => Value {
  const known = new WeakMap<FixScope, Map<ZoneKind, { readonly value: Value }>>();
  return (scope, kind) => {
    const byKind = known.get(scope) ?? new Map<ZoneKind, { readonly value: Value }>();
    known.set(scope, byKind);
    const found = byKind.get(kind) ?? { value: make(scope, kind) };
    byKind.set(kind, found);
    return found.value;
  };
}
