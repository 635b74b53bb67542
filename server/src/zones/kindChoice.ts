import { argumentCount, argumentValue, type ConfigTree, type Directive } from '../config/tree';
import { compareVersions, type ServerBuild } from './serverBuild';
import type { Context, Product, ZoneKind } from './zoneKind';

/** Where it is not known which server a config is for, the kinds of the more common one win. */
const BY_COMMONNESS: readonly Product[] = [
  'nginx',
  'openresty',
  'njs',
  'nginx-plus',
  'third-party',
  'angie',
  'tengine',
  'opennjet',
  'senginx',
];

/** `http` of `http/server`; empty where the surroundings of a fragment leave it open. */
export function subsystemOf(context: string): string {
  const end = context.indexOf('/');
  const subsystem = end === -1 ? context : context.slice(0, end);
  return subsystem === 'fragment' || subsystem === 'other' ? '' : subsystem;
}

/** The kind is of the same subsystem as a context, as far as either is known. */
export function isOfSubsystem(kind: ZoneKind, subsystem: string): boolean {
  return (
    subsystem === '' ||
    subsystem === 'main' ||
    kind.contexts.length === 0 ||
    contextsOf(kind).some((context) => subsystemOf(context) === subsystem)
  );
}

/** Kinds in order of likelihood for a server. */
export function byLikelihood(kinds: readonly ZoneKind[], build: ServerBuild): ZoneKind[] {
  return [...kinds].sort((left, right) => productRank(left, build) - productRank(right, build));
}

function productRank(kind: ZoneKind, build: ServerBuild): number {
  return kind.product === build.product ? -1 : BY_COMMONNESS.indexOf(kind.product);
}

function contextsOf({ contexts, contextsElsewhere }: ZoneKind): readonly Context[] {
  return contextsElsewhere === undefined ? contexts : [...contexts, ...contextsElsewhere];
}

/** The kind may stand in a context; always where the context is not known. */
export function isAllowedIn(kind: ZoneKind, context: string): boolean {
  return context === 'fragment' || context === 'other' || contextsOf(kind).some((allowed) => allowed === context);
}

function isNewerThan({ product, since }: ZoneKind, build: ServerBuild): boolean {
  if (since === undefined || build.coreVersion === null || product !== build.product) return false;
  return compareVersions(build.coreVersion, since.split('.').map(Number)) < 0;
}

/** Which of the kinds that share a directive is meant; null where none can be (`sticky cookie`). */
export function chooseKind(
  kinds: readonly ZoneKind[],
  tree: ConfigTree,
  directive: Directive,
  context: string,
  build: ServerBuild,
): ZoneKind | null {
  const first = argumentValue(tree, directive, 1);
  const count = argumentCount(tree, directive);
  const meant = byLikelihood(kinds, build).filter(
    (kind) => kind.firstArgument === undefined || kind.firstArgument === first,
  );
  // What came later than this server decides only where nothing else can be meant.
  const here = meant.filter((kind) => !isNewerThan(kind, build));
  const possible = here.length > 0 ? here : meant;
  const fitsCount = (kind: ZoneKind): boolean =>
    kind.argumentCount === null || (count >= kind.argumentCount.minimum && count <= kind.argumentCount.maximum);
  return (
    possible.find((kind) => isAllowedIn(kind, context) && fitsCount(kind)) ??
    possible.find((kind) => isAllowedIn(kind, context)) ??
    possible.find((kind) => isOfSubsystem(kind, subsystemOf(context))) ??
    possible[0] ??
    null
  );
}
