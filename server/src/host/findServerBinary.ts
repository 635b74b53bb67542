import { accessSync, constants, statSync } from 'node:fs';

/** Whether a path is a file that this process may run; injected, so that the search can be tested. */
export type IsExecutableFile = (path: string) => boolean;

const names = ['nginx', 'openresty', 'angie', 'tengine', 'freenginx'];

/** Where packages and `make install` put the server, for a PATH without the sbin directories. */
const usualPlaces = [
  '/usr/sbin/nginx',
  '/usr/local/sbin/nginx',
  '/usr/local/nginx/sbin/nginx',
  '/usr/local/openresty/nginx/sbin/nginx',
  '/usr/sbin/angie',
  '/usr/local/angie/sbin/angie',
  '/usr/local/tengine/sbin/nginx',
  '/opt/nginx/sbin/nginx',
  '/usr/bin/nginx',
  '/opt/homebrew/bin/nginx',
];

const mostPathEntries = 256;

/**
 * The server that a shell would start: for each name in turn the first in PATH, then the usual places. PATH entries
 * that are not absolute are passed over, so that a file in an opened folder is never taken for the system's server.
 */
export function findServerBinary(
  isExecutableFile: IsExecutableFile,
  pathVariable: string | undefined = process.env.PATH,
): string | null {
  const directories = (pathVariable ?? '')
    .split(':')
    .filter((entry) => entry.startsWith('/'))
    .slice(0, mostPathEntries);
  const inPath = names.flatMap((name) => directories.map((entry) => `${entry.replace(/\/+$/, '')}/${name}`));
  return [...inPath, ...usualPlaces].find(isExecutableFile) ?? null;
}

export function isExecutableFileHere(path: string): boolean {
  try {
    if (!statSync(path).isFile()) return false;
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
