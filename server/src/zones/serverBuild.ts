import type { Product, VersionedBytes } from './zoneKind';

/** The server that a config is for, as far as it is known. */
export interface ServerBuild {
  readonly product: Product;
  /** Version of the nginx core in it (`1.22.1` is [1, 22, 1]); null where it is not known. */
  readonly coreVersion: readonly number[] | null;
  /** Built `--with-compat`, which enlarges some structures; null where it is not known. */
  readonly withCompat: boolean | null;
}

/** Nothing is known: figures that differ between versions are those of the newest, and marked as estimated. */
export const UNKNOWN_BUILD: ServerBuild = { product: 'nginx', coreVersion: null, withCompat: null };

const PRODUCTS: ReadonlyMap<string, Product> = new Map([
  ['nginx', 'nginx'],
  ['freenginx', 'nginx'],
  ['openresty', 'openresty'],
  ['angie', 'angie'],
  ['tengine', 'tengine'],
  ['nginx-plus', 'nginx-plus'],
  ['njet', 'opennjet'],
  ['senginx', 'senginx'],
]);

/** The core version of products that number their releases on their own is not told by them. */
const OWN_NUMBERING: ReadonlySet<Product> = new Set(['angie', 'tengine', 'opennjet', 'senginx', 'nginx-plus']);

/**
 * Reads what `nginx -v` prints (`nginx/1.22.1`, `openresty/1.25.3.1`, `Angie/1.5.0`) or a bare version.
 *
 * @returns null where it is neither
 */
export function parseServerBuild(text: string, withCompat: boolean | null = null): ServerBuild | null {
  const match = /^(?:([A-Za-z][\w-]*)\/)?(\d{1,4}(?:\.\d{1,4}){1,3})/.exec(text.trim());
  if (match === null) return null;
  const product = match[1] === undefined ? 'nginx' : PRODUCTS.get(match[1].toLowerCase());
  if (product === undefined) return null;
  const version = (match[2] ?? '').split('.').map(Number);
  return { product, coreVersion: OWN_NUMBERING.has(product) ? null : version.slice(0, 3), withCompat };
}

/** The same server, as far as it is known. */
export function isSameBuild(one: ServerBuild, other: ServerBuild): boolean {
  return (
    one.product === other.product &&
    one.withCompat === other.withCompat &&
    one.coreVersion?.join('.') === other.coreVersion?.join('.')
  );
}

/** Negative where `left` is older than `right`. */
export function compareVersions(left: readonly number[], right: readonly number[]): number {
  for (let part = 0; part < 3; part++) {
    const difference = (left[part] ?? 0) - (right[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A versioned number of bytes for a build, and whether the build decides it. */
export function bytesFor(versioned: VersionedBytes, build: ServerBuild): { bytes: number; isExact: boolean } {
  if (typeof versioned === 'number') return { bytes: versioned, isExact: true };
  const version = build.coreVersion;
  const row =
    version === null
      ? versioned[0]
      : (versioned.find((candidate) => compareVersions(version, candidate.since.split('.').map(Number)) >= 0) ??
        versioned.at(-1));
  if (row === undefined) return { bytes: 0, isExact: false };
  // Distribution packages are built with compat, so that is what an unknown build is taken for.
  const compat = row.compatBytes !== undefined && build.withCompat !== false;
  const isExact = version !== null && (row.compatBytes === undefined || build.withCompat !== null);
  return { bytes: compat ? (row.compatBytes ?? row.bytes) : row.bytes, isExact };
}
