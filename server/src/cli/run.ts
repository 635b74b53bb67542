import { stackOf } from '../errorText';
import { diagnose } from '../features/diagnostics/diagnose';
import { isAtLeast } from '../features/diagnostics/problem';
import { printable, printableJson } from '../features/printable';
import { formatGithub } from '../features/problemFormats/githubFormat';
import { type LocatedProblem, locateProblem } from '../features/problemFormats/locatedProblem';
import { formatSarif } from '../features/problemFormats/sarifFormat';
import { formatText, summarizeProblems } from '../features/problemFormats/textFormat';
import { reportedProblem, zonesReport } from '../features/zonesReport';
import { nodeFileSystem } from '../host/nodeFileSystem';
import type { ProcFiles } from '../live/system/procFiles';
import { resolveTarget } from '../session/target';
import type { Collector } from '../shared/collectorProtocol';
import { analyzeFiles, UnreadableFileError } from './analyzeFile';
import type { CliConsole } from './console';
import { HELP } from './help';
import { NothingToInspectError } from './inspect/chooseServers';
import { inspect } from './inspect/inspect';
import type { InspectOptions } from './inspect/inspectOptions';
import { type Command, parseCommand } from './options';
import { createTerminal, type Terminal } from './terminal';
import { UsageError } from './usageError';
import { zonesTable } from './zonesTable';

/** How a run ends: well, with something found that should not be or nothing found that should, or with a failure. */
export type ExitCode = 0 | 1 | 2;

/** What a command that answers at once prints and how it ends. */
interface CliResult {
  readonly output: string;
  readonly exitCode: ExitCode;
}

/** Where the command line runs. */
export interface CliEnvironment {
  readonly version: string;
  /** Where the person stands; paths are shown from there. */
  readonly folder: string;
  readonly isColored: boolean;
  /** Node's name of the system. */
  readonly platform: string;
  /** Of running servers, as this process sees them. */
  readonly files: ProcFiles;
  /** The reader of running servers: in this process, or the one that listens on a Unix socket. */
  readonly openCollector: (socketPath: string | null) => OpenCollector;
}

/** A collector, and how to be done with it. */
export interface OpenCollector {
  readonly collector: Collector;
  readonly close: () => void;
  /** An error of the collector's that tells, for people, that it does not answer. */
  readonly isFailure: (error: unknown) => error is Error;
}

/**
 * Runs the command line. Never throws: what a person can cause ends in one line. Exit code 1 where there is no running
 * server to inspect, 2 for all other failures.
 */
export async function runCli(
  argumentsGiven: readonly string[],
  environment: CliEnvironment,
  console: CliConsole,
): Promise<ExitCode> {
  try {
    return await runCommand(parseCommand(argumentsGiven), environment, console);
  } catch (error) {
    console.complain(`zone-lens: ${describeFailure(error)}\n`);
    return error instanceof NothingToInspectError ? 1 : 2;
  }
}

function describeFailure(error: unknown): string {
  if (error instanceof UsageError || error instanceof UnreadableFileError || error instanceof NothingToInspectError) {
    // Arguments and paths are repeated in it, and parseArgs spreads its advice over lines.
    return printable(error.message.replace(/\s*\n\s*/g, ' '));
  }
  const stack = stackOf(error);
  return `this is a bug in zone-lens, please report it:\n${stack.split('\n').map(printable).join('\n')}`;
}

async function runCommand(command: Command, environment: CliEnvironment, console: CliConsole): Promise<ExitCode> {
  const terminal = createTerminal(environment.isColored, environment.folder);
  if (command.name === 'inspect') return runInspect(command.options, terminal, environment, console);
  const { output, exitCode } = answer(command, terminal, environment);
  console.write(output);
  return exitCode;
}

function answer(
  command: Exclude<Command, { name: 'inspect' }>,
  terminal: Terminal,
  environment: CliEnvironment,
): CliResult {
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

async function runInspect(
  options: InspectOptions,
  terminal: Terminal,
  { files, platform, openCollector }: CliEnvironment,
  console: CliConsole,
): Promise<ExitCode> {
  const { collector, close, isFailure } = openCollector(options.collector);
  try {
    const fileSystem = nodeFileSystem();
    return await inspect(options, { collector, isFailure, files, fileSystem, platform, terminal, console });
  } catch (error) {
    throw isFailure(error) ? new NothingToInspectError(`${error.message}.`) : error;
  } finally {
    close();
  }
}

function printed(output: string): CliResult {
  return { output, exitCode: 0 };
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
  return { output: print(), exitCode: isBad ? 1 : 0 };
}

/** Problems and, below them, how many there are. */
function problemList(located: readonly LocatedProblem[], terminal: Terminal): string {
  const list = formatText(located, terminal.paint, terminal.showPath);
  return `${list}${list === '' ? '' : '\n'}${terminal.bold(summarizeProblems(located))}\n`;
}
