import { lengthBytes } from '../../zones/declarations';
import type { ZoneGrammar, ZoneKind } from '../../zones/zoneKind';
import { sizeTextFor } from '../sizing';
import { snippetText, tabStop, tabStopChoice } from './snippets';

/** What stands for a word of a syntax until the person writes something: an argument that nginx takes. */
const EXAMPLES: Readonly<Record<string, string>> = {
  KEY: '$binary_remote_addr',
  NAME: 'name',
  SHMNAME: 'name',
  VALUE: '$server_name',
  RATE: '1r/s',
  TIME: '10m',
  PATH: '/var/cache/nginx',
  ADDRESS: '127.0.0.1',
  HOST: '127.0.0.1',
  N: '100',
  NUMBER: '100',
  COUNT: '100',
};

/** What stands at the place of a size that is none in bytes, or that the module reads in a way of its own. */
const EXAMPLE_BY_PARSER = { none: '10m', count: '100' };

const KILOBYTE = 1024;
const USUAL_SIZE_BYTES = 10 * KILOBYTE ** 2;

/** The servers of an upstream are few. */
const USUAL_UPSTREAM_SIZE_BYTES = 64 * KILOBYTE;

/**
 * A zone directive as a snippet, made of its row's syntax: what nginx wants of it and what gives the zone's name and
 * size; other optional parameters are left to the person. It ends with its `;`, or in its block.
 */
export function directiveSnippet(kind: ZoneKind, pageSizeBytes: number): string {
  const { syntax, grammar } = kind;
  const block = syntax.indexOf(' {');
  const head = syntax.slice(0, block === -1 ? syntax.indexOf(';') : block);
  const [name = '', ...words] = wordsOf(head);
  const stops = createTabStops(kind, pageSizeBytes);
  const parts = [snippetText(name)];
  for (const word of likeliestForm(words, grammar)) {
    const wanted = wantedWord(word, grammar);
    if (wanted !== null) parts.push(stops(wanted));
  }
  return block === -1 ? `${parts.join(' ')};` : `${parts.join(' ')} {\n\t$0\n}`;
}

/** A parameter that names a zone and gives its size, as a snippet: `zone=NAME:SIZE`; null where the row has no such. */
export function zoneParameterSnippet(kind: ZoneKind, pageSizeBytes: number): string | null {
  const { grammar } = kind;
  if (grammar.form !== 'keyed') return null;
  const word = wordsOf(kind.syntax).find((one) => one.replace(/^\[/, '').startsWith(grammar.prefix));
  const wanted = word === undefined ? null : wantedWord(word.replace(/;$/, ''), grammar);
  return wanted === null ? null : createTabStops(kind, pageSizeBytes)(wanted);
}

/** Size that a new zone gets until the person says otherwise, as the directive takes it. */
function exampleSize(kind: ZoneKind, pageSizeBytes: number): string {
  const { size, initialModel } = kind;
  const minimumBytes = size.minimum === null ? 0 : lengthBytes(size.minimum, pageSizeBytes);
  const usualBytes = initialModel === 'upstream-servers' ? USUAL_UPSTREAM_SIZE_BYTES : USUAL_SIZE_BYTES;
  const defaultBytes = size.defaultSize === null ? usualBytes : lengthBytes(size.defaultSize, pageSizeBytes);
  if (size.parser === 'none' || size.parser === 'count') return EXAMPLE_BY_PARSER[size.parser];
  const bytes = Math.max(defaultBytes, minimumBytes);
  return sizeTextFor(Math.ceil(bytes / KILOBYTE) * KILOBYTE, kind) ?? '';
}

/** Words of a syntax; blanks in brackets do not part them. */
function wordsOf(text: string): string[] {
  return text.match(/(?:\[[^\]]*\]|\S)+/g) ?? [];
}

/** Of forms parted by ` | `, the one that declares a zone. */
function likeliestForm(words: readonly string[], grammar: ZoneGrammar): readonly string[] {
  const forms: string[][] = [[]];
  for (const word of words) {
    if (word === '|') forms.push([]);
    else forms.at(-1)?.push(word);
  }
  const prefix = zonePrefix(grammar);
  const holdsZone = (form: readonly string[]): boolean =>
    form.some((word) => word.replace(/^\[/, '').startsWith(prefix));
  const holdsPlaceholder = (form: readonly string[]): boolean => form.some((word) => /\b[A-Z]/.test(word));
  return (prefix === '' ? undefined : forms.find(holdsZone)) ?? forms.find(holdsPlaceholder) ?? forms[0] ?? [];
}

/** What the argument with the zone's name, or its size, starts with. */
function zonePrefix(grammar: ZoneGrammar): string {
  switch (grammar.form) {
    case 'keyed':
      return grammar.prefix;
    case 'nameOnly':
      return grammar.namePrefix ?? '';
    case 'sizeOnly':
      return grammar.sizePrefix ?? '';
    default:
      return '';
  }
}

/** A word of a syntax without what may be left out of it; null where all of it may. */
function wantedWord(word: string, grammar: ZoneGrammar): string | null {
  if (word === '...') return null;
  const optional = /^\[(.*)\]$/.exec(word)?.[1];
  const prefix = zonePrefix(grammar);
  const isZone = optional !== undefined && prefix !== '' && optional.startsWith(prefix);
  // The size that an upstream's zone may go without is what this is all about.
  if (optional !== undefined && optional !== 'SIZE' && !isZone) return null;
  return (optional ?? word).replace(/\[:(?:SIZE|COUNT)\]/g, (size) => size.slice(1, -1)).replace(/\[[^\]]*\]/g, '');
}

/** Makes snippet text of words, with tab stops in place of what the person has to fill in, counted on. */
function createTabStops(kind: ZoneKind, pageSizeBytes: number): (word: string) => string {
  let count = 0;
  return (word) => {
    const choices = word.split('|');
    const [first = ''] = choices;
    if (choices.length > 1 && !PLACEHOLDER.test(word)) return tabStopChoice(++count, choices);
    let text = '';
    let done = 0;
    for (const match of first.matchAll(PLACEHOLDERS)) {
      const [placeholder] = match;
      const example =
        placeholder === 'SIZE'
          ? exampleSize(kind, pageSizeBytes)
          : placeholder.startsWith('$')
            ? '$variable'
            : (EXAMPLES[placeholder] ?? placeholder.toLowerCase());
      text += snippetText(first.slice(done, match.index)) + tabStop(++count, example);
      done = match.index + placeholder.length;
    }
    return text + snippetText(first.slice(done));
  };
}

/** `NAME`, `N`, `$VARIABLE`, `$variable`. */
const PLACEHOLDER = /\$\w+|\b[A-Z]+\b/;
const PLACEHOLDERS = new RegExp(PLACEHOLDER, 'g');
