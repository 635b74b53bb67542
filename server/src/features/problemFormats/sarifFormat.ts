import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ArtifactLocation, Log, ReportingDescriptor, Result, Location as SarifLocation } from 'sarif';
import type { ProblemCode, Severity } from '../diagnostics/problem';
import type { Location } from '../places';
import { printableJson } from '../printable';
import type { LocatedProblem } from './locatedProblem';

const LEVELS: Readonly<Record<Severity, Result.level>> = { error: 'error', warning: 'warning', information: 'note' };

/** Name under which the log keeps the folder that its relative addresses start from. */
const FOLDER = 'SRCROOT';

/**
 * Problems as a SARIF 2.1.0 log, for code-scanning services and editors.
 *
 * @param version of zone-lens
 * @param folder files in it (a checkout, usually) are told by relative addresses, all others by absolute ones
 */
export function formatSarif(problems: readonly LocatedProblem[], version: string, folder: string): string {
  const codes = [...new Set(problems.map(({ problem }) => problem.code))].sort();
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'zone-lens', version, rules: codes.map(ruleOf) } },
        // SARIF counts columns in UTF-16 units when told so, as we do.
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [FOLDER]: { uri: fileUri(`${folder}/`) } },
        results: problems.map((located) => resultOf(located, codes, folder)),
      },
    ],
  };
  return printableJson(log);
}

function ruleOf(code: ProblemCode): ReportingDescriptor {
  return { id: code, shortDescription: { text: code.replaceAll('-', ' ') } };
}

function resultOf(
  { problem, location, related }: LocatedProblem,
  codes: readonly ProblemCode[],
  folder: string,
): Result {
  return {
    ruleId: problem.code,
    ruleIndex: codes.indexOf(problem.code),
    level: LEVELS[problem.severity],
    message: { text: problem.message },
    locations: [sarifLocation(location, folder)],
    ...(related.length > 0 && {
      relatedLocations: related.map((one, id) => ({
        ...sarifLocation(one.location, folder),
        id,
        message: { text: one.message },
      })),
    }),
  };
}

function sarifLocation(location: Location, folder: string): SarifLocation {
  return {
    physicalLocation: {
      artifactLocation: artifactLocation(location.file, folder),
      region: {
        startLine: location.line,
        startColumn: location.column,
        endLine: location.endLine,
        endColumn: location.endColumn,
      },
    },
  };
}

function artifactLocation(path: string, folder: string): ArtifactLocation {
  const near = relative(folder, path);
  if (near === '..' || near.startsWith('../')) return { uri: fileUri(path) };
  const root = fileUri(`${folder}/`);
  return { uri: fileUri(path).slice(root.length), uriBaseId: FOLDER };
}

function fileUri(path: string): string {
  return pathToFileURL(path).href;
}
