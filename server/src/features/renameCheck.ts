import { parseConfig } from '../config/parser';
import { lineStartsOf } from '../config/sourceText';
import { argumentCount, argumentValue, type ConfigTree, isLuaBlock } from '../config/tree';
import { readZoneDirective, type ZoneDeclaration } from '../zones/declarations';
import { namesByRules, rulesOf, type ZoneReference } from '../zones/references';
import { scanJavaScript, scanLua } from '../zones/scriptScan';
import { applyEdits, type PlacedEdit, type RangeEdit } from './nameEdits';
import { headRange } from './treePosition';
import type { ArgumentName, ScriptName, WrittenName } from './writtenName';

/** One place of a rename: the name as it is written, what means the zone there, and the edit. */
export interface RenamedPlace {
  readonly name: WrittenName;
  readonly source: ZoneDeclaration | ZoneReference;
  readonly edit: PlacedEdit;
}

/** A rename as far as it has to be checked. */
export interface RenameCheck {
  readonly oldName: string;
  readonly newName: string;
  /** That the model was built for. */
  readonly pageSizeBytes: number;
}

/**
 * Reads every directive and script anew, as it would be after a rename, and tells the first place at which the model
 * would not find the same with the new name; null where all is well. All edits of a directive or script have to be given.
 */
export function firstMisread(places: readonly RenamedPlace[], check: RenameCheck): RenamedPlace | null {
  const groups = new Map<string, RenamedPlace[]>();
  for (const place of places) {
    const key = groupOf(place.name);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [place]);
    else group.push(place);
  }
  for (const group of groups.values()) {
    const [first] = group;
    if (first !== undefined && !isReadAlike(first.name, group, check)) return first;
  }
  return null;
}

/** A directive's head, a block of code or a file of code: what is read in one piece. */
function groupOf(name: WrittenName): string {
  if (name.form === 'argument') return `${name.directive} ${name.path}`;
  return name.holder === null ? `code ${name.path}` : `${name.holder.directive} ${name.path}`;
}

function isReadAlike(name: WrittenName, group: readonly RenamedPlace[], check: RenameCheck): boolean {
  const edits = group.map(({ edit }) => edit);
  if (name.form === 'script' && (name.holder === null || name.holder.argument === 0)) {
    return isCodeReadAlike(name, edits, check);
  }
  const holder = name.form === 'argument' ? name : name.holder;
  const trees = holder && headsOf(holder, edits);
  if (!trees) return false;
  const [before, after] = trees;
  return readingsToCheck(group).every(({ name: one, source }) =>
    areRenamed(readingsOf(before, one, source, check), readingsOf(after, one, source, check), check),
  );
}

/** One place of each way to read the directive, since each gives all names. */
function readingsToCheck(group: readonly RenamedPlace[]): RenamedPlace[] {
  const ways = new Map<unknown, RenamedPlace>();
  for (const place of group) {
    const { name, source } = place;
    ways.set(name.form === 'script' ? 'script' : 'forms' in source ? source.forms : source.kind, place);
  }
  return [...ways.values()];
}

function isCodeReadAlike(name: ScriptName, edits: readonly RangeEdit[], check: RenameCheck): boolean {
  const { code, codeRange, language, holder } = name;
  // `content_by_lua {`: the code was parsed as directives, and nobody knows what an edit makes of them.
  if (holder !== null && !isLuaBlock(holder.file.tree, holder.directive)) return false;
  const moved = edits.map(({ range, newText }) => ({
    range: { start: range.start - codeRange.start, end: range.end - codeRange.start },
    newText,
  }));
  const before = code.slice(codeRange.start, codeRange.end);
  const after = applyEdits(before, moved);
  return areRenamed(readingsOfCode(before, language), readingsOfCode(after, language), check);
}

/** The head of a directive as a config of its own, before and after; null where they differ in form. */
function headsOf(
  { file, directive }: Pick<ArgumentName, 'file' | 'directive'>,
  edits: readonly RangeEdit[],
): readonly [ConfigTree, ConfigTree] | null {
  const head = headRange(file.tree, directive);
  // Template parts are blanked out there, so that they do not make the one directive a template.
  const text = file.tree.parsedText.slice(head.start, head.end);
  const moved = edits.map(({ range, newText }) => ({
    range: { start: range.start - head.start, end: range.end - head.start },
    newText,
  }));
  const before = parseConfig(`${text};`);
  const after = parseConfig(`${applyEdits(text, moved)};`);
  const isAlike =
    before.directiveCount === 1 &&
    after.directiveCount === 1 &&
    argumentCount(before, 0) === argumentCount(after, 0) &&
    before.isTemplate === after.isTemplate &&
    before.problems.length === after.problems.length;
  return isAlike ? [before, after] : null;
}

/** A zone that is declared or named, and what else is read there. */
interface Reading {
  readonly name: string | null;
  readonly rest: string;
}

function readingsOf(
  tree: ConfigTree,
  name: WrittenName,
  source: ZoneDeclaration | ZoneReference,
  { pageSizeBytes }: RenameCheck,
): Reading[] {
  if (name.form === 'script') {
    return readingsOfCode(argumentValue(tree, 0, name.holder?.argument ?? 0), name.language);
  }
  if ('forms' in source) {
    return namesByRules(tree, 0, rulesOf(source.forms)).map((referred) => ({ name: referred.name, rest: '' }));
  }
  const none = new Int32Array();
  const file = { path: source.file.path, tree, lineStarts: lineStartsOf(tree.text), marked: none, includes: none };
  const { zones } = readZoneDirective({ ...source, file, directive: 0 }, pageSizeBytes);
  return zones.map((zone) => ({ name: zone.name, rest: `${zone.isNameTemplated} ${zone.sizeState} ${zone.sizeText}` }));
}

function readingsOfCode(code: string, language: 'lua' | 'js'): Reading[] {
  const uses = language === 'lua' ? scanLua(code, { start: 0, end: code.length }) : scanJavaScript(code);
  return uses.references.map(({ name }) => ({ name, rest: '' }));
}

function areRenamed(before: readonly Reading[], after: readonly Reading[], { oldName, newName }: RenameCheck): boolean {
  return (
    before.length === after.length &&
    before.every(({ name, rest }, index) => {
      const now = after[index];
      return now?.name === (name === oldName ? newName : name) && now.rest === rest;
    })
  );
}
