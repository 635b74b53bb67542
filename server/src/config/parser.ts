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
import { CHECKPOINT_SPACING, nextCheckpointAt, saveCheckpoint, trimmedCheckpoints } from './checkpoints';
import { usedRows } from './columns';
import { readStatement, StatementEnd } from './lexer';
import { findLuaBlockEnd, type LuaBlockEnd } from './luaBlock';
import {
  addDirective,
  closeBlock,
  createParser,
  nameText,
  noteSeenUpTo,
  type Parser,
  type ParserRoom,
  reportProblem,
  roomFor,
} from './parserState';
import { keepTrace, type ParseTrace } from './parseTrace';
import { mendQuote } from './quoteRecovery';
import { splitStatement } from './statementRecovery';
import { judgeTemplate, type TemplateSigns, UNKNOWN_SIGNS } from './templateSigns';
import { maskTemplates } from './templates';
import { reportLongLuaBracket, reportLongTexts } from './tooLong';
import type { ConfigTree } from './tree';

/** Searching a hostile file for the end of each of its Lua blocks would take time with the square of its length. */
export const MOST_UNCLOSED_LUA_BLOCKS = 16;

/**
 * Reads a config file's text into a tree. Never fails: what is wrong becomes a problem, and a missing `;`, brace or quote
 * costs one problem and not the rest of the file. A text that does not read as nginx's language but has template parts
 * is read again with those blanked out, and its form is then not judged.
 *
 * @param path the file's name, which may say that it is a template
 * @param checkpointSpacing units of text after which a later parse can go on from this one
 */
export function parseConfig(text: string, path = '', checkpointSpacing = CHECKPOINT_SPACING): ConfigTree {
  const written = parseText(text, checkpointSpacing);
  const tree = treeOf(written, text, false);
  const { styles, signs } = judgeTemplate(tree, path, UNKNOWN_SIGNS);
  if (styles !== null) return parseMasked(maskTemplates(text, styles), text, checkpointSpacing, null);
  keepTrace(tree, traceOfParser(written, signs));
  return tree;
}

/**
 * Reads a template whose parts are blanked out.
 *
 * @param written the tree of the text as it stands, for the next edit; null where it is not at hand
 */
export function parseMasked(
  parsedText: string,
  text: string,
  checkpointSpacing: number,
  written: ConfigTree | null,
): ConfigTree {
  const parser = parseText(parsedText, checkpointSpacing);
  const tree = treeOf(parser, text, true);
  keepTrace(tree, { ...traceOfParser(parser, UNKNOWN_SIGNS), template: { written } });
  return tree;
}

/** A parser that has read all of a text. */
export function parseText(text: string, checkpointSpacing: number): Parser {
  const parser = startParser(text, roomFor(text, checkpointSpacing));
  parseStatements(parser, Infinity);
  reportLongTexts(parser);
  return parser;
}

/** What a parser that has come to its end leaves for the next one. */
export function traceOfParser({ checkpoints, problems, lexer }: Parser, templateSigns: TemplateSigns): ParseTrace {
  const { longTokens, longComments } = lexer;
  const rows = trimmedCheckpoints(checkpoints);
  return { checkpoints: rows, problems, longTokens, longComments, templateSigns, template: null };
}

/** A parser that stands before the first statement of a text. */
export function startParser(text: string, room: ParserRoom): Parser {
  const parser = createParser(text, room);
  skipByteOrderMark(parser);
  return parser;
}

/**
 * The tree that a parser has read.
 *
 * @param text the text before template parts were blanked out
 * @param isMasked they were
 */
export function treeOf(parser: Parser, text: string, isMasked: boolean): ConfigTree {
  const { directives } = parser;
  const { tokens } = parser.lexer;
  const isTemplate = isMasked || parser.hasPlaceholderLines;
  return {
    text,
    parsedText: parser.lexer.text,
    isTemplate,
    directiveCount: directives.count,
    parents: usedRows(directives.parents, directives.count),
    subtreeEnds: usedRows(directives.subtreeEnds, directives.count),
    firstTokens: usedRows(directives.firstTokens, directives.count),
    tokenCounts: usedRows(directives.tokenCounts, directives.count),
    blockStarts: usedRows(directives.blockStarts, directives.count),
    ends: usedRows(directives.ends, directives.count),
    unclosed: usedRows(directives.unclosed, directives.count),
    tokenStarts: usedRows(tokens.starts, tokens.count),
    tokenEnds: usedRows(tokens.ends, tokens.count),
    tokenFlags: usedRows(tokens.flags, tokens.count),
    problems: isTemplate ? [] : parser.problems,
    isBroken: parser.isBroken,
  };
}

/**
 * Reads statements up to the first that starts at `stopAt` or behind it.
 *
 * @returns the text came to its end
 */
export function parseStatements(parser: Parser, stopAt: number): boolean {
  const { lexer } = parser;
  const { tokens } = lexer;
  let pauseAt = Math.min(stopAt, nextCheckpointAt(parser));
  let firstToken = 0;
  let continued = false;
  for (;;) {
    if (!continued) {
      if (lexer.position >= pauseAt) {
        if (lexer.position >= stopAt) return false;
        saveCheckpoint(parser);
        pauseAt = Math.min(stopAt, nextCheckpointAt(parser));
      }
      firstToken = tokens.count;
    }
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
        return true;
      case StatementEnd.EndOfFile:
        closeAtEndOfFile(parser);
        return true;
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
    noteSeenUpTo(parser, end.seenUpTo);
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
