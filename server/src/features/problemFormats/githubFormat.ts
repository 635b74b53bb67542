import type { Severity } from '../diagnostics/problem';
import { printable } from '../printable';
import type { LocatedProblem } from './locatedProblem';

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', information: 'notice' };

/**
 * Problems as workflow commands of GitHub Actions, which shows them beside the lines of a change. Commands are lines of a
 * log that people read too, so nothing unprintable goes into them.
 *
 * @param showPath gives a path that is safe to print, relative to the repository
 */
export function formatGithub(problems: readonly LocatedProblem[], showPath: (path: string) => string): string {
  return problems
    .map(({ problem, location }) => {
      const properties = [
        `file=${escapeProperty(showPath(location.file))}`,
        `line=${location.line}`,
        `col=${location.column}`,
        `endLine=${location.endLine}`,
        `endColumn=${location.endColumn}`,
        `title=${escapeProperty(problem.code)}`,
      ].join(',');
      return `::${COMMANDS[problem.severity]} ${properties}::${escapeData(printable(problem.message))}\n`;
    })
    .join('');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
