import { posix } from 'node:path';
import type { ConfigFile, ConfigFiles } from '../config/configFiles';
import type { FileSystem } from '../config/fileSystem';
import { lineStartsOf, type TextRange } from '../config/sourceText';
import {
  argumentCount,
  argumentPartRange,
  argumentRange,
  argumentValue,
  blockContent,
  type Directive,
  hasBlock,
  isTemplated,
} from '../config/tree';
import { type ScriptUses, scanJavaScript, scanLua } from './scriptScan';

/** A script file that the config names, with what an editor needs to point into it. */
export interface ScriptFile {
  readonly path: string;
  readonly text: string;
  readonly lineStarts: Int32Array;
}

/** A dictionary that a script names. */
export interface ScriptReference {
  readonly name: string;
  readonly path: string;
  readonly range: TextRange;
  readonly language: 'lua' | 'js';
  readonly subsystem: string;
}

/** Everything that the config's scripts do with shared dictionaries. */
export interface ScriptModel {
  readonly references: readonly ScriptReference[];
  readonly files: ReadonlyMap<string, ScriptFile>;
  readonly strings: ReadonlySet<string>;
  /** Some code can't be seen, or takes dictionaries by computed names: none can be called unused. */
  readonly isIncomplete: boolean;
}

export interface ScriptOptions {
  readonly fileSystem: FileSystem;
  /** Folders against which relative script paths are tried, in order (nginx uses its prefix, which a config does not tell). */
  readonly prefixes: readonly string[];
}

/** Modules that come with OpenResty and name no dictionary of the user's. */
const KNOWN_MODULES =
  /^(?:resty\.(?!limit)[\w.]+|ngx\.[\w.]+|cjson(?:\.\w+)?|table\.\w+|bit|ffi|jit(?:\.\w+)?|string|math|lfs|socket)$/;

const MOST_SCRIPT_FILES = 2000;

/** Collects the use of dictionaries while a config is walked; {@link finishScripts} gives the result. */
export interface ScriptCollector {
  readonly options: ScriptOptions;
  readonly references: ScriptReference[];
  readonly files: Map<string, ScriptFile>;
  readonly strings: Set<string>;
  readonly packagePaths: string[];
  readonly pendingModules: { name: string; subsystem: string }[];
  isIncomplete: boolean;
}

export function createScriptCollector(config: ConfigFiles, options: ScriptOptions): ScriptCollector {
  const prefixes = [...options.prefixes, posix.dirname(config.folder), config.folder];
  return {
    options: { ...options, prefixes: [...new Set(prefixes)] },
    references: [],
    files: new Map(),
    strings: new Set(),
    packagePaths: [],
    pendingModules: [],
    isIncomplete: false,
  };
}

/** The directive holds, names or places script code. */
export function isScriptDirective(name: string): boolean {
  return name.includes('_by_lua') || name === 'lua_package_path' || name === 'js_import' || name === 'js_include';
}

/** Takes in the code that one directive holds or names. */
export function collectScripts(
  collector: ScriptCollector,
  file: ConfigFile,
  directive: Directive,
  name: string,
  subsystem: string,
): void {
  const { tree } = file;
  if (name === 'lua_package_path') {
    collector.packagePaths.push(
      ...argumentValue(tree, directive, 1)
        .split(';')
        .filter((path) => path.includes('?')),
    );
    return;
  }
  if (name.startsWith('js_')) {
    requireFile(collector, argumentValue(tree, directive, argumentCount(tree, directive)), 'js', subsystem);
    return;
  }
  // set_by_lua* names a variable before its code.
  const argument = name.startsWith('set_by_lua') ? 2 : 1;
  if (name.endsWith('_by_lua_file')) {
    if (isTemplated(tree, directive, argument)) collector.isIncomplete = true;
    else requireFile(collector, argumentValue(tree, directive, argument), 'lua', subsystem);
    return;
  }
  if (hasBlock(tree, directive)) {
    const content = blockContent(tree, directive);
    if (content) collectUses(collector, scanLua(tree.text, content), file.path, 'lua', subsystem);
    return;
  }
  collectInline(collector, file, directive, argument, subsystem);
}

/** `content_by_lua 'code';`: the code is an argument, whose escapes nginx takes off first. */
function collectInline(
  collector: ScriptCollector,
  file: ConfigFile,
  directive: Directive,
  argument: number,
  subsystem: string,
): void {
  const code = argumentValue(file.tree, directive, argument);
  const uses = scanLua(code, { start: 0, end: code.length });
  const whole = argumentRange(file.tree, directive, argument);
  const placed = uses.references.map((reference) => {
    const { start, end } = reference.range;
    const range = argumentPartRange(file.tree, directive, argument, start, end);
    return { name: reference.name, range: range.end > range.start ? range : whole };
  });
  collectUses(collector, { ...uses, references: placed }, file.path, 'lua', subsystem);
}

function collectUses(
  collector: ScriptCollector,
  uses: ScriptUses,
  path: string,
  language: 'lua' | 'js',
  subsystem: string,
): void {
  for (const { name, range } of uses.references) collector.references.push({ name, range, path, language, subsystem });
  for (const text of uses.strings) collector.strings.add(text);
  for (const name of uses.requires) collector.pendingModules.push({ name, subsystem });
  if (uses.isDynamic) collector.isIncomplete = true;
}

function requireFile(collector: ScriptCollector, name: string, language: 'lua' | 'js', subsystem: string): void {
  if (!collectFile(collector, name, language, subsystem)) collector.isIncomplete = true;
}

/** @returns whether the file was found */
function collectFile(collector: ScriptCollector, name: string, language: 'lua' | 'js', subsystem: string): boolean {
  if (name === '' || name.includes('$')) return false;
  for (const prefix of collector.options.prefixes) {
    const path = posix.resolve(prefix, name);
    if (collector.files.has(path)) return true;
    if (collector.files.size >= MOST_SCRIPT_FILES || collector.options.fileSystem.kindOf(path) !== 'file') continue;
    const result = collector.options.fileSystem.readFile(path);
    if (!result.found) continue;
    const { text } = result;
    collector.files.set(path, { path, text, lineStarts: lineStartsOf(text) });
    const uses = language === 'lua' ? scanLua(text, { start: 0, end: text.length }) : scanJavaScript(text);
    collectUses(collector, uses, path, language, subsystem);
    return true;
  }
  return false;
}

/** Follows `require` as far as lua_package_path leads, and closes the collection. */
export function finishScripts(collector: ScriptCollector): ScriptModel {
  const seen = new Set<string>();
  for (let next = collector.pendingModules.pop(); next !== undefined; next = collector.pendingModules.pop()) {
    if (seen.has(next.name)) continue;
    seen.add(next.name);
    const isFound = findModule(collector, next.name, next.subsystem);
    if (!isFound && !KNOWN_MODULES.test(next.name)) collector.isIncomplete = true;
  }
  return {
    references: collector.references,
    files: collector.files,
    strings: collector.strings,
    isIncomplete: collector.isIncomplete,
  };
}

function findModule(collector: ScriptCollector, name: string, subsystem: string): boolean {
  const asPath = name.replace(/\./g, '/');
  return collector.packagePaths.some((pattern) => {
    const path = pattern.replace(/\$\{?prefix\}?\/?/, '').replaceAll('?', asPath);
    return !path.includes('$') && collectFile(collector, path, 'lua', subsystem);
  });
}
