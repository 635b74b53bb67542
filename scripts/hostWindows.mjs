// The windows in which the suites of test/host run, the same in VS Code's server and in a desktop VS Code.
import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');
const bundles = path.join(root, 'out/test-host');

/** What VS Code loads in the extension host. */
export const SUITES = path.join(bundles, 'run.js');

/** Each runs the suites of test/host/NAME. `open` gives what the window shows: copies in `folder`, for tests to change. */
export const WINDOWS = [
  { name: 'folder', isTrusted: true, open: (folder) => ({ folder: copyExamples(folder) }) },
  { name: 'workspace', isTrusted: true, open: (folder) => ({ workspace: writeWorkspace(folder) }) },
  { name: 'empty', isTrusted: true, open: () => ({}) },
  { name: 'untrusted', isTrusted: false, open: (folder) => ({ folder: copyExamples(folder) }) },
];

export function copyExamples(folder, name = 'examples') {
  const copy = path.join(folder, name);
  cpSync(path.join(root, 'examples'), copy, { recursive: true });
  return copy;
}

/** Two folders with the same files: zones of one must not show up in the other. */
function writeWorkspace(folder) {
  const names = ['first', 'second'];
  for (const name of names) copyExamples(folder, name);
  const file = path.join(folder, 'both.code-workspace');
  writeFileSync(file, JSON.stringify({ folders: names.map((name) => ({ path: name })) }));
  return file;
}

/** Bundles the suites, one file each, and what runs them. */
export async function bundleSuites() {
  const files = readdirSync(path.join(root, 'test/host'), { recursive: true });
  const suites = files.filter((name) => name.endsWith('.test.ts')).map((name) => path.join('test/host', name));
  rmSync(bundles, { recursive: true, force: true }); // a suite that is gone must not run
  await build({
    absWorkingDir: root,
    entryPoints: ['test/host/run.ts', ...suites],
    outbase: 'test/host',
    outdir: 'out/test-host',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}
