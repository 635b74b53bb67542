import { longBracketEnd, quotedStringEnd } from '../config/luaBlock';
import type { TextRange } from '../config/sourceText';

/** What a piece of script does with shared dictionaries. */
export interface ScriptUses {
  /** `ngx.shared.NAME` and `ngx.shared["NAME"]`, also through `local shared = ngx.shared`. */
  readonly references: readonly { readonly name: string; readonly range: TextRange }[];
  /** Dictionaries are taken by a computed name, or the whole table is handed on: any of them may be used. */
  readonly isDynamic: boolean;
  /** Every string in the text: a dictionary's name may be handed to a library as one. */
  readonly strings: ReadonlySet<string>;
  /** Modules loaded by a literal name. */
  readonly requires: readonly string[];
}

interface ScriptToken {
  readonly kind: 'word' | 'string' | 'sign';
  /** A word's or sign's text, a string's value. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Reads Lua code. Offsets are into `text`; only `range` of it is read. */
export function scanLua(text: string, range: TextRange): ScriptUses {
  return usesOf(luaTokens(text.slice(0, range.end), range.start));
}

/** Reads njs code, whose words of interest look the same. */
export function scanJavaScript(text: string): ScriptUses {
  return usesOf(javaScriptTokens(text));
}

function usesOf(tokens: readonly ScriptToken[]): ScriptUses {
  const references: { name: string; range: TextRange }[] = [];
  const strings = new Set<string>();
  const requires: string[] = [];
  const aliases = new Set<string>();
  let isDynamic = false;
  const textAt = (index: number): string => {
    const token = tokens[index];
    return token === undefined || token.kind === 'string' ? '' : token.text;
  };
  tokens.forEach((token, index) => {
    if (token.kind === 'string') strings.add(token.text);
    if (token.kind !== 'word') return;
    if (token.text === 'require') {
      const argument = tokens[textAt(index + 1) === '(' ? index + 2 : index + 1];
      if (argument?.kind === 'string') requires.push(argument.text);
      return;
    }
    // Two dots join strings, three spread a list: what follows them is no member.
    const isMember = (textAt(index - 1) === '.' && textAt(index - 2) !== '.') || textAt(index - 1) === ':';
    if (isMember) return;
    let after = index + 1;
    if (token.text === 'ngx' && textAt(index + 1) === '.' && textAt(index + 2) === 'shared') after = index + 3;
    else if (!aliases.has(token.text)) return;
    const named = namedMember(tokens, after);
    if (named !== null) references.push(named);
    else if (textAt(after) !== '[' && textAt(index - 1) === '=' && tokens[index - 2]?.kind === 'word') {
      aliases.add(textAt(index - 2));
    } else if (!(aliases.has(token.text) && textAt(index + 1) === '=')) isDynamic = true;
  });
  return { references, isDynamic, strings, requires };
}

/** `.NAME` or `["NAME"]` at a token. */
function namedMember(tokens: readonly ScriptToken[], at: number): { name: string; range: TextRange } | null {
  const [first, second, third] = tokens.slice(at, at + 3);
  if (first?.kind !== 'sign' || second === undefined) return null;
  const range = { start: second.start, end: second.end };
  if (first.text === '.' && second.kind === 'word') return { name: second.text, range };
  const closes = third?.kind === 'sign' && third.text === ']';
  return first.text === '[' && second.kind === 'string' && closes
    ? { name: second.text, range: { start: second.start + 1, end: second.end - 1 } }
    : null;
}

const WORD = /[A-Za-z_$][\w$]*/y;

function luaTokens(text: string, from: number): ScriptToken[] {
  const tokens: ScriptToken[] = [];
  const longEnd = createLongBracketSearch(text);
  for (let at = from; at < text.length; ) {
    const character = text[at] ?? '';
    if (character === '-' && text[at + 1] === '-') {
      const long = text[at + 2] === '[' ? longEnd(at + 2) : -1;
      at = long > 0 ? long : endOfLine(text, at);
      continue;
    }
    const end = character === '[' ? longEnd(at) : -1;
    if (end > 0) {
      const open = text.indexOf('[', at + 1) + 1;
      tokens.push({ kind: 'string', text: text.slice(open, end - (open - at)), start: at, end });
      at = end;
    } else at = pushPlainToken(tokens, text, at, character);
  }
  return tokens;
}

/** Ends of long brackets; one that is never closed is looked for only once, so that a hostile file costs its length. */
function createLongBracketSearch(text: string): (at: number) => number {
  const unclosedLevels = new Set<number>();
  return (at) => {
    let level = 0;
    while (text[at + 1 + level] === '=') level++;
    if (text[at + 1 + level] !== '[' || unclosedLevels.has(level)) return -1;
    const end = longBracketEnd(text, at);
    if (end < 0) unclosedLevels.add(level);
    return end;
  };
}

function javaScriptTokens(text: string): ScriptToken[] {
  const tokens: ScriptToken[] = [];
  for (let at = 0; at < text.length; ) {
    const character = text[at] ?? '';
    if (character === '/' && text[at + 1] === '/') at = endOfLine(text, at);
    else if (character === '/' && text[at + 1] === '*') {
      const end = text.indexOf('*/', at + 2);
      at = end === -1 ? text.length : end + 2;
    } else at = pushPlainToken(tokens, text, at, character);
  }
  return tokens;
}

/** Adds what both languages have: words, quoted strings, signs. Numbers are passed over. */
function pushPlainToken(tokens: ScriptToken[], text: string, at: number, character: string): number {
  if (character === '"' || character === "'") {
    const end = quotedStringEnd(text, at);
    // Not closed on its line, which is no valid code: what follows on the line can't be told from a string.
    if (end === at + 1) return endOfLine(text, at);
    tokens.push({ kind: 'string', text: unescapeString(text.slice(at + 1, end - 1)), start: at, end });
    return end;
  }
  WORD.lastIndex = at;
  const word = WORD.exec(text);
  if (word !== null) {
    tokens.push({ kind: 'word', text: word[0], start: at, end: at + word[0].length });
    return at + word[0].length;
  }
  if (/[^\s\d]/.test(character)) tokens.push({ kind: 'sign', text: character, start: at, end: at + 1 });
  return at + 1;
}

/** Takes off the escapes that a name may need; a character by its number is no way to write one. */
function unescapeString(text: string): string {
  return text.includes('\\') ? text.replace(/\\(["'\\])/g, '$1') : text;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}
