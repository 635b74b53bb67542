import { argumentCount, argumentRange, argumentValue } from '../../config/tree';
import { listText, t } from '../../l10n';
import { type DirectiveRule, directiveRuleOf } from '../../zones/catalogue/directiveRules';
import { hasTemplatedArgument } from '../../zones/placement';
import type { ZoneUse } from '../../zones/zoneUse';
import { parameterFault } from './argumentProblems';
import { type Certainty, isOwnForm, refusal } from './certainty';
import { formOfUse } from './formProblems';
import { fillMessage, namedValues } from './nginxMessage';
import type { Problem } from './problem';

/** What is wrong with a directive that refers to a zone, besides the zone: its place and its arguments. */
export function referenceProblems(use: ZoneUse, certainty: Certainty): readonly Problem[] {
  const { file, directive } = use;
  const rule = directiveRuleOf(use.context, use.name);
  if (rule === undefined) return NO_PROBLEMS;
  const form = formOfUse(use, rule, certainty);
  if (form !== null) {
    const code = form.type === 'context' ? 'zone-not-allowed-here' : 'zone-reference-invalid';
    return [
      { code, severity: severityOf(use), message: form.message, path: file.path, range: form.range, related: [] },
    ];
  }
  const accepted = acceptedBy(use.forms, rule, certainty);
  const parameters = badParameters(use, rule, accepted);
  const problems = parameters.length > 0 ? parameters : zoneMissing(use, rule, accepted);
  return problems.length > 0 && hasTemplatedArgument(file.tree, directive) ? NO_PROBLEMS : problems;
}

const NO_PROBLEMS: readonly Problem[] = [];

/** An error only where what the directive refers to was read from its module's source. */
export function severityOf({ forms: [form] }: ZoneUse): Problem['severity'] {
  return form === undefined ? 'warning' : refusal(form.kind);
}

function problemAt(use: ZoneUse, message: string, argument: number): Problem {
  const range = argumentRange(use.file.tree, use.directive, argument);
  const code = 'zone-reference-invalid';
  return { code, severity: severityOf(use), message, path: use.file.path, range, related: [] };
}

function zoneMissing(use: ZoneUse, rule: DirectiveRule, { known, accepted }: Accepted): Problem[] {
  const template = rule.messages?.missingZone;
  if (template === undefined || use.named.length > 0) return [];
  // A fork's own word may stand in the zone's place (Tengine's "limit_req off").
  const first = argumentValue(use.file.tree, use.directive, 1);
  if (accepted.includes(first) && !known.includes(first)) return [];
  return [problemAt(use, `${fillMessage(template, namedValues(use.file.tree, use.directive))}.`, 0)];
}

/** Parameters that uses of one form take: those that nginx knows, and those that it or a fork may take. */
export interface Accepted {
  readonly known: readonly string[];
  readonly accepted: readonly string[];
}

/** Works out what uses of a zone by these forms take. */
export function acceptedBy(forms: ZoneUse['forms'], rule: DirectiveRule, { build }: Certainty): Accepted {
  const known = new Set(rule.words ?? []);
  for (const { at } of rule.parameters) if ('prefix' in at) known.add(at.prefix);
  for (const { rule: reference } of forms) if (reference.at.form === 'keyed') known.add(reference.at.prefix);
  const [form] = forms;
  const isOwn = form !== undefined && isOwnForm(form.kind, build);
  const elsewhere = isOwn ? [] : (rule.elsewhere?.parameters ?? []);
  return { known: [...known], accepted: [...known, ...elsewhere] };
}

function badParameters(use: ZoneUse, rule: DirectiveRule, { known, accepted }: Accepted): Problem[] {
  const { tree } = use.file;
  const parameters = { accepted, unknown: rule.messages?.unknownParameter, rules: rule.parameters };
  const problems: Problem[] = [];
  for (let at = 1; at <= argumentCount(tree, use.directive); at++) {
    const text = argumentValue(tree, use.directive, at);
    const fault = parameterFault(at, text, parameters);
    if (fault === null) continue;
    const says = fillMessage(fault.says, {
      ...namedValues(tree, use.directive),
      name: use.named[0]?.name ?? '',
      parameter: text,
    });
    const message = fault.isUnknown ? t('{0}. It takes only: {1}.', says, listText(known)) : says;
    problems.push(problemAt(use, message, at));
  }
  return problems;
}
