import type { TextRange } from '../../config/sourceText';
import { scanJavaScript, scanLua } from '../../zones/scriptScan';
import type { Zone } from '../../zones/zone';
import type { Analysis } from '../analysis';
import { shorten } from '../figures';
import { type Completion, mostLikely } from './completion';
import { LONGEST_LABEL, zoneDetail } from './zoneDetail';
import { formsIn, zonesOfForms } from './zonesOfForms';

/** Code with a cursor in it. */
export interface ScriptCursor {
  readonly language: 'lua' | 'js';
  /** The code up to the cursor, as its language reads it. */
  readonly before: string;
  /** The text behind the cursor on its line. */
  readonly after: string;
  /** The cursor's offset in the file. */
  readonly offset: number;
  /** The quotes that the code stands in; empty for a block or a file. */
  readonly outerQuote: '' | '"' | "'";
  readonly contexts: readonly string[];
}

/** Longer code is read from here before the cursor on. */
const LONGEST_CODE = 32 * 1024;

/** Places of `ngx.shared` looked at in longer code, for one that gives it another name. */
const MOST_ALIASES = 64;

/** Code before a cursor, but not more than can be read at once; of what is left out, the lines that matter stay. */
export function codeBefore(text: string, from: number, offset: number): string {
  if (offset - from <= LONGEST_CODE) return text.slice(from, offset);
  const start = text.indexOf('\n', offset - LONGEST_CODE) + 1;
  if (start === 0 || start > offset) return '';
  const kept: string[] = [];
  let at = text.indexOf('ngx.shared', from);
  for (let places = 0; at !== -1 && at < start && places < MOST_ALIASES; places++) {
    const line = /^.{0,200}/.exec(text.slice(Math.max(from, text.lastIndexOf('\n', at) + 1), at + 200))?.[0] ?? '';
    if (/=\s*ngx\.shared\s*(?:;|--|\/\/|$)/.test(line)) kept.push(`${line}\n`);
    at = text.indexOf('ngx.shared', at + 1);
  }
  return kept.join('') + text.slice(start, offset);
}

/** Names of shared dictionaries at `ngx.shared.` and `ngx.shared["`, or what stands for `ngx.shared` in the code. */
export function scriptCompletions(analysis: Analysis, cursor: ScriptCursor): readonly Completion[] {
  const member = memberAt(cursor);
  if (member === null) return [];
  const { model } = analysis;
  const zones = zonesOfForms(model, formsIn(model, cursor.language, cursor.contexts));
  return mostLikely(zones, member.typed, ({ name }) => name).flatMap((zone) => {
    const put = textOf(zone, member, cursor);
    if (put === null) return [];
    const { name, kind } = zone;
    return {
      kind: 'dictionary',
      label: shorten(name, LONGEST_LABEL),
      detail: zoneDetail(model, zone),
      data: { type: 'zone', name, tag: kind.tag },
      isSnippet: false,
      sortText: name,
      ...put,
    };
  });
}

/** A dictionary's name that is being written. */
interface Member {
  readonly form: 'dot' | 'bracket' | 'string';
  readonly typed: string;
  /** For `dot`: characters between the dot and what is typed. */
  readonly gap: string;
  /** For `string`: its quote. */
  readonly quote: string;
}

/** A name that no dictionary has, to see whether the scan takes it for one. */
const PROBE = 'zoneLensProbe';

