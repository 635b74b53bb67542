import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../server/src/config/parser';
import { blockContent } from '../../../server/src/config/tree';
import { checkRecovery } from './treeDump';

describe('a missing closing brace', () => {
  it.each<[string, string, string[]]>([
    ['events {', 'events {}', ['missing-brace "events {"']],
    ['http { server { a; }', 'http { server { a; } }', ['missing-brace "http {"']],
    ['{', '"" {}', ['unexpected-brace "{"', 'missing-brace "{"']],
    [
      'http {\n server {\n listen 80;\n server {\n listen 81;\n }\n}\n',
      'http { server { listen 80; } server { listen 81; } }',
      ['missing-brace "server {"'],
    ],
    [
      'http {\n upstream a {\n server b;\n server {\n c;\n }\n}\n',
      'http { upstream a { server b; } server { c; } }',
      ['missing-brace "upstream a {"'],
    ],
    ['server {\n a;\nserver {\n b;\n}\n', 'server { a; } server { b; }', ['missing-brace "server {"']],
    ['http { server { a; }\nstream { b; }', 'http { server { a; } } stream { b; }', ['missing-brace "http {"']],
    [
      'server { location / { a;\n}\nlocation /b { }',
      'server { location / { a; } location /b {} }',
      ['missing-brace "server {"'],
    ],
    // Told where indentation shows it.
    [
      'http {\n  server {\n    location / {\n      a b;\n  }\n}\n',
      'http { server { location / { a b; } } }',
      ['missing-brace "location / {"'],
    ],
    [
      'http {\n  server {\n    location / {\n      a;\n  }\n  server {\n  }\n}\n',
      'http { server { location / { a; } } server {} }',
      ['missing-brace "location / {"'],
    ],
    // A block in a place where it can never stand is no sign of a missing brace.
    ['events { server { a; } }', 'events { server { a; } }', []],
    ['map $a $b { server { c; } }', 'map $a $b { server { c; } }', []],
  ])('%j', checkRecovery);

  it('leaves the contents of such a block whole', () => {
    const tree = parseConfig('a { b { } # }');
    expect(blockContent(tree, 0)).toEqual({ start: 3, end: 13 });
    expect(blockContent(tree, 1)).toEqual({ start: 7, end: 8 });
    expect(tree.isBroken).toBe(true);
  });

  it('names the block that it stands in the way of', () => {
    const text = 'http { server { a; server { b; } }';
    expect(parseConfig(text).problems[0]?.related?.range).toEqual({ start: 19, end: 25 });
  });
});

describe('a sign too many', () => {
  it.each<[string, string, string[]]>([
    ['http { } }\nevents {}', 'http {} events {}', ['unexpected-brace "}"']],
    ['}', '', ['unexpected-brace "}"']],
    [';', '', ['unexpected-character ";"']],
    ['a;; b;', 'a; b;', ['unexpected-character ";"']],
    ['a { b; }; c;', 'a { b; } c;', ['unexpected-character ";"']],
    ['{ a; }', '"" { a; }', ['unexpected-brace "{"']],
    ['a { { b; } }', 'a { "" { b; } }', ['unexpected-brace "{"']],
  ])('%j', checkRecovery);
});

describe('a Lua block without an end', () => {
  it.each<[string, string, string[]]>([
    ['a {\n  x_by_lua_block { [[ c ]\n  }\n  b;\n}\nd;', 'a { x_by_lua_block {} b; } d;', ['unterminated-lua "[["']],
    ['x_by_lua_block {\n  "}"\n', 'x_by_lua_block {}', ['unterminated-lua "x_by_lua_block"']],
    ['a; x_by_lua_block { "}"\n}}', 'a; x_by_lua_block {}', ['unexpected-brace "}"']],
    [
      'x_by_lua_block {\n  a = { {\n}\nlisten 80;\n',
      'x_by_lua_block {} listen 80;',
      ['unterminated-lua "x_by_lua_block"'],
    ],
  ])('%j', checkRecovery);

  it('is not looked for again and again', () => {
    const text = 'x_by_lua_block {\n{\n}\n'.repeat(50_000);
    expect(parseConfig(text).problems).toHaveLength(1000);
  });
});
