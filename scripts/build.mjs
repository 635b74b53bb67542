// Builds everything that is shipped into dist/.
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

rmSync(path.join(root, 'dist'), { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: { cli: 'server/src/main/cli.ts' },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  minify: process.argv.includes('--minify'),
  sourcemap: process.argv.includes('--sourcemap'),
  banner: { js: '#!/usr/bin/env node' },
  define: { ZONE_LENS_VERSION: JSON.stringify(version) },
  logLevel: 'warning',
});
chmodSync(path.join(root, 'dist/cli.js'), 0o755);
