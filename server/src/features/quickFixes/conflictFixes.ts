import { argumentCount, argumentValue, type ConfigTree, type Directive, directiveName } from '../../config/tree';
import { t } from '../../l10n';
import { directiveRuleOf } from '../../zones/catalogue/directiveRules';
import type { PlacedKind, ZoneDeclaration, ZoneDirective } from '../../zones/declarations';
import type { ZoneUse } from '../../zones/zoneModel';
import type { Problem } from '../diagnostics/problem';
import { shownName } from '../shownPlace';
import { writeSize } from './edits';
import type { FixScope } from './fixScope';
import { fixOf, type QuickFix } from './quickFix';
import { removeDirective } from './removal';
import { leastBytes, sizeAsWritten, type WorkingSize } from './sizes';

/** `zone-size-conflict`: the size of the first declaration here, or this one everywhere. */
export function sizeConflictFixes(scope: FixScope, problem: Problem): QuickFix[] {
  const directive = scope.directiveAt(problem.range);
  if (directive === null) return [];
  for (const conflict of scope.conflictsOf(directive)) {
    if (conflict.type !== 'size' || conflict.declaration.sizeRange.start !== problem.range.start) continue;
    const { declaration, firstBytes, sizeBytes } = conflict;
    const first = sizeOf(conflict.first, firstBytes);
    const own = sizeOf(declaration, sizeBytes);
    const asFirst = first && [writeSize(declaration, first.text)];
    const fixes = fixOf(problem, t('Write {0}, as the first declaration', first?.text ?? ''), asFirst, true);
    const zone = scope.zoneOf(declaration);
    if (zone === null || own === null || sizeBytes < leastBytes(scope.analysis, zone)) return fixes;
    const others = zone.declarations.filter((one) => one.sizeText !== null && one.sizeBytes !== sizeBytes);
    const everywhere = t('Write {0} in every declaration of "{1}"', own.text, shownName(zone.name));
    return [
      ...fixes,
      ...fixOf(
        problem,
        everywhere,
        others.map((one) => writeSize(one, own.text)),
        false,
      ),
    ];
  }
  return [];
}

/** The size in the words of its declaration, where that says what is mapped. */
function sizeOf({ kind, sizeText, isRaised }: ZoneDeclaration, bytes: number): WorkingSize | null {
  return sizeText === null || isRaised ? sizeAsWritten(kind, bytes) : { bytes, text: sizeText };
}

/** `zone-declared-twice`: the second goes; where they are not equal, nobody knows which of the two is meant. */
export function declaredTwiceFixes(scope: FixScope, problem: Problem): QuickFix[] {
  const directive = scope.directiveAt(problem.range);
  if (directive === null) return [];
  for (const conflict of scope.conflictsOf(directive)) {
    if (conflict.type === 'ignored' && conflict.declaration.sizeRange.start === problem.range.start) {
      // nginx goes on without it already.
      return removalFixes(problem, conflict.declaration, conflict.first, true);
    }
    if (conflict.type !== 'duplicate' || conflict.declaration.nameRange.start !== problem.range.start) continue;
    return removalFixes(problem, conflict.declaration, conflict.first, false);
  }
  const first = firstOfBlock(scope, directive);
  return first === null ? [] : removalFixes(problem, directive, first, false);
}

/** `zone-reference-invalid` of a second directive where one may stand. */
export function repeatedUseFixes(scope: FixScope, problem: Problem, use: ZoneUse): QuickFix[] {
  const once = directiveRuleOf(use.context, use.name)?.once;
  if (once === undefined) return [];
  const beside = scope.besides(use);
  const zone = use.named.at(-1)?.name;
  if (once === 'zone' && (zone === null || zone === undefined)) return [];
  const first = once === 'zone' ? beside.get(zone) : beside.values().next().value;
  return first === undefined || first === use ? [] : removalFixes(problem, use, first, false);
}

/** The directive that may stand once in a block, and stands there before this one. */
function firstOfBlock(scope: FixScope, directive: ZoneDirective): ZoneDirective | null {
  const name = directiveName(directive.file.tree, directive.directive);
  return directiveRuleOf(directive.context, name)?.once === 'block' ? scope.firstInBlock(directive) : null;
}

type PlacedDirective = Pick<PlacedKind, 'file' | 'directive'>;

function removalFixes(
  problem: Problem,
  second: PlacedDirective,
  first: PlacedDirective,
  isIgnored: boolean,
): QuickFix[] {
  // A file that is included twice: there is only one directive, and it has to stay.
  if (second.file.path === first.file.path && second.directive === first.directive) return [];
  const { edit } = removeDirective(second.file, second.directive);
  const isCertain = isIgnored || areEqual(second, first);
  const fixes = fixOf(problem, t('Remove this directive'), [edit], isCertain);
  if (isCertain) return fixes;
  const removeFirst = removeDirective(first.file, first.directive).edit;
  return [...fixes, ...fixOf(problem, t('Remove the first one'), [removeFirst], false)];
}

function areEqual(left: PlacedDirective, right: PlacedDirective): boolean {
  return (
    argumentCount(left.file.tree, left.directive) === argumentCount(right.file.tree, right.directive) &&
    argumentsOf(left.file.tree, left.directive) === argumentsOf(right.file.tree, right.directive)
  );
}

function argumentsOf(tree: ConfigTree, directive: Directive): string {
  const count = argumentCount(tree, directive);
  return JSON.stringify(Array.from({ length: count + 1 }, (_, argument) => argumentValue(tree, directive, argument)));
}
