import { runCli } from '../cli/run';

declare const ZONE_LENS_VERSION: string;

const isColored = process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
const { output, errors, exitCode } = runCli(process.argv.slice(2), {
  version: ZONE_LENS_VERSION,
  folder: process.cwd(),
  isColored,
});
// A reader that has seen enough (`| head`) closes the pipe; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.stderr.write(errors);
process.stdout.write(output);
process.exitCode = exitCode;
