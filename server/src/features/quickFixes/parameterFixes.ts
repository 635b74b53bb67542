import type { ConfigFile } from '../../config/configFiles';
import { argumentCount, argumentPartRange, argumentValue, type Directive } from '../../config/tree';
import { t } from '../../l10n';
import type { DirectiveRule, ParameterRule } from '../../zones/catalogue/directiveRules';
import { firstParameter, type ZoneDirective } from '../../zones/declarations';
import type { ZoneUse } from '../../zones/zoneModel';
import { parameterFault } from '../diagnostics/argumentProblems';
import { isOwnForm } from '../diagnostics/certainty';
import { editDistance, nearLimit } from '../diagnostics/nearestName';
import { judgeValue } from '../diagnostics/parameterValue';
import type { Problem } from '../diagnostics/problem';
import { acceptedBy } from '../diagnostics/referenceProblems';
import { shownName } from '../shownPlace';
import { removeArgument, replaceText } from './edits';
import type { FixScope } from './fixScope';
import { isFreeName } from './freeName';
import { mendedValue } from './mendedValue';
import { fixOf, type QuickFix } from './quickFix';

/** A directive with the parameters that it takes. */
export interface Parameters {
  readonly file: ConfigFile;
  readonly directive: Directive;
  /** The first argument that is one. */
  readonly first: number;
  /** Those that nginx knows. */
  readonly known: readonly string[];
  /** Those besides that another server than nginx may know. */
  readonly accepted: readonly string[];
  /** nginx refuses any other. */
  readonly isComplete: boolean;
  readonly rules: readonly ParameterRule[];
  readonly fewestArguments: number;
  /** What stands before the name of a zone that is declared; null where none is, or not so. */
  readonly zonePrefix: string | null;
  /** Another zone has the name, or would: a file that is read twice declares all its zones twice. */
  readonly isTaken: (name: string) => boolean;
}

/** What a directive that declares zones takes. */
export function parametersOfDirective(
  { analysis, certainty, path, readingsOf }: FixScope,
  { kind, file, directive }: ZoneDirective,
  rule: DirectiveRule | undefined,
): Parameters {
  const known = kind.knownParameters ?? [];
  const elsewhere = isOwnForm(kind, certainty.build) ? [] : (rule?.elsewhere?.parameters ?? []);
  return {
    file,
    directive,
    first: firstParameter(kind),
    known,
    accepted: [...known, ...elsewhere],
    isComplete: kind.knownParameters !== undefined && kind.messages.unknownParameter !== undefined,
    rules: rule?.parameters ?? [],
    fewestArguments: kind.argumentCount?.minimum ?? 1,
    zonePrefix: kind.grammar.form === 'keyed' ? kind.grammar.prefix : null,
    isTaken: (name) => readingsOf(path)?.count !== 1 || !isFreeName(analysis.model, name, kind),
  };
}

/** What a directive that refers to a zone takes. */
export function parametersOfUse(
  { certainty }: FixScope,
  { file, directive, forms }: ZoneUse,
  rule: DirectiveRule,
): Parameters {
  return {
    file,
    directive,
    first: 1,
    ...acceptedBy(forms, rule, certainty),
    isComplete: rule.messages?.unknownParameter !== undefined,
    rules: rule.parameters,
    fewestArguments: rule.argumentCount?.minimum ?? 1,
    zonePrefix: null,
    isTaken: () => false,
  };
}

/** An argument that the directive does not take, or whose value it does not take. */
export function parameterFixes(problem: Problem, parameters: Parameters, argument: number): QuickFix[] {
  const { file, directive } = parameters;
  const text = argumentValue(file.tree, directive, argument);
  const fault = faultOf(parameters, argument, text);
  if (fault === null) return [];
  if (!fault.isUnknown) return valueFixes(problem, parameters, argument, text);
  const misspelt = nearestParameter(parameters, argument, text);
  const renamed = misspelt === null ? [] : renameFixes(problem, parameters, argument, misspelt);
  return [...renamed, ...removeParameterFixes(problem, parameters, argument)];
}

/** Takes a parameter away, where as many stay as the directive needs. Not unasked: it meant something to its author. */
export function removeParameterFixes(problem: Problem, parameters: Parameters, argument: number): QuickFix[] {
  const { file, directive, fewestArguments } = parameters;
  if (argumentCount(file.tree, directive) <= fewestArguments) return [];
  const text = argumentValue(file.tree, directive, argument);
  return fixOf(problem, t('Remove "{0}"', shownName(text)), [removeArgument(file, directive, argument)], false);
}

/** The arguments that the directive does not know. */
export function unknownArguments(parameters: Parameters): number[] {
  const { file, directive, first } = parameters;
  const unknown: number[] = [];
  for (let argument = first; argument <= argumentCount(file.tree, directive); argument++) {
    const fault = faultOf(parameters, argument, argumentValue(file.tree, directive, argument));
    if (fault?.isUnknown) unknown.push(argument);
  }
  return unknown;
}

function faultOf({ accepted, isComplete, rules }: Parameters, argument: number, text: string) {
  return parameterFault(argument, text, { accepted, unknown: isComplete ? '' : undefined, rules });
}

function valueFixes(
  problem: Problem,
  { file, directive, rules }: Parameters,
  argument: number,
  text: string,
): QuickFix[] {
  for (const { at, form } of rules) {
    if ('argument' in at ? at.argument !== argument : !text.startsWith(at.prefix)) continue;
    const from = 'prefix' in at ? at.prefix.length : 0;
    const value = text.slice(from);
    if (judgeValue(value, form) === 'accepted') continue;
    const mended = mendedValue(value, form);
    if (mended === null) return [];
    const range = argumentPartRange(file.tree, directive, argument, from, text.length);
    return fixOf(problem, t('Write {0}', mended), [replaceText(file, range, value, mended)], true);
  }
  return [];
}

/** A parameter that was misspelt. */
interface Misspelt {
  readonly written: string;
  readonly meant: string;
}

/** The one parameter that a misspelt one is near to, of those that are not there yet. */
function nearestParameter(parameters: Parameters, argument: number, text: string): Misspelt | null {
  const { file, directive, known } = parameters;
  const written = /^[^=:]*[=:]/.exec(text)?.[0] ?? text;
  const limit = nearLimit(written);
  // A word is no parameter with a value.
  const alike = known.filter((one) => /[=:]$/.test(one) === /[=:]$/.test(written));
  const distances = alike.map((one) => editDistance(written.toLowerCase(), one, limit));
  const shortest = Math.min(...distances);
  const meant = alike[distances.indexOf(shortest)];
  if (meant === undefined || shortest >= limit || distances.indexOf(shortest) !== distances.lastIndexOf(shortest)) {
    return null;
  }
  for (let other = 1; other <= argumentCount(file.tree, directive); other++) {
    if (argumentValue(file.tree, directive, other).startsWith(meant)) return null;
  }
  const mended = meant + text.slice(written.length);
  return faultOf(parameters, argument, mended) === null ? { written, meant } : null;
}

function renameFixes(
  problem: Problem,
  { file, directive, zonePrefix, isTaken }: Parameters,
  argument: number,
  { written, meant }: Misspelt,
): QuickFix[] {
  const range = argumentPartRange(file.tree, directive, argument, 0, written.length);
  const value = argumentValue(file.tree, directive, argument).slice(written.length);
  // With its parameter mended, the zone would be there twice: more than one thing is wrong.
  const isCertain = meant !== zonePrefix || !isTaken(value.replace(/:.*$/s, ''));
  return fixOf(problem, t('Write "{0}"', meant), [replaceText(file, range, written, meant)], isCertain);
}
