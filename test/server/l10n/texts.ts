import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT_FOLDER = path.resolve(import.meta.dirname, '../../..');

/** Texts by their keys. */
export type Texts = Readonly<Record<string, string>>;

/** A file of the project as text. */
export function readProjectFile(name: string): string {
  return readFileSync(path.join(ROOT_FOLDER, name), 'utf8');
}

/** A file of texts. */
export function readTexts(name: string): Texts {
  const read: unknown = JSON.parse(readProjectFile(name));
  return read as Texts;
}

/** Languages that the extension is translated to, by the names of its files. */
export const LANGUAGES: readonly string[] = readdirSync(path.join(ROOT_FOLDER, 'l10n')).flatMap((name) => {
  const language = /^bundle\.l10n\.([\w-]+)\.json$/.exec(name)?.[1];
  return language === undefined ? [] : [language];
});

/** What is left of a text when its places for values are filled with nothing. */
export function withoutPlaceholders(text: string): string {
  return text.replace(/\{\d\}/g, '');
}

/** What stands for values in a text, in order. */
export function placeholdersOf(text: string): string[] {
  return (text.match(/\{\d\}/g) ?? []).sort();
}

/** Code spans, targets of links, bold marks and line breaks of a text, in order. */
export function markupOf(text: string): string[] {
  return (text.match(/`[^`]*`|\]\([^)]*\)|\*\*|\n/g) ?? []).sort();
}

/** Numbers with what belongs to them (`1.5m`, `10r/s`, `nginx/1.26.2`, `1:2`), in order. */
export function figuresOf(text: string): string[] {
  return (withoutPlaceholders(text).match(/[A-Za-z/_]*\d[\w/]*(?:[.,:]\w+)*/g) ?? []).sort();
}
