import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll } from 'vitest';
import type { ReaderReport, ReaderTask } from './readerProgram';

/** Users of nobody's: no process of this machine runs as them, and no password file need know them. */
export const ORDINARY_USER = 54_321;
export const ANOTHER_USER = 54_322;

/** Makes a command run as an ordinary user without any capability. */
export function asUser(userId: number): string[] {
  return [
    'setpriv',
    `--reuid=${userId}`,
    `--regid=${userId}`,
    '--clear-groups',
    '--bounding-set=-all',
    '--inh-caps=-all',
    '--no-new-privs',
  ];
}

/** Makes a command run as an ordinary user with nothing but some capabilities (`sys_ptrace`). */
export function asUserWith(userId: number, capabilities: readonly string[]): string[] {
  const list = capabilities.map((name) => `+${name}`).join(',');
  return [
    'setpriv',
    `--reuid=${userId}`,
    `--regid=${userId}`,
    '--clear-groups',
    `--inh-caps=-all,${list}`,
    `--ambient-caps=-all,${list}`,
  ];
}

/** Runs the reader as a program; `before` is the command that gives it its rights, none for ours. */
export type RunReader = (before: readonly string[], task: ReaderTask) => Promise<ReaderReport>;

/** Gives a way to run the reader with other rights; the program is built once, and removed after the file's tests. */
export function useOtherReader(): RunReader {
  let program: Promise<string> | null = null;
  let folder: string | null = null;
  afterAll(() => {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  });
  const buildProgram = async (): Promise<string> => {
    folder = mkdtempSync(join(tmpdir(), 'zone-lens-reader-'));
    chmodSync(folder, 0o755);
    const outfile = join(folder, 'reader.cjs');
    const entry = new URL('./readerProgram.ts', import.meta.url).pathname;
    await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' });
    chmodSync(outfile, 0o644);
    return outfile;
  };
  return async (before, task) => {
    program ??= buildProgram();
    const [command = process.execPath, ...words] = [...before, process.execPath, await program, JSON.stringify(task)];
    const { stdout } = await promisify(execFile)(command, words, { cwd: '/', maxBuffer: 256 * 1024 * 1024 });
    return JSON.parse(stdout) as ReaderReport;
  };
}
