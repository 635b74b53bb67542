import { FAR, Sign } from './checkpoints';
import { PARENT_BLOCKS } from './directiveNames';
import type { LuaBlockEnd } from './luaBlock';
import {
  addDirective,
  blockName,
  closeBlock,
  closeUnclosedBlock,
  hasEnoughProblems,
  markBroken,
  noteSeenFrom,
  noteSeenUpTo,
  type Parser,
  reportProblem,
  tokenRange,
} from './parserState';
import type { TextRange } from './sourceText';
import { endPlaceholder, isPlaceholder, reportMissingSemicolon, splitStatement } from './statementRecovery';
import type { Directive } from './tree';

/** No config nests as deep; looking through all the blocks of a hostile one, at each of them, would take for ever. */
const MOST_LEVELS_LOOKED_AT = 64;

/** `listen 80 }`: nginx refuses the brace; the statement is taken to end before it. */
export function endStatementAtBrace(parser: Parser, firstToken: number): void {
  endStatementWithoutSemicolon(parser, firstToken, 'unexpected "}"');
}

function endStatementWithoutSemicolon(parser: Parser, firstToken: number, nginxSays: string): void {
  const { lexer } = parser;
  const start = lexer.spansLines ? splitStatement(parser, firstToken, false) : firstToken;
  const lastToken = lexer.tokens.count - 1;
  if (start === lastToken && isPlaceholder(parser, start)) {
    endPlaceholder(parser, start);
    return;
  }
  reportMissingSemicolon(parser, lastToken, nginxSays);
  addDirective(parser, start, lexer.tokens.count - start, -1, tokenRange(lexer, lastToken).end);
}

export function reportStrayBrace(parser: Parser): void {
  markBroken(parser);
  parser.signs |= Sign.OpenBlocks;
  reportCharacter(parser, 'syntax-unexpected-brace', 'unexpected "}": no block is open here.');
}

export function reportStraySemicolon(parser: Parser): void {
  reportCharacter(parser, 'syntax-unexpected-character', 'unexpected ";": there is no directive before it.');
}

export function reportNamelessBlock(parser: Parser): void {
  markBroken(parser);
  reportCharacter(parser, 'syntax-unexpected-brace', 'unexpected "{": there is no directive before it.');
}

function reportCharacter(
  parser: Parser,
  code: 'syntax-unexpected-brace' | 'syntax-unexpected-character',
  message: string,
): void {
  if (hasEnoughProblems(parser)) return;
  const end = parser.lexer.position;
  reportProblem(parser, { code, message, range: { start: end - 1, end } });
}

/** The text ends inside a statement. Blocks that are still open are not told of: the cause is one. */
export function finishAtEndOfFile(parser: Parser, firstToken: number): void {
  endStatementWithoutSemicolon(parser, firstToken, 'unexpected end of file, expecting ";" or "}"');
  closeAll(parser);
}

/** The text ends; blocks still open are one problem. */
export function closeAtEndOfFile(parser: Parser): void {
  const innermost = parser.open.at(-1);
  if (innermost !== undefined) reportMissingBrace(parser, innermost, 'unexpected end of file, expecting "}"');
  closeAll(parser);
}

/** Some `}` is missing: told at the block that its author took for closed, where indentation shows that. */
function reportMissingBrace(parser: Parser, innermost: Directive, nginxSays: string, related?: Related): void {
  const { lexer, directives } = parser;
  const head = blockHead(parser, innermost);
  noteSeenFrom(parser, head - blanksBefore(lexer.text, head) - 1);
  // One look through the file is enough: after it, indentation tells no more.
  const outdented = parser.isBroken ? null : firstOutdentedBlock(parser, innermost);
  markBroken(parser);
  if (outdented === null) {
    reportUnclosed(parser, innermost, nginxSays, related);
    return;
  }
  const end = directives.ends[outdented] ?? 0;
  const message = 'This "}" closes it, and by its indentation was meant for the block around it.';
  reportUnclosed(parser, outdented, nginxSays, { range: { start: end - 1, end }, message });
}

/** Of the blocks inside another whose `}` is indented as the block around them, the one that was closed first. */
function firstOutdentedBlock(parser: Parser, inside: Directive): Directive | null {
  const { text } = parser.lexer;
  const { blockStarts, ends, unclosed, tokenCounts, parents, count } = parser.directives;
  let first: Directive | null = null;
  let firstEnd = text.length + 1;
  for (let directive = inside + 1; directive < count; directive++) {
    if ((blockStarts[directive] as number) < 0 || unclosed[directive] !== 0 || tokenCounts[directive] === 0) continue;
    const end = ends[directive] as number;
    if (end <= 0 || end >= firstEnd) continue;
    const brace = end - 1;
    const head = blockHead(parser, directive);
    const indent = blanksBefore(text, brace);
    if (indent >= blanksBefore(text, head) || !startsLine(text, brace - indent)) continue;
    if (!startsLine(text, head - blanksBefore(text, head))) continue;
    const outer = blockHead(parser, parents[directive] as number);
    const outerIndent = blanksBefore(text, outer);
    if (!startsLine(text, outer - outerIndent)) continue;
    if (text.slice(brace - indent, brace) !== text.slice(outer - outerIndent, outer)) continue;
    first = directive;
    firstEnd = end;
  }
  return first;
}

/** Offset at which a block's directive starts. */
function blockHead({ lexer, directives }: Parser, directive: Directive): number {
  if ((directives.tokenCounts[directive] ?? 0) === 0) return directives.blockStarts[directive] ?? 0;
  return tokenRange(lexer, directives.firstTokens[directive] ?? 0).start;
}

