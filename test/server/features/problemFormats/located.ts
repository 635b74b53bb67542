import type { Severity } from '../../../../server/src/features/diagnostics/problem';
import type { LocatedProblem } from '../../../../server/src/features/problemFormats/locatedProblem';

/** A problem at line 3 and columns 5 to 9 of a file, made by hand. */
export function located(
  severity: Severity,
  message: string,
  more: { readonly file?: string; readonly related?: LocatedProblem['related'] } = {},
): LocatedProblem {
  const file = more.file ?? '/etc/nginx/nginx.conf';
  return {
    problem: { code: 'zone-too-small', severity, message, path: file, range: { start: 30, end: 34 }, related: [] },
    location: { file, line: 3, column: 5, endLine: 3, endColumn: 9 },
    related: more.related ?? [],
  };
}
