/** What a zone is: its name, kind and module, from what the server's memory and its config tell. All pure. */
import { zoneKinds } from '../../zones/catalogue';
import type { ZoneKind } from '../../zones/zoneKind';
import type { DeclaredZone } from './declaredZones';

/** What is known of a zone beside its figures. */
export interface ZoneIdentity {
  readonly name: string | null;
  readonly kind: string | null;
  readonly module: string | null;
  readonly namedBy: 'zone list' | 'log context' | 'size and order' | null;
  readonly declaration: DeclaredZone | null;
}

export const UNKNOWN_ZONE: ZoneIdentity = { name: null, kind: null, module: null, namedBy: null, declaration: null };

/** What a zone tells of itself. */
export interface ZoneEvidence {
  /** Name in the server's list; null where that could not be read. */
  readonly listedName: string | null;
  /** Symbol of its tag; null where it is not known. */
  readonly tagSymbol: string | null;
  /** The pool's text for log lines. */
  readonly logContext: string | null;
}

/** Works out a zone's identity from what it tells of itself. */
export function identify(evidence: ZoneEvidence, declared: readonly DeclaredZone[]): ZoneIdentity {
  const fromLog = evidence.logContext === null ? null : readLogContext(evidence.logContext);
  const { listedName, tagSymbol } = evidence;
  if (listedName === null) {
    if (fromLog === null) return UNKNOWN_ZONE;
    return identityOf(fromLog.name, fromLog.kinds, null, 'log context', declared);
  }
  const byTag = tagSymbol === null ? [] : kindsOfTag(tagSymbol);
  const logged = fromLog?.name === listedName ? fromLog.kinds : [];
  const both = byTag.filter((kind) => logged.some((other) => other.directive === kind.directive));
  const kinds = both.length > 0 ? both : byTag.length > 0 ? byTag : logged;
  return identityOf(listedName, kinds, tagSymbol, 'zone list', declared);
}

function identityOf(
  listedName: string,
  kinds: readonly ZoneKind[],
  tagSymbol: string | null,
  namedBy: 'zone list' | 'log context',
  declared: readonly DeclaredZone[],
): ZoneIdentity {
  const own = kinds.filter(({ fixedName }) => fixedName !== null && isFixedName(fixedName, listedName));
  // Of a module that has zones of fixed names and others, a zone of another name is one of the others.
  const free = kinds.filter(({ fixedName }) => fixedName === null);
  const fitting = own.length > 0 ? own : free.length > 0 ? free : kinds;
  const declaration = declarationOf(listedName, fitting, declared);
  const fallback = onlyKind(fitting);
  return {
    name: declaration?.name ?? withoutPrefix(listedName, fitting),
    kind: declaration?.kind ?? fallback,
    module: declaration?.module ?? onlyModule(fitting) ?? tagSymbol,
    namedBy,
    declaration,
  };
}

