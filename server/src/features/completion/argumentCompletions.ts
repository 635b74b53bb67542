import { t } from '../../l10n';
import { rulesOf } from '../../zones/references';
import type { Zone } from '../../zones/zone';
import type { ReferenceRule } from '../../zones/zoneKind';
import type { ZoneModel } from '../../zones/zoneModel';
import type { Analysis } from '../analysis';
import { shorten } from '../figures';
import { type Completion, mostLikely } from './completion';
import type { StatementPlace } from './cursorPlace';
import { asArgument, insideQuotes, isPlainArgument } from './nginxText';
import { parameterCompletions } from './parameterCompletions';
import { LONGEST_LABEL, zoneDetail } from './zoneDetail';
import { formsIn, zonesOfForms } from './zonesOfForms';

/** Names of zones where a directive takes one, and further parameters that the directive has. */
export function argumentCompletions(
  analysis: Analysis,
  place: StatementPlace,
  contexts: readonly string[],
): readonly Completion[] {
  // Ranges must be told in the text's own characters, and on one line.
  if (/[\\\n]/.test(place.token.typed)) return [];
  return [...nameCompletions(analysis, place, contexts), ...parameterCompletions(analysis, place, contexts)];
}

function nameCompletions(analysis: Analysis, place: StatementPlace, contexts: readonly string[]): Completion[] {
  const { model } = analysis;
  const forms = formsIn(model, place.words[0] ?? '', contexts);
  const rules = rulesOf(forms);
  const isKeyed = rules.some(({ at }) => at.form === 'keyed' && place.token.typed.startsWith(at.prefix));
  return rules.flatMap((rule) => {
    const prefix = isKeyed && rule.at.form !== 'keyed' ? null : prefixAt(place, rule);
    if (prefix === null) return [];
    const zones = zonesOfForms(
      model,
      forms.filter((form) => placeKey(form.rule) === placeKey(rule)),
    ).filter(({ name }) => rule.at.form !== 'allArguments' || !place.words.includes(name, 1));
    const typed = place.token.typed.slice(prefix.start);
    const names = mostLikely(zones, typed, ({ name }) => prefix.added + name);
    const others = prefix.start > 0 || prefix.added !== '' ? [] : (rule.notNames ?? []);
    return [
      ...names.map((zone) => nameCompletion(model, zone, place, rule, prefix)),
      ...others.map((word) => wordCompletion(word, place)),
    ];
  });
}

/** What stands before the name in its argument: so many characters that are typed already, and what is yet to be put. */
interface NamePrefix {
  readonly start: number;
  readonly added: string;
}

/** Null where the cursor is in no argument that a rule wants a name in. */
function prefixAt({ words, token, rest }: StatementPlace, { at }: ReferenceRule): NamePrefix | null {
  if (at.form === 'script') return null;
  if (at.form === 'allArguments') return { start: 0, added: '' };
  if (at.form === 'argument') return words.length === at.argument ? { start: 0, added: '' } : null;
  const { typed } = token;
  if (typed.startsWith(at.prefix)) {
    const isBehindName = at.cutAtColon === true && typed.includes(':', at.prefix.length);
    return isBehindName ? null : { start: at.prefix.length, added: '' };
  }
  // The cursor stands before another parameter, which must not be lost.
  if (typed === '' && token.tail !== '' && !token.tail.startsWith(at.prefix)) return null;
  const isNamed = words.some((word) => word.startsWith(at.prefix)) || rest.includes(` ${at.prefix}`);
  return !isNamed && at.prefix.startsWith(typed) ? { start: 0, added: at.prefix } : null;
}

function placeKey({ at }: ReferenceRule): string {
  const place = at.form === 'keyed' ? at.prefix : at.form === 'argument' ? String(at.argument) : '';
  return `${at.form} ${place}`;
}

function nameCompletion(
  model: ZoneModel,
  zone: Zone,
  { token }: StatementPlace,
  { at }: ReferenceRule,
  { start, added }: NamePrefix,
): Completion {
  const { kind, name } = zone;
  const text = added + name;
  const colon = at.form === 'keyed' && at.cutAtColon === true ? token.tail.indexOf(':') : -1;
  const replace = { start: token.start + start, end: token.end - (colon === -1 ? 0 : token.tail.length - colon) };
  const common = {
    kind: 'zone',
    label: shorten(text, LONGEST_LABEL),
    detail: zoneDetail(model, zone),
    data: { type: 'zone', name, tag: kind.tag },
    isSnippet: false,
    sortText: `0${name}`,
  } as const;
  if (token.quote !== '') return { ...common, insertText: insideQuotes(text), replace, filterText: text };
  if (isPlainArgument(text)) return { ...common, insertText: text, replace, filterText: text };
  // Only a whole argument can be put in quotes.
  const whole = token.typed.slice(0, start) + text;
  const { start: from } = token;
  return { ...common, insertText: asArgument(whole), replace: { start: from, end: replace.end }, filterText: whole };
}

function wordCompletion(word: string, { token }: StatementPlace): Completion {
  return {
    kind: 'directive',
    label: word,
    detail: t('takes no zone'),
    data: null,
    insertText: word,
    isSnippet: false,
    replace: { start: token.start, end: token.end },
    sortText: `5${word}`,
  };
}
