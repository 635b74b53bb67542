import { diagnose } from '../features/diagnostics/diagnose';
import { isAtLeast } from '../features/diagnostics/problem';
import { formatGithub } from '../features/problemFormats/githubFormat';
import { type LocatedProblem, locateProblem } from '../features/problemFormats/locatedProblem';
import { formatSarif } from '../features/problemFormats/sarifFormat';
import { formatText } from '../features/problemFormats/textFormat';
import { reportedProblem, zonesReport } from '../features/zonesReport';
import { nodeFileSystem } from '../host/nodeFileSystem';
import { analyzeRoot, resolveTarget, rootOf, UnreadableFileError } from './analyzeFile';
import { HELP } from './help';
import { type CheckFormat, type Command, parseCommand, UsageError } from './options';
import { createTerminal, type Terminal } from './terminal';
import { zonesTable } from './zonesTable';

/** What a run prints and how it ends. */
export interface CliResult {
  readonly output: string;
  readonly errors: string;
  readonly exitCode: 0 | 1 | 2;
}

export interface CliEnvironment {
  readonly version: string;
  readonly folder: string;
  readonly isColored: boolean;
}

/** Runs the command line. Every failure that a person can cause ends in one line and exit code 2. */
export function runCli(argumentsGiven: readonly string[], environment: CliEnvironment): CliResult {
  try {
    return runCommand(parseCommand(argumentsGiven), environment);
  } catch (error) {
    if (error instanceof UsageError || error instanceof UnreadableFileError || error instanceof RangeError) {
      return { output: '', errors: `zone-lens: ${error.message}\n`, exitCode: 2 };
    }
    throw error;
  }
}

function runCommand(command: Command, environment: CliEnvironment): CliResult {
  const terminal = createTerminal(environment.isColored, environment.folder);
  switch (command.name) {
    case 'help':
      return printed(HELP);
    case 'version':
      return printed(`zone-lens ${environment.version}\n`);
    case 'zones':
      return runZones(command, terminal);
    case 'check':
      return runCheck(command, terminal, environment.version);
  }
}

function printed(output: string): CliResult {
  return { output, errors: '', exitCode: 0 };
}

function runZones({ file, json, target: options }: Extract<Command, { name: 'zones' }>, terminal: Terminal): CliResult {
  const fileSystem = nodeFileSystem();
  const target = resolveTarget(options);
  const analysis = analyzeRoot(fileSystem, rootOf(fileSystem, file, options), target, options);
  const problems = diagnose(analysis);
  if (json) return printed(`${JSON.stringify(zonesReport(analysis, problems), null, 2)}\n`);
  const located = problems.map((problem) => locateProblem(analysis, problem));
  const list = located.length === 0 ? '' : `\n${formatText(located, terminal.paint, terminal.showPath)}`;
  return printed(zonesTable(analysis, target, terminal) + list);
}

function runCheck(
  { files, format, failOn, target: options }: Extract<Command, { name: 'check' }>,
  terminal: Terminal,
  version: string,
): CliResult {
  const fileSystem = nodeFileSystem();
  const target = resolveTarget(options);
  // Files of one config are checked once, together: what is wrong with one may lie in another.
  const roots = new Set(files.map((file) => rootOf(fileSystem, file, options)));
  const analyses = [...roots].map((root) => analyzeRoot(fileSystem, root, target, options));
  const found = analyses.map((analysis) => ({ analysis, problems: diagnose(analysis) }));
  const located = found.flatMap(({ analysis, problems }) =>
    problems.map((problem) => locateProblem(analysis, problem)),
  );
  const isBad = located.some(({ problem }) => isAtLeast(problem, failOn));
  const reported = found.flatMap(({ analysis, problems }) => problems.map((one) => reportedProblem(analysis, one)));
  const output =
    format === 'json'
      ? `${JSON.stringify({ schema: 'zone-lens.check/1', roots: [...roots], problems: reported }, null, 2)}\n`
      : formatProblems(located, format, terminal, version);
  return { output, errors: '', exitCode: isBad ? 1 : 0 };
}

function formatProblems(
  located: readonly LocatedProblem[],
  format: Exclude<CheckFormat, 'json'>,
  terminal: Terminal,
  version: string,
): string {
  switch (format) {
    case 'text':
      return located.length === 0 ? 'No problems found.\n' : formatText(located, terminal.paint, terminal.showPath);
    case 'github':
      return formatGithub(located, terminal.showPath);
    case 'sarif':
      return formatSarif(located, version);
  }
}
