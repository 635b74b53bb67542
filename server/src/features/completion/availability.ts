import { t } from '../../l10n';
import { compareVersions, type ServerBuild } from '../../zones/serverBuild';
import type { Product, ZoneKind } from '../../zones/zoneKind';

/** Products whose rows hold in any server: it has them, or can load them as modules. */
const IN_ANY_SERVER: ReadonlySet<Product> = new Set(['nginx', 'openresty', 'njs', 'third-party']);

const PRODUCT_NAMES: Readonly<Record<Exclude<Product, 'third-party'>, string>> = {
  nginx: 'nginx',
  'nginx-plus': 'NGINX Plus',
  openresty: 'OpenResty',
  njs: 'njs',
  angie: 'Angie',
  tengine: 'Tengine',
  senginx: 'SEnginx',
  opennjet: 'OpenNJet',
};

/** The product by the name that it gives itself; a word where it is any that loads the module. */
export function productName({ product }: ZoneKind): string {
  return product === 'third-party' ? t('third-party') : PRODUCT_NAMES[product];
}

/** The row can hold in any server. */
export function isInAnyServer({ product }: ZoneKind): boolean {
  return IN_ANY_SERVER.has(product);
}

/** A server can have what a row tells of, as far as it is known which server it is. */
export function isAvailable(kind: ZoneKind, build: ServerBuild): boolean {
  const isKnown = build.product !== 'nginx' || build.coreVersion !== null;
  if (isKnown && !isInAnyServer(kind) && kind.product !== build.product) return false;
  if (kind.product !== 'nginx' || build.coreVersion === null) return true;
  return isSince(build.coreVersion, kind.since ?? '0') && !isRemovedIn(kind, build.coreVersion);
}

function isRemovedIn({ removedIn }: ZoneKind, version: readonly number[]): boolean {
  return removedIn !== undefined && isSince(version, removedIn);
}

function isSince(version: readonly number[], since: string): boolean {
  return compareVersions(version, since.split('.').map(Number)) >= 0;
}

/** Place of a row among others: what the server has itself, then what others of its kind have, then modules, then forks. */
export function availabilityRank(kind: ZoneKind, build: ServerBuild): number {
  if (kind.removedIn !== undefined) return 9;
  if (kind.product === build.product || kind.product === 'nginx') return 1;
  if (!isInAnyServer(kind)) return 4;
  return kind.product === 'third-party' ? 3 : 2;
}
