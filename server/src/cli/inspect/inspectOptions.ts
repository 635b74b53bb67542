import { parseArgs } from 'node:util';
import { messageOf } from '../../errorText';
import { UsageError } from '../usageError';

/** What the person wants to see of running servers. */
export interface InspectOptions {
  /** Of any process of the server; null for all servers. */
  readonly pid: number | null;
  /** A config file of the server; null for all servers. */
  readonly config: string | null;
  /** Until the person ends it, so often; null: once. */
  readonly watchEveryMs: number | null;
  readonly full: boolean;
  readonly json: boolean;
  /** Unix socket of a collector that runs with other rights; null to read from this process. */
  readonly collector: string | null;
}

const DEFAULT_INTERVAL_MS = 2000;
const SHORTEST_INTERVAL_SECONDS = 0.1;
const LONGEST_INTERVAL_SECONDS = 3600;

/** Pids are numbers below 2^22 on 64-bit Linux (PID_MAX_LIMIT of linux/threads.h). */
const LARGEST_PID = 2 ** 22;

/** Reads the arguments behind `inspect`; null where the person asks for help. Throws {@link UsageError}. */
export function parseInspectOptions(rest: readonly string[]): InspectOptions | null {
  const { values, positionals } = parse(rest);
  if (values.help) return null;
  const [file] = positionals;
  if (file !== undefined) throw new UsageError(`"inspect" takes options only: zone-lens inspect --config ${file}`);
  if (values.pid !== undefined && values.config !== undefined) {
    throw new UsageError('--pid and --config both choose a server: write one of them.');
  }
  if (values.interval !== undefined && !values.watch) throw new UsageError('--interval belongs to --watch.');
  if (values.config === '') throw new UsageError('--config needs the path of a config file.');
  if (values.collector === '') throw new UsageError('--collector needs the path of a Unix socket.');
  return {
    pid: values.pid === undefined ? null : pidOf(values.pid),
    config: values.config ?? null,
    watchEveryMs: values.watch ? intervalMs(values.interval) : null,
    full: values.full ?? false,
    json: values.json ?? false,
    collector: values.collector ?? null,
  };
}

function parse(rest: readonly string[]) {
  try {
    return parseArgs({
      args: [...rest],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        pid: { type: 'string' },
        config: { type: 'string' },
        watch: { type: 'boolean' },
        interval: { type: 'string' },
        full: { type: 'boolean' },
        json: { type: 'boolean' },
        collector: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

function pidOf(text: string): number {
  const pid = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (pid < 1 || pid > LARGEST_PID) throw new UsageError(`--pid ${text}: write the number of a process, such as 4711.`);
  return pid;
}

function intervalMs(text: string | undefined): number {
  if (text === undefined) return DEFAULT_INTERVAL_MS;
  const seconds = /^\d{1,4}(?:\.\d{1,3})?$/.test(text) ? Number(text) : 0;
  if (seconds < SHORTEST_INTERVAL_SECONDS || seconds > LONGEST_INTERVAL_SECONDS) {
    throw new UsageError(
      `--interval ${text}: write seconds from ${SHORTEST_INTERVAL_SECONDS} to ${LONGEST_INTERVAL_SECONDS}.`,
    );
  }
  return Math.round(seconds * 1000);
}
