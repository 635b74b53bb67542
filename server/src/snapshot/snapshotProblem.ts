import type * as v from 'valibot';
import { printable } from '../features/printable';
import { t } from '../l10n';

const LONGEST_SHOWN = 60;

/** A text of the file's for a screen: short, on one line, and nothing but text: an editor makes links of `[](command:…)`. */
export function shownText(text: string): string {
  const safe = printable(text.slice(0, LONGEST_SHOWN)).replaceAll('](', '] (');
  return text.length > LONGEST_SHOWN ? `${safe}…` : safe;
}

/** What to do about a file that is damaged. */
export function remedy(): string {
  return t('Save the snapshot again, or get the file anew from where it comes from.');
}

/** A value that is not what it should be, for people. */
export function damageProblem(keys: readonly (string | number)[], expected: string, value: unknown): string {
  const place = placeText(keys);
  const found = foundText(value);
  if (place === '') return t('The snapshot is damaged: expected {0}, found {1}. {2}', expected, found, remedy());
  return t('The snapshot is damaged at {0}: expected {1}, found {2}. {3}', place, expected, found, remedy());
}

/** The first thing in which a value is not as the schema has it. */
export function schemaProblem(issue: v.BaseIssue<unknown>): string {
  // Keys are the schema's own, and numbers of places in lists.
  const keys = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
  if (issue.input === undefined) {
    return t('The snapshot is damaged: {0} is missing. {1}', placeText(keys), remedy());
  }
  return damageProblem(keys, expectedText(issue), issue.input);
}

/** `view.sample.zones[3].sizeBytes`. */
function placeText(keys: readonly (string | number)[]): string {
  return keys.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${key}`)).join('');
}

function expectedText({ kind, type, message, expected }: v.BaseIssue<unknown>): string {
  if (kind === 'validation') return t('a shorter list');
  if (type === 'custom') return message;
  if (type === 'array') return t('a list');
  if (type === 'boolean') return t('true or false');
  return expected === null || expected === 'Object' ? t('an object') : expected;
}

/** What a file has, without reading all of it. */
function foundText(value: unknown): string {
  if (typeof value === 'string') return `"${shownText(value)}"`;
  if (Array.isArray(value)) return t('a list of {0}', value.length);
  return typeof value === 'object' && value !== null ? t('an object') : String(value);
}
