import { createIntegerList, type IntegerList, pushInteger } from './integerList';

/** How a statement ended. */
export enum StatementEnd {
  EndOfFile = 0,
  Semicolon = 1,
  BlockStart = 2,
  BlockEnd = 3,
  /** The text ended inside a statement. */
  Unfinished = 4,
  /** A quoted token is followed by a character that must not stand there; the statement goes on with it. */
  UnexpectedCharacter = 5,
  /** A quote is never closed. */
  UnterminatedQuote = 6,
}

/** What the lexer saw of a token, as bits. */
export enum TokenFlag {
  SingleQuoted = 1,
  DoubleQuoted = 2,
  Quoted = 3,
  /** Holds a backslash, so its value differs from its text. */
  Escaped = 4,
  /** Holds a `$`. */
  Variable = 8,
  /** First on its line, in a statement that began on an earlier one. */
  StartsLine = 16,
}

/** The lexer's place in a text, and every token that it has found; offsets exclude the quotes. */
export interface Lexer {
  readonly text: string;
  position: number;
  readonly tokenStarts: IntegerList;
  readonly tokenEnds: IntegerList;
  readonly tokenFlags: IntegerList;
  /** The statement being read spans more than one line. */
  spansLines: boolean;
  /** Starts of comments too long for nginx's buffer; kept here because comments leave no token. */
  readonly longComments: number[];
  /** Indexes of tokens that may be too long for nginx's buffer; the parser counts their bytes. */
  readonly longTokens: number[];
}

/** nginx's NGX_CONF_BUFFER: a token or comment that does not fit is refused ("too long parameter"). */
export const NGINX_CONFIG_BUFFER_BYTES = 4096;

/** A text of fewer UTF-16 units cannot fill the buffer: a unit is three bytes at the most. */
const LONG_TEXT_UNITS = Math.floor(NGINX_CONFIG_BUFFER_BYTES / 3);

const TAB = 9;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const HASH = 35;
const DOLLAR = 36;
const SINGLE_QUOTE = 39;
const CLOSE_PARENTHESIS = 41;
const SEMICOLON = 59;
const BACKSLASH = 92;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** 1 for each character at which the scan of an unquoted word has to stop and look. */
const STOPS_WORD = new Uint8Array(128);
for (const code of [TAB, LINE_FEED, CARRIAGE_RETURN, SPACE, DOLLAR, SEMICOLON, BACKSLASH, OPEN_BRACE])
  STOPS_WORD[code] = 1;

/** A lexer at the start of a text. */
export function createLexer(text: string): Lexer {
  const capacity = text.length >> 3;
  return {
    text,
    position: 0,
    tokenStarts: createIntegerList(capacity),
    tokenEnds: createIntegerList(capacity),
    tokenFlags: createIntegerList(capacity),
    spansLines: false,
    longComments: [],
    longTokens: [],
  };
}

/**
 * Reads tokens up to the end of the statement, as ngx_conf_read_token() of nginx's ngx_conf_file.c does: comments only
 * where a token may start, `}` only where a token may start, `${` and escapes inside words, white space or one of
 * `; { )` after a closing quote.
 *
 * @param hasTokens the statement goes on (after {@link StatementEnd.UnexpectedCharacter})
 */
