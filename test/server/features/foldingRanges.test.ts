import { describe, expect, test } from 'vitest';
import { foldingRanges } from '../../../server/src/features/foldingRanges';
import { configFileOf } from './configFile';

/** `first-last kind` of every fold, lines from 0. */
function folds(...lines: string[]): string[] {
  return foldingRanges(configFileOf(lines.join('\n'))).map(({ startLine, endLine, kind }) =>
    kind === undefined ? `${startLine}-${endLine}` : `${startLine}-${endLine} ${kind}`,
  );
}

describe('blocks', () => {
  test.each<[string, string[], string[]]>([
    ['the closing brace stays to be seen', ['http {', '  a b;', '}'], ['0-1']],
    ['nothing to hide', ['http {', '}'], []],
    ['one line', ['http { a b; }'], []],
    ['a blank line to hide', ['http {', '', '}'], ['0-1']],
    ['in each other', ['http {', '  server {', '    a b;', '  }', '}'], ['0-3', '1-2']],
    ['one after the other', ['a {', ' b;', '}', 'c {', ' d;', '}'], ['0-1', '3-4']],
    ['one behind the other’s brace', ['a {', ' b;', '} c {', ' d;', '}'], ['0-1', '2-3']],
    ['two that open on one line', ['http { server {', '  a b;', '} }'], ['0-1']],
    ['a brace on a line of its own', ['server', '{', '  a b;', '}'], ['1-2']],
    ['a head of several lines', ['location', '  /a', '{', '  a b;', '}'], ['2-3']],
    ['the brace behind a directive', ['a {', ' b;', ' c; }'], ['0-1']],
    ['no name', ['{', ' a b;', '}'], ['0-1']],
    ['with CRLF', ['http {\r', '  a b;\r', '}\r'], ['0-1']],
    ['map and types', ['map $a $b {', '  x y;', '}'], ['0-1']],
  ])('%s', (_, lines, expected) => {
    expect(folds(...lines)).toEqual(expected);
  });
});

describe('Lua', () => {
  test('the block folds as a whole, and nothing in it', () => {
    const code = ['  # no comment', '  # no comment', '  local t = #a', '  if a then', '  end', '  f({', '  })'];
    expect(folds('http {', 'init_by_lua_block {', ...code, '}', '}')).toEqual(['0-9', '1-8']);
  });

  test('code in an argument', () => {
    expect(folds("init_by_lua '", '  # no comment', '  # no comment', '  f()', "';")).toEqual(['0-4']);
  });
});

describe('comments', () => {
  test.each<[string, string[], string[]]>([
    ['a run', ['# a', '# b', '# c', 'x y;'], ['0-2 comment']],
    ['one line', ['# a', 'x y;'], []],
    ['broken by a blank line', ['# a', '# b', '', '# c', '# d'], ['0-1 comment', '3-4 comment']],
    ['behind a directive', ['x y; # a', '# b', '# c'], ['1-2 comment']],
    ['indented', ['http {', '  # a', '\t# b', '}'], ['0-2', '1-2 comment']],
    ['in a statement', ['a b', '# c', '# d', 'e;'], ['0-3', '1-2 comment']],
    ['not in quotes', ['a "', '# b', '# c', '";'], ['0-3']],
    ['not in a word', ['a b#', 'c;'], ['0-1']],
    ['only comments', ['# a', '# b'], ['0-1 comment']],
    ['with CRLF', ['# a\r', '# b\r', 'x y;\r'], ['0-1 comment']],
  ])('%s', (_, lines, expected) => {
    expect(folds(...lines)).toEqual(expected);
  });
});

describe('regions', () => {
  test.each<[string, string[], string[]]>([
    ['one', ['# region a', 'x y;', '# endregion'], ['0-2 region']],
    ['without a blank', ['#region', 'x y;', '#endregion a'], ['0-2 region']],
    ['in each other', ['#region', '#region', 'x;', '#endregion', '#endregion'], ['0-4 region', '1-3 region']],
    ['never closed', ['#region', 'x;', '# a'], []],
    ['never opened', ['x;', '#endregion'], []],
    ['another word', ['# regional', '# regions', 'x;', '# endregions'], ['0-1 comment']],
    [
      'between comments',
      ['# a', '# b', '# region', '# c', '# d', '# endregion'],
      ['0-1 comment', '2-5 region', '3-4 comment'],
    ],
    ['around blocks', ['# region', 'a {', ' b;', '}', '# endregion'], ['0-4 region', '1-2']],
    ['out of a block', ['a {', '# region', 'b;', '}', '# endregion'], ['0-2']],
  ])('%s', (_, lines, expected) => {
    expect(folds(...lines)).toEqual(expected);
  });
});

describe('includes', () => {
  test.each<[string, string[], string[]]>([
    ['a run', ['include a;', 'include b;', 'include c;', 'x y;'], ['0-2 imports']],
    ['one', ['include a;', 'x y;'], []],
    ['two on one line', ['include a; include b;'], []],
    ['broken by a directive', ['include a;', 'x y;', 'include b;'], []],
    ['broken by a blank line', ['include a;', '', 'include b;'], []],
    ['in a block', ['http {', ' include a;', ' include b;', '}', 'include c;'], ['0-2', '1-2 imports']],
    ['in two blocks', ['a { include a; }', 'b { include b; }'], []],
    ['in a block and behind it', ['a { include a; }', 'include b;'], []],
    ['a block called so', ['include {', ' a b;', '}'], ['0-1']],
  ])('%s', (_, lines, expected) => {
    expect(folds(...lines)).toEqual(expected);
  });
});

describe('other', () => {
  test.each<[string, string[], string[]]>([
    ['a directive of several lines', ['log_format a', "  'b'", "  'c';", 'x y;'], ['0-2']],
    ['its semicolon alone on a line stays to be seen', ['server_name', '  a', '  b', ';'], ['0-2']],
    ['nothing', [''], []],
    ['blanks', ['', '  ', ''], []],
  ])('%s', (_, lines, expected) => {
    expect(folds(...lines)).toEqual(expected);
  });
});

describe('broken text', () => {
  test.each<[string, string[], string[]]>([
    ['a block without its brace', ['http {', '  server {', '    a b;', '', '# end', ''], ['0-4', '1-4']],
    ['a brace too many', ['a {', ' b;', '}', '}', 'c {', ' d;', '}'], ['0-1', '4-5']],
    ['a Lua block without its brace', ['init_by_lua_block {', '  f()', '  g()', ''], ['0-2']],
    [
      'a directive without its semicolon',
      ['http {', '  root /a', '  server {', '    a b;', '  }', '}'],
      ['0-4', '2-3'],
    ],
    ['a quote that is not closed', ['http {', '  root "/a;', '  a b;', '}'], ['0-2']],
  ])('%s', (_, lines, expected) => {
    expect(folds(...lines)).toEqual(expected);
  });

  test('deep nesting and long lines cost their length', () => {
    expect(folds('a{\n'.repeat(20_000))).toHaveLength(19_999);
    expect(folds(`${'a{\n'.repeat(20_000)}${' '.repeat(1_000_000)}`)).toHaveLength(19_999);
    expect(folds('a#'.repeat(200_000))).toEqual([]);
    expect(folds(' # '.repeat(200_000))).toEqual([]);
    expect(folds('#region\n'.repeat(50_000) + '#endregion\n'.repeat(50_000))).toHaveLength(50_000);
  });
});
