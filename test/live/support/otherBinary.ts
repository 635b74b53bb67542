import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { NGINX_BINARY } from './nginxBinary';

/** Copies of the server's executable that tell less than it does. */

/** Null where `strip` is there, or why not. */
export function stripMissing(): string | null {
  return spawnSync('strip', ['--version']).status === 0 ? null : 'strip (binutils) is not installed';
}

/** Without any symbol but those that the dynamic loader needs. */
export function strippedCopy(path: string): string {
  execFileSync('strip', ['--strip-all', '-o', path, NGINX_BINARY]);
  chmodSync(path, 0o755);
  return path;
}

/**
 * Without the name `ngx_cycle`: it is another word in the dynamic symbols' names, as in a build that exports nothing. No
 * dynamic module finds it then, and the server itself needs no name.
 */
export function copyWithoutCycle(path: string): string {
  copyFileSync(NGINX_BINARY, path);
  const bytes = readFileSync(path);
  const name = Buffer.from('\0ngx_cycle\0');
  let count = 0;
  for (let at = bytes.indexOf(name); at !== -1; at = bytes.indexOf(name, at + 1)) {
    bytes.write('xyz_', at + 1, 'latin1');
    count += 1;
  }
  if (count === 0) throw new Error(`${NGINX_BINARY} does not name ngx_cycle`);
  writeFileSync(path, bytes);
  chmodSync(path, 0o755);
  return path;
}