export function readStatement(lexer: Lexer, hasTokens: boolean): StatementEnd {
  const text = lexer.text;
  const length = text.length;
  let at = lexer.position;
  let tokens = hasTokens;
  let lineBreak = false;
  if (!hasTokens) lexer.spansLines = false;

  while (at < length) {
    const code = text.charCodeAt(at);
    if (code === LINE_FEED) {
      lineBreak = true;
      at++;
      continue;
    }
    if (code === SPACE || code === TAB || code === CARRIAGE_RETURN) {
      at++;
      continue;
    }
    if (code === HASH) {
      const lineEnd = text.indexOf('\n', at);
      const commentEnd = lineEnd === -1 ? length : lineEnd;
      if (commentEnd - at >= LONG_TEXT_UNITS) lexer.longComments.push(at);
      at = commentEnd;
      continue;
    }
    if (code === SEMICOLON || code === OPEN_BRACE) {
      lexer.position = at + 1;
      return code === SEMICOLON ? StatementEnd.Semicolon : StatementEnd.BlockStart;
    }
    if (code === CLOSE_BRACE) {
      lexer.position = at + 1;
      return StatementEnd.BlockEnd;
    }

    let flags = 0;
    if (tokens && lineBreak) {
      flags = TokenFlag.StartsLine;
      lexer.spansLines = true;
    }
    tokens = true;
    lineBreak = false;

    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
      const end = scanQuoted(text, at + 1, code);
      if (end < 0) {
        lexer.position = at;
        return StatementEnd.UnterminatedQuote;
      }
      flags |= code === DOUBLE_QUOTE ? TokenFlag.DoubleQuoted : TokenFlag.SingleQuoted;
      pushToken(lexer, at + 1, end, flags | contentFlags(text, at + 1, end));
      at = end + 1;
      if (at < length && !mayFollowQuote(text.charCodeAt(at))) {
        lexer.position = at;
        return StatementEnd.UnexpectedCharacter;
      }
      continue;
    }

    // An unquoted word. Its first character is taken as it is, whatever it is.
    const start = at;
    let variable = false;
    if (code === BACKSLASH) {
      flags |= TokenFlag.Escaped;
      at += 2;
    } else {
      if (code === DOLLAR) {
        variable = true;
        flags |= TokenFlag.Variable;
      }
      at++;
    }
    let next = 0;
    while (at < length) {
      next = text.charCodeAt(at);
      if (next >= 128 || STOPS_WORD[next] === 0) {
        variable = false;
        at++;
      } else if (next === OPEN_BRACE) {
        if (!variable) break;
        at++;
      } else if (next === BACKSLASH) {
        variable = false;
        flags |= TokenFlag.Escaped;
        at += 2;
      } else if (next === DOLLAR) {
        variable = true;
        flags |= TokenFlag.Variable;
        at++;
      } else break;
    }
    if (at >= length) {
      pushToken(lexer, start, length, flags);
      lexer.position = length;
      return StatementEnd.Unfinished;
    }
    pushToken(lexer, start, at, flags);
    if (next === SEMICOLON || next === OPEN_BRACE) {
      lexer.position = at + 1;
      return next === SEMICOLON ? StatementEnd.Semicolon : StatementEnd.BlockStart;
    }
    // White space: the loop goes on with it.
  }

  lexer.position = length;
  return tokens ? StatementEnd.Unfinished : StatementEnd.EndOfFile;
}

/** Offset of the quote that closes a quoted token whose content starts at `from`, or -1. */
function scanQuoted(text: string, from: number, quote: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === quote) return at;
  }
  return -1;
}

function mayFollowQuote(code: number): boolean {
  return (
    code === SPACE ||
    code === TAB ||
    code === CARRIAGE_RETURN ||
    code === LINE_FEED ||
    code === SEMICOLON ||
    code === OPEN_BRACE ||
    code === CLOSE_PARENTHESIS
  );
}

function contentFlags(text: string, start: number, end: number): number {
  let flags = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) flags |= TokenFlag.Escaped;
    else if (code === DOLLAR) flags |= TokenFlag.Variable;
  }
  return flags;
}

/** Adds a token found by the lexer, or made by the parser when it mends a broken statement. */
export function pushToken(lexer: Lexer, start: number, end: number, flags: number): void {
  if (end - start >= LONG_TEXT_UNITS) lexer.longTokens.push(lexer.tokenStarts.length);
  pushInteger(lexer.tokenStarts, start);
  pushInteger(lexer.tokenEnds, end);
  pushInteger(lexer.tokenFlags, flags);
}
