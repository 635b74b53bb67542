import { describe, expect, it } from 'vitest';
import { createLexer, readStatement, StatementEnd } from '../../../server/src/config/lexer';
import { parseConfig } from '../../../server/src/config/parser';
import { argumentValue, unescapeToken } from '../../../server/src/config/tree';

/**
 * Statements of a text: raw words, quotes left off, then how the statement ended.
 *
 * @param units how much of the text the lexer sees at first
 */
function statements(text: string, units = text.length): string {
  const lexer = createLexer(text, units);
  const parts: string[] = [];
  for (let end = StatementEnd.Semicolon; end !== StatementEnd.EndOfFile && end !== StatementEnd.Unfinished; ) {
    const first = lexer.tokens.count;
    end = readStatement(lexer, false);
    for (let token = first; token < lexer.tokens.count; token++) {
      parts.push(`<${text.slice(lexer.tokens.starts[token], lexer.tokens.ends[token])}>`);
    }
    parts.push(StatementEnd[end]);
    if (end === StatementEnd.UnexpectedCharacter || end === StatementEnd.UnterminatedQuote) break;
  }
  return parts.join(' ');
}

describe('readStatement', () => {
  const check = (text: string, expected: string): void => {
    expect(statements(text)).toBe(expected);
    // Where it does not see all of the text at once, it reads the same.
    for (const units of [0, 1, 2, 3, 5, 8]) expect(statements(text, units)).toBe(expected);
  };

  it.each([
    ['', 'EndOfFile'],
    [' \t\r\n# a;b{\n', 'EndOfFile'],
    ['a b;', '<a> <b> Semicolon EndOfFile'],
    ['a{b;}', '<a> BlockStart <b> Semicolon BlockEnd EndOfFile'],
    ['a', '<a> Unfinished'],
    ['a "b"', '<a> <b> Unfinished'],
    // Comments only where a token may start.
    ['a#b #c;\n;', '<a#b> Semicolon EndOfFile'],
    ['a;#b', '<a> Semicolon EndOfFile'],
    ['"a"#b;', '<a> UnexpectedCharacter'],
    // A closing brace is a sign only where a token may start.
    ['a}b;', '<a}b> Semicolon EndOfFile'],
    ['a }', '<a> BlockEnd EndOfFile'],
    ['a;}', '<a> Semicolon BlockEnd EndOfFile'],
    // Braces of variables.
    [`\${a}b;`, `<\${a}b> Semicolon EndOfFile`],
    [`a\${b}c;`, `<a\${b}c> Semicolon EndOfFile`],
    [`\${{a}};`, `<\${{a}}> Semicolon EndOfFile`],
    [`$a{b;`, '<$a> BlockStart <b> Semicolon EndOfFile'],
    [`$\\{a;`, '<$\\{a> Semicolon EndOfFile'],
    [`$$\{a;`, `<$\${a> Semicolon EndOfFile`],
    ['$ {', '<$> BlockStart EndOfFile'],
    ['a$;', '<a$> Semicolon EndOfFile'],
    // Quotes.
    [`"a b" 'c;d' e"f;`, '<a b> <c;d> <e"f> Semicolon EndOfFile'],
    [`"a'b\\"c";`, '<a\'b\\"c> Semicolon EndOfFile'],
    [`"a\nb{}#";`, '<a\nb{}#> Semicolon EndOfFile'],
    ['"";', '<> Semicolon EndOfFile'],
    ['"a"{', '<a> BlockStart EndOfFile'],
    ['"a")b;', '<a> <)b> Semicolon EndOfFile'],
    ['"a"b;', '<a> UnexpectedCharacter'],
    ['"a""b";', '<a> UnexpectedCharacter'],
    ['"a\\', 'UnterminatedQuote'],
    ['\'a"', 'UnterminatedQuote'],
    // Escapes.
    ['a\\ b;', '<a\\ b> Semicolon EndOfFile'],
    ['\\;a;', '<\\;a> Semicolon EndOfFile'],
    ['a\\\\;', '<a\\\\> Semicolon EndOfFile'],
    ['\\"a b;', '<\\"a> <b> Semicolon EndOfFile'],
    ['a\\', '<a\\> Unfinished'],
    ['\\#a;', '<\\#a> Semicolon EndOfFile'],
    // White space is what nginx takes for it, and nothing else.
    ['a\r\nb\r\n;\r\n', '<a> <b> Semicolon EndOfFile'],
    ['a\u00a0b\u2028c\fd\0e;', '<a\u00a0b\u2028c\fd\0e> Semicolon EndOfFile'],
    ['é 😀 \uDCFF;', '<é> <😀> <\uDCFF> Semicolon EndOfFile'],
    [')(;', '<)(> Semicolon EndOfFile'],
  ])('%j', (text, expected) => check(text, expected));

  it('notes tokens that start a line, and long texts', () => {
    const lexer = createLexer(`a b\n c ${'d'.repeat(2000)}\n\n"e"; # ${'x'.repeat(2000)}\nf g;`);
    expect(readStatement(lexer, false)).toBe(StatementEnd.Semicolon);
    expect([...lexer.tokens.flags.slice(0, lexer.tokens.count)].map((flags) => (flags & 8) !== 0)).toEqual([
      false,
      false,
      true,
      false,
      true,
    ]);
    expect(lexer.spansLines).toBe(true);
    expect(lexer.longTokens).toEqual([3]);
    expect(readStatement(lexer, false)).toBe(StatementEnd.Semicolon);
    expect(lexer.spansLines).toBe(false);
    expect(lexer.longComments).toHaveLength(1);
  });
});

describe('values', () => {
  const check = (word: string, expected: string): void => {
    expect(argumentValue(parseConfig(`a ${word};`), 0, 1)).toBe(expected);
  };

  it.each([
    ['b', 'b'],
    ['"b c"', 'b c'],
    ["'it\\'s'", "it's"],
    ['"\\n\\t\\r"', '\n\t\r'],
    ['\\d+\\.\\w', '\\d+\\.\\w'],
    ['a\\\\b\\;c\\ d', 'a\\b\\;c\\ d'],
    ['"\\\\\\""', '\\"'],
    [`"\${x}y"`, `\${x}y`],
    ['""', ''],
  ])('%s', (word, expected) => check(word, expected));

  it('leaves a backslash at the end alone', () => expect(unescapeToken('a\\')).toBe('a\\'));
});
