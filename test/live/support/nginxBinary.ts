import { accessSync, closeSync, constants, existsSync, openSync, readdirSync } from 'node:fs';

/** The server that the live tests run; ZONE_LENS_NGINX names another one. */
export const NGINX_BINARY = process.env.ZONE_LENS_NGINX ?? '/usr/sbin/nginx';

/** Where the distribution keeps dynamic modules; ZONE_LENS_NGINX_MODULES names another folder. */
export const MODULES_FOLDER = process.env.ZONE_LENS_NGINX_MODULES ?? '/usr/lib/nginx/modules';

/** Each module's files, in the order in which nginx has to load them. */
const MODULE_FILES = {
  stream: ['ngx_stream_module.so'],
  mail: ['ngx_mail_module.so'],
  ndk: ['ndk_http_module.so'],
  lua: ['ndk_http_module.so', 'ngx_http_lua_module.so'],
  nchan: ['ngx_nchan_module.so'],
  uploadprogress: ['ngx_http_uploadprogress_module.so'],
  upstream_fair: ['ngx_http_upstream_fair_module.so'],
  cache_purge: ['ngx_http_cache_purge_module.so'],
  echo: ['ngx_http_echo_module.so'],
  headers_more: ['ngx_http_headers_more_filter_module.so'],
  perl: ['ngx_http_perl_module.so'],
} as const;

/** A dynamic module by its short name. */
export type ModuleName = keyof typeof MODULE_FILES;

/** Every module that the harness knows. */
export const MODULE_NAMES = Object.keys(MODULE_FILES) as ModuleName[];

function modulePaths(names: readonly ModuleName[]): string[] {
  return [...new Set(names.flatMap((name) => MODULE_FILES[name].map((file) => `${MODULES_FOLDER}/${file}`)))];
}

/** `load_module` lines with absolute paths, what a module needs before it; joined by `separator`, none for []. */
export function moduleLines(names: readonly ModuleName[], separator = '\n'): string {
  return modulePaths(names)
    .map((path) => `load_module ${path};${separator}`)
    .join('');
}

/** True when all files that a module needs are installed. */
export function moduleAvailable(name: ModuleName): boolean {
  return modulePaths([name]).every((path) => existsSync(path));
}

/** Those of `names` that this machine does not have. */
export function missingModules(names: readonly ModuleName[]): ModuleName[] {
  return names.filter((name) => !moduleAvailable(name));
}

/** Null when live tests can run here, or the reason why they cannot (also when one of `modules` is missing). */
export function nginxAvailable(modules: readonly ModuleName[] = [], binary = NGINX_BINARY): string | null {
  if (process.platform !== 'linux') {
    return `live tests need Linux, this is ${process.platform}`;
  }
  try {
    accessSync(binary, constants.X_OK);
  } catch {
    return `no nginx at ${binary}`;
  }
  if (process.getuid?.() !== 0) {
    return 'live tests need root';
  }
  const missing = missingModules(modules);
  if (missing.length > 0) {
    return `nginx modules are not installed: ${missing.join(', ')}`;
  }
  return mapFilesReadable() ? null : '/proc/PID/map_files cannot be opened (CAP_SYS_ADMIN is missing)';
}

function mapFilesReadable(): boolean {
  const folder = '/proc/self/map_files';
  try {
    const first = readdirSync(folder)[0];
    if (first === undefined) {
      return false;
    }
    closeSync(openSync(`${folder}/${first}`, 'r'));
    return true;
  } catch {
    return false;
  }
}
