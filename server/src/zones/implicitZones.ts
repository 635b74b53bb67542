import type { Circumstances } from './circumstances';
import type { ServerBuild } from './serverBuild';
import type { Product, ZoneKind } from './zoneKind';

/** Zones of these products are there in any server, as far as their condition holds. */
const IN_ANY_SERVER: ReadonlySet<Product> = new Set(['nginx', 'openresty', 'njs', 'third-party']);

/** Kinds of zone that are there without being declared. */
export function implicitKindsOf(
  kinds: readonly ZoneKind[],
  circumstances: Circumstances,
  build: ServerBuild,
): readonly ZoneKind[] {
  const here = kinds.filter((kind) => isThere(kind, circumstances, build));
  // Several directives may set the size of one zone, and a product may have its own form of another's.
  const byName = new Map<string, ZoneKind>();
  for (const kind of here) {
    const name = kind.fixedName ?? '';
    if (!byName.has(name) || kind.product === build.product) byName.set(name, kind);
  }
  return [...byName.values()];
}

function isThere(kind: ZoneKind, circumstances: Circumstances, build: ServerBuild): boolean {
  const condition = kind.implicitWhen;
  if (condition === undefined || kind.fixedName === null) return false;
  if (kind.product !== build.product && !IN_ANY_SERVER.has(kind.product)) return false;
  const { moduleFile, directives } = condition;
  if (moduleFile === undefined && directives === undefined) return !circumstances.isSingleProcess;
  return (
    circumstances.modules.some((module) => moduleFile?.test(module) ?? false) ||
    (directives?.some((directive) => circumstances.directives.has(directive)) ?? false)
  );
}
