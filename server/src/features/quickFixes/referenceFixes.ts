import { argumentCount, argumentValue } from '../../config/tree';
import { t } from '../../l10n';
import { type DirectiveRule, directiveRuleOf } from '../../zones/catalogue/directiveRules';
import type { ZoneUse } from '../../zones/zoneModel';
import { formOfUse } from '../diagnostics/formProblems';
import { judgeValue } from '../diagnostics/parameterValue';
import type { Problem } from '../diagnostics/problem';
import { shownName } from '../shownPlace';
import { argumentAt } from '../treePosition';
import { repeatedUseFixes } from './conflictFixes';
import { insertArgument, isPlainWord } from './edits';
import { emptyBlockFixes } from './emptyBlockFixes';
import type { FixScope } from './fixScope';
import { parameterFixes, parametersOfUse, removeParameterFixes, unknownArguments } from './parameterFixes';
import { fixOf, type QuickFix } from './quickFix';

/** `zone-reference-invalid`: a parameter, the number of them, a zone that is not named, a directive that is there twice. */
export function referenceFixes(scope: FixScope, problem: Problem): QuickFix[] {
  const use = scope.useAt(problem.range);
  const rule = use === null ? undefined : directiveRuleOf(use.context, use.name);
  // ssl_session_cache and its like are judged as declarations.
  if (use === null || rule === undefined) return [];
  const { file, directive } = use;
  const parameters = parametersOfUse(scope, use, rule);
  const argument = argumentAt(file.tree, directive, problem.range.start);
  if (argument > 0) return parameterFixes(problem, parameters, argument);
  if (argument < 0) return [];
  const form = formOfUse(use, rule, scope.certainty);
  const count = argumentCount(file.tree, directive);
  const maximum = rule.argumentCount?.maximum;
  if (form?.type === 'argument-count' && maximum !== undefined && count === maximum + 1) {
    const [unknown, ...more] = unknownArguments(parameters);
    return unknown === undefined || more.length > 0 ? [] : removeParameterFixes(problem, parameters, unknown);
  }
  if (form?.type === 'block') return emptyBlockFixes(problem, file, directive, rule.argumentCount ?? null);
  if (form?.type === 'context') return [];
  const missing = missingZoneFixes(scope, problem, use, rule);
  return missing.length > 0 || form !== null ? missing : repeatedUseFixes(scope, problem, use);
}

/** Zones to choose from. */
const MOST_ZONES = 5;

/** Names the zone that is meant: sure only where there is no other. */
function missingZoneFixes(scope: FixScope, problem: Problem, use: ZoneUse, rule: DirectiveRule): QuickFix[] {
  const { file, directive, forms } = use;
  const count = argumentCount(file.tree, directive);
  const at = forms[0]?.rule.at;
  const { maximum = Infinity } = rule.argumentCount ?? {};
  if (at === undefined || count + 1 > maximum) return [];
  const isMissing =
    at.form === 'keyed' ? use.named.length === 0 : at.form === 'argument' && lacksFirstArgument(use, rule);
  if (!isMissing) return [];
  const names = zoneNames(scope, use);
  // `limit_conn one;` lacks its number.
  if (use.named.some(({ name }) => name !== null && names.includes(name))) return [];
  const prefix = at.form === 'keyed' ? at.prefix : '';
  return names.slice(0, MOST_ZONES).flatMap((name) => {
    const argument = prefix + name;
    const title = t('Add {0}', shownName(argument));
    return fixOf(problem, title, [insertArgument(file, directive, 0, argument)], names.length === 1);
  });
}

/** `limit_conn 10;`: the name that has to stand first is not there, and what stands there belongs behind it. */
function lacksFirstArgument(
  { file, directive }: ZoneUse,
  { argumentCount: counts, parameters }: DirectiveRule,
): boolean {
  const count = argumentCount(file.tree, directive);
  if (counts === undefined || count !== counts.minimum - 1) return false;
  return Array.from({ length: count }, (_, index) => argumentValue(file.tree, directive, index + 1)).every(
    (text, index) =>
      parameters.some(
        ({ at, form }) => 'argument' in at && at.argument === index + 2 && judgeValue(text, form) === 'accepted',
      ),
  );
}

/** Zones that the directive may take here, those that its block takes already left out. */
function zoneNames(scope: FixScope, use: ZoneUse): string[] {
  const tags = new Set(use.forms.map(({ kind }) => kind.tag));
  const beside = scope.besides(use);
  const isTaken = (name: string): boolean => beside.has(name) && beside.get(name) !== use;
  return scope.analysis.model.zones
    .filter(({ name, kind }) => tags.has(kind.tag) && isPlainWord(name) && !isTaken(name))
    .map(({ name }) => name);
}
