import { t } from '../../l10n';
import { directiveRuleOf } from '../../zones/catalogue/directiveRules';
import type { ZoneReference } from '../../zones/references';
import { editDistance, nearLimit } from '../diagnostics/nearestName';
import type { Problem } from '../diagnostics/problem';
import { shorten } from '../figures';
import { printable } from '../printable';
import { shownName } from '../shownPlace';
import { insertDeclaration, siblingOf } from './declarationPlace';
import { declarationText } from './declarationText';
import { isPlainWord } from './edits';
import type { FixScope } from './fixScope';
import { isFreeName } from './freeName';
import { fixOf, type QuickFix } from './quickFix';
import { unsizedZoneFixes } from './sizeFixes';
import { firstSize, zoneToBe } from './sizes';

/** `zone-undeclared`: another name, a declaration, or the size that a declaration lacks. */
export function undeclaredFixes(scope: FixScope, problem: Problem): QuickFix[] {
  const reference = scope.undeclaredAt(problem.range);
  if (reference === null) return unsizedZoneFixes(scope, problem);
  return [...nameFixes(scope, problem, reference), ...declarationFixes(scope, problem, reference)];
}

/** A declared zone whose name is near to one that is not. */
interface NearName {
  readonly name: string;
  readonly distance: number;
}

/** Names to choose from. */
const MOST_NAMES = 3;

function nameFixes(scope: FixScope, problem: Problem, reference: ZoneReference): QuickFix[] {
  const { start, end } = reference.range;
  if (scope.text.slice(start, end) !== reference.name) return [];
  // `limit_req zone=one:10m`, as in the declaration.
  const withoutSize = reference.name.replace(/:[^:]*$/, '');
  if (withoutSize !== reference.name && isDeclared(scope, reference, withoutSize)) {
    return replaceName(problem, reference, withoutSize, !isUsedBeside(scope, reference, withoutSize));
  }
  const near = nearNames(scope, reference);
  const [first, second] = near;
  const isOnly = first !== undefined && first.distance !== second?.distance;
  return near.flatMap(({ name, distance }, index) => {
    if (!canStandIn(scope, reference, name)) return [];
    const isMeant = index === 0 && isOnly && isSlip(reference.name, name, distance);
    return replaceName(problem, reference, name, isMeant && !isUsedBeside(scope, reference, name));
  });
}

function replaceName(problem: Problem, { path, range }: ZoneReference, name: string, isPreferred: boolean): QuickFix[] {
  return fixOf(problem, t('Write "{0}"', shownName(name)), [{ path, range, newText: name }], isPreferred);
}

function isDeclared({ analysis }: FixScope, { forms }: ZoneReference, name: string): boolean {
  const tags = new Set(forms.map(({ kind }) => kind.tag));
  return analysis.model.zones.some((zone) => zone.name === name && tags.has(zone.kind.tag));
}

function nearNames({ analysis, budget }: FixScope, { name, forms }: ZoneReference): NearName[] {
  const limit = nearLimit(name);
  const tags = new Set(forms.map(({ kind }) => kind.tag));
  const near: NearName[] = [];
  for (const zone of analysis.model.zones) {
    if (!tags.has(zone.kind.tag) || zone.name === name) continue;
    if (budget.comparisons-- <= 0) return [];
    const distance = editDistance(name, zone.name, limit);
    if (distance < limit) near.push({ name: zone.name, distance });
  }
  return near.sort((left, right) => left.distance - right.distance).slice(0, MOST_NAMES);
}

/** Two names of this length differ by a slip of the fingers rather than on purpose. */
function isSlip(name: string, other: string, distance: number): boolean {
  const letters = (text: string): string => text.replace(/\d+/g, '');
  // `zone1` and `zone2` are two zones.
  if (letters(name) === letters(other)) return false;
  return distance <= (name.length >= 8 ? 2 : 1) && name.length >= 3;
}

/** The block names the other zone already, and may name it only once. */
function isUsedBeside(scope: FixScope, reference: ZoneReference, name: string): boolean {
  const use = scope.useAt(reference.range);
  if (use === null || directiveRuleOf(use.context, use.name)?.once !== 'zone') return false;
  return scope.besides(use).has(name);
}

const IDENTIFIER = /^[A-Za-z_]\w*$/;

/** The name can be written where the other stands: behind a dot in a script it has to be an identifier. */
function canStandIn(scope: FixScope, { range, directive }: ZoneReference, name: string): boolean {
  if (!isPlainWord(name)) return false;
  const isInConfig = scope.file !== null && scope.useAt(range)?.name === directive;
  return isInConfig || IDENTIFIER.test(name) || /["'[\]]/.test(scope.text[range.start - 1] ?? '');
}

/** What of a directive is shown in a menu. */
const LONGEST_DIRECTIVE = 100;

/** A declaration of the kind that the reference most likely means. */
function declarationFixes(scope: FixScope, problem: Problem, { name, forms }: ZoneReference): QuickFix[] {
  const kind = forms[0]?.kind;
  if (kind === undefined || kind.directive === null || !isPlainWord(name)) return [];
  if (!isFreeName(scope.analysis.model, name, kind)) return [];
  const size = kind.size.parser === 'none' ? null : firstSize(scope.analysis, zoneToBe(kind, name));
  if (size === null && kind.size.parser !== 'none') return [];
  const sibling = siblingOf(scope, kind);
  const text = declarationText(kind, { name, sizeText: size?.text ?? '', siblingPath: sibling?.path ?? null });
  if (text === null) return [];
  const title = t('Declare it: {0}', shorten(printable(text), LONGEST_DIRECTIVE));
  return fixOf(problem, title, [insertDeclaration(scope, kind, sibling, text)], false);
}
