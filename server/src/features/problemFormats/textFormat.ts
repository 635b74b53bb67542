import type { Severity } from '../diagnostics/problem';
import { printable } from '../printable';
import type { LocatedProblem } from './locatedProblem';

/** How severities are coloured; the identity where there is no terminal. */
export type Paint = (severity: Severity | 'dim', text: string) => string;

/**
 * Problems for people: `file:line:column: severity: message [code]`, related places indented below.
 *
 * @param showPath gives a path that is safe to print
 */
export function formatText(
  problems: readonly LocatedProblem[],
  paint: Paint,
  showPath: (path: string) => string,
): string {
  return problems
    .map(({ problem, location, related }) => {
      const at = `${showPath(location.file)}:${location.line}:${location.column}`;
      const head = `${at}: ${paint(problem.severity, problem.severity)}: ${printable(problem.message)} ${paint('dim', `[${problem.code}]`)}\n`;
      const notes = related.map(
        (one) =>
          `${paint('dim', `    ${showPath(one.location.file)}:${one.location.line}: ${printable(one.message)}`)}\n`,
      );
      return head + notes.join('');
    })
    .join('');
}

/** How many problems of each severity there are, worst first: `3 problems: 1 error, 2 warnings`. */
export function summarizeProblems(problems: readonly LocatedProblem[]): string {
  if (problems.length === 0) return 'No problems found.';
  const counts = NOUNS.flatMap(([severity, one, many]) => {
    const count = problems.filter(({ problem }) => problem.severity === severity).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  return `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}: ${counts.join(', ')}`;
}

const NOUNS: readonly (readonly [Severity, string, string])[] = [
  ['error', 'error', 'errors'],
  ['warning', 'warning', 'warnings'],
  ['information', 'for information', 'for information'],
];
