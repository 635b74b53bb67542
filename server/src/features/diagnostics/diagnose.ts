import type { Analysis } from '../analysis';
import { certaintyOf } from './certainty';
import { conflictProblems } from './conflictProblems';
import { harmless } from './harmless';
import { memoryProblems } from './memoryProblems';
import type { Problem } from './problem';
import { haveSameProblems, sortProblems } from './problemOrder';
import { readingProblems } from './readingProblems';
import { repeatedDirectives, repeatedInSharedBlocks } from './repeatProblems';
import { zoneSizeProblems } from './sizeProblems';
import { includeProblems, syntaxProblems } from './syntaxProblems';
import { unusedZones } from './unusedZones';

/** All problems of a config. */
export interface Diagnosis {
  /** Of each file that has any, in the order of reading, scripts last: its problems in the order of their places. */
  readonly problemsByFile: ReadonlyMap<string, readonly Problem[]>;
}

/** All problems of a config, by file in the order of reading, and in the order of their places. */
export function diagnose(analysis: Analysis): Problem[] {
  return [...diagnoseByFile(analysis).problemsByFile.values()].flat();
}

/**
 * All problems of a config, by file.
 *
 * @param previous of an older version of the analysis: a file whose problems are all the same has the same list
 */
export function diagnoseByFile(analysis: Analysis, previous?: Diagnosis): Diagnosis {
  const found = new Map<string, FoundProblems>();
  addOwnProblems(found, analysis);
  for (const problem of configProblems(analysis)) at(found, problem.path).more.push(harmless(problem));
  const problemsOf = (path: string): readonly Problem[] => {
    const problems = found.get(path);
    return problems === undefined ? [] : inOrder(problems);
  };
  for (const problem of unusedZones(analysis, problemsOf)) at(found, problem.path).more.push(harmless(problem));
  const problemsByFile = new Map<string, readonly Problem[]>();
  for (const path of pathsInOrder(analysis, found)) {
    const problems = problemsOf(path);
    const before = previous?.problemsByFile.get(path);
    problemsByFile.set(path, before !== undefined && haveSameProblems(before, problems) ? before : problems);
  }
  return { problemsByFile };
}

/** Problems of one file, as they are found. */
interface FoundProblems {
  /** What follows from the file alone: lists that stay the same as long as it does. */
  readonly own: (readonly Problem[])[];
  /** What follows from the whole config. */
  readonly more: Problem[];
  /** All of them in order, and how many there were; null until somebody asks. */
  ordered: { readonly problems: readonly Problem[]; readonly count: number } | null;
}

function at(found: Map<string, FoundProblems>, path: string): FoundProblems {
  const known = found.get(path);
  if (known !== undefined) return known;
  const made = { own: [], more: [], ordered: null };
  found.set(path, made);
  return made;
}

function inOrder(found: FoundProblems): readonly Problem[] {
  const { own, more } = found;
  if (found.ordered?.count === more.length) return found.ordered.problems;
  const [first] = own;
  const isFirstAll = first !== undefined && own.length === 1 && more.length === 0;
  const problems = isFirstAll ? first : sortProblems([...own.flat(), ...more]);
  found.ordered = { problems, count: more.length };
  return problems;
}

/** Adds what follows from single files. */
function addOwnProblems(found: Map<string, FoundProblems>, { model }: Analysis): void {
  for (const file of model.config.files.values()) {
    if (file.tree.problems.length > 0) at(found, file.path).own.push(syntaxProblems(file));
  }
  const certainty = certaintyOf(model);
  for (const reading of model.readings) {
    const problems = readingProblems(reading, certainty, model.options.pageSizeBytes);
    if (problems.length > 0) at(found, reading.file.path).own.push(problems);
  }
}

/** What follows from the whole config, but for what nothing refers to. */
function configProblems(analysis: Analysis): Problem[] {
  const { model } = analysis;
  const certainty = certaintyOf(model);
  return [
    ...includeProblems(model.config),
    ...zoneSizeProblems(analysis),
    ...(certainty.seesRepetition ? repeatedInSharedBlocks(model, certainty) : []),
    ...(certainty.seesRepetition ? repeatedDirectives(model, certainty) : []),
    ...conflictProblems(analysis),
    ...memoryProblems(analysis),
  ];
}

function pathsInOrder({ model }: Analysis, found: ReadonlyMap<string, unknown>): Set<string> {
  const paths = new Set<string>();
  for (const path of model.config.files.keys()) if (found.has(path)) paths.add(path);
  for (const path of model.scripts.files.keys()) if (found.has(path)) paths.add(path);
  for (const path of found.keys()) paths.add(path);
  return paths;
}