/** Number of blanks right before an offset. */
function blanksBefore(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && isBlank(text.charCodeAt(start - 1))) start--;
  return offset - start;
}

const isBlank = (code: number): boolean => code === 32 || code === 9;

function startsLine(text: string, offset: number): boolean {
  return offset === 0 || text.charCodeAt(offset - 1) === 10;
}

function closeAll(parser: Parser): void {
  while (parser.open.length > 0) closeUnclosedBlock(parser, parser.lexer.text.length);
}

interface Related {
  readonly range: TextRange;
  readonly message: string;
}

function reportUnclosed(parser: Parser, directive: Directive, nginxSays: string, related?: Related): void {
  const { lexer, directives } = parser;
  const start = directives.blockStarts[directive] ?? 0;
  const name = blockName(parser, directive);
  reportProblem(parser, {
    code: 'syntax-missing-brace',
    message: `The block${name === '' ? '' : ` of "${name}"`} is not closed: "}" is missing (nginx: ${nginxSays}).`,
    range: { start: blockHead(parser, directive), end: Math.min(start + 1, lexer.text.length) },
    ...(related && { related }),
  });
}

/** Blocks that can stand in a few places only, with these and the sign that says that one was opened. */
const PLACES: ReadonlyMap<string, { readonly allowed: readonly string[]; readonly sign: number }> = new Map(
  [...PARENT_BLOCKS].map(([name, allowed], index) => [name, { allowed, sign: Sign.FirstBlockName << index }]),
);

/**
 * Before a block that cannot stand where it is (a `server` in a `server`): some `}` is missing before it. Closes what
 * keeps it from a place where it can stand.
 */
export function closeUnclosedBlocks(parser: Parser, name: string, firstToken: number): void {
  const place = PLACES.get(name);
  if (place === undefined) return;
  const { open } = parser;
  if (open.length === parser.lowestLevel) parser.signs |= place.sign;
  const innermost = open.at(-1);
  if (innermost === undefined || !isMisplaced(parser, innermost, place.allowed)) return;
  parser.signs |= Sign.OpenBlocks;
  const keep = levelsToKeep(parser, place.allowed);
  if (keep === null) return;
  const found = tokenRange(parser.lexer, firstToken);
  reportMissingBrace(parser, innermost, `"${name}" directive is not allowed here`, {
    range: found,
    message: 'This block cannot stand inside it.',
  });
  while (open.length > keep) closeUnclosedBlock(parser, found.start);
}

/** One of the blocks that `signs` name could not stand in an open block, -1 for the top of the file. */
export function wouldBeMisplaced(parser: Parser, innermost: Directive, signs: number): boolean {
  if (innermost < 0) return false;
  for (const { allowed, sign } of PLACES.values()) {
    if ((signs & sign) !== 0 && isMisplaced(parser, innermost, allowed)) return true;
  }
  return false;
}

function isMisplaced(parser: Parser, innermost: Directive, allowed: readonly string[]): boolean {
  const parent = blockName(parser, innermost);
  return !allowed.includes(parent) && PARENT_BLOCKS.has(parent);
}

/** How many open blocks stay open, so that the innermost is one of `allowed`; null where closing would not help. */
function levelsToKeep(parser: Parser, allowed: readonly string[]): number | null {
  const { open } = parser;
  if (open.length > MOST_LEVELS_LOOKED_AT) return null;
  const keep = open.findLastIndex((directive) => allowed.includes(blockName(parser, directive))) + 1;
  if (keep > 0 || allowed.includes('main')) return keep;
  // In a fragment nobody knows what is around it; in a whole config the block is out of place wherever it stands.
  return PARENT_BLOCKS.get(blockName(parser, open[0]))?.includes('main') ? null : keep;
}

/** A Lua block that is not closed: taken to end at the first line that has a `}` no deeper than the directive itself. */
export function endUnclosedLua(parser: Parser, directive: Directive, end: LuaBlockEnd & { found: false }): void {
  const { lexer, directives } = parser;
  markBroken(parser);
  const head = tokenRange(lexer, directives.firstTokens[directive] ?? 0);
  reportProblem(parser, {
    code: 'syntax-unterminated-lua',
    message:
      end.reason === 'long-bracket'
        ? 'Lua code block missing the closing long bracket of the one that opens here.'
        : 'unexpected end of file, expecting terminating characters for lua code block: its "}" is missing.',
    range: end.reason === 'long-bracket' ? { start: end.at, end: end.at + 2 } : head,
  });
  noteSeenUpTo(parser, FAR);
  const brace = braceNoDeeperThan(lexer.text, head.start, lexer.position);
  lexer.position = brace === -1 ? lexer.text.length : brace + 1;
  if (brace === -1) closeUnclosedBlock(parser, lexer.position);
  else closeBlock(parser, lexer.position);
}

function braceNoDeeperThan(text: string, headStart: number, from: number): number {
  // The line may start before the statement, but then holds the sign that ended the one before.
  const indent = text.slice(text.lastIndexOf('\n', headStart) + 1, headStart);
  if (indent.trim() !== '') return -1;
  const closing = new RegExp(`^[ \\t]{0,${Math.min(indent.length, 1000)}}\\}`, 'gm');
  closing.lastIndex = from;
  const match = closing.exec(text);
  return match === null ? -1 : closing.lastIndex - 1;
}
