import { isBlockName, isKnownDirectiveName, PARENT_BLOCKS, takesFreeValues } from './directiveNames';
import { type Lexer, pushToken, StatementEnd, TokenFlag } from './lexer';
import type { LuaBlockEnd } from './luaBlock';
import {
  addSimpleDirective,
  blockName,
  closeBlock,
  type Parser,
  reportProblem,
  tokenRange,
  tokenText,
} from './parserState';
import type { TextRange } from './sourceText';

/** The `;` is missing behind a token: the range is that of the token, where the mend belongs. */
function reportMissingSemicolon(parser: Parser, lastToken: number, nginxSays: string): void {
  parser.isBroken = true;
  reportProblem(parser, {
    code: 'syntax-missing-semicolon',
    message: `Missing ";" after this (nginx: ${nginxSays}).`,
    range: tokenRange(parser.lexer, lastToken),
  });
}

/** `listen 80 }`: nginx refuses the brace; the statement is taken to end before it. */
export function endStatementAtBrace(parser: Parser, firstToken: number, tokenCount: number): void {
  const lastToken = firstToken + tokenCount - 1;
  reportMissingSemicolon(parser, lastToken, 'unexpected "}"');
  addSimpleDirective(parser, firstToken, tokenCount, tokenRange(parser.lexer, lastToken).end);
}

export function reportStrayBrace(parser: Parser): void {
  parser.isBroken = true;
  reportCharacter(parser, 'syntax-unexpected-brace', 'unexpected "}": no block is open here.');
}

export function reportStraySemicolon(parser: Parser): void {
  reportCharacter(parser, 'syntax-unexpected-character', 'unexpected ";": there is no directive before it.');
}

export function reportNamelessBlock(parser: Parser): void {
  parser.isBroken = true;
  reportCharacter(parser, 'syntax-unexpected-brace', 'unexpected "{": there is no directive before it.');
}

function reportCharacter(
  parser: Parser,
  code: 'syntax-unexpected-brace' | 'syntax-unexpected-character',
  message: string,
): void {
  const end = parser.lexer.position;
  reportProblem(parser, { code, message, range: { start: end - 1, end } });
}

/** The text ends inside a statement. */
export function finishAtEndOfFile(parser: Parser, firstToken: number, tokenCount: number): void {
  const { lexer } = parser;
  const lastToken = firstToken + tokenCount - 1;
  const alreadyBroken = parser.isBroken;
  const start = lexer.spansLines ? splitStatement(parser, firstToken, tokenCount, false) : firstToken;
  addSimpleDirective(parser, start, firstToken + tokenCount - start, lexer.text.length);
  if (!alreadyBroken) {
    reportMissingSemicolon(parser, lastToken, 'unexpected end of file, expecting ";" or "}"');
  }
  closeAll(parser);
}

/** The text ends; blocks still open are one problem, told at the innermost. */
export function closeAtEndOfFile(parser: Parser): void {
  const innermost = parser.open.at(-1);
  if (innermost !== undefined) {
    parser.isBroken = true;
    reportUnclosed(parser, innermost, 'unexpected end of file, expecting "}"');
  }
  closeAll(parser);
}

function closeAll(parser: Parser): void {
  while (parser.open.length > 0) closeBlock(parser, parser.lexer.text.length);
}

function reportUnclosed(parser: Parser, directive: number, nginxSays: string, found?: TextRange): void {
  const { lexer } = parser;
  const start = parser.blockStarts.values[directive] ?? 0;
  const tokenCount = parser.tokenCounts.values[directive] ?? 0;
  const firstToken = parser.firstTokens.values[directive] ?? 0;
  const name = blockName(parser, directive);
  const head = tokenCount > 0 ? tokenRange(lexer, firstToken).start : start;
  reportProblem(parser, {
    code: 'syntax-missing-brace',
    message: `The block${name === '' ? '' : ` of "${name}"`} is not closed: "}" is missing (nginx: ${nginxSays}).`,
    range: { start: head, end: start + 1 },
    ...(found && { related: { range: found, message: 'This block cannot stand inside it.' } }),
  });
}

/**
 * Before a block that cannot stand where it is (a `server` in a `server`): some `}` is missing before it. Closes what
 * keeps it from a place where it can stand.
 */
export function closeUnclosedBlocks(parser: Parser, name: string, firstToken: number): void {
  const allowed = PARENT_BLOCKS.get(name);
  if (allowed === undefined || parser.open.length === 0) return;
  const parent = blockName(parser, parser.open.at(-1));
  if (allowed.includes(parent) || !PARENT_BLOCKS.has(parent)) return;
  const names = parser.open.map((directive) => blockName(parser, directive));
  const keep = names.findLastIndex((open) => allowed.includes(open)) + 1;
  if (keep === 0 && !allowed.includes('main') && PARENT_BLOCKS.get(names[0] ?? '')?.includes('main')) return;
  const unclosed = parser.open.at(-1);
  if (unclosed === undefined) return;
  parser.isBroken = true;
  const found = tokenRange(parser.lexer, firstToken);
  reportUnclosed(parser, unclosed, `"${name}" directive is not allowed here`, found);
  while (parser.open.length > keep) closeBlock(parser, found.start);
}

/**
 * Looks at a statement that spans lines. Where a line in it starts with the name of a directive, a `;` is missing before
 * it, and what stands before is a directive of its own.
 *
 * @returns the token at which the last of the directives starts; it is left to the caller
 */
