import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../server/src/config/parser';
import { lineStartsOf, positionAt } from '../../../server/src/config/sourceText';
import { argumentRange } from '../../../server/src/config/tree';
import { dumpRanges, dumpText } from './treeDump';

describe('parseConfig', () => {
  const check = (text: string, expected: string): void =>
    expect(dumpText(text)).toEqual({ tree: expected, problems: [] });

  it.each([
    ['', ''],
    ['# nothing\n', ''],
    ['a;', 'a;'],
    ['events {}\nhttp { server { listen 80; } }', 'events {} http { server { listen 80; } }'],
    ['map $a $b { default 0; "~*x{2}" 1; include x; }', 'map $a $b { default 0; "~*x{2}" 1; include x; }'],
    ['types { text/html html htm; }', 'types { text/html html htm; }'],
    ['if ($a = "b") { return 204; }', 'if "($a" = b ")" { return 204; }'],
    ['location ~ "^/x{1,2}$" { a; }', 'location ~ "^/x{1,2}$" { a; }'],
    ['log_format a "$b"\n  \'c;\'\n  "d";', 'log_format a $b "c;" d;'],
    ['server_name\n  a.com\n  b.com;', 'server_name a.com b.com;'],
    ['upstream u {\n  server\n    10.0.0.1;\n}', 'upstream u { server 10.0.0.1; }'],
    ['location ~\n  ^/x {\n a;\n}', 'location ~ ^/x { a; }'],
    ['content_by_lua_block { local a = "}" }\nb;', 'content_by_lua_block {} b;'],
    ['set_by_lua_block $a { return {} } b;', 'set_by_lua_block $a {} b;'],
    ['content_by_lua_file a;', 'content_by_lua_file a;'],
    ['map $a $b {\n  listen\n    root;\n}', 'map $a $b { listen root; }'],
    ['a b\r\n  c;\r\nd {\r\n}\r\n', 'a b c; d {}'],
    [`listen \${PORT}; name $\{A}b;`, `listen "\${PORT}"; name "\${A}b";`],
  ])('%j', (text, expected) => check(text, expected));

  it('reads 100,000 levels of blocks', () => {
    const tree = parseConfig(`${'a {'.repeat(100_000)}b;${'}'.repeat(100_000)}`);
    expect(tree.directiveCount).toBe(100_001);
    expect(tree.problems).toEqual([]);
    expect(tree.parents[100_000]).toBe(99_999);
    expect(tree.subtreeEnds[0]).toBe(100_001);
  });
});

describe('ranges', () => {
  const check = (text: string, expected: readonly string[]): void =>
    expect(dumpRanges(parseConfig(text))).toEqual(expected);

  it.each<[string, string[]]>([
    ['a;', ['0-2 [0-1]']],
    [' a  "b c"\t\'d\' ;', ['1-15 [1-2 4-9 10-13]']],
    ['a{b c;}', ['0-7 [0-1] {1-7}', '2-6 [2-3 4-5]']],
    ['a { } # c\nb;', ['0-5 [0-1] {2-5}', '10-12 [10-11]']],
    ['a\r\n{\r\nb;\r\n}', ['0-11 [0-1] {3-11}', '6-8 [6-7]']],
    ['a "" "\\"";', ['0-10 [0-1 2-4 5-9]']],
    ['\uFEFFa b;', ['1-5 [1-2 3-4]']],
    ['😀 é;b;', ['0-5 [0-2 3-4]', '5-7 [5-6]']],
    ['"a")b;', ['0-6 [0-3 3-5]']],
    ['x_by_lua_block { a } b;', ['0-20 [0-14] {15-20}', '21-23 [21-22]']],
    // Mended: a statement ends after its last word, a block at the text's end.
    ['a b\nlisten 80;', ['0-3 [0-1 2-3]', '4-14 [4-10 11-13]']],
    ['a { b', ['0-5 [0-1] {2-5}', '4-5 [4-5]']],
    ['a "b;\nc;', ['0-5 [0-1 2-4]', '6-8 [6-7]']],
    ['location /\n a;\n}', ['0-16 [0-8 9-10] {10-16}', '12-14 [12-13]']],
  ])('%j', (text, expected) => check(text, expected));

  it('counts columns in UTF-16 units', () => {
    const text = 'a;\r\n"😀é" \uDCFF b;\n';
    const tree = parseConfig(text);
    const places = [0, 1, 2].map((argument) => positionAt(lineStartsOf(text), argumentRange(tree, 1, argument).start));
    expect(places).toEqual([
      { line: 1, column: 0 },
      { line: 1, column: 6 },
      { line: 1, column: 8 },
    ]);
  });
});

describe('byte order mark', () => {
  it('is a problem, and the rest is read', () => {
    expect(dumpText('\uFEFFa b;\nc;')).toEqual({ tree: 'a b; c;', problems: ['byte-order-mark "\uFEFF"'] });
  });
});
