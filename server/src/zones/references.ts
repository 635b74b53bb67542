import type { TextRange } from '../config/sourceText';
import {
  argumentCount,
  argumentPartRange,
  argumentValue,
  type ConfigTree,
  type Directive,
  isTemplated,
} from '../config/tree';
import { byLikelihood, isOfSubsystem } from './kindChoice';
import type { Place } from './place';
import type { ServerBuild } from './serverBuild';
import type { ReferenceRule, ZoneKind } from './zoneKind';

/** A kind of zone together with one way to refer to it. */
export interface ReferenceForm {
  readonly kind: ZoneKind;
  readonly rule: ReferenceRule;
}

/** A place that names a zone. */
export interface ZoneReference extends Place {
  readonly name: string;
  /** Directive's name, `lua` or `js`. */
  readonly directive: string;
  /** What it may refer to here, the most likely first; all of one subsystem. */
  readonly forms: readonly ReferenceForm[];
}

/** Forms of reference by directive (`lua` and `js` for scripts). */
export function referenceForms(kinds: readonly ZoneKind[]): ReadonlyMap<string, readonly ReferenceForm[]> {
  const forms = new Map<string, ReferenceForm[]>();
  for (const kind of kinds) {
    for (const rule of kind.references) {
      const list = forms.get(rule.directive) ?? [];
      list.push({ kind, rule });
      forms.set(rule.directive, list);
    }
  }
  return forms;
}

/** What a directive may refer to in a subsystem. */
export interface FormChoice {
  /** The most likely first. */
  readonly forms: readonly ReferenceForm[];
  /** One rule for each way in which a name may stand. */
  readonly rules: readonly ReferenceRule[];
}

/** Chooses forms of reference by directive and subsystem; a config refers in few ways but many times. */
export function createFormChooser(
  forms: ReadonlyMap<string, readonly ReferenceForm[]>,
  build: ServerBuild,
): (directive: string, subsystem: string) => FormChoice {
  const choices = new Map<string, Map<string, FormChoice>>();
  return (directive, subsystem) => {
    const all = forms.get(directive);
    if (all === undefined) return NO_FORMS;
    const bySubsystem = choices.get(directive) ?? new Map<string, FormChoice>();
    const known = bySubsystem.get(subsystem);
    if (known !== undefined) return known;
    choices.set(directive, bySubsystem);
    const here = all.filter((form) => isOfSubsystem(form.kind, subsystem));
    const order = byLikelihood(
      here.map((form) => form.kind),
      build,
    );
    const ranked = here.sort((left, right) => order.indexOf(left.kind) - order.indexOf(right.kind));
    const choice = { forms: ranked, rules: rulesOf(ranked) };
    bySubsystem.set(subsystem, choice);
    return choice;
  };
}

/** One rule for each place in which a name may stand: the likeliest form's, where several read the same place. */
export function rulesOf(ranked: readonly ReferenceForm[]): ReferenceRule[] {
  const rules = new Map<string, ReferenceRule>();
  for (const { rule } of ranked) {
    const { at } = rule;
    const place = at.form === 'keyed' ? at.prefix : at.form === 'argument' ? String(at.argument) : '';
    const key = `${at.form} ${place}`;
    if (!rules.has(key)) rules.set(key, rule);
  }
  return [...rules.values()];
}

const NO_FORMS: FormChoice = { forms: [], rules: [] };

/** A name as it stands in a directive; null where variables or a template make it. */
export interface ReferredName {
  readonly name: string | null;
  readonly range: TextRange;
}

/** Zone names in a directive, by several rules. */
export function namesByRules(tree: ConfigTree, directive: Directive, rules: readonly ReferenceRule[]): ReferredName[] {
  const [first] = rules;
  if (first !== undefined && rules.length === 1) return namesReferredTo(tree, directive, first);
  return rules.flatMap((rule) => namesReferredTo(tree, directive, rule));
}

/** Zone names in a directive, by one rule. */
export function namesReferredTo(tree: ConfigTree, directive: Directive, rule: ReferenceRule): ReferredName[] {
  const { at } = rule;
  const count = argumentCount(tree, directive);
  const found: ReferredName[] = [];
  const take = (argument: number, from: number, cutAtColon: boolean): void => {
    const value = argumentValue(tree, directive, argument);
    const colon = cutAtColon ? value.indexOf(':', from) : -1;
    const name = value.slice(from, colon === -1 ? value.length : colon);
    if (rule.notNames?.includes(name)) return;
    // What makes an element while the config is read takes the text as it is, dollars and all.
    const isComputed =
      (name.includes('$') && rule.whenUndeclared !== 'zeroSize') || isTemplated(tree, directive, argument);
    const range = argumentPartRange(tree, directive, argument, from, from + name.length);
    found.push({ name: isComputed ? null : name, range });
  };
  if (at.form === 'argument') {
    if (at.argument <= count) take(at.argument, 0, false);
  } else if (at.form === 'allArguments') {
    for (let argument = 1; argument <= count; argument++) take(argument, 0, false);
  } else if (at.form === 'keyed') {
    for (let argument = 1; argument <= count; argument++) {
      if (argumentValue(tree, directive, argument).startsWith(at.prefix)) {
        take(argument, at.prefix.length, at.cutAtColon ?? false);
      }
    }
  }
  return found;
}
