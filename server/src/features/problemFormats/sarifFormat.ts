import { pathToFileURL } from 'node:url';
import type { Log, ReportingDescriptor, Result, Location as SarifLocation } from 'sarif';
import type { ProblemCode, Severity } from '../diagnostics/problem';
import type { Location } from '../places';
import type { LocatedProblem } from './locatedProblem';

const LEVELS: Readonly<Record<Severity, Result.level>> = { error: 'error', warning: 'warning', information: 'note' };

/** Problems as a SARIF 2.1.0 log, for code-scanning services and editors. */
export function formatSarif(problems: readonly LocatedProblem[], version: string): string {
  const codes = [...new Set(problems.map(({ problem }) => problem.code))].sort();
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'zone-lens', version, rules: codes.map(ruleOf) } },
        // SARIF counts columns in UTF-16 units when told so, as we do.
        columnKind: 'utf16CodeUnits',
        results: problems.map((located) => resultOf(located, codes)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf(code: ProblemCode): ReportingDescriptor {
  return { id: code, shortDescription: { text: code.replaceAll('-', ' ') } };
}

function resultOf({ problem, location, related }: LocatedProblem, codes: readonly ProblemCode[]): Result {
  return {
    ruleId: problem.code,
    ruleIndex: codes.indexOf(problem.code),
    level: LEVELS[problem.severity],
    message: { text: problem.message },
    locations: [sarifLocation(location)],
    ...(related.length > 0 && {
      relatedLocations: related.map((one, id) => ({
        ...sarifLocation(one.location),
        id,
        message: { text: one.message },
      })),
    }),
  };
}

function sarifLocation(location: Location): SarifLocation {
  return {
    physicalLocation: {
      artifactLocation: { uri: pathToFileURL(location.file).href },
      region: {
        startLine: location.line,
        startColumn: location.column,
        endLine: location.endLine,
        endColumn: location.endColumn,
      },
    },
  };
}
