import { hasTemplateBranches, hasTemplateMarks } from '../../config/templates';
import type { ConfigTree } from '../../config/tree';
import type { ServerBuild } from '../../zones/serverBuild';
import type { Product, ZoneKind } from '../../zones/zoneKind';
import type { ZoneModel } from '../../zones/zoneModel';
import type { Severity } from './problem';

/** What may be concluded from what a config does not hold, or holds twice. */
export interface Certainty {
  /** Every file of the config was read, and nothing in it is filled in, left out or out of place. */
  readonly seesEverything: boolean;
  /** Blocks are where their author meant them. */
  readonly seesContexts: boolean;
  /** What stands in the config twice is in nginx twice. */
  readonly seesRepetition: boolean;
  /** The server that the config is for. */
  readonly build: ServerBuild;
}

export function certaintyOf(model: Pick<ZoneModel, 'config' | 'options'>): Certainty {
  const known = KNOWN.get(model);
  if (known !== undefined) return known;
  const certainty = workOutCertainty(model);
  KNOWN.set(model, certainty);
  return certainty;
}

/** Each group of problems asks. */
const KNOWN = new WeakMap<object, Certainty>();

function workOutCertainty({ config, options }: Pick<ZoneModel, 'config' | 'options'>): Certainty {
  const files = [...config.files.values()];
  const isTemplate = files.some((file) => file.tree.isTemplate);
  const hasBranches = isTemplate || files.some(({ tree }) => hasBranchesIn(tree));
  const isBroken = files.some((file) => file.tree.isBroken);
  return {
    seesEverything: config.isWhole && !config.isIncomplete && !hasBranches && !isBroken,
    seesContexts: config.isWhole && !isTemplate && !isBroken,
    seesRepetition: !hasBranches,
    build: options.build,
  };
}

/** By tree: from one version of a config to the next, most are the same. */
const BRANCHES = new WeakMap<ConfigTree, boolean>();

function hasBranchesIn(tree: ConfigTree): boolean {
  const known = BRANCHES.get(tree);
  if (known !== undefined) return known;
  // Where branches are, there are marks, and those are found several times as fast.
  const hasBranches = hasTemplateMarks(tree.text) && hasTemplateBranches(tree.text);
  BRANCHES.set(tree, hasBranches);
  return hasBranches;
}

/** An error only where the row was read from the module's source: a guess is never shown as one. */
export function refusal(kind: ZoneKind): Severity {
  return kind.verification === 'live' || kind.verification === 'source' ? 'error' : 'warning';
}

/** Modules that are the same in every server that has them. */
const PORTABLE: ReadonlySet<Product> = new Set(['third-party', 'openresty', 'njs']);

/**
 * The server's own form of a directive is the one in the row, so that what the row does not list is refused. Forks and
 * NGINX Plus add parameters to nginx's directives; where the server is not known it may be one of them.
 */
export function isOwnForm(kind: ZoneKind, build: ServerBuild): boolean {
  if (PORTABLE.has(kind.product)) return true;
  if (kind.product !== 'nginx') return kind.product === build.product;
  return (build.product === 'nginx' || build.product === 'openresty') && build.coreVersion !== null;
}
