import { posix } from 'node:path';
import type { FileSystem } from './fileSystem';
import { expandGlob, isGlobPattern } from './glob';
import { parseConfig } from './parser';
import { lineStartsOf, type TextRange } from './sourceText';
import {
  argumentCount,
  argumentRange,
  argumentValue,
  type ConfigTree,
  type Directive,
  directiveName,
  hasBlock,
  isTemplated,
} from './tree';

/** One parsed file of a config. */
export interface ConfigFile {
  readonly path: string;
  readonly tree: ConfigTree;
  readonly lineStarts: Int32Array;
  /** Directives that somebody asked for by name, in the order of the text; `include` is always among them. */
  readonly marked: Int32Array;
}

/** What an `include` brings in. */
export interface IncludeTarget {
  readonly directive: Directive;
  readonly pattern: string;
  /** Files in the order in which nginx reads them; those that can't be read are left out. */
  readonly paths: readonly string[];
}

export type IncludeProblemCode = 'include-missing' | 'include-cycle';

export interface IncludeProblem {
  readonly code: IncludeProblemCode;
  readonly path: string;
  readonly range: TextRange;
  readonly message: string;
  /** Nginx on this machine would refuse; not so for absolute paths of another machine. */
  readonly isCertain: boolean;
}

/** A root file with everything that it includes. */
export interface ConfigFiles {
  readonly rootPath: string;
  /** Folder against which nginx resolves relative includes: that of the root file. */
  readonly folder: string;
  /** The root reads as a main nginx.conf; otherwise it is a fragment, whose surroundings are not known. */
  readonly isWhole: boolean;
  readonly files: ReadonlyMap<string, ConfigFile>;
  /** By file, then by the index of its include directive. */
  readonly includes: ReadonlyMap<string, ReadonlyMap<Directive, IncludeTarget>>;
  readonly problems: readonly IncludeProblem[];
  /** Some file that the config names could not be read, so zones may be missing. */
  readonly isIncomplete: boolean;
}

export interface LoadOptions {
  /** Directives to mark in each file. */
  readonly isMarked: (name: string) => boolean;
  /** Files already parsed, taken over where their text is the same (an editor's session). */
  readonly known?: ReadonlyMap<string, ConfigFile>;
}

/** Blocks that only the main level has: a file with one of them at its top is a main config. */
const MAIN_BLOCKS = new Set(['http', 'events', 'stream', 'mail', 'rtmp']);

/** Reads a root file and all files that it includes. The root must have been found readable; see {@link readRoot}. */
export function loadConfigFiles(
  fileSystem: FileSystem,
  rootPath: string,
  rootText: string,
  options: LoadOptions,
): ConfigFiles {
  const loading: Loading = {
    fileSystem,
    options,
    folder: posix.dirname(rootPath),
    files: new Map(),
    includes: new Map(),
    problems: [],
    isIncomplete: false,
  };
  const root = parseFile(loading, rootPath, rootText);
  followIncludes(loading, root, [rootPath]);
  return {
    rootPath,
    folder: loading.folder,
    isWhole: isMainConfig(root.tree),
    files: loading.files,
    includes: loading.includes,
    problems: loading.problems,
    isIncomplete: loading.isIncomplete,
  };
}

interface Loading {
  readonly fileSystem: FileSystem;
  readonly options: LoadOptions;
  readonly folder: string;
  readonly files: Map<string, ConfigFile>;
  readonly includes: Map<string, Map<Directive, IncludeTarget>>;
  readonly problems: IncludeProblem[];
  isIncomplete: boolean;
}

/** The file has a block of the main level at its top. */
export function isMainConfig(tree: ConfigTree): boolean {
  for (let directive = 0; directive < tree.directiveCount; directive = tree.subtreeEnds[directive] ?? Infinity) {
    if (hasBlock(tree, directive) && MAIN_BLOCKS.has(directiveName(tree, directive))) return true;
  }
  return false;
}

function parseFile(loading: Loading, path: string, text: string): ConfigFile {
  const known = loading.options.known?.get(path);
  const file = known?.tree.text === text ? known : makeFile(path, text, loading.options);
  loading.files.set(path, file);
  return file;
}

function makeFile(path: string, text: string, options: LoadOptions): ConfigFile {
  const tree = parseConfig(text, path);
  return { path, tree, lineStarts: lineStartsOf(text), marked: markDirectives(tree, options.isMarked) };
}

function markDirectives(tree: ConfigTree, isMarked: (name: string) => boolean): Int32Array {
  const marked: number[] = [];
  for (let directive = 0; directive < tree.directiveCount; directive++) {
    const name = directiveName(tree, directive);
    if (name === 'include' || isMarked(name)) marked.push(directive);
  }
  return Int32Array.from(marked);
}

function followIncludes(loading: Loading, file: ConfigFile, stack: readonly string[]): void {
  if (loading.includes.has(file.path)) return;
  const targets = new Map<Directive, IncludeTarget>();
  loading.includes.set(file.path, targets);
  for (const directive of file.marked) {
    if (directiveName(file.tree, directive) !== 'include' || argumentCount(file.tree, directive) !== 1) continue;
    if (isTemplated(file.tree, directive, 1)) {
      loading.isIncomplete = true;
      continue;
    }
    const pattern = posix.resolve(loading.folder, argumentValue(file.tree, directive, 1));
    const paths = isGlobPattern(pattern) ? expandGlob(loading.fileSystem, pattern) : [pattern];
    const read = paths.filter((path) => includeFile(loading, file, directive, path, stack));
    targets.set(directive, { directive, pattern, paths: read });
  }
}

/** @returns whether the file could be taken in */
function includeFile(
  loading: Loading,
  from: ConfigFile,
  directive: Directive,
  path: string,
  stack: readonly string[],
): boolean {
  const range = argumentRange(from.tree, directive, 1);
  if (stack.includes(path)) {
    const message = `This include leads back to ${path}, so nginx would read it without end.`;
    loading.problems.push({ code: 'include-cycle', path: from.path, range, message, isCertain: true });
    return false;
  }
  let file = loading.files.get(path);
  if (file === undefined) {
    const result = loading.fileSystem.readFile(path);
    if (!result.found) {
      loading.isIncomplete = true;
      const isCertain = path.startsWith(`${loading.folder}/`);
      const message = `open() "${path}" failed (${result.reason}).`;
      loading.problems.push({ code: 'include-missing', path: from.path, range, message, isCertain });
      return false;
    }
    file = parseFile(loading, path, result.text);
  }
  followIncludes(loading, file, [...stack, path]);
  return true;
}