function memberAt({ before, after, language }: ScriptCursor): Member | null {
  const near = before.slice(-LONGEST_MEMBER);
  const dot = /\.(\s*)([A-Za-z_$][\w$]*)?$/.exec(near);
  if (dot !== null) {
    const [, gap = '', typed = ''] = dot;
    const isNamed = namesDictionary(language, before.slice(0, before.length - typed.length), PROBE, 0);
    return isNamed ? { form: 'dot', typed, gap, quote: '' } : null;
  }
  const bracket = /\[\s*(?:(["'])([^"'\\\r\n\t]*))?$/.exec(near);
  if (bracket === null) return null;
  const [, quote = '', typed = ''] = bracket;
  // What is between the brackets already is no name that is being typed.
  if (quote === '' && /^\s*[\w"'[({]/.test(after)) return null;
  const head = before.slice(0, before.length - typed.length - quote.length);
  if (!namesDictionary(language, head, `"${PROBE}"]`, 1)) return null;
  return quote === '' ? { form: 'bracket', typed, gap: '', quote } : { form: 'string', typed, gap: '', quote };
}

const LONGEST_MEMBER = 1200;

/** With the probe behind it, the code takes a dictionary of that name there. */
function namesDictionary(language: ScriptCursor['language'], head: string, probe: string, nameAt: number): boolean {
  // Most code is about something else, and is not read for it.
  if (!head.includes('shared')) return false;
  const text = head + probe + LONG_BRACKET_ENDS;
  const uses = language === 'lua' ? scanLua(text, { start: 0, end: text.length }) : scanJavaScript(text);
  return uses.references.some(({ name, range }) => name === PROBE && range.start === head.length + nameAt);
}

/** A long string or comment that is open at the cursor ends behind it; one without an end would not count as one. */
const LONG_BRACKET_ENDS = '\n]] ]=] ]==] ]===]';

type Put = Pick<Completion, 'insertText' | 'replace' | 'filterText'>;

/** What to put at the cursor for a name; null where it can't be written there. */
function textOf({ name }: Zone, member: Member, cursor: ScriptCursor): Put | null {
  const { after, offset } = cursor;
  const { form, typed, gap } = member;
  const start = offset - typed.length;
  if (form === 'dot') {
    const end = offset + (/^[\w$]*/.exec(after)?.[0].length ?? 0);
    if (isIdentifier(name, cursor.language)) return { insertText: name, replace: { start, end }, filterText: name };
    const quoted = quotedName(name, cursor);
    if (quoted === null || gap.includes('\n') || (gap !== '' && cursor.outerQuote !== '')) return null;
    const replace = { start: start - gap.length - 1, end };
    return { insertText: `[${quoted}]`, replace, filterText: `.${gap}${name}` };
  }
  if (form === 'bracket') {
    const quoted = quotedName(name, cursor);
    if (quoted === null) return null;
    const closing = /^\s*\]/.test(after) ? '' : ']';
    return { insertText: quoted + closing, replace: { start, end: offset }, filterText: name };
  }
  return stringText(name, member, cursor, start);
}

function stringText(
  name: string,
  { quote }: Member,
  { after, offset, outerQuote }: ScriptCursor,
  start: number,
): Put | null {
  const isEscaped = /["'\\]/.test(name);
  if (isEscaped && outerQuote !== '') return null;
  const text = name.replace(/["'\\]/g, '\\$&');
  const { length, isClosed, bracket } = restOfString(after, quote, outerQuote !== '');
  const replace: TextRange = { start, end: offset + length };
  // Within nginx's own quotes a quote may have to be escaped: the person closes the string.
  const closing = isClosed || outerQuote !== '' ? '' : quote + bracket;
  return { insertText: text + closing, replace, filterText: name };
}

/** How much of what follows belongs to the string, and whether it is closed, perhaps by a quote that is escaped. */
function restOfString(
  after: string,
  quote: string,
  mayBeEscaped: boolean,
): { length: number; isClosed: boolean; bracket: string } {
  const word = /^[^\s"'\\()[\]{},;=]*/.exec(after)?.[0].length ?? 0;
  const closing = after.indexOf(quote);
  const closed = mayBeEscaped && after[closing - 1] === '\\' ? closing - 1 : closing;
  const isWhole = closed === word || (closing !== -1 && /^\s*\]/.test(after.slice(closing + 1)));
  if (isWhole) return { length: closed, isClosed: true, bracket: '' };
  return { length: word, isClosed: false, bracket: /^\s*\]/.test(after.slice(word)) ? '' : ']' };
}

/** A name as a string of the language; null where that would need escapes inside nginx's own quotes. */
function quotedName(name: string, { outerQuote }: ScriptCursor): string | null {
  const quote = outerQuote === '"' ? "'" : '"';
  if (!/["'\\]/.test(name)) return `${quote}${name}${quote}`;
  return outerQuote === '' ? `"${name.replace(/["\\]/g, '\\$&')}"` : null;
}

const LUA_KEYWORDS = new Set(
  'and break do else elseif end false for function goto if in local nil not or repeat return then true until while'.split(
    ' ',
  ),
);

/** The name can stand behind a dot. */
function isIdentifier(name: string, language: ScriptCursor['language']): boolean {
  if (language === 'js') return /^[A-Za-z_$][\w$]*$/.test(name);
  return /^[A-Za-z_]\w*$/.test(name) && !LUA_KEYWORDS.has(name);
}