/** Names such as `ngx_http_upstream_check#1` have another number after each reload. */
function isFixedName(fixedName: string, name: string): boolean {
  const numbered = /^(.*#)\d+$/.exec(fixedName);
  return numbered === null ? fixedName === name : name.startsWith(numbered[1] ?? fixedName);
}

function declarationOf(
  listedName: string,
  kinds: readonly ZoneKind[],
  declared: readonly DeclaredZone[],
): DeclaredZone | null {
  // Where nothing tells the kind, the name alone does: no two zones of a list share one.
  const found = declared.find(
    (one) =>
      (one.listedName === listedName || isFixedName(one.listedName, listedName)) &&
      (kinds.length === 0 || kinds.some((kind) => kind.directive === one.kind)),
  );
  return found ?? null;
}

function withoutPrefix(listedName: string, kinds: readonly ZoneKind[]): string {
  for (const { namePrefixes } of kinds) {
    for (const prefix of Object.values(namePrefixes ?? {})) {
      if (prefix !== undefined && listedName.startsWith(prefix)) return listedName.slice(prefix.length);
    }
  }
  return listedName;
}

/** The directive that all of these rows are of. Rows of a fixed name differ only in what else sets the size: the first. */
function onlyKind(kinds: readonly ZoneKind[]): string | null {
  const first = kinds[0];
  if (first === undefined) return null;
  const isOne = kinds.every(({ directive }) => directive === first.directive) || first.fixedName !== null;
  return isOne ? first.directive : null;
}

function onlyModule(kinds: readonly ZoneKind[]): string | null {
  const first = kinds[0];
  return first !== undefined && kinds.every(({ module }) => module === first.module) ? first.module : null;
}

const byTag = new Map<string, ZoneKind[]>();
for (const kind of zoneKinds) {
  if (kind.isOutsideList === true) continue;
  // ` (ocsp)` and the like tell rows apart whose tag is no symbol that could be found.
  const same = byTag.get(kind.tag);
  if (same === undefined) byTag.set(kind.tag, [kind]);
  else same.push(kind);
}

/** Rows whose zones have this tag: the symbol is the module itself, or something of it such as its context. */
export function kindsOfTag(symbol: string): readonly ZoneKind[] {
  return byTag.get(symbol) ?? byTag.get(symbol.replace(/_ctx$/, ' (ocsp)')) ?? [];
}

const logged = zoneKinds.filter(({ logContext }) => logContext !== null);

/** Name and possible kinds from a pool's text for log lines, such as ` in limit_req zone "one"`. */
export function readLogContext(text: string): { readonly name: string; readonly kinds: readonly ZoneKind[] } | null {
  let kinds: ZoneKind[] = [];
  let longest = -1;
  for (const kind of logged) {
    const { prefix, suffix } = kind.logContext ?? { prefix: '', suffix: '' };
    const fits = text.length >= prefix.length + suffix.length && text.startsWith(prefix) && text.endsWith(suffix);
    if (!fits || prefix.length < longest) continue;
    if (prefix.length > longest) kinds = [];
    longest = prefix.length;
    kinds.push(kind);
  }
  const [first] = kinds;
  if (first?.logContext === undefined || first.logContext === null) return otherLogContext(text);
  const { prefix, suffix } = first.logContext;
  return { name: text.slice(prefix.length, text.length - suffix.length), kinds };
}

/** A module that the catalogue does not know writes in the same manner, mostly. */
function otherLogContext(text: string): { readonly name: string; readonly kinds: readonly ZoneKind[] } | null {
  const found = /^[^"]{0,200}"(.{1,1000})"$/s.exec(text);
  return found?.[1] === undefined ? null : { name: found[1], kinds: [] };
}

/** A zone that nothing in memory names. */
export interface NamelessZone {
  readonly inode: number;
  readonly start: bigint;
  readonly mappedBytes: number;
}

/**
 * Gives declarations that no zone has yet to zones without a name, by size. It takes as many of the one as of the other;
 * several of one size go by order, and only where inodes rise as addresses fall, which both do as zones are made: either
 * may be in another order after a reload, hardly both in the same.
 */
export function identifyBySize(
  zones: readonly NamelessZone[],
  declared: readonly DeclaredZone[],
  pageSizeBytes: number,
): ReadonlyMap<number, ZoneIdentity> {
  const found = new Map<number, ZoneIdentity>();
  const roundUp = (bytes: number): number => Math.ceil(bytes / pageSizeBytes) * pageSizeBytes;
  for (const sizeBytes of new Set(zones.map(({ mappedBytes }) => mappedBytes))) {
    const same = zones.filter(({ mappedBytes }) => mappedBytes === sizeBytes).sort((a, b) => a.inode - b.inode);
    const candidates = declared.filter((one) => one.sizeBytes !== null && roundUp(one.sizeBytes) === sizeBytes);
    // A declaration of unknown size may be of this one.
    if (same.length !== candidates.length || declared.some((one) => one.sizeBytes === null)) continue;
    const isInOrder = same.every((zone, index) => index === 0 || zone.start < (same[index - 1]?.start ?? 0n));
    if (!isInOrder) continue;
    same.forEach(({ inode }, index) => {
      const declaration = candidates[index];
      if (declaration === undefined) return;
      const { name, kind, module } = declaration;
      found.set(inode, { name, kind, module, namedBy: 'size and order', declaration });
    });
  }
  return found;
}
