import { runCli } from '../cli/run';

declare const ZONE_LENS_VERSION: string;

const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
const isTerminal = process.stdout.isTTY === true && TERM !== 'dumb';
const isColored = !NO_COLOR && (isTerminal || (FORCE_COLOR !== undefined && FORCE_COLOR !== '0'));
const { output, errors, exitCode } = runCli(process.argv.slice(2), {
  version: ZONE_LENS_VERSION,
  folder: process.cwd(),
  isColored,
});
// A reader that has seen enough (`| head`) closes the pipe; that is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
process.stderr.write(errors);
process.stdout.write(output);
process.exitCode = exitCode;
