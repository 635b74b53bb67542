import { argumentRange, directiveName } from '../../config/tree';
import { listText, t } from '../../l10n';
import { directiveRuleOf, type ParameterRule } from '../../zones/catalogue/directiveRules';
import { firstParameter, type ZoneDirective } from '../../zones/declarations';
import { hasTemplatedArgument } from '../../zones/placement';
import { type Certainty, isOwnForm, refusal } from './certainty';
import { argumentsFrom } from './formProblems';
import { declarationValues, directiveValues, fillMessage } from './nginxMessage';
import { judgeValue, valueAdvice } from './parameterValue';
import type { Problem, ZoneProblemCode } from './problem';

/**
 * What is wrong with a zone directive of the right form besides its size: the arguments that it has.
 *
 * @param pageSizeBytes that the model was built for
 */
export function argumentProblems(directive: ZoneDirective, certainty: Certainty, pageSizeBytes: number): Problem[] {
  if (hasTemplatedArgument(directive.file.tree, directive.directive)) return [];
  const parameters = badParameters(directive, pageSizeBytes, certainty);
  // Nginx stops at a parameter that it does not know, which may well be the zone's, misspelt.
  if (parameters.length > 0) return parameters;
  return [...zoneMissing(directive, pageSizeBytes), ...emptyNames(directive, pageSizeBytes)];
}

function problemAt(directive: ZoneDirective, code: ZoneProblemCode, message: string, argument: number): Problem {
  const { file, kind } = directive;
  const range = argumentRange(file.tree, directive.directive, argument);
  return { code, severity: refusal(kind), message, path: file.path, range, related: [] };
}

function zoneMissing(directive: ZoneDirective, pageSizeBytes: number): Problem[] {
  const { kind, zones, isOff } = directive;
  const template = kind.messages.missingZone;
  if (zones.length > 0 || isOff || template === undefined) return [];
  const says = fillMessage(template, directiveValues(directive, pageSizeBytes));
  return [problemAt(directive, 'zone-missing', t('{0}. It is written: {1}', says, kind.syntax), 0)];
}

function emptyNames(directive: ZoneDirective, pageSizeBytes: number): Problem[] {
  const { kind, zones, file } = directive;
  const template = kind.messages.emptyName;
  if (template === undefined) return [];
  return zones.flatMap((zone): Problem[] => {
    // Where name and size are one argument, nginx reads the size first, and stops at it.
    if (zone.name !== '' || (kind.grammar.form === 'keyed' && zone.sizeState !== 'valid')) return [];
    const says = fillMessage(template, declarationValues(zone, pageSizeBytes));
    const message = t('{0}. The name is empty. It is written: {1}', says, kind.syntax);
    const { argumentRange: range } = zone;
    return [{ code: 'zone-name-empty', severity: refusal(kind), message, path: file.path, range, related: [] }];
  });
}

/** Parameters that the module does not know, and values that it does not take. */
function badParameters(directive: ZoneDirective, pageSizeBytes: number, { build }: Certainty): Problem[] {
  const { kind, file, context } = directive;
  const rule = directiveRuleOf(context, directiveName(file.tree, directive.directive));
  const values = directiveValues(directive, pageSizeBytes);
  const known = [...(kind.knownParameters ?? [])];
  if (!isOwnForm(kind, build)) known.push(...(rule?.elsewhere?.parameters ?? []));
  const unknown = kind.knownParameters && kind.messages.unknownParameter;
  return argumentsFrom(file.tree, directive.directive, firstParameter(kind)).flatMap(({ at, text }): Problem[] => {
    const fault = parameterFault(at, text, { accepted: known, unknown, rules: rule?.parameters ?? [] });
    if (fault === null) return [];
    const says = fillMessage(fault.says, { ...values, parameter: text });
    const message = fault.isUnknown ? t('{0}. It takes only: {1}.', says, listText(kind.knownParameters ?? [])) : says;
    return [problemAt(directive, 'zone-argument-invalid', message, at)];
  });
}

/** What a directive takes. */
interface Parameters {
  readonly accepted: readonly string[];
  /** What nginx says of a parameter that it does not know; undefined where it takes any. */
  readonly unknown: string | undefined;
  readonly rules: readonly ParameterRule[];
}

/** What nginx has against one argument, as a template of its message; null where it takes it. */
export function parameterFault(
  argument: number,
  text: string,
  { accepted, unknown, rules }: Parameters,
): { readonly says: string; readonly isUnknown: boolean } | null {
  if (unknown !== undefined && !accepted.some((one) => isParameter(one, text)))
    return { says: unknown, isUnknown: true };
  for (const rule of rules) {
    const says = refusedValue(rule, argument, text);
    if (says !== null) return { says, isUnknown: false };
  }
  return null;
}

/** A parameter of the list is a whole word, or what stands before a value. */
function isParameter(known: string, text: string): boolean {
  const isStart = known.endsWith('=') || known.endsWith(':') || known === '$';
  return isStart ? text.startsWith(known) : text === known;
}

/** The text that a rule is about; null where it is not about this argument. */
function parameterText({ at }: ParameterRule, argument: number, text: string): string | null {
  if ('argument' in at) return at.argument === argument ? text : null;
  return text.startsWith(at.prefix) ? text.slice(at.prefix.length) : null;
}

/** What nginx says of a value that it refuses, with what to write instead; null where it takes it. */
function refusedValue(rule: ParameterRule, argument: number, text: string): string | null {
  const value = parameterText(rule, argument, text);
  const verdict = value === null ? 'accepted' : judgeValue(value, rule.form);
  if (verdict === 'accepted') return null;
  const says = verdict === 'too-large' ? (rule.tooLargeMessage ?? rule.message) : rule.message;
  return t('{0}. {1}', says, valueAdvice(rule.form));
}
