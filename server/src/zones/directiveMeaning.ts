import { type ConfigFile, makeConfigFile } from '../config/configFiles';
import type { TextRange } from '../config/sourceText';
import { argumentValue, type ConfigTree, type Directive, directiveName } from '../config/tree';
import { zoneKindsByDirective } from './catalogue';
import type { Circumstance } from './circumstances';
import { type ReadDirective, readZoneDirective, type ZoneDeclaration, type ZoneDirective } from './declarations';
import { chooseKind, subsystemOf } from './kindChoice';
import { GROWTH_DIRECTIVES, IMPLICIT_DIRECTIVES, isPlaceholderName } from './knownDirectives';
import { ownText } from './ownText';
import { hasTemplatedArgument, isMisplacedUse } from './placement';
import { type FormChoice, namesByRules, type ReferredName, type ZoneReference } from './references';
import { isScriptDirective } from './scriptSteps';
import type { ServerBuild } from './serverBuild';
import type { ZoneUse } from './zoneUse';

/**
 * What a directive means by its words and the sort of block that it stands in, wherever that is: offsets count from
 * {@link wordsStart}, and nothing of it belongs to a file.
 */
export interface DirectiveMeaning {
  readonly name: string;
  readonly isInclude: boolean;
  readonly isScript: boolean;
  readonly declares: ReadDirective | null;
  readonly use: MeantUse | null;
  /** The names in `use` refer to zones: not where the directive belongs to another subsystem. */
  readonly refers: boolean;
  readonly circumstances: readonly Circumstance[];
}

/** A directive that may refer to a zone, taken out of its file. */
type MeantUse = Omit<ZoneUse, 'meaning'>;

/** What meanings depend on besides the words and the block. */
export interface MeaningTarget {
  readonly build: ServerBuild;
  readonly pageSizeBytes: number;
  readonly formsFor: (directive: string, subsystem: string) => FormChoice;
}

/** Stands for the file where there is none. */
const NOWHERE = makeConfigFile('', '', () => false);

const NO_CIRCUMSTANCES: readonly Circumstance[] = [];

const NO_MEANING: DirectiveMeaning = {
  name: '',
  isInclude: false,
  isScript: false,
  declares: null,
  use: null,
  refers: false,
  circumstances: NO_CIRCUMSTANCES,
};

const BARE_INCLUDE: DirectiveMeaning = { ...NO_MEANING, name: 'include', isInclude: true };

/** Offset from which the ranges of a directive's meaning count: that of its name, without a quote. */
export function wordsStart(tree: ConfigTree, directive: Directive): number {
  return tree.tokenStarts[tree.firstTokens[directive] ?? 0] ?? 0;
}

/** Reads what a directive means. */
export function readMeaning(
  file: ConfigFile,
  directive: Directive,
  context: string,
  target: MeaningTarget,
): DirectiveMeaning {
  const { tree } = file;
  const name = ownText(directiveName(tree, directive));
  // Words in a map or types block only look like directives.
  if (context === 'other') return name === 'include' ? BARE_INCLUDE : NO_MEANING;
  const kinds = zoneKindsByDirective.get(name);
  const kind = kinds && chooseKind(kinds, tree, directive, context, target.build);
  const read = kind && readZoneDirective({ kind, file, directive, context, block: '' }, target.pageSizeBytes);
  const choice = target.formsFor(name, subsystemOf(context));
  // A directive of another subsystem names nothing here, but it is misplaced.
  const known = choice.forms.length > 0 ? choice : target.formsFor(name, '');
  const isUse = known.forms.length > 0;
  const named = isUse ? namesByRules(tree, directive, known.rules) : [];
  const refers = choice === known;
  const start = wordsStart(tree, directive);
  return {
    name,
    isInclude: name === 'include',
    isScript: isScriptDirective(name),
    declares: read ? meantDirective(read, start) : null,
    use: isUse
      ? meantUse(name, context, known.forms, named, isMisplacedUse(tree, directive, name, context), start)
      : null,
    refers,
    circumstances: circumstancesOf(tree, directive, name, isUse && refers ? named : [], isUse),
  };
}

function circumstancesOf(
  tree: ConfigTree,
  directive: Directive,
  name: string,
  named: readonly ReferredName[],
  isUse: boolean,
): readonly Circumstance[] {
  const found: Circumstance[] = [];
  const first = (): string => ownText(argumentValue(tree, directive, 1));
  if (isPlaceholderName(name)) found.push({ type: 'placeholder' });
  if (name === 'load_module') found.push({ type: 'module', path: first() });
  if (name === 'master_process') found.push({ type: 'process', isSingle: first() === 'off' });
  if (IMPLICIT_DIRECTIVES.has(name)) found.push({ type: 'directive', name });
  if (GROWTH_DIRECTIVES.has(name) && first().includes('$')) found.push({ type: 'growth', name });
  const isComputed = isUse && (named.some((one) => one.name === null) || hasTemplatedArgument(tree, directive));
  if (isComputed) found.push({ type: 'computed', name });
  return found.length === 0 ? NO_CIRCUMSTANCES : found;
}

