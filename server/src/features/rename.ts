import type { TextRange } from '../config/sourceText';
import { isTemplatedText } from '../config/tree';
import { t } from '../l10n';
import type { Place } from '../zones/place';
import type { ZoneModel } from '../zones/zoneModel';
import type { Analysis } from './analysis';
import { nameEdit, type PlacedEdit } from './nameEdits';
import { printable } from './printable';
import { firstMisread, type RenamedPlace } from './renameCheck';
import { shownName, shownPlace } from './shownPlace';
import { takenName } from './takenName';
import { declaredName, referredNames } from './writtenName';
import { touches } from './zoneAt';
import { zoneNameAt } from './zoneNameAt';
import { createOwnerSearch, occurrencesOf, type ZoneOccurrences } from './zoneOccurrences';
import { uniquePlaces } from './zonePlaces';

/** Why a name is left as it is, in words for people. */
export interface Refusal {
  readonly refusal: string;
}

/** A name that can be changed. */
export interface RenameStart {
  readonly range: TextRange;
  readonly placeholder: string;
}

/** Edits that do not overlap, each place once. */
export interface RenameEdits {
  readonly edits: readonly PlacedEdit[];
}

/** Whether the name at an offset can be changed, before a new one is asked for; null where there is no zone's name. */
export function prepareRename({ model }: Analysis, path: string, offset: number): RenameStart | Refusal | null {
  const found = renamableAt(model, path, offset);
  return found === null || 'refusal' in found ? found : { range: found.range, placeholder: found.occurrences.name };
}

/**
 * The edits that give a zone another name, wherever the config and its scripts name it. Refused, with the reason, where
 * some place could not be written so that it is read as before, or where the name means another zone already. Names that
 * variables, templates or code make are not touched, nor are strings of code that only look like the name.
 */
export function rename({ model }: Analysis, path: string, offset: number, newName: string): RenameEdits | Refusal {
  const found = renamableAt(model, path, offset);
  if (found === null) return { refusal: t('There is no name of a zone here.') };
  if ('refusal' in found) return found;
  const { occurrences } = found;
  if (newName === occurrences.name) return { edits: [] };
  const refusal = wrongName(newName) ?? takenName(model, occurrences, newName) ?? sharedPlace(model, occurrences);
  if (refusal !== null) return { refusal };
  const places: RenamedPlace[] = [];
  for (const { name, source } of writtenNames(model, occurrences)) {
    const edit = nameEdit(name, newName);
    if (edit === null) return { refusal: unwritable(model, { name, source }, newName) };
    places.push({ name, source, edit });
  }
  const { pageSizeBytes } = model.options;
  const misread = firstMisread(places, { oldName: occurrences.name, newName, pageSizeBytes });
  if (misread !== null) return { refusal: unwritable(model, misread, newName) };
  return { edits: places.map(({ edit }) => edit) };
}

interface Renamable {
  readonly occurrences: ZoneOccurrences;
  readonly range: TextRange;
}

function renamableAt(model: ZoneModel, path: string, offset: number): Renamable | Refusal | null {
  const target = zoneNameAt(model, path, offset);
  if (target === null || (target.part === 'directive' && target.declaration === null)) {
    return isComputedNameAt(model, path, offset) ? { refusal: computedName() } : null;
  }
  const occurrences = occurrencesOf(model, target);
  if (occurrences === null || occurrences.name === '' || target.part === 'size') return null;
  const isFixed = occurrences.declarations.some((declaration) => declaredName(declaration) === null);
  if (isFixed || occurrences.zone?.isImplicit) {
    const name = shownName(occurrences.name);
    return { refusal: t('The module gives its zone the name "{0}", so it cannot be changed.', name) };
  }
  if (target.part === 'directive') return null;
  return isTemplatedText(occurrences.name) ? { refusal: computedName() } : { occurrences, range: target.range };
}

function computedName(): string {
  return t('A variable or a template makes this name, so it cannot be changed here.');
}

