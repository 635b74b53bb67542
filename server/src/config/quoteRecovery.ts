import { FAR } from './checkpoints';
import { pushToken, StatementEnd } from './lexer';
import { hasEnoughProblems, noteSeenUpTo, type Parser, reportProblem } from './parserState';

/**
 * Mends a quoted token after which the statement can't go on. A quote that is never closed, or that closes where the
 * next one opens, is taken to end at the end of its first line, before a `;` or `{` there.
 */
export function mendQuote(parser: Parser, end: StatementEnd): void {
  const { lexer } = parser;
  const { tokens, text } = lexer;
  if (end === StatementEnd.UnterminatedQuote) {
    noteSeenUpTo(parser, FAR);
    endQuoteAtLine(parser, lexer.position);
    return;
  }
  const token = tokens.count - 1;
  const start = tokens.starts[token] ?? 0;
  if (text.slice(start, tokens.ends[token]).includes('\n')) {
    noteSeenUpTo(parser, lexer.position + 1);
    tokens.count--;
    if (lexer.longTokens.at(-1) === token) lexer.longTokens.pop();
    endQuoteAtLine(parser, start - 1);
  } else if (text[lexer.position] !== '}') {
    // A brace ends the statement, and that is then the problem.
    reportUnexpected(parser);
  }
}

function reportUnexpected(parser: Parser): void {
  if (hasEnoughProblems(parser)) return;
  const { text, position } = parser.lexer;
  const character = String.fromCodePoint(text.codePointAt(position) ?? 0);
  reportProblem(parser, {
    code: 'syntax-unexpected-character',
    message: `unexpected "${character}": after a closing quote nginx wants white space, ";" or "{".`,
    range: { start: position, end: position + character.length },
  });
}

/** @param start offset of the opening quote */
function endQuoteAtLine(parser: Parser, start: number): void {
  const { lexer } = parser;
  const lineEnd = lexer.text.indexOf('\n', start);
  const line = lexer.text.slice(start, lineEnd === -1 ? lexer.text.length : lineEnd);
  const end = start + lineWithoutEnd(line).length;
  // Marked as unquoted: there is no closing quote for its range to take in.
  pushToken(lexer, start, end, 0);
  lexer.position = end;
  reportProblem(parser, {
    code: 'syntax-unterminated-quote',
    message: `The closing ${lexer.text[start]} is missing.`,
    range: { start, end },
  });
}

/** A line from an opening quote on, without the `;` or `{` that the author meant to end the statement. */
function lineWithoutEnd(line: string): string {
  const comment = /[;{][ \t]+#/.exec(line);
  const statement = (comment === null ? line : line.slice(0, comment.index)).trimEnd();
  return /[;{]$/.test(statement) && comment === null ? statement.slice(0, -1).trimEnd() : statement;
}
