import {
  closeAtEndOfFile,
  closeUnclosedBlocks,
  endStatementAtBrace,
  endUnclosedLua,
  finishAtEndOfFile,
  reportNamelessBlock,
  reportStrayBrace,
  reportStraySemicolon,
} from './blockRecovery';
import { readStatement, StatementEnd } from './lexer';
import { findLuaBlockEnd, type LuaBlockEnd } from './luaBlock';
import { addDirective, closeBlock, createParser, nameText, type Parser, reportProblem } from './parserState';
import { mendQuote } from './quoteRecovery';
import { splitStatement } from './statementRecovery';
import { hasHiddenTemplateParts, maskTemplates, templateStyles } from './templates';
import { reportLongLuaBracket, reportLongTexts } from './tooLong';
import { type ConfigTree, luaBlockRanges } from './tree';

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
  if (tree.problems.length === 0 && !hasHiddenTemplateParts(text)) return tree;
  const styles = templateStyles(text, path, luaBlockRanges(tree));
  return styles === null ? tree : parseText(maskTemplates(text, styles), text, true);
}

function parseText(parsedText: string, text: string, isMasked: boolean): ConfigTree {
  const parser = createParser(parsedText);
  skipByteOrderMark(parser);
  parseStatements(parser);
  reportLongTexts(parser);
  const { directives } = parser;
  const { tokens } = parser.lexer;
  const isTemplate = isMasked || parser.hasPlaceholderLines;
  return {
    text,
    parsedText,
    isTemplate,
    directiveCount: directives.count,
    parents: directives.parents.slice(0, directives.count),
    subtreeEnds: directives.subtreeEnds.slice(0, directives.count),
    firstTokens: directives.firstTokens.slice(0, directives.count),
    tokenCounts: directives.tokenCounts.slice(0, directives.count),
    blockStarts: directives.blockStarts.slice(0, directives.count),
    ends: directives.ends.slice(0, directives.count),
    unclosed: directives.unclosed.slice(0, directives.count),
    tokenStarts: tokens.starts.slice(0, tokens.count),
    tokenEnds: tokens.ends.slice(0, tokens.count),
    tokenFlags: tokens.flags.slice(0, tokens.count),
    problems: isTemplate ? [] : parser.problems,
    isBroken: parser.isBroken,
  };
}

function parseStatements(parser: Parser): void {
  const { lexer } = parser;
  const { tokens } = lexer;
  let firstToken = 0;
  let continued = false;
  for (;;) {
    if (!continued) firstToken = tokens.count;
    const end = readStatement(lexer, continued);
    continued = false;
    switch (end) {
      case StatementEnd.Semicolon:
        if (tokens.count === firstToken) reportStraySemicolon(parser);
        else {
          const start = lexer.spansLines ? splitStatement(parser, firstToken, false) : firstToken;
          addDirective(parser, start, tokens.count - start, -1, lexer.position);
        }
        break;
      case StatementEnd.BlockStart:
        if (tokens.count === firstToken) reportNamelessBlock(parser);
        openBlock(parser, lexer.spansLines ? splitStatement(parser, firstToken, true) : firstToken);
        break;
      case StatementEnd.BlockEnd:
        if (tokens.count > firstToken) endStatementAtBrace(parser, firstToken);
        if (parser.open.length === 0) reportStrayBrace(parser);
        else closeBlock(parser, lexer.position);
        break;
      case StatementEnd.UnterminatedQuote:
      case StatementEnd.UnexpectedCharacter:
        mendQuote(parser, end);
        continued = true;
        break;
      case StatementEnd.Unfinished:
        finishAtEndOfFile(parser, firstToken);
        return;
      case StatementEnd.EndOfFile:
        closeAtEndOfFile(parser);
        return;
    }
  }
}

/** Adds a directive whose `{` was just read, and goes into its block; a Lua block is stepped over at once. */
function openBlock(parser: Parser, firstToken: number): void {
  const { lexer } = parser;
  const tokenCount = lexer.tokens.count - firstToken;
  const name = tokenCount === 0 ? '' : nameText(lexer, firstToken);
  if (tokenCount > 0) closeUnclosedBlocks(parser, name, firstToken);
  const directive = addDirective(parser, firstToken, tokenCount, lexer.position - 1, -1);
  parser.open.push(directive);
  if (!name.endsWith('_by_lua_block')) return;
  const end = luaBlockEnd(parser);
  if (end.found) {
    if (end.longBracket !== null) reportLongLuaBracket(parser, end.longBracket);
    lexer.position = end.closingBrace + 1;
    closeBlock(parser, lexer.position);
  } else {
    parser.unclosedLuaBlocks++;
    endUnclosedLua(parser, directive, end);
  }
}

function luaBlockEnd(parser: Parser): LuaBlockEnd {
  const { text, position } = parser.lexer;
  if (parser.unclosedLuaBlocks < MOST_UNCLOSED_LUA_BLOCKS) return findLuaBlockEnd(text, position);
  return { found: false, reason: 'end-of-file', at: position };
}

/** nginx takes the mark's bytes as part of the first word and refuses it; we say so and read on. */
function skipByteOrderMark(parser: Parser): void {
  if (parser.lexer.codes[0] !== 0xfeff) return;
  parser.lexer.position = 1;
  reportProblem(parser, {
    code: 'syntax-byte-order-mark',
    message:
      'The file starts with a byte order mark, which nginx takes as part of the first word (unknown directive). ' +
      'Save it as UTF-8 without BOM.',
    range: { start: 0, end: 1 },
  });
}
