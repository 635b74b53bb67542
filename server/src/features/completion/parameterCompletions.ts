import { t } from '../../l10n';
import { zoneKindsByDirective } from '../../zones/catalogue';
import { directiveRuleOf } from '../../zones/catalogue/directiveRules';
import { firstParameter } from '../../zones/declarations';
import { byLikelihood, isAllowedIn } from '../../zones/kindChoice';
import type { ZoneKind } from '../../zones/zoneKind';
import type { Analysis } from '../analysis';
import { isAvailable } from './availability';
import type { Completion } from './completion';
import type { StatementPlace } from './cursorPlace';
import { zoneParameterSnippet } from './directiveSnippet';
import { formsIn } from './zonesOfForms';

/** Parameters that a directive of the catalogue may still get: none that it has already, and none of other products. */
export function parameterCompletions(
  analysis: Analysis,
  place: StatementPlace,
  contexts: readonly string[],
): readonly Completion[] {
  const { words, token, rest } = place;
  const directive = words[0] ?? '';
  const kind = kindOf(analysis, directive, contexts);
  const prefixes = formsIn(analysis.model, directive, contexts).flatMap(({ rule: { at } }) =>
    at.form === 'keyed' ? [at.prefix] : [],
  );
  // Arguments before the first parameter hold anything: a key, a path, a zone's name.
  if (words.length < (kind === null ? 1 : firstParameter(kind))) return [];
  if (kind === null && prefixes.length === 0) return [];
  // The cursor stands before another parameter, which must not be lost.
  if (token.typed === '' && token.tail !== '') return [];
  const rules = contexts.flatMap((context) => directiveRuleOf(context, directive) ?? []);
  const own = kind === null ? [] : [...zonePrefixes(kind), ...(kind.knownParameters ?? [])];
  const ofRules = rules.flatMap(({ parameters, words: known = [] }) => [
    ...parameters.flatMap(({ at }) => ('prefix' in at ? [at.prefix] : [])),
    ...known,
  ]);
  const offValues = words.length === 1 ? (kind?.offValues ?? []) : [];
  const given = [...words.slice(1), ...rest.split(/[\s;]+/)];
  const isOpen = (parameter: string): boolean =>
    parameter.startsWith(token.typed) && parameter !== token.typed && !given.some((word) => isGiven(parameter, word));
  // A value that is there already stays.
  const named = /^[^=:]*[=:]/.exec(token.tail)?.[0];
  const end = token.end - token.tail.length + (named ?? token.tail).length;
  return [...new Set([...own, ...prefixes, ...ofRules, ...offValues])].filter(isOpen).map((parameter) => {
    const snippet =
      kind !== null && named === undefined && zonePrefixes(kind).includes(parameter)
        ? zoneParameterSnippet(kind, analysis.host.pageSizeBytes)
        : null;
    return {
      kind: 'directive',
      label: parameter,
      detail: t('parameter of {0}', directive),
      data: kind === null ? null : { type: 'kind', id: kind.id },
      insertText: snippet ?? parameter,
      isSnippet: snippet !== null,
      replace: { start: token.start, end },
      sortText: `${snippet !== null || prefixes.includes(parameter) ? 1 : 2}${parameter}`,
      ...(prefixes.includes(parameter) ? { triggersSuggest: true } : {}),
    };
  });
}

/** The row that a directive is read by, as far as its name and place tell. */
function kindOf(analysis: Analysis, directive: string, contexts: readonly string[]): ZoneKind | null {
  const { build } = analysis.model.options;
  const kinds = byLikelihood(zoneKindsByDirective.get(directive) ?? [], build);
  return (
    kinds.find((kind) => isAvailable(kind, build) && contexts.some((context) => isAllowedIn(kind, context))) ?? null
  );
}

function zonePrefixes({ grammar }: ZoneKind): readonly string[] {
  if (grammar.form === 'keyed') return [grammar.prefix];
  if (grammar.form === 'separate') return [grammar.namePrefix, grammar.sizePrefix];
  if (grammar.form === 'nameOnly') return grammar.namePrefix === undefined ? [] : [grammar.namePrefix];
  return grammar.form === 'sizeOnly' && grammar.sizePrefix !== undefined ? [grammar.sizePrefix] : [];
}

/** `burst=5` is `burst=`; `nodelay` is only itself. */
function isGiven(parameter: string, word: string): boolean {
  return /\W$/.test(parameter) ? word.startsWith(parameter) : word === parameter;
}
