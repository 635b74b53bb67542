// `npm run test:matrix`: the live tests on this machine's nginx and on those of newer Debian suites, and a table of how
// each did. Every suite is a folder tree of its own under out/matrix, made once by debootstrap, and entered in namespaces of
// its own: mounts and processes end with the command, whatever ends it.
//
// Needs: Linux, root, and Debian's debootstrap, util-linux (unshare, setpriv, pivot_root) and coreutils (chroot). The first run loads
// some 300 MB for each suite from the mirror that apt is set up with here; later ones need no network.
//
//   npm run test:matrix                          all suites
//   npm run test:matrix -- --suites trixie       some
//   npm run test:matrix -- --fresh               make the trees anew (for newer packages)
//   npm run test:matrix -- test/live/rungs       only some test files
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { findMirror, missingTools } from './matrixMachine.mjs';
import { makeTree, nginxVersionIn, runInTree, runOnMachine } from './matrixTree.mjs';

const root = path.resolve(import.meta.dirname, '..');
const cache = path.join(root, 'out/matrix');

/** trixie: 1.26; sid: from 1.29.7 on, where the place of the zone list in the cycle moved. */
const SUITES = ['trixie', 'sid'];
const HERE = 'this machine';

/** Arguments of the command line. */
function readArguments(words) {
  const options = { suites: SUITES, isFresh: false, tests: ['test/live'] };
  const tests = [];
  for (let at = 0; at < words.length; at++) {
    if (words[at] === '--suites') options.suites = (words[++at] ?? '').split(',').filter((name) => name !== '');
    else if (words[at] === '--fresh') options.isFresh = true;
    else tests.push(words[at]);
  }
  if (tests.length > 0) options.tests = tests;
  return options;
}

/** The tree of a suite, made where it is not there yet; only a tree that is whole has its last name. */
async function treeOf(suite, mirror, isFresh) {
  const tree = path.join(cache, suite);
  if (isFresh) rmSync(tree, { recursive: true, force: true });
  if (existsSync(tree)) return tree;
  const unfinished = `${tree}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  console.log(`\n== making ${suite} (once; some minutes)`);
  await makeTree({ suite, tree: unfinished, mirror });
  renameSync(unfinished, tree);
  return tree;
}

function countsFrom(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 0, skipped: [] };
}

/** Runs the tests in one place and gives a row of the table. */
async function rowOf(suite, version, run) {
  console.log(`\n== ${suite}: nginx ${version}`);
  const name = `out/tests/matrix-${suite.replaceAll(/\W/g, '-')}.json`;
  const file = path.join(root, name);
  rmSync(file, { force: true });
  const status = await run(name);
  const counts = countsFrom(file);
  const isBroken = (status !== 0 || counts.passed === 0) && counts.failed === 0;
  return { suite, version, ...counts, failed: counts.failed + (isBroken ? 1 : 0) };
}

function printTable(rows) {
  const lines = [
    ['suite', 'nginx', 'passed', 'failed', 'skipped'],
    ...rows.map((row) => [row.suite, row.version, `${row.passed}`, `${row.failed}`, `${row.skipped.length}`]),
  ];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  console.log();
  for (const { suite, skipped } of rows) {
    for (const { name, reason } of skipped) console.log(`skipped on ${suite}: ${name}: ${reason}`);
  }
  console.log();
  for (const line of lines)
    console.log(
      line
        .map((word, column) => word.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
}

async function main() {
  const { suites, isFresh, tests } = readArguments(process.argv.slice(2));
  const missing = missingTools();
  if (missing !== null) {
    console.error(`The matrix cannot run here: ${missing}`);
    return 1;
  }
  const mirror = findMirror();
  const rows = [await rowOf(HERE, nginxVersionIn('/'), (counts) => runOnMachine({ root, tests, counts }))];
  for (const suite of suites) {
    try {
      const tree = await treeOf(suite, mirror, isFresh);
      rows.push(await rowOf(suite, nginxVersionIn(tree), (counts) => runInTree({ tree, root, tests, counts })));
    } catch (error) {
      console.error(`${suite}: ${error instanceof Error ? error.message : error}`);
      rows.push({ suite, version: 'unknown', passed: 0, failed: 1, skipped: [] });
    }
  }
  printTable(rows);
  return rows.some(({ failed }) => failed > 0) ? 1 : 0;
}

process.exitCode = await main();
