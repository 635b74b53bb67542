import { isBlockName, isKnownDirectiveName, needsBlock, takesFreeWords } from './directiveNames';
import { TokenFlag } from './lexer';
import {
  addDirective,
  blockName,
  hasEnoughProblems,
  markBroken,
  markPlaceholder,
  nameText,
  type Parser,
  reportProblem,
  tokenRange,
} from './parserState';

/** The `;` is missing behind a token: the range is that of the token, where the mend belongs. */
export function reportMissingSemicolon(parser: Parser, lastToken: number, nginxSays: string): void {
  markBroken(parser);
  if (hasEnoughProblems(parser)) return;
  reportProblem(parser, {
    code: 'syntax-missing-semicolon',
    message: `Missing ";" after this (nginx: ${nginxSays}).`,
    range: tokenRange(parser.lexer, lastToken),
  });
}

/**
 * Looks at a statement that spans lines and was read to its end. Where a line in it starts with the name of a directive,
 * a `;` is missing before it, and what stands before is a directive of its own; after the head of a block, it is the `{`
 * that is missing. A placeholder alone on its line stands for directives that a template tool puts there.
 *
 * @returns the token at which the last of the directives starts; it is left to the caller
 */
export function splitStatement(parser: Parser, firstToken: number, opensBlock: boolean): number {
  const { tokens } = parser.lexer;
  if (takesFreeWords(blockName(parser, parser.open.at(-1)))) return firstToken;
  let start = firstToken;
  for (let token = firstToken + 1; token < tokens.count; token++) {
    if (((tokens.flags[token] ?? 0) & TokenFlag.StartsLine) === 0) continue;
    if (token === start + 1 && isPlaceholder(parser, start)) endPlaceholder(parser, start);
    else if (lacksBrace(parser, start, token, opensBlock)) openUnbracedBlock(parser, start, token);
    else if (startsDirective(parser, start, token, opensBlock)) endUnterminated(parser, start, token, opensBlock);
    else continue;
    start = token;
  }
  return start;
}

/** `${SERVER_EXTRA}`, `$SERVER_EXTRA`, `@SERVER_EXTRA@`, `%%SERVER_EXTRA%%`, `__SERVER_EXTRA__`. */
const PLACEHOLDER = /^(?:\$\{[^{}]*\}|\$[A-Z_][A-Z0-9_]*|@\w+@|%%?\w+%%?|__[A-Z]\w*__)$/;

/** A token that a template tool will put directives in the place of, where it is all of a statement. */
export function isPlaceholder(parser: Parser, token: number): boolean {
  const flags = parser.lexer.tokens.flags[token] ?? 0;
  return (flags & (TokenFlag.Quoted | TokenFlag.Escaped)) === 0 && PLACEHOLDER.test(nameText(parser.lexer, token));
}

/** Adds a placeholder as a directive without arguments. */
export function endPlaceholder(parser: Parser, token: number): void {
  markPlaceholder(parser);
  addDirective(parser, token, 1, -1, tokenRange(parser.lexer, token).end);
}

function endUnterminated(parser: Parser, start: number, token: number, opensBlock: boolean): void {
  const name = nameText(parser.lexer, start);
  const nginxSays = opensBlock
    ? `directive "${name}" is not terminated by ";"`
    : `invalid number of arguments in "${name}" directive`;
  reportMissingSemicolon(parser, token - 1, nginxSays);
  addDirective(parser, start, token - start, -1, tokenRange(parser.lexer, token - 1).end);
}

function startsDirective(parser: Parser, firstToken: number, token: number, opensBlock: boolean): boolean {
  const { lexer } = parser;
  if (((lexer.tokens.flags[token] ?? 0) & (TokenFlag.Quoted | TokenFlag.Escaped)) !== 0) return false;
  const text = nameText(lexer, token);
  if (!isKnownDirectiveName(text) && !(opensBlock && isBlockName(text))) return false;
  return !takesFreeWords(nameText(lexer, firstToken));
}

/** What stands before `token` is a block's head without its brace. */
function lacksBrace(parser: Parser, start: number, token: number, opensBlock: boolean): boolean {
  const name = nameText(parser.lexer, start);
  // In an upstream, `server` has an address and no block.
  if (name === 'server') return token === start + 1 && startsDirective(parser, start, token, opensBlock);
  return needsBlock(name) && (!opensBlock || startsDirective(parser, start, token, opensBlock));
}

/** Goes into a block whose `{` is missing: taken to stand right behind its head. */
function openUnbracedBlock(parser: Parser, start: number, token: number): void {
  markBroken(parser);
  const head = tokenRange(parser.lexer, token - 1);
  reportProblem(parser, {
    code: 'syntax-missing-brace',
    message: `Missing "{" after this (nginx: directive "${nameText(parser.lexer, start)}" has no opening "{").`,
    range: head,
  });
  parser.open.push(addDirective(parser, start, token - start, head.end, -1));
}
