import type { ConfigFile } from '../../config/configFiles';
import { argumentCount, argumentRange, argumentValue, type Directive, directiveName } from '../../config/tree';
import { type DirectiveRule, directiveRuleOf } from '../../zones/catalogue/directiveRules';
import { hasTemplatedArgument } from '../../zones/placement';
import type { ZoneUse } from '../../zones/zoneModel';
import type { Analysis } from '../analysis';
import { parameterFault } from './argumentProblems';
import { type Certainty, certaintyOf, isOwnForm, refusal } from './certainty';
import { formOfUse } from './formProblems';
import { fillMessage, namedValues } from './nginxMessage';
import type { Problem } from './problem';

/** What is wrong with directives that refer to zones, besides the zone: their place, their arguments and repetition. */
export function referenceProblems(analysis: Analysis): Problem[] {
  const certainty = certaintyOf(analysis.model);
  const acceptedBy = createAccepted(certainty);
  return [
    ...analysis.model.uses.flatMap((use) => useProblems(use, certainty, acceptedBy)),
    ...(certainty.seesRepetition ? repeatedUses(analysis) : []),
    ...(certainty.seesRepetition ? repeatedDirectives(analysis) : []),
  ];
}

function useProblems(
  use: ZoneUse,
  certainty: Certainty,
  acceptedBy: ReturnType<typeof createAccepted>,
): readonly Problem[] {
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
  const accepted = acceptedBy(use.forms, rule);
  const parameters = badParameters(use, rule, accepted);
  const problems = parameters.length > 0 ? parameters : zoneMissing(use, rule, accepted);
  return problems.length > 0 && hasTemplatedArgument(file.tree, directive) ? NO_PROBLEMS : problems;
}

const NO_PROBLEMS: readonly Problem[] = [];

function severityOf({ forms: [form] }: ZoneUse): Problem['severity'] {
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
interface Accepted {
  readonly known: readonly string[];
  readonly accepted: readonly string[];
}

/** Works out what the uses of a config take: there are few ways to use a zone, and many uses. */
function createAccepted({ build }: Certainty): (forms: ZoneUse['forms'], rule: DirectiveRule) => Accepted {
  const byForms = new Map<ZoneUse['forms'], Accepted>();
  return (forms, rule) => {
    const before = byForms.get(forms);
    if (before !== undefined) return before;
    const known = new Set(rule.words ?? []);
    for (const { at } of rule.parameters) if ('prefix' in at) known.add(at.prefix);
    for (const { rule: reference } of forms) if (reference.at.form === 'keyed') known.add(reference.at.prefix);
    const [form] = forms;
    const isOwn = form !== undefined && isOwnForm(form.kind, build);
    const elsewhere = isOwn ? [] : (rule.elsewhere?.parameters ?? []);
    const accepted = { known: [...known], accepted: [...known, ...elsewhere] };
    byForms.set(forms, accepted);
    return accepted;
  };
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
    const advice = fault.isUnknown ? `. It takes only: ${known.join(', ')}.` : '';
    problems.push(problemAt(use, says + advice, at));
  }
  return problems;
}

/** "is duplicate": a second directive in one block, or a second for one zone. */
function repeatedUses({ model }: Analysis): Problem[] {
  const firstsByBlock = new Map<string, Map<string, ZoneUse>>();
  const problems: Problem[] = [];
  for (const use of model.uses) {
    const once = directiveRuleOf(use.context, use.name)?.once;
    if (once === undefined) continue;
    const zone = once === 'zone' ? use.named.at(-1)?.name : '';
    if (zone === null || zone === undefined) continue;
    let firsts = firstsByBlock.get(use.block);
    if (firsts === undefined) {
      firsts = new Map();
      firstsByBlock.set(use.block, firsts);
    }
    const key = `${use.name} ${zone}`;
    const first = firsts.get(key);
    if (first === undefined) {
      firsts.set(key, use);
      continue;
    }
    const why = once === 'zone' ? `This block already has one for zone "${zone}"` : 'This block already has one';
    const problem = problemAt(use, `"${use.name}" directive is duplicate. ${why}: remove one of them.`, 0);
    problems.push({ ...problem, related: [firstPlace(first)] });
  }
  return problems;
}

/** Directives that declare zones which several blocks may share, but that may stand only once in each of them. */
function repeatedDirectives({ model }: Analysis): Problem[] {
  const firsts = new Map<string, { readonly file: ConfigFile; readonly directive: Directive }>();
  return model.directives.flatMap(({ kind, file, directive, context, block }): Problem[] => {
    const name = directiveName(file.tree, directive);
    if (directiveRuleOf(context, name)?.once !== 'block') return [];
    const key = JSON.stringify([name, block]);
    const first = firsts.get(key);
    if (first === undefined) {
      firsts.set(key, { file, directive });
      return [];
    }
    const message = `"${name}" directive is duplicate. This block already has one: remove one of them.`;
    const range = argumentRange(file.tree, directive, 0);
    const related = [firstPlace(first)];
    return [{ code: 'zone-declared-twice', severity: refusal(kind), message, path: file.path, range, related }];
  });
}

function firstPlace({ file, directive }: { readonly file: ConfigFile; readonly directive: Directive }) {
  return { path: file.path, range: argumentRange(file.tree, directive, 0), message: 'The first one.' };
}
