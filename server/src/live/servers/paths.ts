import { posix } from 'node:path';
import type { ServerBinary } from '../../host/serverBinary';
import type { ProcFiles } from '../system/procFiles';
import type { ServerOptions } from './commandLine';
import { pathInside, readablePath, type ServerView } from './confinement';
import type { CyclePaths } from './cyclePaths';

/** What is known of how a server was started. */
export interface ServerStart {
  readonly pid: number;
  readonly options: ServerOptions;
  /** The title had no room for all: an option that is not in it may have been given, and the last value may go on. */
  readonly isCut: boolean;
  readonly binary: ServerBinary | null;
  readonly view: ServerView;
}

/** Absolute, as the server sees them; null where they are not known. */
export interface ServerPaths {
  readonly prefix: string | null;
  readonly configFile: string | null;
}

/**
 * Where the server's files are, by the rules of ngx_process_options() (src/core/nginx.c): `-p` is taken from the folder the
 * server was started in, where its master still is; `-c` from the prefix; what was not given is built in, and a built-in
 * config path that is relative is taken from the prefix too.
 *
 * A path that a cut title ends in counts only where there is such a file.
 */
export function readServerPaths(files: ProcFiles, start: ServerStart): ServerPaths {
  const { options, isCut, binary, view } = start;
  const isThere = (path: string): boolean => files.stat(`${view.fileRoot}${readable(path)}`) !== null;
  const readable = (path: string): string => readablePath(files, view.fileRoot, path);
  const certain = (path: string | null): string | null => (path === null || (isCut && !isThere(path)) ? null : path);

  const builtInPrefix = isCut ? null : (binary?.prefix ?? null);
  const prefix = certain(options.prefix === null ? builtInPrefix : fromFolder(files, start, options.prefix));
  const builtInConfig = isCut || binary === null ? null : builtInConfigFile(binary, options.prefix, prefix, isThere);
  const configFile = certain(options.configFile === null ? builtInConfig : below(prefix, options.configFile));
  return {
    prefix: prefix === null ? null : withoutSlash(readable(prefix)),
    configFile: configFile === null ? null : readable(configFile),
  };
}

/** The same paths, as the server has them in its memory. */
export function pathsOfCycle(files: ProcFiles, pid: number, told: CyclePaths, view: ServerView): ServerPaths {
  const prefix = fromFolder(files, { pid, view }, told.prefix);
  const configFile = fromFolder(files, { pid, view }, told.configFile);
  return {
    prefix: prefix === null ? null : withoutSlash(readablePath(files, view.fileRoot, prefix)),
    configFile: configFile === null ? null : readablePath(files, view.fileRoot, configFile),
  };
}

function fromFolder(files: ProcFiles, { pid, view }: Pick<ServerStart, 'pid' | 'view'>, path: string): string | null {
  if (path.startsWith('/')) return path;
  const folder = files.readLink(`/proc/${pid}/cwd`);
  return folder === null || path === '' ? null : below(pathInside(view.rootPath, folder), path);
}

function below(folder: string | null, path: string): string | null {
  if (path.startsWith('/')) return path;
  return folder === null || path === '' ? null : posix.join(folder, '/') + path;
}

/** `conf/nginx.conf` unless the builder chose another: only the configure arguments tell whether that was relative. */
function builtInConfigFile(
  { confPath, prefix: builtInPrefix, configureArguments }: ServerBinary,
  givenPrefix: string | null,
  prefix: string | null,
  isThere: (path: string) => boolean,
): string | null {
  if (givenPrefix === null || confPath === null) return confPath;
  if (builtInPrefix === null || !confPath.startsWith(`${builtInPrefix}/`)) return confPath;
  const relative = below(prefix, confPath.slice(builtInPrefix.length + 1));
  if (configureArguments === null) return relative !== null && isThere(relative) ? relative : confPath;
  return /(?:^|[ '])--conf-path='?\//.test(configureArguments) ? confPath : relative;
}

function withoutSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') || '/' : path;
}
