import type { ServerBinary } from '../../host/serverBinary';
import { readCommandLine } from '../processes/processRole';
import type { ProcFiles } from '../system/procFiles';
import type { ServerView } from './confinement';
import type { ServerPaths } from './paths';

/** What is known of a server when its product is told. */
export interface ProductSigns {
  readonly binary: ServerBinary | null;
  /** What its title begins with; null for a process without one. */
  readonly titleProgram: string | null;
  readonly parentPid: number;
  readonly paths: ServerPaths;
  readonly view: ServerView;
}

/** Names of the programs of servers, as packages install them. */
export const SERVER_NAMES: ReadonlySet<string> = new Set([
  'nginx',
  'nginx-debug',
  'openresty',
  'openresty-debug',
  'angie',
  'angie-debug',
  'tengine',
  'freenginx',
]);

/**
 * What people call the server. Kong, APISIX and ingress-nginx run OpenResty or nginx with a config of their own: they are
 * told by the folder they work in, by Kong's settings beside the config, and by the controller that starts ingress-nginx.
 */
export function readProduct(files: ProcFiles, signs: ProductSigns): string {
  const { binary, titleProgram, parentPid, paths, view } = signs;
  const { prefix, configFile } = paths;
  if (programOf(files, parentPid) === 'nginx-ingress-controller') return 'ingress-nginx';
  if (prefix !== null && (lastName(prefix) === 'kong' || files.stat(`${view.fileRoot}${prefix}/.kong_env`) !== null)) {
    return 'kong';
  }
  if ((prefix !== null && lastName(prefix) === 'apisix') || /\/apisix\/conf\/[^/]+$/.test(configFile ?? '')) {
    return 'apisix';
  }
  if (binary === null) return titleProgram ?? 'nginx';
  return binary.product === 'other' ? binary.productName : binary.product;
}

function programOf(files: ProcFiles, pid: number): string | null {
  if (pid <= 0) return null;
  const line = readCommandLine(files, pid);
  return line?.kind === 'arguments' ? lastName(line.arguments[0] ?? '') : null;
}

/** The part of a path behind its last slash. */
export function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
