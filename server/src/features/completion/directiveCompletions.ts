import { t } from '../../l10n';
import { zoneKindsByDirective } from '../../zones/catalogue';
import { directiveRuleOf, type ValueForm } from '../../zones/catalogue/directiveRules';
import { byLikelihood, isAllowedIn } from '../../zones/kindChoice';
import type { ReferenceForm } from '../../zones/references';
import type { ZoneKind } from '../../zones/zoneKind';
import type { Analysis } from '../analysis';
import { availabilityRank, isAvailable, productName } from './availability';
import type { Completion } from './completion';
import type { StatementPlace } from './cursorPlace';
import { directiveSnippet } from './directiveSnippet';
import { asArgument, isPlainArgument } from './nginxText';
import { snippetText, tabStop, tabStopChoice } from './snippets';
import { formsIn, REFERENCE_FORMS, zonesOfForms } from './zonesOfForms';

/** Names to choose from in a snippet; more make no list that anyone reads. */
const MOST_CHOICES = 50;

/** Directives that declare or take zones and may start a statement in one of some contexts. */
export function directiveCompletions(
  analysis: Analysis,
  place: StatementPlace,
  contexts: readonly string[],
): readonly Completion[] {
  const { token } = place;
  if (token.quote !== '' || !/^\w*$/.test(token.typed) || contexts.length === 0) return [];
  const put = createPlacer(place);
  const declaring = [...zoneKindsByDirective.values()].flatMap((kinds) =>
    declaringDirective(analysis, kinds, contexts),
  );
  const taking = [...REFERENCE_FORMS.keys()].flatMap((directive) =>
    zoneKindsByDirective.has(directive) ? [] : takingDirective(analysis, directive, contexts),
  );
  return [...declaring, ...taking].flatMap((entry) => put(entry) ?? []);
}

/** A directive, before it is known what may be put at the cursor. */
interface Entry {
  readonly directive: string;
  readonly snippet: string;
  readonly completion: Pick<Completion, 'label' | 'detail' | 'data' | 'sortText' | 'isDeprecated'>;
}

/** Puts an entry at the cursor: whole where nothing stands behind it, else only its name, once for each directive. */
function createPlacer({ token, rest }: StatementPlace): (entry: Entry) => Completion | null {
  const replace = { start: token.start, end: token.end };
  const isAlone = /^\s*(?:[;}#].*)?$/.test(rest);
  const hasSemicolon = /^\s*;/.test(rest);
  const named = new Set<string>();
  return ({ directive, snippet, completion }) => {
    const common = { kind: 'directive', ...completion, filterText: directive, replace } as const;
    if (isAlone) {
      const insertText = hasSemicolon ? snippet.replace(/;$/, '') : snippet;
      return { ...common, insertText, isSnippet: true };
    }
    if (named.has(directive)) return null;
    named.add(directive);
    return { ...common, insertText: directive, isSnippet: false };
  };
}

/** The rows of one directive as entries: one, or one for each way in which servers want it written. */
function declaringDirective(analysis: Analysis, kinds: readonly ZoneKind[], contexts: readonly string[]): Entry[] {
  const { build } = analysis.model.options;
  const here = byLikelihood(kinds, build).filter(
    (kind) => isAvailable(kind, build) && contexts.some((context) => isAllowedIn(kind, context)),
  );
  // A directive of the server itself, or of nginx, is not offered once more as others write it.
  const [likeliest] = here;
  const isOwn = likeliest !== undefined && (likeliest.product === build.product || likeliest.product === 'nginx');
  const entries = new Map<string, Entry>();
  for (const kind of here) {
    if (isOwn && kind.product !== likeliest.product && kind.product !== 'third-party') continue;
    const snippet = directiveSnippet(kind, analysis.host.pageSizeBytes);
    const shape = snippet.replace(/:[^}]*\}/g, '}');
    if (entries.has(shape)) continue;
    const rank = availabilityRank(kind, build);
    const name = [kind.directive ?? '', ...(kind.firstArgument === undefined ? [] : [kind.firstArgument])].join(' ');
    const label = entries.size === 0 ? name : `${name} (${productName(kind)})`;
    const completion = {
      label,
      detail: `${productName(kind)} · ${kind.module}`,
      data: { type: 'kind', id: kind.id },
      sortText: `${rank}${label}`,
      ...(kind.removedIn === undefined ? {} : { isDeprecated: true }),
    } as const;
    entries.set(shape, { directive: kind.directive ?? '', snippet, completion });
  }
  return [...entries.values()];
}

/** A directive that takes a zone by name, with the declared ones to choose from. */
function takingDirective(analysis: Analysis, directive: string, contexts: readonly string[]): Entry[] {
  const { model } = analysis;
  const { build } = model.options;
  const allowed = contexts.filter((context) => mayStandIn(directive, context));
  const forms = formsIn(model, directive, allowed);
  const names = zonesOfForms(model, forms).map(({ name }) => name);
  // Where the config declares such a zone, the server has what takes it.
  const form = forms.find(({ kind }) => names.length > 0 || isAvailable(kind, build));
  const [context] = allowed;
  if (form === undefined || context === undefined || form.rule.at.form === 'script') return [];
  const isKnown = directiveRuleOf(context, directive)?.contexts !== undefined;
  // Where it may stand is not known: only worth a place where there is something for it to take.
  if (!isKnown && names.length === 0) return [];
  const completion = {
    label: directive,
    detail: t('takes a zone of {0}', form.kind.directive ?? form.kind.module),
    data: { type: 'use', directive, id: form.kind.id },
    sortText: `${availabilityRank(form.kind, build)}${directive}`,
  } as const;
  return [{ directive, snippet: takingSnippet(directive, form, context, names), completion }];
}

/** No directive that takes a zone stands at the main level, beside the blocks of servers. */
function mayStandIn(directive: string, context: string): boolean {
  if (context === 'fragment') return true;
  const contexts = directiveRuleOf(context, directive)?.contexts;
  return contexts === undefined ? context !== 'main' && context !== 'events' : contexts.some((one) => one === context);
}

function takingSnippet(directive: string, { rule }: ReferenceForm, context: string, names: readonly string[]): string {
  const { at } = rule;
  const { argumentCount, parameters = [] } = directiveRuleOf(context, directive) ?? {};
  const parts = [directive];
  if (at.form === 'keyed') parts.push(snippetText(at.prefix) + nameStop(1, names.filter(isPlainArgument)));
  else {
    const nameArgument = at.form === 'argument' ? at.argument : 1;
    const count = Math.max(nameArgument, argumentCount?.minimum ?? 1);
    for (let argument = 1; argument <= count; argument++) {
      const parameter = parameters.find((one) => 'argument' in one.at && one.at.argument === argument);
      const example = parameter === undefined ? '' : (EXAMPLES[parameter.form] ?? '');
      parts.push(argument === nameArgument ? nameStop(argument, names.map(asArgument)) : tabStop(argument, example));
    }
  }
  return `${parts.join(' ')};`;
}

/** Values that nginx takes, for the person to write over. */
const EXAMPLES: Readonly<Partial<Record<ValueForm, string>>> = { 'connection-count': '10', seconds: '60s' };

function nameStop(number: number, names: readonly string[]): string {
  if (names.length < 2) return tabStop(number, names[0] ?? 'name');
  return tabStopChoice(number, names.slice(0, MOST_CHOICES));
}
