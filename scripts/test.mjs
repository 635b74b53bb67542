// `npm test`: sets up, then runs every check and test. The last line counts them.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { browserProblem } from './host.mjs';
import { setUp } from './setup.mjs';

const root = path.resolve(import.meta.dirname, '..');
const bin = (name) => path.join(root, 'node_modules/.bin', name);

setUp();

const totals = { passed: 0, failed: 0, skipped: [] };

/** A check that passes or fails as a whole. */
function check(name, command, args) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status === 0) totals.passed++;
  else totals.failed++;
}

/** Tests that are counted one by one: the command writes its counts into a file. */
function tests(name, command, args) {
  console.log(`\n== ${name} tests`);
  const file = path.join(root, 'out/tests', `${name}.json`);
  rmSync(file, { force: true });
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, TEST_COUNTS: file },
  });
  const counts = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 0, skipped: [] };
  totals.passed += counts.passed;
  totals.failed += counts.failed;
  totals.skipped.push(...counts.skipped);
  const isEmpty = counts.passed + counts.failed + counts.skipped.length === 0;
  if ((status !== 0 || isEmpty) && counts.failed === 0) totals.failed++;
}

function vitestProject(name) {
  const reporters = ['--reporter=default', '--reporter=./scripts/vitestReporter.mjs'];
  tests(name, bin('vitest'), ['run', '--project', name, ...reporters]);
}

/** The dashboard's page needs a browser. */
function pageTests() {
  const reason = browserProblem();
  if (reason === null) vitestProject('page');
  else totals.skipped.push({ name: 'the dashboard in a browser', reason });
}

check('lint', bin('biome'), ['check', '--error-on-warnings', '.']);
check('types', bin('tsc'), ['--noEmit', '-p', 'tsconfig.json']);
check('types of the page', bin('tsc'), ['--noEmit', '-p', 'tsconfig.page.json']);
check('build', process.execPath, ['scripts/build.mjs']);
vitestProject('unit');
vitestProject('built');
pageTests();
vitestProject('live');
tests('host', process.execPath, ['scripts/testHost.mjs']);
check('package', process.execPath, ['scripts/package.mjs']);
vitestProject('package');
tests('ui', process.execPath, ['scripts/testUi.mjs']);

console.log();
for (const { name, reason } of totals.skipped) console.log(`skipped: ${name}: ${reason}`);
const skipped = totals.skipped.length > 0 ? `, ${totals.skipped.length} skipped` : '';
console.log(`${totals.passed} passed, ${totals.failed} failed${skipped}`);
process.exitCode = totals.failed > 0 ? 1 : 0;
