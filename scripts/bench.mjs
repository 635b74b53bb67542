// `npm run bench`: prints ratios against peers, all measured in one run.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { bundle } from './bundle.mjs';
import { browserProblem } from './host.mjs';
import { installHost } from './hostInstall.mjs';
import { installPeers, setUp } from './setup.mjs';

const root = path.resolve(import.meta.dirname, '..');

setUp();
installPeers();
// `npm run bench -- live [PART]` measures only what has to do with running servers, `-- dashboard` only the dashboard.
const [part, ...further] = process.argv.slice(2);
if (part !== undefined && !['live', 'dashboard'].includes(part)) throw new Error(`there is no part ${part} to measure`);
if (part === undefined) await measureConfigs();
if (part !== 'dashboard') process.exitCode ||= run([await bundle('bench/live.ts'), ...further], 'inherit');
if (part === undefined) measureExtension();
if (part !== 'live') measureDashboard();

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

/** What the dashboard costs. It is opened in a real VS Code, which takes the package. */
function measureDashboard() {
  const reason = installHost() ?? browserProblem();
  if (reason !== null) {
    console.log(`\nthe dashboard: ${reason}`);
    return;
  }
  if (run(['scripts/package.mjs'], 'ignore') !== 0) throw new Error('the package can not be made');
  process.exitCode ||= run(['--import', 'tsx', 'bench/dashboard.mts'], 'inherit');
}

function run(args, stdio) {
  return spawnSync(process.execPath, args, { cwd: root, stdio }).status ?? 1;
}

function row(what, figure) {
  console.log(`  ${what.padEnd(36)} ${figure}`);
}