function isComputedNameAt(model: ZoneModel, path: string, offset: number): boolean {
  return model.uses.some(
    ({ file, named }) => file.path === path && named.some(({ name, range }) => name === null && touches(range, offset)),
  );
}

/** Every place where the zone's name is written, each once, with what means the zone there. */
function writtenNames(
  model: ZoneModel,
  { declarations, references }: ZoneOccurrences,
): readonly Pick<RenamedPlace, 'name' | 'source'>[] {
  const found: (Place & Pick<RenamedPlace, 'name' | 'source'>)[] = [];
  for (const source of declarations) {
    const name = declaredName(source);
    if (name !== null) found.push({ path: name.path, range: name.range, name, source });
  }
  for (const source of uniquePlaces(references)) {
    for (const name of referredNames(model, source)) found.push({ path: name.path, range: name.range, name, source });
  }
  return uniquePlaces(found);
}

/** Control characters, halves of characters, and what no editor shows. */
const UNWRITABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** What templates start a part with, besides what {@link isTemplatedText} knows. */
const TEMPLATE_PART = /\{[#(]/;

function wrongName(newName: string): string | null {
  if (newName === '') return t('A zone needs a name.');
  if (UNWRITABLE.test(newName)) {
    return t('A name should not hold the character "{0}".', printable(UNWRITABLE.exec(newName)?.[0] ?? ''));
  }
  if (newName.trim() !== newName) return t('A name should not start or end with a blank.');
  if (isTemplatedText(newName) || TEMPLATE_PART.test(newName)) {
    return t('"{0}" would be taken for something that a template fills in.', shownName(newName));
  }
  return null;
}

/** A file that is included twice may name two zones with one word. */
function sharedPlace(model: ZoneModel, occurrences: ZoneOccurrences): string | null {
  const { name, declarations, references } = occurrences;
  const own = new Set([...declarations, ...references].map(startOf));
  const members = new Set<unknown>([...declarations, ...references]);
  const ownerOf = createOwnerSearch(model, name);
  const shared =
    model.declarations.find((one) => one.name === name && !members.has(one) && own.has(startOf(one))) ??
    model.references.find(
      (one) => one.name === name && !members.has(one) && own.has(startOf(one)) && ownerOf(one) !== null,
    );
  if (shared === undefined) return null;
  return t(
    'The name at {0} means zones of two modules, as its file is included twice.',
    shownPlace(model, placeOf(shared)),
  );
}

function placeOf(source: RenamedPlace['source']): Place {
  return 'forms' in source ? source : { path: source.file.path, range: source.nameRange };
}

function startOf(source: RenamedPlace['source']): string {
  const { path, range } = placeOf(source);
  return `${range.start} ${path}`;
}

/** Why a name can't stand at a place. */
function unwritable(
  model: ZoneModel,
  { name, source }: Pick<RenamedPlace, 'name' | 'source'>,
  newName: string,
): string {
  const place = shownPlace(model, name);
  const isReference = 'forms' in source;
  if (newName.includes(':') && endsAtColon(source)) {
    return t('The name cannot hold ":", which ends it at {0}.', place);
  }
  if (isReference && newName.includes('$'))
    return t('The name cannot hold "$", which starts a variable at {0}.', place);
  const words = isReference ? source.forms.flatMap(({ rule }) => rule.notNames ?? []) : (source.kind.offValues ?? []);
  if (words.includes(newName)) return t('"{0}" is a word of its own at {1}, not a name.', shownName(newName), place);
  return t('The name cannot be written at {0} so that it would be read as it is.', place);
}

function endsAtColon(source: RenamedPlace['source']): boolean {
  if ('forms' in source) return source.forms.some(({ rule }) => rule.at.form === 'keyed' && rule.at.cutAtColon);
  const { grammar } = source.kind;
  return (
    grammar.form === 'keyed' || grammar.form === 'spec' || (grammar.form === 'positional' && !!grammar.specAllowed)
  );
}
