import { printable, printableJson } from '../../features/printable';
import type { LiveServer } from '../../shared/liveServer';
import type { CliConsole } from '../console';
import type { Terminal } from '../terminal';
import { chooseServers, NothingToInspectError, type ServerSearch } from './chooseServers';
import type { InspectOptions } from './inspectOptions';
import { inspectReport, reportedServer } from './inspectReport';
import { withOwnRemedies } from './ownRemedies';
import { type InspectedServer, readingProblem, readServer } from './readServer';
import { serverView } from './serverView';
import { watchServers } from './watch';

/** What `inspect` reads with and prints to. */
export interface InspectContext extends ServerSearch {
  readonly terminal: Terminal;
  readonly console: CliConsole;
  /** An error of the collector's that tells, for people, that it does not answer. */
  readonly isFailure: (error: unknown) => error is Error;
}

/**
 * Shows running servers, once or until the person ends it. Gives the exit status: 0; 1 where no server could be read, or
 * where all that were watched have gone.
 *
 * Throws {@link NothingToInspectError} and UnreadableFileError before anything was printed.
 */
export async function inspect(options: InspectOptions, given: InspectContext): Promise<0 | 1> {
  const isOwnProcess = options.collector === null;
  const context = isOwnProcess ? { ...given, collector: withOwnRemedies(given.collector) } : given;
  const { servers, note } = await chooseServers(context, options);
  if (note !== null) context.console.complain(`zone-lens: ${printable(note)}\n`);
  if (options.watchEveryMs !== null) return watchServers(servers, options, options.watchEveryMs, context);
  return inspectOnce(servers, options, context);
}

async function inspectOnce(
  servers: readonly LiveServer[],
  { json, full }: InspectOptions,
  { collector, console, terminal }: InspectContext,
): Promise<0 | 1> {
  // A program that asks once wants all there is, and has paid for starting this one anyway.
  const depth = full || json ? 'full' : 'refresh';
  const tools = { collector, depth, withMemory: full, pause: console.pause } as const;
  const inspected: InspectedServer[] = [];
  for (const server of servers) {
    inspected.push({ server, reading: await readServer(server, tools) });
  }
  const isReadable = inspected.some((one) => readingProblem(one) === null);
  if (json) {
    console.write(printableJson(inspectReport(inspected.map((one) => reportedServer(one, null)))));
    return isReadable ? 0 : 1;
  }
  const [only] = inspected;
  if (!isReadable && only !== undefined && inspected.length === 1) {
    throw new NothingToInspectError(`${only.server.product} ${only.server.masterPid}: ${readingProblem(only)}`);
  }
  const columns = console.screen()?.columns ?? null;
  const view = { terminal, columns, isFull: full, isBrief: false, nowMs: console.now() };
  console.write(`${inspected.map((one) => serverView(one, null, view).join('\n')).join('\n\n\n')}\n`);
  return isReadable ? 0 : 1;
}
