import { trimmedIntegers } from './integerList';
import { NGINX_CONFIG_BUFFER_BYTES, readStatement, StatementEnd, TokenFlag } from './lexer';
import { findLuaBlockEnd, type LuaBlockEnd } from './luaBlock';
import {
  addDirective,
  addSimpleDirective,
  closeBlock,
  createParser,
  type Parser,
  reportProblem,
  tokenText,
} from './parserState';
import {
  closeAtEndOfFile,
  closeUnclosedBlocks,
  endStatementAtBrace,
  endUnclosedLua,
  finishAtEndOfFile,
  mendQuote,
  reportNamelessBlock,
  reportStrayBrace,
  reportStraySemicolon,
  splitStatement,
} from './recovery';
import { byteLength } from './sourceText';
import { maskTemplates, mayBeTemplate } from './templates';
import type { ConfigTree } from './tree';

/** Searching a hostile file for the end of each of its Lua blocks would take time with the square of its length. */
const MOST_UNCLOSED_LUA_BLOCKS = 16;

/**
 * Reads a config file's text into a tree. Never fails: what is wrong becomes a problem, and a missing `;`, brace or quote
 * costs one problem and not the rest of the file. A text that does not read as nginx's language but has template parts
 * is read again with those blanked out, and its form is then not judged.
 *
 * @param path the file's name, which may say that it is a template
 */
export function parseConfig(text: string, path = ''): ConfigTree {
  const tree = parseText(text, text, false);
  if (tree.problems.length === 0 || !mayBeTemplate(text, path)) return tree;
  return parseText(maskTemplates(text) ?? text, text, true);
}

function parseText(parsedText: string, text: string, isTemplate: boolean): ConfigTree {
  const parser = createParser(parsedText);
  const { lexer } = parser;
  skipByteOrderMark(parser);
  parseStatements(parser);
  reportLongTexts(parser);
  return {
    text,
    parsedText,
    isTemplate,
    directiveCount: parser.parents.length,
    parents: trimmedIntegers(parser.parents),
    subtreeEnds: trimmedIntegers(parser.subtreeEnds),
    firstTokens: trimmedIntegers(parser.firstTokens),
    tokenCounts: trimmedIntegers(parser.tokenCounts),
    blockStarts: trimmedIntegers(parser.blockStarts),
    ends: trimmedIntegers(parser.ends),
    tokenStarts: trimmedIntegers(lexer.tokenStarts),
    tokenEnds: trimmedIntegers(lexer.tokenEnds),
    tokenFlags: trimmedIntegers(lexer.tokenFlags),
    problems: isTemplate ? [] : parser.problems,
    isBroken: parser.isBroken,
  };
}

function parseStatements(parser: Parser): void {
  const { lexer } = parser;
  let firstToken = 0;
  let continued = false;
  for (;;) {
    if (!continued) firstToken = lexer.tokenStarts.length;
    const end = readStatement(lexer, continued);
    const tokenCount = lexer.tokenStarts.length - firstToken;
    continued = false;
    switch (end) {
      case StatementEnd.EndOfFile:
        closeAtEndOfFile(parser);
        return;
      case StatementEnd.Unfinished:
        finishAtEndOfFile(parser, firstToken, tokenCount);
        return;
      case StatementEnd.UnterminatedQuote:
      case StatementEnd.UnexpectedCharacter:
        continued = mendQuote(parser, end, tokenCount);
        break;
      case StatementEnd.BlockEnd:
        if (tokenCount > 0) endStatementAtBrace(parser, firstToken, tokenCount);
        if (parser.open.length === 0) reportStrayBrace(parser);
        else closeBlock(parser, lexer.position);
        break;
      case StatementEnd.Semicolon:
        if (tokenCount === 0) reportStraySemicolon(parser);
        else {
          const start = lexer.spansLines ? splitStatement(parser, firstToken, tokenCount, false) : firstToken;
          addSimpleDirective(parser, start, firstToken + tokenCount - start, lexer.position);
        }
        break;
      case StatementEnd.BlockStart:
        if (tokenCount === 0) reportNamelessBlock(parser);
        {
          const start = lexer.spansLines ? splitStatement(parser, firstToken, tokenCount, true) : firstToken;
          openBlock(parser, start, firstToken + tokenCount - start);
        }
        break;
    }
  }
}

/** Adds a directive whose `{` was just read, and goes into its block; a Lua block is stepped over at once. */
function openBlock(parser: Parser, firstToken: number, tokenCount: number): void {
  const { lexer } = parser;
  const name = tokenText(lexer, firstToken, tokenCount);
  if (tokenCount > 0) closeUnclosedBlocks(parser, name, firstToken);
  const directive = addDirective(parser, firstToken, tokenCount, lexer.position - 1);
  parser.open.push(directive);
  if (!name.endsWith('_by_lua_block')) return;
  const end = luaBlockEnd(parser);
  if (!end.found) parser.unclosedLuaBlocks++;
  lexer.position = end.found ? end.closingBrace + 1 : endUnclosedLua(parser, directive, end);
  closeBlock(parser, lexer.position);
}

function luaBlockEnd(parser: Parser): LuaBlockEnd {
  const { text, position } = parser.lexer;
  if (parser.unclosedLuaBlocks < MOST_UNCLOSED_LUA_BLOCKS) return findLuaBlockEnd(text, position);
  return { found: false, reason: 'end-of-file', at: position };
}

/** nginx takes the mark's bytes as part of the first word and refuses it; we say so and read on. */
function skipByteOrderMark(parser: Parser): void {
  if (parser.lexer.text.charCodeAt(0) !== 0xfeff) return;
  parser.lexer.position = 1;
  reportProblem(parser, {
    code: 'syntax-byte-order-mark',
    message:
      'The file starts with a byte order mark, which nginx takes as part of the first word (unknown directive). ' +
      'Save it as UTF-8 without BOM.',
    range: { start: 0, end: 1 },
  });
}

/** nginx reads through a buffer of 4096 bytes and refuses what does not fit into it in one piece. */
function reportLongTexts(parser: Parser): void {
  const { lexer } = parser;
  for (const token of lexer.longTokens) {
    const start = lexer.tokenStarts.values[token] ?? 0;
    const end = lexer.tokenEnds.values[token] ?? 0;
    const quoted = ((lexer.tokenFlags.values[token] ?? 0) & TokenFlag.Quoted) !== 0;
    reportLong(parser, 'parameter', start, end, NGINX_CONFIG_BUFFER_BYTES - (quoted ? 1 : 0));
  }
  for (const start of lexer.longComments) {
    const lineEnd = lexer.text.indexOf('\n', start);
    reportLong(parser, 'comment', start, lineEnd === -1 ? lexer.text.length : lineEnd, NGINX_CONFIG_BUFFER_BYTES);
  }
}

function reportLong(parser: Parser, what: string, start: number, end: number, limitBytes: number): void {
  const lengthBytes = byteLength(parser.lexer.text.slice(start, end));
  if (lengthBytes < limitBytes) return;
  const head = parser.lexer.text.slice(start, start + 10);
  reportProblem(parser, {
    code: 'syntax-too-long',
    message:
      `too long parameter "${head}..." started: this ${what} has ${lengthBytes} bytes, and nginx refuses ` +
      `${limitBytes} or more. Split it.`,
    range: { start, end },
  });
}