function shifted({ start, end }: TextRange, by: number): TextRange {
  return { start: start + by, end: end + by };
}

// Objects that there are thousands of are made by one literal each: a spread may give each of them a shape of its own.

/** Takes a directive that may refer to a zone out of its file. */
function meantUse(
  name: string,
  context: string,
  forms: ZoneUse['forms'],
  named: readonly ReferredName[],
  isMisplaced: boolean,
  start: number,
): MeantUse {
  const lifted = named.map((one): ReferredName => {
    return { name: one.name === null ? null : ownText(one.name), range: shifted(one.range, -start) };
  });
  return { file: NOWHERE, directive: -1, name, context, block: '', forms, named: lifted, isMisplaced };
}

/** Takes a directive that declares zones out of its file. */
function meantDirective({ kind, context, zones, overridden, isOff }: ReadDirective, start: number): ReadDirective {
  const lift = (declaration: ZoneDeclaration): ZoneDeclaration => {
    const name = ownText(declaration.name);
    const argumentText = ownText(declaration.argumentText);
    const sizeText = declaration.sizeText === null ? null : ownText(declaration.sizeText);
    return movedDeclaration({ ...declaration, name, argumentText, sizeText }, NOWHERE, -1, '', -start);
  };
  return {
    kind,
    file: NOWHERE,
    directive: -1,
    context,
    block: '',
    zones: zones.map(lift),
    overridden: overridden.map(lift),
    isOff,
  };
}

function movedDeclaration(
  declaration: ZoneDeclaration,
  file: ConfigFile,
  directive: Directive,
  block: string,
  by: number,
): ZoneDeclaration {
  return {
    kind: declaration.kind,
    file,
    directive,
    context: declaration.context,
    block,
    range: shifted(declaration.range, by),
    name: declaration.name,
    nameRange: shifted(declaration.nameRange, by),
    argumentText: declaration.argumentText,
    argumentRange: shifted(declaration.argumentRange, by),
    sizeText: declaration.sizeText,
    sizeRange: shifted(declaration.sizeRange, by),
    sizeState: declaration.sizeState,
    sizeBytes: declaration.sizeBytes,
    isRaised: declaration.isRaised,
    isNameTemplated: declaration.isNameTemplated,
  };
}

/** What a directive declares, at its place. */
export function placeDirective(
  meaning: DirectiveMeaning,
  read: ReadDirective,
  file: ConfigFile,
  directive: Directive,
  block: string,
): ZoneDirective {
  const start = wordsStart(file.tree, directive);
  const place = (declaration: ZoneDeclaration): ZoneDeclaration =>
    movedDeclaration(declaration, file, directive, block, start);
  return {
    kind: read.kind,
    file,
    directive,
    context: read.context,
    block,
    zones: read.zones.map(place),
    overridden: read.overridden.length === 0 ? NO_DECLARATIONS : read.overridden.map(place),
    isOff: read.isOff,
    meaning,
  };
}

const NO_DECLARATIONS: readonly ZoneDeclaration[] = [];

/** A directive that may refer to a zone, at its place; those of its names that do are references. */
export function placeUse(
  meaning: DirectiveMeaning,
  use: MeantUse,
  file: ConfigFile,
  directive: Directive,
  block: string,
): ZoneUse {
  const { name, context, forms, isMisplaced } = use;
  const start = wordsStart(file.tree, directive);
  const [first] = use.named;
  // Nearly all name one zone, and there are thousands of them: an array made by a function costs more than what is in it.
  const named =
    first !== undefined && use.named.length === 1
      ? [placeName(first, use, meaning.refers, file.path, start)]
      : use.named.map((one) => placeName(one, use, meaning.refers, file.path, start));
  return { file, directive, name, context, block, forms, named, isMisplaced, meaning };
}

function placeName(
  { name, range }: ReferredName,
  use: MeantUse,
  refers: boolean,
  path: string,
  start: number,
): ReferredName | ZoneReference {
  const placed = { start: range.start + start, end: range.end + start };
  if (name === null || !refers) return { name, range: placed };
  return { name, range: placed, path, directive: use.name, forms: use.forms };
}

/** A name of a placed use refers to a zone. */
export function isReference(named: ReferredName | ZoneReference): named is ZoneReference {
  return 'path' in named;
}
