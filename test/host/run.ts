import { appendFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import { skipReason } from './support/skip';

/** What `npm test` adds up. */
interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

/**
 * Runs the suites of this window; VS Code calls it in the extension host.
 *
 * What Mocha prints goes into a file, as the extension host's console is mixed with VS Code's own lines. The counts do
 * too, last of all: VS Code reports success when the extension host dies half-way, so whoever started this wants to see
 * that file.
 */
export async function run(): Promise<void> {
  const report = required('ZONE_LENS_REPORT');
  const window = required('ZONE_LENS_WINDOW');
  Mocha.reporters.Base.consoleLog = (...values: unknown[]): void => {
    appendFileSync(`${report}.txt`, `${format(...values)}\n`);
  };
  const mocha = new Mocha({
    ui: 'bdd',
    color: false,
    timeout: 30_000,
    reporter: 'spec',
    forbidOnly: 'CI' in process.env,
  });
  const grep = process.env.ZONE_LENS_GREP;
  if (grep) mocha.fgrep(grep);
  for (const file of suites(window)) mocha.addFile(file);
  const counts = await runAndCount(mocha, window);
  writeFileSync(`${report}.json`, JSON.stringify(counts));
  if (counts.failed > 0) throw new Error(`${counts.failed} tests failed`);
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the variable ${name} is missing`);
  return value;
}

function suites(window: string): string[] {
  const folder = join(__dirname, window);
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.test.js')) : [];
  if (files.length === 0) throw new Error(`there is no suite for the window "${window}"`);
  return files.sort().map((name) => join(folder, name));
}

function runAndCount(mocha: Mocha, window: string): Promise<Counts> {
  return new Promise((resolve) => {
    const skipped: { name: string; reason: string }[] = [];
    const runner = mocha.run((failed) => resolve({ passed: runner.stats?.passes ?? 0, failed, skipped }));
    runner.on('pending', (test) => {
      skipped.push({ name: `${window}: ${test.fullTitle()}`, reason: skipReason(test) });
    });
  });
}
