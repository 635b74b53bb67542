import { createTokenColumns, growTokens, type TokenColumns } from './columns';
import { codeUnitsOf } from './sourceText';

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
  /** First on its line, in a statement that began on an earlier one. */
  StartsLine = 8,
}

/** The lexer's place in a text, and every token that it has found; offsets exclude the quotes. */
export interface Lexer {
  readonly text: string;
  /** UTF-16 units of a piece of the text, or of all of it: reading an array is twice as fast as asking a string. */
  codes: Uint16Array;
  /** Offset of the first of them. */
  codesStart: number;
  position: number;
  readonly tokens: TokenColumns;
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
const LONG_TEXT_UNITS = Math.floor(NGINX_CONFIG_BUFFER_BYTES / 3) - 1;

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

/** 1 for each UTF-16 unit at which the scan of an unquoted word has to stop and look. */
const STOPS_WORD = new Uint8Array(0x10000);
for (const code of [TAB, LINE_FEED, CARRIAGE_RETURN, SPACE, DOLLAR, SEMICOLON, BACKSLASH, OPEN_BRACE])
  STOPS_WORD[code] = 1;

/**
 * A lexer at the start of a text.
 *
 * @param units how much of the text to see at first
 * @param tokens how many tokens to have room for
 */
export function createLexer(text: string, units = text.length, tokens = text.length >> 3): Lexer {
  return {
    text,
    codes: codeUnitsOf(text.slice(0, units)),
    codesStart: 0,
    position: 0,
    tokens: createTokenColumns(tokens),
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
  const start = lexer.position;
  const tokenCount = lexer.tokens.count;
  for (;;) {
    const end = readTokens(lexer, hasTokens);
    if (end === StatementEnd.Semicolon || end === StatementEnd.BlockStart || end === StatementEnd.BlockEnd) return end;
    if (end === StatementEnd.UnexpectedCharacter || hasCodesToTheEnd(lexer)) return end;
    // Only a piece of the text was seen. A quote's end is looked for in the text, which is much faster.
    const closing = end === StatementEnd.UnterminatedQuote ? closingQuoteAt(lexer.text, lexer.position) : 0;
    if (closing === -1) return end;
    forgetTokens(lexer, tokenCount, start);
    const { length } = lexer.codes;
    takeCodes(lexer, start, Math.max(start > lexer.codesStart ? length : 2 * length, closing + 2 - start));
  }
}

function hasCodesToTheEnd({ text, codes, codesStart }: Lexer): boolean {
  return codesStart + codes.length === text.length;
}

/** Lets the lexer see a piece of the text; it takes more where that does not hold a whole statement. */
export function takeCodes(lexer: Lexer, start: number, length: number): void {
  lexer.position = start;
  lexer.codesStart = start;
  lexer.codes = codeUnitsOf(lexer.text.slice(start, start + length));
}

function forgetTokens({ tokens, longTokens, longComments }: Lexer, tokenCount: number, start: number): void {
  tokens.count = tokenCount;
  while ((longTokens.at(-1) ?? -1) >= tokenCount) longTokens.pop();
  while ((longComments.at(-1) ?? -1) >= start) longComments.pop();
}

/** Offset of the quote that closes the one at `start`; -1 where none does. */
function closingQuoteAt(text: string, start: number): number {
  const quote = text.charAt(start);
  for (let at = text.indexOf(quote, start + 1); at !== -1; at = text.indexOf(quote, at + 1)) {
    let escapes = at;
    while (escapes - 1 > start && text.charCodeAt(escapes - 1) === BACKSLASH) escapes--;
    if ((at - escapes) % 2 === 0) return at;
  }
  return -1;
}

function readTokens(lexer: Lexer, hasTokens: boolean): StatementEnd {
  const { codes, codesStart } = lexer;
  const length = codes.length;
  let at = lexer.position - codesStart;
  let tokens = hasTokens;
  let lineBreak = false;
  if (!hasTokens) lexer.spansLines = false;

  while (at < length) {
    const code = codes[at];
    if (code === SPACE || code === TAB || code === CARRIAGE_RETURN) {
      at++;
      continue;
    }
    if (code === LINE_FEED) {
      lineBreak = true;
      at++;
      continue;
    }
    if (code === HASH) {
      const start = at;
      while (at < length && codes[at] !== LINE_FEED) at++;
      if (at - start >= LONG_TEXT_UNITS) lexer.longComments.push(codesStart + start);
      continue;
    }
    if (code === SEMICOLON || code === OPEN_BRACE) {
      lexer.position = codesStart + at + 1;
      return code === SEMICOLON ? StatementEnd.Semicolon : StatementEnd.BlockStart;
    }
    if (code === CLOSE_BRACE) {
      lexer.position = codesStart + at + 1;
      return StatementEnd.BlockEnd;
    }

    let flags = 0;
    if (tokens && lineBreak) {
      flags = TokenFlag.StartsLine;
      lexer.spansLines = true;
    }
    tokens = true;
    lineBreak = false;
    const start = at++;

    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
      while (at < length && codes[at] !== code) {
        if (codes[at] === BACKSLASH) {
          flags |= TokenFlag.Escaped;
          at++;
        }
        at++;
      }
      if (at >= length) {
        lexer.position = codesStart + start;
        return StatementEnd.UnterminatedQuote;
      }
      pushToken(
        lexer,
        codesStart + start + 1,
        codesStart + at,
        flags | (code === DOUBLE_QUOTE ? TokenFlag.DoubleQuoted : TokenFlag.SingleQuoted),
      );
      at++;
      if (at < length && !mayFollowQuote(codes[at])) {
        lexer.position = codesStart + at;
        return StatementEnd.UnexpectedCharacter;
      }
      continue;
    }

    // An unquoted word. Its first character is taken as it is, whatever it is. A "{" belongs to the word only right
    // after a "$", or after another such brace.
    let afterVariable = code === DOLLAR ? at : -1;
    if (code === BACKSLASH) {
      flags |= TokenFlag.Escaped;
      at++;
    }
    let stop: number | undefined;
    for (;;) {
      while (at < length && STOPS_WORD[codes[at] as number] === 0) at++;
      stop = codes[at];
      if (stop === DOLLAR) afterVariable = ++at;
      else if (stop === OPEN_BRACE && at === afterVariable) afterVariable = ++at;
      else if (stop === BACKSLASH) {
        flags |= TokenFlag.Escaped;
        at += 2;
      } else break;
    }
    if (at >= length) {
      pushToken(lexer, codesStart + start, codesStart + length, flags);
      lexer.position = codesStart + length;
      return StatementEnd.Unfinished;
    }
    pushToken(lexer, codesStart + start, codesStart + at, flags);
    if (stop === SEMICOLON || stop === OPEN_BRACE) {
      lexer.position = codesStart + at + 1;
      return stop === SEMICOLON ? StatementEnd.Semicolon : StatementEnd.BlockStart;
    }
    // White space: the loop goes on with it.
  }

  lexer.position = codesStart + length;
  return tokens ? StatementEnd.Unfinished : StatementEnd.EndOfFile;
}

function mayFollowQuote(code: number | undefined): boolean {
  return (
    code === SEMICOLON ||
    code === SPACE ||
    code === LINE_FEED ||
    code === CARRIAGE_RETURN ||
    code === TAB ||
    code === OPEN_BRACE ||
    code === CLOSE_PARENTHESIS
  );
}

/** Adds a token found by the lexer, or made by the parser when it mends a broken statement. */
export function pushToken(lexer: Lexer, start: number, end: number, flags: number): void {
  const { tokens } = lexer;
  const token = tokens.count++;
  if (end - start >= LONG_TEXT_UNITS) lexer.longTokens.push(token);
  if (token === tokens.starts.length) growTokens(tokens);
  tokens.starts[token] = start;
  tokens.ends[token] = end;
  tokens.flags[token] = flags;
}
