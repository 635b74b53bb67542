import { describe, it } from 'vitest';
import { checkRecovery } from './treeDump';

describe('a missing quote', () => {
  it.each<[string, string, string[]]>([
    ['a "b;\nc;', 'a "\\"b"; c;', ['unterminated-quote "\\"b"']],
    ["a 'b c;\r\nd;", 'a "\'b c"; d;', [`unterminated-quote "'b c"`]],
    ['a "b" "c {\n  d;\n}', 'a b "\\"c" { d; }', ['unterminated-quote "\\"c"']],
    ['a "b; # c\nd;', 'a "\\"b"; d;', ['unterminated-quote "\\"b"']],
    ['a "b;   \nc;', 'a "\\"b"; c;', ['unterminated-quote "\\"b"']],
    ['a "b', 'a "\\"b";', ['unterminated-quote "\\"b"', 'missing-semicolon "\\"b"']],
    ['a "b;', 'a "\\"b";', ['unterminated-quote "\\"b"']],
    // The quote ends where the next one opens.
    ['a "b;\na "c";\nd;', 'a "\\"b"; a c; d;', ['unterminated-quote "\\"b"']],
    ["log_format a '$b\n  '$c ';\nd;", 'log_format a "\'$b" "$c "; d;', [`unterminated-quote "'$b"`]],
    ['a "b\nlisten 80;', 'a "\\"b"; listen 80;', ['unterminated-quote "\\"b"', 'missing-semicolon "\\"b"']],
    // A `"` in single quotes is no quote.
    [`a 'b"c' "d;\ne;`, `a "b\\"c" "\\"d"; e;`, ['unterminated-quote "\\"d"']],
  ])('%j', checkRecovery);
});

describe('a character behind a quote', () => {
  it.each<[string, string, string[]]>([
    ['a "b"c;', 'a b c;', ['unexpected-character "c"']],
    ['a "b""c";', 'a b c;', ['unexpected-character "\\""']],
    ['a "b"#c\n;', 'a b;', ['unexpected-character "#"']],
    ['a "b"😀;', 'a b "😀";', ['unexpected-character "😀"']],
    ['a "b" c;', 'a b c;', []],
    ['a "b");', 'a b ")";', []],
  ])('%j', checkRecovery);
});
