// `npm run bench`: prints ratios against peers, all measured in one run.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { bundle } from './bundle.mjs';
import { installPeers, setUp } from './setup.mjs';

const root = path.resolve(import.meta.dirname, '..');

setUp();
installPeers();
// `npm run bench -- live [PART]` measures only what has to do with running servers.
const [part, ...further] = process.argv.slice(2);
if (part !== undefined && part !== 'live') throw new Error(`there is no part ${part} to measure`);
if (part === undefined) await measureConfigs();
const status = run([await bundle('bench/live.ts'), ...further], 'inherit');
process.exitCode ||= status;
if (part === undefined) measureExtension();

async function measureConfigs() {
  const [runner, ...measured] = await Promise.all(
    ['bench/run.ts', 'bench/coldModel.ts', 'bench/peerParser.ts', 'server/src/main/languageServer.ts'].map(bundle),
  );
  process.exitCode = run([runner, ...measured], 'inherit');
}

/** What the person pays for having the extension: its package, and the time that starting it takes. */
function measureExtension() {
  console.log('\nthe extension');
  if (run(['scripts/package.mjs'], 'ignore') !== 0) throw new Error('the package can not be made');
  const bytes = statSync(path.join(root, 'out/nginx-zone-lens.vsix')).size;
  row('package', `${(bytes / 1024).toFixed(0)} KB (goal: at most 1024)`);
  // The package has just built what is measured here, minified.
  run(['scripts/testHost.mjs', 'folder', '--grep', 'is not active before'], 'ignore');
  const report = path.join(root, 'out/host/folder/report.txt');
  const took = existsSync(report) && /activation took ([\d.]+) ms/.exec(readFileSync(report, 'utf8'))?.[1];
  row('activation in VS Code', took ? `${took} ms (goal: at most 50)` : 'no VS Code here');
}

function run(args, stdio) {
  return spawnSync(process.execPath, args, { cwd: root, stdio }).status ?? 1;
}

function row(what, figure) {
  console.log(`  ${what.padEnd(36)} ${figure}`);
}
