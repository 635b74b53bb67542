// Builds everything that is shipped into dist/.
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { bundlePage } from './pageBundle.mjs';

const root = path.resolve(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

const isMinified = process.argv.includes('--minify');
const hasSourceMap = process.argv.includes('--sourcemap');

const common = {
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  minify: isMinified,
  sourcemap: hasSourceMap,
  define: { ZONE_LENS_VERSION: JSON.stringify(version) },
  logLevel: 'warning',
};

rmSync(path.join(root, 'dist'), { recursive: true, force: true });
await Promise.all([
  build({ ...common, entryPoints: { cli: 'server/src/main/cli.ts' }, banner: { js: '#!/usr/bin/env node' } }),
  // What activation needs is small; the rest of the client is loaded after it, as a file of its own.
  build({
    ...common,
    entryPoints: { extension: 'client/src/extension.ts', running: 'client/src/running.ts' },
    external: ['vscode', './running'],
    supported: { 'dynamic-import': false },
  }),
  build({ ...common, entryPoints: { languageServer: 'server/src/main/languageServer.ts' } }),
  // One file without dependencies, as it may be copied to another host or run with more rights.
  build({ ...common, entryPoints: { collector: 'server/src/main/collector.ts' } }),
  bundlePage({ outdir: 'dist/dashboard', isMinified, hasSourceMap }),
]);
chmodSync(path.join(root, 'dist/cli.js'), 0o755);
