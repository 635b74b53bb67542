// Bundles one TypeScript entry point for Node, for scripts that run sources without a test runner.
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');

/** Bundles `entry` (from the project's root) into out/ and gives the path of the bundle. */
export async function bundle(entry) {
  const outfile = path.join(root, 'out', entry.replace(/\.ts$/, '.cjs'));
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    // What a source asks ES modules for, where the bundle is none.
    define: { 'import.meta.dirname': '__dirname' },
    target: 'node20',
    logLevel: 'warning',
  });
  return outfile;
}
