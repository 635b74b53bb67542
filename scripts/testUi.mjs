// `npm run test:ui [file…]`: drives VS Code with the packaged extension in Chromium, as a person would.
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { browserProblem, root } from './host.mjs';
import { installHost } from './hostInstall.mjs';
import { PACKAGE } from './package.mjs';
import { NO_COUNTS, reportCounts } from './testCounts.mjs';

/** Runs the browser tests, all or those whose file names contain one of `filters`. Gives the exit status. */
export function runUiTests(filters = []) {
  if (!existsSync(PACKAGE)) throw new Error('there is no package; "npm run package" makes it');
  rmSync(path.join(root, 'out/screenshots'), { recursive: true, force: true });
  const reporters = ['--reporter=default', '--reporter=./scripts/vitestReporter.mjs'];
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config',
    'test/ui/vitest.config.mts',
    ...reporters,
    ...filters,
  ];
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  // Its end is what stops the server and the browser.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

if (process.argv[1] === import.meta.filename) {
  const reason = installHost() ?? browserProblem();
  if (reason === null) process.exitCode = await runUiTests(process.argv.slice(2));
  else reportCounts({ ...NO_COUNTS, skipped: [{ name: 'VS Code in a browser', reason }] });
}
