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
  /** The `include` directives alone. */
  readonly includes: Int32Array;
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
  /**
   * Read what the includes name (the default). Without that no file is asked for and none is missed, and a config with
   * an include is incomplete: for a text that lies in no file system of ours.
   */
  readonly followIncludes?: boolean;
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
  const file = known?.tree.text === text ? known : makeConfigFile(path, text, loading.options.isMarked);
  loading.files.set(path, file);
  return file;
}

/** Parses one file, whose text the caller has read. */
export function makeConfigFile(path: string, text: string, isMarked: (name: string) => boolean): ConfigFile {
  return configFileOf(path, parseConfig(text, path), isMarked);
}

/** A file whose text was parsed. */
export function configFileOf(path: string, tree: ConfigTree, isMarked: (name: string) => boolean): ConfigFile {
  const { marked, includes } = markDirectives(tree, 0, tree.directiveCount, isMarked);
  return {
    path,
    tree,
    lineStarts: lineStartsOf(tree.text),
    marked: Int32Array.from(marked),
    includes: includes.length === 0 ? NO_DIRECTIVES : Int32Array.from(includes),
  };
}

/** Most files of a large config have none of their own, and there are many files. */
const NO_DIRECTIVES = new Int32Array(0);

/** Directives from `first` up to, not including, `end` that a file marks. */
export function markDirectives(
  tree: ConfigTree,
  first: Directive,
  end: Directive,
  isMarked: (name: string) => boolean,
): { readonly marked: readonly Directive[]; readonly includes: readonly Directive[] } {
  const marked: Directive[] = [];
  const includes: Directive[] = [];
  for (let directive = first; directive < end; directive++) {
    const name = directiveName(tree, directive);
    const isInclude = name === 'include';
    if (isInclude) includes.push(directive);
    if (isInclude || isMarked(name)) marked.push(directive);
  }
  return { marked, includes };
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
function includeSteps(loading: Loading, { path, tree, includes }: ConfigFile): IncludeStep[] {
  const targets = new Map<Directive, IncludeTarget>();
  loading.includes.set(path, targets);
  const steps: IncludeStep[] = [];
  const follows = loading.options.followIncludes !== false;
  for (const directive of includes) {
    const name = includedName(tree, directive);
    if (!follows || name === 'templated') loading.isIncomplete = true;
    if (typeof name === 'string') continue;
    const pattern = posix.resolve(loading.folder, name.path);
    const taken: string[] = [];
    targets.set(directive, { directive, pattern, paths: taken });
    if (!follows) continue;
    const named = isGlobPattern(pattern) ? expandGlob(loading.fileSystem, pattern) : [pattern];
    for (const included of named) steps.push({ directive, path: included, taken });
  }
  return steps;
}

/** What an include directive names: a path or pattern as it is written, a text that a template fills in, or nothing. */
export type IncludedName = { readonly path: string } | 'templated' | 'none';

/** What an include directive names. */
export function includedName(tree: ConfigTree, directive: Directive): IncludedName {
  if (argumentCount(tree, directive) !== 1) return 'none';
  if (isTemplated(tree, directive, 1)) return 'templated';
  // The system's calls end a name at a zero byte.
  return { path: argumentValue(tree, directive, 1).split('\0', 1)[0] ?? '' };
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
