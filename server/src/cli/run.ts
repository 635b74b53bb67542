import { diagnose } from '../features/diagnostics/diagnose';
import { isAtLeast } from '../features/diagnostics/problem';
import { printable, printableJson } from '../features/printable';
import { formatGithub } from '../features/problemFormats/githubFormat';
import { type LocatedProblem, locateProblem } from '../features/problemFormats/locatedProblem';
import { formatSarif } from '../features/problemFormats/sarifFormat';
import { formatText, summarizeProblems } from '../features/problemFormats/textFormat';
import { reportedProblem, zonesReport } from '../features/zonesReport';
import { nodeFileSystem } from '../host/nodeFileSystem';
import { resolveTarget } from '../session/target';
import { analyzeFiles, UnreadableFileError } from './analyzeFile';
import { HELP } from './help';
import { type Command, parseCommand, UsageError } from './options';
import { createTerminal, type Terminal } from './terminal';
import { zonesTable } from './zonesTable';

/** What a run prints and how it ends. */
export interface CliResult {
  readonly output: string;
  readonly errors: string;
  readonly exitCode: 0 | 1 | 2;
}

/** Where the command line runs. */
export interface CliEnvironment {
  readonly version: string;
  /** Where the person stands; paths are shown from there. */
  readonly folder: string;
  readonly isColored: boolean;
}

/** Runs the command line. Never throws: what a person can cause ends in one line, and all failures in exit code 2. */
export function runCli(argumentsGiven: readonly string[], environment: CliEnvironment): CliResult {
  try {
    return runCommand(parseCommand(argumentsGiven), environment);
  } catch (error) {
    return { output: '', errors: `zone-lens: ${describeFailure(error)}\n`, exitCode: 2 };
  }
}

function describeFailure(error: unknown): string {
  if (error instanceof UsageError || error instanceof UnreadableFileError) {
    // Arguments and paths are repeated in it, and parseArgs spreads its advice over lines.
    return printable(error.message.replace(/\s*\n\s*/g, ' '));
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `this is a bug in zone-lens, please report it:\n${stack.split('\n').map(printable).join('\n')}`;
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
      return runCheck(command, terminal, environment);
  }
}

function printed(output: string): CliResult {
  return { output, errors: '', exitCode: 0 };
}

function runZones({ file, json, target: options }: Extract<Command, { name: 'zones' }>, terminal: Terminal): CliResult {
  const target = resolveTarget(options);
  const [analysis] = analyzeFiles(nodeFileSystem(), [file], target, options);
  const problems = diagnose(analysis);
  if (json) return printed(printableJson(zonesReport(analysis, problems)));
  const located = problems.map((problem) => locateProblem(analysis, problem));
  return printed(`${zonesTable(analysis, target, terminal)}\n${problemList(located, terminal)}`);
}

function runCheck(
  { files, format, failOn, target: options }: Extract<Command, { name: 'check' }>,
  terminal: Terminal,
  environment: CliEnvironment,
): CliResult {
  const analyses = analyzeFiles(nodeFileSystem(), files, resolveTarget(options), options);
  const found = analyses.flatMap((analysis) => diagnose(analysis).map((problem) => ({ analysis, problem })));
  const located = found.map(({ analysis, problem }) => locateProblem(analysis, problem));
  const isBad = found.some(({ problem }) => isAtLeast(problem, failOn));
  const print = (): string => {
    switch (format) {
      case 'text':
        return problemList(located, terminal);
      case 'json': {
        const roots = analyses.map(({ model }) => model.config.rootPath);
        const problems = found.map(({ analysis, problem }) => reportedProblem(analysis, problem));
        return printableJson({ schema: 'zone-lens.check/1', roots, problems });
      }
      case 'github':
        return formatGithub(located, terminal.showPath);
      case 'sarif':
        return formatSarif(located, environment.version, environment.folder);
    }
  };
  return { output: print(), errors: '', exitCode: isBad ? 1 : 0 };
}

/** Problems and, below them, how many there are. */
function problemList(located: readonly LocatedProblem[], terminal: Terminal): string {
  const list = formatText(located, terminal.paint, terminal.showPath);
  return `${list}${list === '' ? '' : '\n'}${terminal.bold(summarizeProblems(located))}\n`;
}
