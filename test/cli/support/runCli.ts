import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

export const ROOT = join(import.meta.dirname, '../../..');

export const CLI = join(ROOT, 'dist/cli.js');

/** A target that is the same on every machine. */
export const TARGET = ['--memory', '2g', '--page-size', '4k', '--server', 'nginx/1.22.1', '--compat', 'yes'];

export interface Run {
  readonly output: string;
  readonly errors: string;
  readonly exitCode: number | null;
}

/** Runs the built command line; stdin is empty and nothing is a terminal. */
export function runCli(
  args: readonly string[],
  options: { readonly folder?: string; readonly environment?: Readonly<Record<string, string>> } = {},
): Run {
  const { NO_COLOR, FORCE_COLOR, ...inherited } = process.env;
  const { stdout, stderr, status } = spawnSync(process.execPath, [CLI, ...args], {
    cwd: options.folder ?? ROOT,
    env: { ...inherited, ...options.environment },
    encoding: 'utf8',
    input: '',
    timeout: 30_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  return { output: stdout, errors: stderr, exitCode: status };
}

/** A new folder with files in it, which goes when the test ends. Its path has no links in it. */
export function makeFolder(files: Readonly<Record<string, string>>, prefix = 'zone-lens-'): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
