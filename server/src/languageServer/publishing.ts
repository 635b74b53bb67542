import { pathToFileURL } from 'node:url';
import { type Connection, type Diagnostic, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver/node';
import type { ConfigFiles } from '../config/configFiles';
import type { Problem, ProblemCode, Severity } from '../features/diagnostics/problem';
import type { PathProblems, Session } from '../session/session';
import { editorTextOf, toRange } from './editorText';
import { urisOf } from './uris';

/** Sends the problems that are others than those sent last, and takes back those that no longer hold. */
export interface Publisher {
  publish(): void;
}

/** What was sent for a document, and what it was made from. */
interface Published {
  readonly problems: readonly Problem[];
  readonly config: ConfigFiles;
  /** As text, to see whether anything is different. */
  readonly text: string;
}

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

/** Drawn faded: nothing would be missed. */
const UNNECESSARY: ReadonlySet<ProblemCode> = new Set(['zone-unused']);

/** A publisher of a session's problems. */
export function createPublisher(connection: Pick<Connection, 'sendDiagnostics'>, session: Session): Publisher {
  let published = new Map<string, Published>();
  return {
    publish: () => {
      const next = new Map<string, Published>();
      for (const [path, found] of session.problems()) {
        if (found.problems.length === 0) continue;
        for (const uri of urisOf(session, path)) {
          const before = published.get(uri);
          if (before !== undefined && isAsBefore(before, found, path)) {
            next.set(uri, before);
            continue;
          }
          const diagnostics = found.problems.map((problem) => diagnosticOf(session, found, problem));
          const text = JSON.stringify(diagnostics);
          next.set(uri, { problems: found.problems, config: found.project.config, text });
          if (text !== before?.text) void connection.sendDiagnostics({ uri, diagnostics });
        }
      }
      for (const uri of published.keys()) {
        if (!next.has(uri)) void connection.sendDiagnostics({ uri, diagnostics: [] });
      }
      published = next;
    },
  };
}

/** Same problems, in the same text; what they point to elsewhere may have moved with any change. */
function isAsBefore(before: Published, { problems, project }: PathProblems, path: string): boolean {
  if (before.problems !== problems) return false;
  if (before.config === project.config) return true;
  const isSameText = before.config.files.get(path) === project.config.files.get(path);
  return isSameText && problems.every(({ related }) => related.length === 0);
}

function diagnosticOf(session: Session, { project }: PathProblems, problem: Problem): Diagnostic {
  const { model } = project.analysis;
  const rangeIn = (path: string, range: Problem['range']): Diagnostic['range'] => {
    const text = editorTextOf(model, path);
    return text === null ? NOWHERE : toRange(text, range);
  };
  const related = problem.related.map(({ path, range, message }) => ({
    location: { uri: urisOf(session, path)[0] ?? pathToFileURL(path).href, range: rangeIn(path, range) },
    message,
  }));
  return {
    range: rangeIn(problem.path, problem.range),
    severity: SEVERITIES[problem.severity],
    code: problem.code,
    source: 'Zone Lens',
    message: problem.message,
    ...(related.length > 0 ? { relatedInformation: related } : {}),
    ...(UNNECESSARY.has(problem.code) ? { tags: [DiagnosticTag.Unnecessary] } : {}),
  };
}

const NOWHERE: Diagnostic['range'] = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
