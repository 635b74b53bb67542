// `npm run package`: makes the .vsix. What goes into it is named in .vscodeignore, and nothing else does.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** Larger than this, and something went in that does not belong there. */
const MOST_BYTES = 1024 * 1024;

/** The name has no version, so that whoever installs the package need not look for it. */
export const PACKAGE = path.join(root, 'out/nginx-zone-lens.vsix');

/**
 * A document for the marketplace, where pictures and links need full addresses. vsce makes them from the repository's
 * address. Without one it refuses, so pictures are left out and relative links become plain text.
 */
export function withoutRelativeLinks(markdown) {
  return markdown
    .replace(/!\[[^\]]*\]\((?!https:)[^)]*\)\n*/g, '')
    .replace(/\[([^\]]*)\]\((?!https?:|mailto:|#)[^)]*\)/g, '$1');
}

function makePackage() {
  run(['scripts/build.mjs', '--minify']);
  mkdirSync(path.dirname(PACKAGE), { recursive: true });
  rmSync(PACKAGE, { force: true });
  const documents = ['--readme-path', writeDocument('README.md'), '--changelog-path', writeDocument('CHANGELOG.md')];
  const repository = manifest.repository ? [] : ['--allow-missing-repository'];
  const options = ['--no-dependencies', '--out', PACKAGE, ...documents, ...repository];
  run(['node_modules/@vscode/vsce/vsce', 'package', ...options]);
  const { size } = statSync(PACKAGE);
  console.log(`${path.relative(root, PACKAGE)}: ${(size / 1024).toFixed(0)} KB`);
  if (size <= MOST_BYTES) return;
  console.error(`The package may have ${MOST_BYTES / 1024} KB. "npx vsce ls --no-dependencies" lists what is in it.`);
  process.exitCode = 1;
}

/** Writes what the marketplace shows of a document, and gives its path from the root. */
function writeDocument(name) {
  const file = path.join('out/package', name);
  const text = readFileSync(path.join(root, name), 'utf8');
  mkdirSync(path.join(root, 'out/package'), { recursive: true });
  writeFileSync(path.join(root, file), manifest.repository ? text : withoutRelativeLinks(text));
  return file;
}

/** Runs a Node program of the project, and ends with it when it fails: it has said why. */
function run(args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) process.exit(status ?? 1);
}

if (process.argv[1] === import.meta.filename) makePackage();
