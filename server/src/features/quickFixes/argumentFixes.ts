import { argumentCount, argumentRange, argumentValue, directiveName, hasBlock } from '../../config/tree';
import { t } from '../../l10n';
import { directiveRuleOf } from '../../zones/catalogue/directiveRules';
import { firstParameter, type ZoneDirective } from '../../zones/declarations';
import { parsePersonSize } from '../../zones/sizeText';
import type { ZoneKind } from '../../zones/zoneKind';
import { type FormProblem, formOfDirective } from '../diagnostics/formProblems';
import type { Problem } from '../diagnostics/problem';
import { argumentAt } from '../treePosition';
import { TYPICAL_KEY } from './declarationText';
import { insertArgument, insertText } from './edits';
import { emptyBlockFixes } from './emptyBlockFixes';
import type { FixScope } from './fixScope';
import { zoneArgumentFixes } from './missingZoneFixes';
import {
  type Parameters,
  parameterFixes,
  parametersOfDirective,
  removeParameterFixes,
  unknownArguments,
} from './parameterFixes';
import { fixOf, type QuickFix } from './quickFix';
import { splitUnitFixes } from './sizeFixes';
import { firstSize, zoneToBe } from './sizes';

/** `zone-argument-invalid`: a parameter that the module does not know or can't read, too many of them, too few, a block. */
export function argumentFixes(scope: FixScope, problem: Problem): QuickFix[] {
  const directive = scope.directiveAt(problem.range);
  if (directive === null) return [];
  const { file } = directive;
  const name = directiveName(file.tree, directive.directive);
  const parameters = parametersOfDirective(scope, directive, directiveRuleOf(directive.context, name));
  const argument = argumentAt(file.tree, directive.directive, problem.range.start);
  if (argument > 0) return [...unitFixes(scope, problem, directive), ...parameterFixes(problem, parameters, argument)];
  const form = formOfDirective(directive, scope.certainty);
  return argument < 0 || form === null ? [] : formFixes(scope, problem, directive, form, parameters);
}

function formFixes(
  scope: FixScope,
  problem: Problem,
  directive: ZoneDirective,
  form: FormProblem,
  parameters: Parameters,
): QuickFix[] {
  if (form.type === 'block')
    return emptyBlockFixes(problem, directive.file, directive.directive, directive.kind.argumentCount);
  const counts = directive.kind.argumentCount;
  if (form.type !== 'argument-count' || counts === null) return [];
  const count = argumentCount(directive.file.tree, directive.directive);
  if (count === counts.maximum + 1) {
    const units = unitFixes(scope, problem, directive);
    const [unknown, ...more] = unknownArguments(parameters);
    if (units.length > 0 || unknown === undefined || more.length > 0) return units;
    return removeParameterFixes(problem, parameters, unknown);
  }
  if (count + 1 < counts.minimum || count + 1 > counts.maximum || hasBlock(directive.file.tree, directive.directive))
    return [];
  // With none of them known to be too many, the one that is missing is the one that can be told.
  if (unknownArguments(parameters).length > 0) return [];
  const key = missingKeyFixes(problem, directive);
  return key.length > 0
    ? key
    : [...missingSizeFixes(scope, problem, directive), ...zoneArgumentFixes(scope, problem, directive)];
}

function unitFixes(scope: FixScope, problem: Problem, { zones, overridden }: ZoneDirective): QuickFix[] {
  return [...zones, ...overridden].flatMap((declaration) => splitUnitFixes(scope, problem, declaration));
}

/** `lua_shared_dict dogs;` */
function missingSizeFixes(scope: FixScope, problem: Problem, { kind, file, directive }: ZoneDirective): QuickFix[] {
  const { grammar } = kind;
  const count = argumentCount(file.tree, directive);
  if (grammar.form !== 'positional' || count !== grammar.sizeArgument - 1) return [];
  const name = argumentValue(file.tree, directive, grammar.nameArgument);
  // `lua_shared_dict 10m;` lacks its name.
  if (name === '' || parsePersonSize(argumentValue(file.tree, directive, count)) !== null) return [];
  const size = firstSize(scope.analysis, zoneToBe(kind, name));
  if (size === null) return [];
  return fixOf(
    problem,
    t('Give it a size: {0}', size.text),
    [insertArgument(file, directive, count, size.text)],
    false,
  );
}

/** `limit_conn_zone zone=one:10m;` lacks what it is to count by. */
function missingKeyFixes(problem: Problem, { kind, file, directive }: ZoneDirective): QuickFix[] {
  if (!lacksKey(kind, argumentValue(file.tree, directive, 1))) return [];
  const { start } = argumentRange(file.tree, directive, 1);
  return fixOf(problem, t('Count by {0}', TYPICAL_KEY), [insertText(file, start, `${TYPICAL_KEY} `)], false);
}

function lacksKey(kind: ZoneKind, firstArgument: string): boolean {
  const { grammar, entry } = kind;
  if (grammar.form !== 'keyed' || entry?.keyArgument !== 1 || firstParameter(kind) !== 2) return false;
  return firstArgument.startsWith(grammar.prefix);
}
