import type { Analysis } from '../analysis';
import type { Diagnosis } from './diagnose';
import { harmless } from './harmless';
import { liveDriftProblems } from './liveDrift';
import { liveStateProblems } from './liveState';
import type { Problem } from './problem';
import { haveSameProblems, sortProblems } from './problemOrder';

const NO_PROBLEMS: Diagnosis = { problemsByFile: new Map() };

const NONE: readonly Problem[] = [];

/**
 * Problems that the figures of the attached server show, by file.
 *
 * @param previous of an older version of the analysis or of older figures: given back where all problems are the same, and
 *   so is the list of each file whose problems are
 */
export function diagnoseLive(analysis: Analysis, previous: Diagnosis = NO_PROBLEMS): Diagnosis {
  const byFile = new Map<string, Problem[]>();
  for (const problem of problemsOf(analysis)) {
    const same = byFile.get(problem.path);
    if (same === undefined) byFile.set(problem.path, [harmless(problem)]);
    else same.push(harmless(problem));
  }
  let isAsBefore = byFile.size === previous.problemsByFile.size;
  const problemsByFile = new Map<string, readonly Problem[]>();
  for (const [path, found] of byFile) {
    const before = previous.problemsByFile.get(path);
    const problems = sortProblems(found);
    const isSame = before !== undefined && haveSameProblems(before, problems);
    isAsBefore &&= isSame;
    problemsByFile.set(path, isSame ? before : problems);
  }
  return isAsBefore ? previous : { problemsByFile };
}

/** Only of a server that runs and whose figures are refreshed: of another, what holds now is not known. */
function problemsOf(analysis: Analysis): Problem[] {
  if (analysis.live?.state !== 'live') return [];
  return [...liveStateProblems(analysis, analysis.live), ...liveDriftProblems(analysis, analysis.live)];
}

/** What was merged before. */
interface Merged {
  readonly diagnosis: Diagnosis;
  readonly textDiagnosis: Diagnosis;
  readonly liveDiagnosis: Diagnosis;
}

/**
 * Problems of the text and of the running server together.
 *
 * @param previous an older result with what it was made of: a file whose problems are all the same has the same list
 */
export function mergeDiagnoses(text: Diagnosis, live: Diagnosis, previous: Merged | undefined): Diagnosis {
  if (live.problemsByFile.size === 0) return text;
  if (previous?.textDiagnosis === text && previous.liveDiagnosis === live) return previous.diagnosis;
  const problemsByFile = new Map(text.problemsByFile);
  for (const [path, liveProblems] of live.problemsByFile) {
    const textProblems = text.problemsByFile.get(path) ?? NONE;
    const before = previous?.diagnosis.problemsByFile.get(path);
    const isAsBefore =
      before !== undefined &&
      previous?.liveDiagnosis.problemsByFile.get(path) === liveProblems &&
      (previous.textDiagnosis.problemsByFile.get(path) ?? NONE) === textProblems;
    problemsByFile.set(path, isAsBefore ? before : mergedProblems(textProblems, liveProblems, before));
  }
  return { problemsByFile };
}

function mergedProblems(
  text: readonly Problem[],
  live: readonly Problem[],
  before: readonly Problem[] | undefined,
): readonly Problem[] {
  const problems = sortProblems([...text, ...live]);
  return before !== undefined && haveSameProblems(before, problems) ? before : problems;
}
