import type { Severity } from '../diagnostics/problem';
import type { LocatedProblem } from './locatedProblem';

/** How severities are coloured; the identity where there is no terminal. */
export type Paint = (severity: Severity | 'dim', text: string) => string;

/** Problems for people: `file:line:column: severity: message [code]`, related places indented below. */
export function formatText(
  problems: readonly LocatedProblem[],
  paint: Paint,
  showPath: (path: string) => string,
): string {
  return problems
    .map(({ problem, location, related }) => {
      const at = `${showPath(location.file)}:${location.line}:${location.column}`;
      const head = `${at}: ${paint(problem.severity, problem.severity)}: ${problem.message} ${paint('dim', `[${problem.code}]`)}\n`;
      const notes = related.map(
        (one) => `${paint('dim', `    ${showPath(one.location.file)}:${one.location.line}: ${one.message}`)}\n`,
      );
      return head + notes.join('');
    })
    .join('');
}
