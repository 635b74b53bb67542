import type { FileReading } from '../../zones/fileReading';
import type { Certainty } from './certainty';
import { directiveVerdict, placeProblem, useVerdict } from './directiveVerdict';
import { harmless } from './harmless';
import type { Problem } from './problem';
import { sortProblems } from './problemOrder';
import { createRepeatSearch, repeatedUse } from './repeatProblems';
import { differingComments } from './sizeProblems';

/** By what is seen (contexts, repetition), and by the reading. */
const KNOWN: readonly WeakMap<FileReading, readonly Problem[]>[] = [0, 1, 2, 3].map(() => new WeakMap());

/**
 * What is wrong with what one file says, as far as it follows from that file alone, in the order of the text; the same
 * list for the same reading of the same version.
 *
 * @param pageSizeBytes that the model was built for
 */
export function readingProblems(reading: FileReading, certainty: Certainty, pageSizeBytes: number): readonly Problem[] {
  const lists = KNOWN[(certainty.seesContexts ? 1 : 0) + (certainty.seesRepetition ? 2 : 0)];
  const known = lists?.get(reading);
  if (known !== undefined) return known;
  const problems = sortProblems(findProblems(reading, certainty, pageSizeBytes));
  lists?.set(reading, problems);
  return problems;
}

function findProblems(reading: FileReading, certainty: Certainty, pageSizeBytes: number): Problem[] {
  const problems: Problem[] = [];
  const firstBeside = createRepeatSearch();
  for (const { directives, uses, sharedUses } of reading.stretches) {
    for (const directive of directives) {
      const verdict = directiveVerdict(directive, certainty, pageSizeBytes);
      for (const problem of verdict.problems) problems.push(placeProblem(problem, directive));
      if (verdict.isFormRight) problems.push(...differingComments(directive).map(harmless));
    }
    let sharedSeen = 0;
    for (const use of uses) {
      const verdict = useVerdict(use, certainty);
      for (const problem of verdict.problems) problems.push(placeProblem(problem, use));
      const isShared = use === sharedUses[sharedSeen];
      if (isShared) sharedSeen++;
      if (isShared || verdict.onceKey === null || !certainty.seesRepetition) continue;
      const first = firstBeside(use, verdict.onceKey);
      if (first !== null) problems.push(harmless(repeatedUse(use, first)));
    }
  }
  return problems;
}
