import {
  type ConfigFile,
  type ConfigFiles,
  type IncludedName,
  type IncludeProblem,
  type IncludeTarget,
  includedName,
  isMainConfig,
  type LoadOptions,
  loadConfigFiles,
} from './configFiles';
import type { FileEdit, TextChange } from './fileEdit';
import type { FileSystem } from './fileSystem';
import { argumentRange, type ConfigTree, type Directive } from './tree';
import { updateConfigFile } from './updateFile';

/** A file of a config whose text has changed. */
export interface ChangedFile {
  readonly path: string;
  /** The whole text after the change. */
  readonly text: string;
  /** What is different from the text before; null where nobody knows. */
  readonly change: TextChange | null;
}

/** A config after a change of one of its files. */
export interface UpdatedFiles {
  readonly config: ConfigFiles;
  /** What stayed as it was in the file that changed, the only one; null where others may have come, gone or changed. */
  readonly edit: FileEdit | null;
}

/**
 * A config after a change of one of its files, equal to what loading it anew gives. While the file includes what it did,
 * all else is taken over and the file system is not asked.
 *
 * @param options those with which the config was loaded; `known` is not needed
 */
export function updateConfigFiles(
  previous: ConfigFiles,
  changed: ChangedFile,
  options: LoadOptions & { readonly fileSystem: FileSystem },
): UpdatedFiles {
  const before = previous.files.get(changed.path);
  if (before === undefined) return { config: reload(previous, changed, null, options), edit: null };
  const change = changed.change ?? { start: 0, end: before.tree.text.length, text: changed.text };
  const { file, edit } = updateConfigFile(before, changed.text, change, options.isMarked);
  if (file === before) return { config: previous, edit };
  const includes = pairIncludes(before, file, edit);
  if (includes === null) return { config: reload(previous, changed, file, options), edit: null };
  return { config: replaceFile(previous, before, file, includes), edit };
}

function reload(
  { rootPath, files }: ConfigFiles,
  { path, text }: ChangedFile,
  file: ConfigFile | null,
  options: LoadOptions & { readonly fileSystem: FileSystem },
): ConfigFiles {
  const { fileSystem } = options;
  const known = new Map(files);
  if (file !== null) known.set(path, file);
  // The text that has changed may not have come to the file system.
  const withChange: FileSystem = {
    readFile: (read) => (read === path ? { found: true, text } : fileSystem.readFile(read)),
    listDirectory: (folder) => fileSystem.listDirectory(folder),
    kindOf: (place) => fileSystem.kindOf(place),
    realPath: (place) => fileSystem.realPath(place),
  };
  const rootText = path === rootPath ? text : (files.get(rootPath)?.tree.text ?? '');
  return loadConfigFiles(withChange, rootPath, rootText, { ...options, known });
}

/** An include directive before and after an edit. */
type IncludePair = readonly [before: Directive, after: Directive];

/** Include directives before and after an edit, in order; null where they do not name the same. */
function pairIncludes(before: ConfigFile, after: ConfigFile, edit: FileEdit | null): IncludePair[] | null {
  const { includes } = before;
  if (includes.length !== after.includes.length) return null;
  const pairs: IncludePair[] = [];
  for (let index = 0; index < includes.length; index++) {
    const was = includes[index] as Directive;
    const is = after.includes[index] as Directive;
    const isKept = edit !== null && (was < edit.sameDirectives ? is === was : was >= edit.movedFrom);
    if (!isKept && !namesSame(includedName(before.tree, was), includedName(after.tree, is))) return null;
    pairs.push([was, is]);
  }
  return pairs;
}

function namesSame(before: IncludedName, after: IncludedName): boolean {
  if (typeof before === 'string' || typeof after === 'string') return before === after;
  return before.path === after.path;
}

/** The config with another version of a file that includes the same. */
function replaceFile(
  previous: ConfigFiles,
  before: ConfigFile,
  after: ConfigFile,
  pairs: readonly IncludePair[],
): ConfigFiles {
  const { path } = after;
  return {
    ...previous,
    isWhole: path === previous.rootPath ? isMainConfig(after.tree) : previous.isWhole,
    files: new Map(previous.files).set(path, after),
    includes: moveTargets(previous.includes, path, pairs),
    problems: moveProblems(previous.problems, before, after, pairs),
  };
}

function moveTargets(
  includes: ConfigFiles['includes'],
  path: string,
  pairs: readonly IncludePair[],
): ConfigFiles['includes'] {
  const targets = includes.get(path);
  if (targets === undefined || pairs.every(([before, after]) => before === after)) return includes;
  const moved = new Map<Directive, IncludeTarget>();
  for (const [before, after] of pairs) {
    const target = targets.get(before);
    if (target !== undefined) moved.set(after, before === after ? target : { ...target, directive: after });
  }
  return new Map(includes).set(path, moved);
}

function moveProblems(
  problems: readonly IncludeProblem[],
  before: ConfigFile,
  after: ConfigFile,
  pairs: readonly IncludePair[],
): readonly IncludeProblem[] {
  if (!problems.some(({ path }) => path === after.path)) return problems;
  const startOf = (tree: ConfigTree, directive: Directive): number => argumentRange(tree, directive, 1).start;
  const newDirectives = new Map(pairs.map(([was, is]) => [startOf(before.tree, was), is]));
  return problems.map((problem) => {
    const directive = newDirectives.get(problem.range.start);
    if (problem.path !== after.path || directive === undefined) return problem;
    return { ...problem, range: argumentRange(after.tree, directive, 1) };
  });
}
