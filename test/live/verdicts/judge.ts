import { loadConfigFiles } from '../../../server/src/config/configFiles';
import { memoryFileSystem } from '../../../server/src/config/fileSystem';
import { directiveRange } from '../../../server/src/config/tree';
import { analyze, DEFAULT_SETTINGS } from '../../../server/src/features/analysis';
import { diagnose } from '../../../server/src/features/diagnostics/diagnose';
import { locationOf } from '../../../server/src/features/places';
import { printable } from '../../../server/src/features/printable';
import type { HostFacts } from '../../../server/src/host/hostFacts';
import { realHostFiles } from '../../../server/src/host/procFiles';
import { readHostFacts } from '../../../server/src/host/readHostFacts';
import { readServerBinary } from '../../../server/src/host/serverBinary';
import { parseServerBuild, type ServerBuild } from '../../../server/src/zones/serverBuild';
import { buildZoneModel, isZoneDirective } from '../../../server/src/zones/zoneModel';
import { NGINX_BINARY } from '../support/nginxBinary';
import type { ConfigTestResult, NginxProblem } from '../support/nginxTest';

/** An error of ours with what is needed to lay it beside nginx's. */
export interface OurError {
  readonly code: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  /** Last line of the directive that it is about. */
  readonly endLine: number;
  /** The directive's text. */
  readonly directive: string;
}

export type Verdict =
  | { readonly type: 'agree' }
  | { readonly type: 'explained'; readonly why: string }
  | { readonly type: 'differ'; readonly how: string };

/** The server under test, read as the product reads it. */
export function buildUnderTest(): ServerBuild {
  const binary = readServerBinary(realHostFiles(), NGINX_BINARY);
  const build = binary && parseServerBuild(`${binary.productName}/${binary.version}`, binary.withCompat);
  if (build === null) throw new Error(`cannot read ${NGINX_BINARY}`);
  return build;
}

/** This machine, with memory for any zone: `nginx -t` only maps them. */
export function ampleHost(): HostFacts {
  const facts = readHostFacts(realHostFiles());
  return { ...facts, memory: { ...facts.memory, totalBytes: 2 ** 50, limitBytes: 2 ** 50, availableBytes: 2 ** 50 } };
}

/** What `check` says of a config, errors only. */
export function ourErrors(
  files: ReadonlyMap<string, string>,
  root: string,
  build: ServerBuild,
  host: HostFacts,
): OurError[] {
  const fileSystem = memoryFileSystem(files);
  const config = loadConfigFiles(fileSystem, root, files.get(root) ?? '', { isMarked: isZoneDirective });
  const { pageSizeBytes } = host;
  const model = buildZoneModel(config, { fileSystem, build, prefixes: [], pageSizeBytes });
  const errors = diagnose(analyze(model, host, DEFAULT_SETTINGS)).filter(({ severity }) => severity === 'error');
  return errors.map((problem) => {
    const location = locationOf(model, problem);
    const tree = config.files.get(problem.path)?.tree;
    let range = problem.range;
    // Directives are in the order of the text, so the last one around the place is the innermost.
    for (let directive = 0; tree !== undefined && directive < tree.directiveCount; directive++) {
      const around = directiveRange(tree, directive);
      if (around.start <= problem.range.start && around.end >= problem.range.end) range = around;
    }
    return {
      code: problem.code,
      message: problem.message,
      file: location.file,
      line: location.line,
      endLine: locationOf(model, { path: problem.path, range: { start: range.end, end: range.end } }).line,
      directive: tree?.text.slice(range.start, range.end) ?? '',
    };
  });
}

/** A class of places where nginx and we cannot or should not say the same thing at the same line. */
export interface Explanation {
  readonly why: string;
  /** What nginx says. */
  readonly says: RegExp;
  /** Whether one of our errors stands for it all the same; absent where we have reason to report none. */
  readonly holds?: (nginx: NginxProblem, ours: OurError) => boolean;
}

/** Explanations for what nginx refuses, and for what it accepts. */
export interface Explanations {
  readonly refused: readonly Explanation[];
  readonly accepted: readonly Explanation[];
}

/** Compares what nginx and we say of one config. */
export function judge(nginx: ConfigTestResult, errors: readonly OurError[], explanations: Explanations): Verdict {
  const problem = nginx.firstProblem;
  if (nginx.ok && errors.length === 0) return { type: 'agree' };
  const isAtTheLine = ({ file, line }: OurError): boolean => file === problem?.file && line === problem?.line;
  if (!nginx.ok && problem && errors.some((error) => saysTheSame(problem, error) && isAtTheLine(error))) {
    return { type: 'agree' };
  }
  const explained = (nginx.ok ? explanations.accepted : explanations.refused).find(({ says, holds }) => {
    if (problem === null || !says.test(problem.message)) return false;
    return holds === undefined ? errors.length === 0 : errors.some((error) => holds(problem, error));
  });
  if (explained !== undefined) return { type: 'explained', why: explained.why };
  const ours = errors.length === 0 ? 'nothing' : errors.map(show).join(' | ');
  const theirs = nginx.ok ? 'accepts' : problem ? `${problem.message} (${problem.file}:${problem.line})` : nginx.output;
  return { type: 'differ', how: `nginx: ${theirs}, we: ${ours}` };
}

/** The error says what nginx says. */
export function saysTheSame(nginx: NginxProblem, ours: OurError): boolean {
  return ours.message.includes(printable(nginx.message));
}

function show({ message, file, line, code }: OurError): string {
  return `${message} [${code}] (${file}:${line})`;
}
