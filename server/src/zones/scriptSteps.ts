import type { ConfigFile } from '../config/configFiles';
import {
  argumentCount,
  argumentPartRange,
  argumentRange,
  argumentValue,
  blockContent,
  type ConfigTree,
  type Directive,
  hasBlock,
  isTemplated,
} from '../config/tree';
import type { ReferenceForm, ZoneReference } from './references';
import type { ScriptUses } from './scriptScan';

/** A dictionary that a script names. */
export interface ScriptReference extends ZoneReference {
  readonly language: 'lua' | 'js';
  readonly subsystem: string;
}

/** What one directive adds to the scripts of a config. */
export type ScriptStep =
  /** Code that stands in the config. */
  | {
      readonly type: 'code';
      readonly uses: ScriptUses;
      readonly references: readonly ScriptReference[];
      readonly subsystem: string;
    }
  | { readonly type: 'file'; readonly name: string; readonly language: 'lua' | 'js'; readonly subsystem: string }
  /** A file by a name that a template makes. */
  | { readonly type: 'unseen' }
  | { readonly type: 'packagePath'; readonly patterns: readonly string[] };

/** Reads Lua code; the same text may be asked for over and over. */
export type LuaScanner = (code: string) => ScriptUses;

/** The directive holds, names or places script code. */
export function isScriptDirective(name: string): boolean {
  return name.includes('_by_lua') || name === 'lua_package_path' || name === 'js_import' || name === 'js_include';
}

/** Number of the argument that names a script file; 0 where a script directive names none. */
export function scriptFileArgument(tree: ConfigTree, directive: Directive, name: string): number {
  if (name.startsWith('js_')) return argumentCount(tree, directive);
  return name.endsWith('_by_lua_file') ? codeArgument(name) : 0;
}

/** set_by_lua* names a variable before its code. */
function codeArgument(name: string): number {
  return name.startsWith('set_by_lua') ? 2 : 1;
}

/**
 * Reads a directive that holds, names or places script code.
 *
 * @param forms what a dictionary's name in Lua code may refer to in the subsystem
 */
export function readScriptStep(
  file: ConfigFile,
  directive: Directive,
  name: string,
  subsystem: string,
  forms: readonly ReferenceForm[],
  scan: LuaScanner,
): ScriptStep {
  const { tree } = file;
  if (name === 'lua_package_path') {
    const paths = argumentValue(tree, directive, 1).split(';');
    return { type: 'packagePath', patterns: paths.filter((path) => path.includes('?')) };
  }
  const fileArgument = scriptFileArgument(tree, directive, name);
  if (name.startsWith('js_')) {
    return { type: 'file', name: argumentValue(tree, directive, fileArgument), language: 'js', subsystem };
  }
  if (fileArgument > 0) {
    if (isTemplated(tree, directive, fileArgument)) return { type: 'unseen' };
    return { type: 'file', name: argumentValue(tree, directive, fileArgument), language: 'lua', subsystem };
  }
  const place = { path: file.path, subsystem, forms };
  if (!hasBlock(tree, directive)) return readInline(file, directive, codeArgument(name), place, scan);
  const { start, end } = blockContent(tree, directive) ?? { start: 0, end: 0 };
  const uses = scan(tree.text.slice(start, end));
  return { type: 'code', uses, references: scriptReferences(uses, 'lua', place, start), subsystem };
}

/** Where code stands, and what it may refer to. */
interface CodePlace {
  readonly path: string;
  readonly subsystem: string;
  readonly forms: readonly ReferenceForm[];
}

/** `content_by_lua 'code';`: the code is an argument, whose escapes nginx takes off first. */
function readInline(
  { tree }: ConfigFile,
  directive: Directive,
  argument: number,
  place: CodePlace,
  scan: LuaScanner,
): ScriptStep {
  const uses = scan(argumentValue(tree, directive, argument));
  const whole = argumentRange(tree, directive, argument);
  const references = scriptReferences(uses, 'lua', place, 0).map((reference) => {
    const { start, end } = reference.range;
    const range = argumentPartRange(tree, directive, argument, start, end);
    return { ...reference, range: range.end > range.start ? range : whole };
  });
  return { type: 'code', uses, references, subsystem: place.subsystem };
}

/**
 * Dictionaries that code names.
 *
 * @param offset of the code in its file
 */
export function scriptReferences(
  { references }: ScriptUses,
  language: 'lua' | 'js',
  { path, subsystem, forms }: CodePlace,
  offset: number,
): ScriptReference[] {
  return references.map(({ name, range: { start, end } }) => {
    const range = { start: start + offset, end: end + offset };
    return { name, range, path, directive: language, forms, language, subsystem };
  });
}
