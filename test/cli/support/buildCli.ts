import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

/** Builds dist/ before the tests, where it is missing or older than something that goes into it. */
export default function setup(): void {
  const built = modifiedAt(join(ROOT, 'dist/cli.js'));
  const sources = ['server/src', 'client/src', 'scripts/build.mjs', 'package.json', 'package-lock.json'];
  if (built !== null && sources.every((source) => newestIn(join(ROOT, source)) < built)) return;
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: ROOT, stdio: 'inherit' });
}

function newestIn(path: string): number {
  const own = modifiedAt(path) ?? 0;
  if (!statSync(path).isDirectory()) return own;
  return Math.max(own, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

/** Milliseconds since 1970; null where there is nothing. */
function modifiedAt(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}
