import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { NGINX_BINARY } from './nginxBinary';

/**
 * Makes a folder a root in which nginx runs: its executable with the libraries, users, and the folder's own path, so that
 * the server knows its files by the same names as we do. No dynamic modules.
 */
export function makeChroot(folder: string): void {
  const libraries = execFileSync('ldd', [NGINX_BINARY], { encoding: 'utf8' }).matchAll(/(?:=> |^\s)(\/\S+) \(/gm);
  for (const file of [NGINX_BINARY, ...[...libraries].map(([, path]) => path ?? '')]) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    copyFileSync(file, join(folder, file));
  }
  mkdirSync(join(folder, 'etc'), { recursive: true });
  writeFileSync(join(folder, 'etc/passwd'), 'root:x:0:0::/:/bin/false\nnobody:x:65534:65534::/:/bin/false\n');
  writeFileSync(join(folder, 'etc/group'), 'root:x:0:\nnogroup:x:65534:\n');
  mkdirSync(join(folder, dirname(folder)), { recursive: true });
  symlinkSync(relative(dirname(folder), '/'), join(folder, folder));
}
