import { posix } from 'node:path';
import type { ConfigFiles } from '../config/configFiles';
import type { FileSystem } from '../config/fileSystem';
import { lineStartsOf } from '../config/sourceText';
import type { FormChoice } from './references';
import { type ScriptUses, scanJavaScript, scanLua } from './scriptScan';
import { type ScriptReference, type ScriptStep, scriptReferences } from './scriptSteps';

export { isScriptDirective, scriptFileArgument } from './scriptSteps';

/** A script file that the config names, with what an editor needs to point into it. */
export interface ScriptFile {
  readonly path: string;
  readonly text: string;
  readonly lineStarts: Int32Array;
}

/** Everything that the config's scripts do with shared dictionaries. */
export interface ScriptModel {
  readonly references: readonly ScriptReference[];
  readonly files: ReadonlyMap<string, ScriptFile>;
  /** Every string in the code, a set for each piece of it. */
  readonly strings: readonly ReadonlySet<string>[];
  /** Some code can't be seen, or takes dictionaries by computed names: none can be called unused. */
  readonly isIncomplete: boolean;
}

export interface ScriptOptions {
  readonly fileSystem: FileSystem;
  /** Folders against which relative script paths are tried, in order (nginx uses its prefix, which a config does not tell). */
  readonly prefixes: readonly string[];
}

/** A script file that was read, and as what. */
export interface ScannedFile {
  readonly file: ScriptFile;
  readonly language: 'lua' | 'js';
  readonly subsystem: string;
  readonly uses: ScriptUses;
  readonly references: readonly ScriptReference[];
}

/** Modules that come with OpenResty and name no dictionary of the user's. */
const KNOWN_MODULES =
  /^(?:resty\.(?!limit)[\w.]+|ngx\.[\w.]+|cjson(?:\.\w+)?|table\.\w+|bit|ffi|jit(?:\.\w+)?|string|math|lfs|socket)$/;

const MOST_SCRIPT_FILES = 2000;

/** Follows the scripts of a config, step by step in the order in which nginx reads them. */
interface Following {
  readonly options: ScriptOptions;
  readonly formsFor: (directive: string, subsystem: string) => FormChoice;
  readonly before: ReadonlyMap<string, ScannedFile>;
  readonly references: ScriptReference[];
  readonly files: Map<string, ScriptFile>;
  readonly scanned: Map<string, ScannedFile>;
  readonly strings: Set<ReadonlySet<string>>;
  readonly packagePaths: string[];
  readonly pendingModules: { readonly name: string; readonly subsystem: string }[];
  isIncomplete: boolean;
}

/** Folders against which relative script paths are tried, in order: those that somebody gave, and those that the config suggests. */
function scriptPrefixes({ folder }: ConfigFiles, given: readonly string[]): string[] {
  return [...new Set([...given, posix.dirname(folder), folder])];
}

/** The file that a script directive's argument leads to, of those that were read; null where it is none of them. */
export function scriptFileNamed(
  config: ConfigFiles,
  given: readonly string[],
  { files }: ScriptModel,
  name: string,
): ScriptFile | null {
  for (const prefix of scriptPrefixes(config, given)) {
    const file = files.get(posix.resolve(prefix, name));
    if (file !== undefined) return file;
  }
  return null;
}

/**
 * Follows scripts from the directives that hold or name them, through the files that they require.
 *
 * @param before files that were scanned for an older version, taken over where their text is the same
 */
export function followScripts(
  config: ConfigFiles,
  options: ScriptOptions,
  steps: readonly ScriptStep[],
  formsFor: (directive: string, subsystem: string) => FormChoice,
  before: ReadonlyMap<string, ScannedFile>,
): { readonly model: ScriptModel; readonly scanned: ReadonlyMap<string, ScannedFile> } {
  const following: Following = {
    options: { ...options, prefixes: scriptPrefixes(config, options.prefixes) },
    formsFor,
    before,
    references: [],
    files: new Map(),
    scanned: new Map(),
    strings: new Set(),
    packagePaths: [],
    pendingModules: [],
    isIncomplete: false,
  };
  for (const step of steps) takeStep(following, step);
  followModules(following);
  const { references, files, strings, isIncomplete, scanned } = following;
  return { model: { references, files, strings: [...strings], isIncomplete }, scanned };
}

function takeStep(following: Following, step: ScriptStep): void {
  switch (step.type) {
    case 'code':
      takeUses(following, step.uses, step.references, step.subsystem);
      break;
    case 'file':
      if (!takeFile(following, step.name, step.language, step.subsystem)) following.isIncomplete = true;
      break;
    case 'unseen':
      following.isIncomplete = true;
      break;
    case 'packagePath':
      following.packagePaths.push(...step.patterns);
      break;
  }
}

function takeUses(
  following: Following,
  uses: ScriptUses,
  references: readonly ScriptReference[],
  subsystem: string,
): void {
  for (const reference of references) following.references.push(reference);
  if (uses.strings.size > 0) following.strings.add(uses.strings);
  for (const name of uses.requires) following.pendingModules.push({ name, subsystem });
  if (uses.isDynamic) following.isIncomplete = true;
}

/** @returns whether the file was found */
function takeFile(following: Following, name: string, language: 'lua' | 'js', subsystem: string): boolean {
  const { options, files, scanned } = following;
  if (name === '' || name.includes('$')) return false;
  for (const prefix of options.prefixes) {
    const path = posix.resolve(prefix, name);
    if (files.has(path)) return true;
    if (files.size >= MOST_SCRIPT_FILES || options.fileSystem.kindOf(path) !== 'file') continue;
    const result = options.fileSystem.readFile(path);
    if (!result.found) continue;
    const found = scanFile(following, path, result.text, language, subsystem);
    files.set(path, found.file);
    scanned.set(path, found);
    takeUses(following, found.uses, found.references, subsystem);
    return true;
  }
  return false;
}

function scanFile(
  { before, formsFor }: Following,
  path: string,
  text: string,
  language: 'lua' | 'js',
  subsystem: string,
): ScannedFile {
  const known = before.get(path);
  const isSameText = known?.file.text === text && known.language === language;
  if (isSameText && known.subsystem === subsystem) return known;
  const file = isSameText ? known.file : { path, text, lineStarts: lineStartsOf(text) };
  const uses = isSameText
    ? known.uses
    : language === 'lua'
      ? scanLua(text, { start: 0, end: text.length })
      : scanJavaScript(text);
  const { forms } = formsFor(language, subsystem);
  const references = scriptReferences(uses, language, { path, subsystem, forms }, 0);
  return { file, language, subsystem, uses, references };
}

/** Follows `require` as far as lua_package_path leads. */
function followModules(following: Following): void {
  const { pendingModules } = following;
  const seen = new Set<string>();
  for (let next = pendingModules.pop(); next !== undefined; next = pendingModules.pop()) {
    if (seen.has(next.name)) continue;
    seen.add(next.name);
    const isFound = takeModule(following, next.name, next.subsystem);
    if (!isFound && !KNOWN_MODULES.test(next.name)) following.isIncomplete = true;
  }
}

function takeModule(following: Following, name: string, subsystem: string): boolean {
  const asPath = name.replace(/\./g, '/');
  return following.packagePaths.some((pattern) => {
    const path = pattern.replace(/\$\{?prefix\}?\/?/, '').replaceAll('?', asPath);
    return !path.includes('$') && takeFile(following, path, 'lua', subsystem);
  });
}
