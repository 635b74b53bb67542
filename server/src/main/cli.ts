import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type OpenCollector, runCli } from '../cli/run';
import { createWatchControls } from '../cli/watchControls';
import { CollectorUnavailable, connectCollector } from '../collector/connectCollector';
import { createLocalCollector } from '../collector/localCollector';
import { realProcFiles } from '../live/system/realProcFiles';

declare const ZONE_LENS_VERSION: string;

const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
const { stdin, stdout, stderr } = process;
const isTerminal = stdout.isTTY === true && TERM !== 'dumb';
const isColored = !NO_COLOR && (isTerminal || (FORCE_COLOR !== undefined && FORCE_COLOR !== '0'));
// A reader that has seen enough (`| head`) closes the pipe, a person the terminal; that is no failure.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  });
}
const files = realProcFiles();

void runCli(
  process.argv.slice(2),
  { version: ZONE_LENS_VERSION, folder: process.cwd(), isColored, platform: process.platform, files, openCollector },
  {
    write: (text) => stdout.write(text),
    complain: (text) => stderr.write(text),
    // A terminal that was not told its size says 0.
    screen: () => (isTerminal ? { columns: stdout.columns || 80, rows: stdout.rows || 24 } : null),
    now: Date.now,
    pause: (milliseconds) => pause(milliseconds),
    startWatching: () => createWatchControls({ keys: stdin, signals: process, output: stdout }),
  },
).then((exitCode) => {
  process.exitCode = exitCode;
});

function openCollector(socketPath: string | null): OpenCollector {
  if (socketPath === null) {
    const collector = createLocalCollector(files, { version: ZONE_LENS_VERSION });
    return { collector, close: () => {}, isFailure: (_error): _error is Error => false };
  }
  const collector = connectCollector({ kind: 'socket', path: resolve(socketPath) });
  return {
    collector,
    close: () => collector.dispose(),
    isFailure: (error): error is Error => error instanceof CollectorUnavailable,
  };
}
