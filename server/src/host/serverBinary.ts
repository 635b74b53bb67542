import type { HostFiles } from './procFiles';

export type ServerProduct = 'nginx' | 'openresty' | 'angie' | 'tengine' | 'freenginx' | 'other';

/** What an nginx executable was built as, read from its bytes: it is never run. */
export interface ServerBinary {
  /** `other`: a build whose owner renamed it; `productName` says to what. */
  readonly product: ServerProduct;
  readonly productName: string;
  /** As the banner has it: `1.22.1`, OpenResty `1.25.3.1`. */
  readonly version: string;
  /** The nginx version inside it; null where the binary does not tell (some Angie and all renamed builds). */
  readonly coreVersion: string | null;
  /** What was put in brackets behind the version: `nginx-plus-r31`, `Ubuntu`. */
  readonly build: string | null;
  /** What `nginx -V` prints behind `configure arguments:`; null where the builder took it out. */
  readonly configureArguments: string | null;
  /** The prefix that is built in, without a slash at its end. */
  readonly prefix: string | null;
  /** The configuration file that is read without `-c`, as an absolute path. */
  readonly confPath: string | null;
  /** Null where the configure arguments are not known. */
  readonly withCompat: boolean | null;
  readonly withStubStatus: boolean | null;
}

export const largestBinaryBytes = 64 * 1024 * 1024;
const longestArgumentsBytes = 64 * 1024;
const longestPathBytes = 4096;
const mostBanners = 1000;

/**
 * Looks for the texts that `nginx -V` and `nginx -h` print (ngx_show_version_info() in src/core/nginx.c), each of which
 * is one string in the executable: `nginx version: nginx/1.22.1`, `configure arguments: ...`, and
 * `set configuration file (default: ...)`. Any executable format will do. Null where it is no such server.
 */
export function readServerBinary(files: Pick<HostFiles, 'readBytes'>, path: string): ServerBinary | null {
  const bytes = files.readBytes(path, largestBinaryBytes);
  return bytes === null ? null : parseServerBinary(bytes);
}

export function parseServerBinary(content: Uint8Array): ServerBinary | null {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const banners = findBanners(bytes);
  const banner = banners.find(({ product }) => product !== 'nginx' && product !== 'other') ?? banners[0];
  const configureArguments =
    textAfter(bytes, 'configure arguments:', ['\n', '\0'], longestArgumentsBytes)?.trim() ?? null;
  const helpConfPath = textAfter(bytes, 'set configuration file (default: ', [')\n', ')\r', ')\0'], longestPathBytes);
  if (banner === undefined || (configureArguments === null && helpConfPath === null)) return null;

  const options = configureArguments === null ? null : splitArguments(configureArguments);
  const helpPrefix = textAfter(bytes, 'set prefix path (default: ', [')\n', ')\r', ')\0'], longestPathBytes);
  const prefix = absolutePath(optionValue(options, '--prefix') ?? helpPrefix, null);
  return {
    ...banner,
    coreVersion: banner.coreVersion ?? banners.find(({ product }) => product === 'nginx')?.version ?? null,
    configureArguments,
    prefix,
    confPath: absolutePath(optionValue(options, '--conf-path') ?? helpConfPath, prefix),
    withCompat: options?.includes('--with-compat') ?? null,
    withStubStatus: options?.includes('--with-http_stub_status_module') ?? null,
  };
}

type Banner = Pick<ServerBinary, 'product' | 'productName' | 'version' | 'coreVersion' | 'build'>;

/**
 * Every `NAME version: NAME/1.2.3 (build)`. Newer Angie (seen: 1.10.3) and Tengine (seen: 2.3.2) have a second one for the
 * nginx they stem from; older Tengine has that in the brackets; OpenResty's first three numbers are nginx's.
 */
function findBanners(bytes: Buffer): readonly Banner[] {
  const banners: Banner[] = [];
  const marker = ' version: ';
  let offset = bytes.indexOf(marker);
  for (let seen = 0; offset >= 0 && seen < mostBanners; seen++, offset = bytes.indexOf(marker, offset + 1)) {
    const before = bytes.toString('latin1', Math.max(0, offset - 32), offset);
    const after = bytes.toString('latin1', offset + marker.length, offset + marker.length + 128);
    const match = /^([A-Za-z][\w-]{0,31})\/([0-9]{1,5}(?:\.[0-9]{1,5}){1,3})(?: \(([ -~]{1,80}?)\))?[\n\r\0]/.exec(
      after,
    );
    if (match === null || !/[A-Za-z]$/.test(before)) continue;
    const [, productName = '', version = '', build = null] = match;
    const product = productOf(productName);
    banners.push({ product, productName, version, coreVersion: coreVersionOf(product, version, build), build });
  }
  return banners;
}

function productOf(name: string): ServerProduct {
  const known: readonly ServerProduct[] = ['nginx', 'openresty', 'angie', 'tengine', 'freenginx'];
  return known.find((product) => product === name.toLowerCase()) ?? 'other';
}

function coreVersionOf(product: ServerProduct, version: string, build: string | null): string | null {
  if (product === 'nginx' || product === 'freenginx') return version;
  if (product === 'openresty') return version.split('.').slice(0, 3).join('.');
  return /^nginx\/([0-9]+\.[0-9]+\.[0-9]+)$/.exec(build ?? '')?.[1] ?? null;
}

/** The text between the first `start` that has one of `ends` near enough behind it, and that end. */
function textAfter(bytes: Buffer, start: string, ends: readonly string[], longestBytes: number): string | null {
  let offset = bytes.indexOf(start);
  for (let seen = 0; offset >= 0 && seen < mostBanners; seen++, offset = bytes.indexOf(start, offset + 1)) {
    const from = offset + start.length;
    const window = bytes.subarray(from, from + longestBytes);
    const found = ends.map((end) => window.indexOf(end)).filter((index) => index >= 0);
    if (found.length === 0) continue;
    const text = window.toString('utf8', 0, Math.min(...found));
    if (!/[\p{Cc}\p{Cf}\ufffd]/u.test(text)) return text;
  }
  return null;
}

/**
 * auto/configure puts quotes around a value only where it has a space in it (`--with-cc-opt='-g -O2'`), and not around
 * quotes inside it.
 */
function splitArguments(text: string): readonly string[] {
  return text.match(/(?:'[^']*'|[^ '])+/g) ?? [];
}

function optionValue(options: readonly string[] | null, name: string): string | null {
  const last = options?.findLast((option) => option.startsWith(`${name}=`));
  return last === undefined ? null : last.slice(name.length + 1).replaceAll("'", '');
}

function absolutePath(path: string | null, prefix: string | null): string | null {
  if (path === null || path === '' || path.length > longestPathBytes) return null;
  if (path.startsWith('/')) return path.length > 1 ? path.replace(/\/+$/, '') || '/' : path;
  return prefix === null ? null : `${prefix === '/' ? '' : prefix}/${path}`;
}
