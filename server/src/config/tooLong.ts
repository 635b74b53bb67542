import { NGINX_CONFIG_BUFFER_BYTES, TokenFlag } from './lexer';
import { type Parser, reportProblem } from './parserState';
import { byteLength, type TextRange } from './sourceText';

/**
 * Reports what nginx refuses because it does not fit into its buffer of 4096 bytes in one piece. It asks for more of the
 * file when all of the buffer was read, and can't when all of it belongs to one token: so the quote that closes a token
 * counts, and so does one white space after it, which nginx reads before it lets the token go.
 */
export function reportLongTexts(parser: Parser): void {
  const { text, tokens, longTokens, longComments } = parser.lexer;
  for (const token of longTokens) {
    const start = tokens.starts[token] ?? 0;
    const end = tokens.ends[token] ?? 0;
    const quotes = ((tokens.flags[token] ?? 0) & TokenFlag.Quoted) === 0 ? 0 : 1;
    const spaces = /\s/.test(text[end + quotes] ?? '') ? 1 : 0;
    reportLong(parser, 'parameter', { start, end }, NGINX_CONFIG_BUFFER_BYTES - quotes - spaces);
  }
  for (const start of longComments) {
    const lineEnd = text.indexOf('\n', start);
    const end = lineEnd === -1 ? text.length : lineEnd;
    // A comment that ends with the file may fill the buffer: no more is asked for.
    reportLong(parser, 'comment', { start, end }, NGINX_CONFIG_BUFFER_BYTES + (lineEnd === -1 ? 1 : 0));
  }
}

function reportLong(parser: Parser, what: string, range: TextRange, limitBytes: number): void {
  const { text } = parser.lexer;
  const piece = text.slice(range.start, range.end);
  // Never less than the bytes in the file, and told many times as fast.
  if (Buffer.byteLength(piece) < limitBytes) return;
  const lengthBytes = byteLength(piece);
  if (lengthBytes < limitBytes) return;
  reportProblem(parser, {
    code: 'syntax-too-long',
    message:
      `too long parameter "${text.slice(range.start, range.start + 10)}..." started: this ${what} has ` +
      `${lengthBytes} bytes, and nginx refuses ${limitBytes} or more. Split it.`,
    range,
  });
}

/** ngx_lua looks for the end of a long bracket in the buffer that it has, and nowhere else. */
export function reportLongLuaBracket(parser: Parser, range: TextRange): void {
  const lengthBytes = byteLength(parser.lexer.text.slice(range.start, range.end));
  reportProblem(parser, {
    code: 'syntax-too-long',
    message:
      `Lua code block missing the closing long bracket, the inlined Lua code may be too long: this bracket has ` +
      `${lengthBytes} bytes, and nginx refuses more than ${NGINX_CONFIG_BUFFER_BYTES}. Move it to a file.`,
    range,
  });
}
