import { t as translate } from '@vscode/l10n';

/** What may be filled into a text. */
export type TextArgument = string | number;

/**
 * A text for people in the language that the process was set up for, English without a set-up. The English text is the
 * key of its translation in `l10n/bundle.l10n.LANGUAGE.json`; `{0}`, `{1}` stand for the arguments, which are left as
 * they are.
 */
export function t(message: string, ...values: TextArgument[]): string {
  return translate(message, ...values);
}

/** Some items of a sentence, parted as the language does it. */
export function listText(items: readonly string[]): string {
  return items.join(t(', '));
}

/** Sentences of one paragraph; empty ones are left out. */
export function sentences(...parts: readonly string[]): string {
  const told = parts.filter((part) => part !== '');
  return told.map((part, index) => (index < told.length - 1 ? part + gapBehind(part) : part)).join('');
}

/** Chinese marks bring a space of their own. */
function gapBehind(sentence: string): string {
  return /[。：；！？]$/.test(sentence) ? '' : ' ';
}
