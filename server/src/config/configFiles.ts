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
  /** Nginx would refuse; not told of absolute paths, of another machine perhaps, and of files that come with nginx. */
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

/** Parses a root file, whose text the caller has read, and reads all files that it includes. */
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
  followIncludes(loading, root);
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

/** A file whose includes are being followed. */
interface Followed {
  readonly file: ConfigFile;
  readonly steps: readonly IncludeStep[];
  next: number;
}

/** One file that an include names. */
interface IncludeStep {
  readonly directive: Directive;
  readonly path: string;
  /** Where the path goes once the file is taken in: the include's {@link IncludeTarget.paths}. */
  readonly taken: string[];
}

/** Follows includes depth first, as nginx reads them; without recursion, for a chain of them may be of any length. */
function followIncludes(loading: Loading, root: ConfigFile): void {
  const stack: Followed[] = [{ file: root, steps: includeSteps(loading, root), next: 0 }];
  const onStack = new Set([root.path]);
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const step = top.steps[top.next++];
    if (step === undefined) {
      onStack.delete(top.file.path);
      stack.pop();
      continue;
    }
    const file = takeIn(loading, top.file, step, onStack);
    if (file === null) continue;
    step.taken.push(step.path);
    if (loading.includes.has(file.path)) continue;
    onStack.add(file.path);
    stack.push({ file, steps: includeSteps(loading, file), next: 0 });
  }
}

/** Notes what the includes of a file name. */
function includeSteps(loading: Loading, { path, tree, marked }: ConfigFile): IncludeStep[] {
  const targets = new Map<Directive, IncludeTarget>();
  loading.includes.set(path, targets);
  const steps: IncludeStep[] = [];
  for (const directive of marked) {
    if (directiveName(tree, directive) !== 'include' || argumentCount(tree, directive) !== 1) continue;
    if (isTemplated(tree, directive, 1)) {
      loading.isIncomplete = true;
      continue;
    }
    // The system's calls end a name at a zero byte.
    const name = argumentValue(tree, directive, 1).split('\0', 1)[0] ?? '';
    const pattern = posix.resolve(loading.folder, name);
    const taken: string[] = [];
    targets.set(directive, { directive, pattern, paths: taken });
    const named = isGlobPattern(pattern) ? expandGlob(loading.fileSystem, pattern) : [pattern];
    for (const included of named) steps.push({ directive, path: included, taken });
  }
  return steps;
}

/** Files that lie beside nginx's own config on a server, rarely in a repository; they declare no zones. */
const SIDE_FILE = /^(?:mime\.types|(?:fastcgi|uwsgi|scgi|proxy)_params|fastcgi\.conf|koi-utf|koi-win|win-utf)$/;

/** The file that an include names, or null with a problem at the include. */
function takeIn(
  loading: Loading,
  from: ConfigFile,
  step: IncludeStep,
  onStack: ReadonlySet<string>,
): ConfigFile | null {
  const { path } = step;
  const report = (code: IncludeProblemCode, message: string, isCertain: boolean): null => {
    const range = argumentRange(from.tree, step.directive, 1);
    loading.problems.push({ code, path: from.path, range, message, isCertain });
    return null;
  };
  if (onStack.has(path)) {
    return report('include-cycle', `This include leads back to ${path}, so nginx would read it without end.`, true);
  }
  const known = loading.files.get(path);
  if (known !== undefined) return known;
  const result = loading.fileSystem.readFile(path);
  if (result.found) return parseFile(loading, path, result.text);
  const comesWithNginx = SIDE_FILE.test(posix.basename(path));
  if (!comesWithNginx) loading.isIncomplete = true;
  // A folder can be opened, but not read.
  const call = result.reason.startsWith('21:') ? 'pread()' : 'open()';
  const isCertain = path.startsWith(posix.join(loading.folder, '/')) && !comesWithNginx;
  return report('include-missing', `${call} "${path}" failed (${result.reason}).`, isCertain);
}
