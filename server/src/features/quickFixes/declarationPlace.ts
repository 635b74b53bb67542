import { argumentValue, directiveName, hasBlock, parentOf } from '../../config/tree';
import type { ZoneDirective } from '../../zones/declarations';
import type { ZoneKind } from '../../zones/zoneKind';
import { type FixScope, perKind } from './fixScope';
import { insertBehind, insertFirst } from './insertion';
import type { FixEdit } from './quickFix';

/** A declaration of the same kind, beside which a new one is in place. */
export interface Sibling {
  readonly directive: ZoneDirective;
  /** Its first argument where that is a path that can be written without quotes. */
  readonly path: string | null;
}

/** A path that needs no quotes. */
const PLAIN_PATH = /^[\w./@+-]{1,1000}$/;

/** The declaration that a new one of its kind goes behind: the last in the same file, else in the config. */
export const siblingOf = perKind((scope, kind): Sibling | null => {
  let last: ZoneDirective | null = null;
  for (const directive of scope.analysis.model.directives) {
    if (directive.kind !== kind || !isOutermost(kind, directive.context)) continue;
    // In a file that is read twice the new zone would be declared twice.
    if (directive.file.tree.isTemplate || scope.readingsOf(directive.file.path)?.count !== 1) continue;
    if (last?.file.path === scope.path && directive.file.path !== scope.path) continue;
    last = directive;
  }
  if (last === null) return null;
  const path = (kind.directive?.endsWith('_path') ?? false) ? argumentValue(last.file.tree, last.directive, 1) : '';
  return { directive: last, path: PLAIN_PATH.test(path) ? path : null };
});

/** Puts a new declaration behind its sibling, else first into the block where its kind belongs. */
export function insertDeclaration(
  scope: FixScope,
  kind: ZoneKind,
  sibling: Sibling | null,
  newDirective: string,
): FixEdit | null {
  if (sibling !== null) return insertBehind(sibling.directive.file, sibling.directive.directive, newDirective);
  for (const file of scope.analysis.model.config.files.values()) {
    const readings = scope.readingsOf(file.path);
    if (readings?.count !== 1 || !readings.contexts.has('main') || file.tree.isTemplate) continue;
    for (
      let directive = 0;
      directive < file.tree.directiveCount;
      directive = file.tree.subtreeEnds[directive] ?? Infinity
    ) {
      const isPlace = isOutermost(kind, directiveName(file.tree, directive)) && hasBlock(file.tree, directive);
      if (isPlace && parentOf(file.tree, directive) < 0) return insertFirst(file, directive, newDirective);
    }
  }
  return null;
}

/** A block of the main level (or that level itself) in which the kind may stand. */
function isOutermost(kind: ZoneKind, context: string): boolean {
  return !context.includes('/') && kind.contexts.some((allowed) => allowed === context);
}