export function splitStatement(parser: Parser, firstToken: number, tokenCount: number, opensBlock: boolean): number {
  const { lexer } = parser;
  const afterLast = firstToken + tokenCount;
  let start = firstToken;
  for (let token = firstToken + 1; token < afterLast; token++) {
    if (!startsDirective(parser, start, token, opensBlock)) continue;
    const name = tokenText(lexer, start, 1);
    parser.isBroken = true;
    reportMissingSemicolon(
      parser,
      token - 1,
      opensBlock
        ? `directive "${name}" is not terminated by ";"`
        : `invalid number of arguments in "${name}" directive`,
    );
    addSimpleDirective(parser, start, token - start, tokenRange(lexer, token - 1).end);
    start = token;
  }
  return start;
}

function startsDirective(parser: Parser, firstToken: number, token: number, opensBlock: boolean): boolean {
  const { lexer } = parser;
  const flags = lexer.tokenFlags.values[token] ?? 0;
  if ((flags & TokenFlag.StartsLine) === 0 || (flags & (TokenFlag.Quoted | TokenFlag.Escaped)) !== 0) return false;
  const text = tokenText(lexer, token, 1);
  if (!isKnownDirectiveName(text) && !(opensBlock && isBlockName(text))) return false;
  if (takesFreeValues(tokenText(lexer, firstToken, 1))) return false;
  return !takesFreeValues(blockName(parser, parser.open.at(-1)));
}

/**
 * A quote that is never closed, or that closes where the next one opens: the token is taken to end at the end of its
 * first line, before a `;` or `{` there.
 *
 * @returns whether the statement goes on
 */
export function mendQuote(parser: Parser, end: StatementEnd, tokenCount: number): boolean {
  const { lexer } = parser;
  if (end === StatementEnd.UnterminatedQuote) {
    endQuoteAtLine(parser, lexer.position + 1, quoteFlag(lexer.text[lexer.position]));
    return true;
  }
  const token = lexer.tokenStarts.length - 1;
  const start = lexer.tokenStarts.values[token] ?? 0;
  const tokenEnd = lexer.tokenEnds.values[token] ?? 0;
  const lineEnd = lexer.text.indexOf('\n', start);
  if (lineEnd !== -1 && lineEnd < tokenEnd) {
    dropLastToken(lexer);
    endQuoteAtLine(parser, start, quoteFlag(lexer.text[start - 1]));
    return true;
  }
  reportProblem(parser, {
    code: 'syntax-unexpected-character',
    message: `unexpected "${lexer.text[lexer.position]}": after a closing quote nginx wants white space, ";" or "{".`,
    range: { start: lexer.position, end: lexer.position + 1 },
  });
  return tokenCount > 0;
}

function quoteFlag(quote: string | undefined): number {
  return quote === '"' ? TokenFlag.DoubleQuoted : TokenFlag.SingleQuoted;
}

function dropLastToken(lexer: Lexer): void {
  lexer.tokenStarts.length--;
  lexer.tokenEnds.length--;
  lexer.tokenFlags.length--;
  if (lexer.longTokens.at(-1) === lexer.tokenStarts.length) lexer.longTokens.pop();
}

function endQuoteAtLine(parser: Parser, start: number, quote: number): void {
  const { lexer } = parser;
  const lineEnd = lexer.text.indexOf('\n', start);
  const line = lexer.text.slice(start, lineEnd === -1 ? lexer.text.length : lineEnd);
  const content = /^(.*?)\s*[;{]?\s*$/s.exec(line)?.[1] ?? line;
  // Marked as unquoted: there is no closing quote for its range to take in.
  pushToken(lexer, start - 1, start + content.length, 0);
  lexer.position = start + content.length;
  reportProblem(parser, {
    code: 'syntax-unterminated-quote',
    message: `The closing ${quote === TokenFlag.DoubleQuoted ? '"' : "'"} is missing.`,
    range: { start: start - 1, end: start + content.length },
  });
}

/**
 * A Lua block that is not closed: taken to end at the first line that has a `}` no deeper than the directive itself.
 *
 * @returns where to read on
 */
export function endUnclosedLua(parser: Parser, directive: number, end: LuaBlockEnd & { found: false }): number {
  const { lexer } = parser;
  parser.isBroken = true;
  const firstToken = parser.firstTokens.values[directive] ?? 0;
  const range = tokenRange(lexer, firstToken);
  reportProblem(parser, {
    code: 'syntax-unterminated-lua',
    message:
      end.reason === 'long-bracket'
        ? 'Lua code block missing the closing long bracket of the one that opens here.'
        : 'unexpected end of file, expecting terminating characters for lua code block: its "}" is missing.',
    range: end.reason === 'long-bracket' ? { start: end.at, end: end.at + 2 } : range,
  });
  const lineStart = lexer.text.lastIndexOf('\n', range.start) + 1;
  const indent = lexer.text.slice(lineStart, range.start);
  if (indent.trim() !== '') return lexer.text.length;
  const closing = new RegExp(`^[ \\t]{0,${Math.min(indent.length, 1000)}}\\}`, 'gm');
  closing.lastIndex = lexer.position;
  const match = closing.exec(lexer.text);
  return match === null ? lexer.text.length : match.index + match[0].length;
}
