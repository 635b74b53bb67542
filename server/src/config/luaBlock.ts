import { NGINX_CONFIG_BUFFER_BYTES } from './lexer';
import { byteLength, type TextRange } from './sourceText';

/** Where a `*_by_lua_block` ends, or why that can't be told. */
export type LuaBlockEnd =
  | {
      readonly found: true;
      readonly closingBrace: number;
      /** The first long bracket that does not fit into nginx's buffer. */
      readonly longBracket: TextRange | null;
      /** Offset after the last character that the answer depends on. */
      readonly seenUpTo: number;
    }
  | { readonly found: false; readonly reason: 'end-of-file' | 'long-bracket'; readonly at: number };

const LINE_FEED = 10;
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;
const DASH = 45;
const EQUALS = 61;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/**
 * Finds the brace that closes a Lua block, the way ngx_lua's own lexer does (util/gen-lexer-c of lua-nginx-module: the
 * leftmost of `{`, `}`, `[=*[`, `--[=*[`, `]=*]`, `--` to the line's end, and quoted strings that end on their line).
 * A quote that is not closed on its line is no string there, and so is none here.
 *
 * @param from offset just after the opening brace
 */
export function findLuaBlockEnd(text: string, from: number): LuaBlockEnd {
  let depth = 1;
  let longBracket: TextRange | null = null;
  // Where a search for a closing quote went up to in vain; a quote before it, which that search saw as escaped, would
  // be searched for in vain again.
  let noDoubleQuoteBefore = from;
  let noSingleQuoteBefore = from;
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === OPEN_BRACE) {
      depth++;
      at++;
    } else if (code === CLOSE_BRACE) {
      depth--;
      if (depth === 0) {
        const seenUpTo = Math.max(at, noDoubleQuoteBefore, noSingleQuoteBefore) + 1;
        return { found: true, closingBrace: at, longBracket, seenUpTo };
      }
      at++;
    } else if (code === DASH && text.charCodeAt(at + 1) !== DASH) {
      at++;
    } else if (code === OPEN_BRACKET || code === DASH) {
      const after = longBracketEnd(text, code === DASH ? at + 2 : at);
      if (after === NEVER_CLOSED) return { found: false, reason: 'long-bracket', at };
      if (after !== NO_BRACKET) {
        if (longBracket === null && exceedsBuffer(text, at, after)) longBracket = { start: at, end: after };
        at = after;
      } else at = code === DASH ? lineEndAt(text, at) : at + 1;
    } else if (code === DOUBLE_QUOTE) {
      const end = at < noDoubleQuoteBefore ? -1 : quotedStringEnd(text, at);
      if (end === at + 1) noDoubleQuoteBefore = lineEndAt(text, at);
      at = Math.max(end, at + 1);
    } else if (code === SINGLE_QUOTE) {
      const end = at < noSingleQuoteBefore ? -1 : quotedStringEnd(text, at);
      if (end === at + 1) noSingleQuoteBefore = lineEndAt(text, at);
      at = Math.max(end, at + 1);
    } else at++;
  }
  return { found: false, reason: 'end-of-file', at: from };
}

const NO_BRACKET = -1;
const NEVER_CLOSED = -2;

/** Offset after the long bracket that opens at `at`; -1 where none opens there, -2 where it is never closed. */
export function longBracketEnd(text: string, at: number): number {
  if (text.charCodeAt(at) !== OPEN_BRACKET) return NO_BRACKET;
  const opening = afterEqualSigns(text, at + 1);
  if (text.charCodeAt(opening) !== OPEN_BRACKET) return NO_BRACKET;
  const level = opening - at;
  for (let closing = text.indexOf(']', opening + 1); closing !== -1; ) {
    const end = afterEqualSigns(text, closing + 1);
    if (end - closing === level && text.charCodeAt(end) === CLOSE_BRACKET) return end + 1;
    closing = text.indexOf(']', end);
  }
  return NEVER_CLOSED;
}

function afterEqualSigns(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === EQUALS) at++;
  return at;
}

/** Offset after the quoted string that opens at `at`, or `at + 1` where it does not end on its line. */
export function quotedStringEnd(text: string, at: number): number {
  const quote = text.charCodeAt(at);
  for (let place = at + 1; place < text.length; place++) {
    let code = text.charCodeAt(place);
    if (code === quote) return place + 1;
    if (code === BACKSLASH) code = text.charCodeAt(++place);
    if (code === LINE_FEED) break;
  }
  return at + 1;
}

function lineEndAt(text: string, at: number): number {
  const lineEnd = text.indexOf('\n', at);
  return lineEnd === -1 ? text.length : lineEnd;
}

function exceedsBuffer(text: string, start: number, end: number): boolean {
  return (
    (end - start) * 3 > NGINX_CONFIG_BUFFER_BYTES && byteLength(text.slice(start, end)) > NGINX_CONFIG_BUFFER_BYTES
  );
}
