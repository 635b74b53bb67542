/** Where a `*_by_lua_block` ends, or why that can't be told. */
export type LuaBlockEnd =
  | { readonly found: true; readonly closingBrace: number }
  | { readonly found: false; readonly reason: 'end-of-file' | 'long-bracket'; readonly at: number };

/**
 * Finds the brace that closes a Lua block, the way ngx_lua's own lexer does (util/gen-lexer-c of lua-nginx-module: the
 * leftmost of `{`, `}`, `[=*[`, `--[=*[`, `]=*]`, `--` to the line's end, and quoted strings that end on their line).
 * A quote that is not closed on its line is no string there, and so is none here.
 *
 * @param from offset just after the opening brace
 */
export function findLuaBlockEnd(text: string, from: number): LuaBlockEnd {
  let depth = 1;
  let at = from;
  while (at < text.length) {
    switch (text[at]) {
      case '{':
        depth++;
        at++;
        break;
      case '}':
        depth--;
        if (depth === 0) return { found: true, closingBrace: at };
        at++;
        break;
      case '[': {
        const after = longBracketEnd(text, at);
        if (after === -2) return { found: false, reason: 'long-bracket', at };
        at = after === -1 ? at + 1 : after;
        break;
      }
      case ']':
        at = closingBracketEnd(text, at);
        break;
      case '-': {
        if (text[at + 1] !== '-') {
          at++;
          break;
        }
        const after = text[at + 2] === '[' ? longBracketEnd(text, at + 2) : -1;
        if (after === -2) return { found: false, reason: 'long-bracket', at };
        if (after === -1) {
          const lineEnd = text.indexOf('\n', at);
          at = lineEnd === -1 ? text.length : lineEnd;
        } else at = after;
        break;
      }
      case '"':
      case "'":
        at = quotedStringEnd(text, at);
        break;
      default:
        at++;
    }
  }
  return { found: false, reason: 'end-of-file', at: from };
}

/** Offset after the long bracket that opens at `at`; -1 where none opens there, -2 where it is never closed. */
export function longBracketEnd(text: string, at: number): number {
  let level = at + 1;
  while (text[level] === '=') level++;
  if (text[level] !== '[') return -1;
  const closing = `]${'='.repeat(level - at - 1)}]`;
  const end = text.indexOf(closing, level + 1);
  return end === -1 ? -2 : end + closing.length;
}

function closingBracketEnd(text: string, at: number): number {
  let level = at + 1;
  while (text[level] === '=') level++;
  return text[level] === ']' ? level + 1 : at + 1;
}

/** Offset after the quoted string that opens at `at`, or `at + 1` where it does not end on its line. */
export function quotedStringEnd(text: string, at: number): number {
  const quote = text[at];
  for (let place = at + 1; place < text.length; place++) {
    const character = text[place];
    if (character === '\n') break;
    if (character === '\\') {
      if (text[place + 1] === '\n') break;
      place++;
    } else if (character === quote) return place + 1;
  }
  return at + 1;
}
