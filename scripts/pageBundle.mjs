// Bundles the dashboard's page: script and style sheet for the browser that VS Code 1.91 shows webviews in, and the icons.
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');

/** Writes dashboard.js, dashboard.css and the icons' font into `outdir` (from the project's root). */
export async function bundlePage({ outdir, isMinified = false, hasSourceMap = false }) {
  await build({
    absWorkingDir: root,
    entryPoints: { dashboard: 'client/src/dashboard/main.tsx' },
    outdir,
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'chrome122',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: isMinified,
    sourcemap: hasSourceMap,
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
  for (const name of ['codicon.css', 'codicon.ttf']) {
    copyFileSync(path.join(root, 'node_modules/@vscode/codicons/dist', name), path.join(root, outdir, name));
  }
}
