import type { Analysis } from '../analysis';
import { printable } from '../printable';
import { argumentProblems } from './argumentProblems';
import { conflictProblems } from './conflictProblems';
import { memoryProblems } from './memoryProblems';
import type { Problem } from './problem';
import { referenceProblems } from './referenceProblems';
import { sizeProblems } from './sizeProblems';
import { syntaxProblems } from './syntaxProblems';
import { unusedZones } from './unusedZones';

/** All problems of a config, by file in the order of reading, and in the order of their places. */
export function diagnose(analysis: Analysis): Problem[] {
  const found = [
    ...syntaxProblems(analysis.model.config),
    ...argumentProblems(analysis),
    ...sizeProblems(analysis),
    ...referenceProblems(analysis),
    ...conflictProblems(analysis),
    ...memoryProblems(analysis),
  ];
  const problems = [...found, ...unusedZones(analysis, found)].map(harmless);
  const fileOrder = new Map([...analysis.model.config.files.keys()].map((path, index) => [path, index]));
  const rank = (problem: Problem): number => fileOrder.get(problem.path) ?? fileOrder.size;
  const sorted = problems.sort(
    (left, right) =>
      rank(left) - rank(right) || left.range.start - right.range.start || left.range.end - right.range.end,
  );
  // A file that is included several times says the same thing each time.
  const seen = new Set<string>();
  return sorted.filter((problem) => {
    const { code, path, range, message } = problem;
    const key = JSON.stringify([code, path, range.start, range.end, message]);
    return !seen.has(key) && seen.add(key);
  });
}

/** Names in messages come from the config, which may be anybody's. */
function harmless(problem: Problem): Problem {
  const related = problem.related.map((place) => ({ ...place, message: shown(place.message) }));
  return { ...problem, message: shown(problem.message), related };
}

/** Longest message: a name in a config may be as long as its parser's buffer. */
const LONGEST_MESSAGE = 2000;

function shown(message: string): string {
  const text = printable(message);
  return text.length <= LONGEST_MESSAGE ? text : `${text.slice(0, LONGEST_MESSAGE)}…`;
}
