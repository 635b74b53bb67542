import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../../server/src/config/parser';
import { argumentValue, directiveName } from '../../../server/src/config/tree';
import {
  argumentAt,
  createValueRanges,
  directiveAt,
  headRange,
  quoteOf,
} from '../../../server/src/features/treePosition';

/** Name of the directive and number of the argument at the `|`. */
function at(marked: string): string {
  const offset = marked.indexOf('|');
  const tree = parseConfig(marked.replace('|', ''));
  const directive = directiveAt(tree, offset);
  return directive < 0 ? 'none' : `${directiveName(tree, directive)} ${argumentAt(tree, directive, offset)}`;
}

describe('directiveAt and argumentAt', () => {
  test.each([
    ['|a b;', 'a 0'],
    ['a| b;', 'a 0'],
    ['a |b;', 'a 1'],
    ['a b|;', 'a 1'],
    ['a b;|', 'a -1'],
    ['a b; |', 'none'],
    ['a b;|c d;', 'c 0'],
    ['a |"b c";', 'a 1'],
    ['a "b c"|;', 'a 1'],
    ['a  |  b;', 'a -1'],
    ['a { b c|; }', 'b 1'],
    ['a { b c; | }', 'a -1'],
    ['a { b { c d; } | }', 'a -1'],
    ['a { b; }| c;', 'a -1'],
    ['a b |{ c; }', 'a -1'],
    ['{ a| b; }', 'a 0'],
    ['{ a b; | }', ' -1'],
    ['init_by_lua_block { f(|) }', 'init_by_lua_block -1'],
    ['|', 'none'],
    ['# |', 'none'],
    ['a b| # c', 'a 1'],
  ])('%s', (text, expected) => {
    expect(at(text)).toBe(expected);
  });

  test('every offset is in the directive whose text holds it', () => {
    const text = Array.from({ length: 300 }, (_, index) => `d${index} a b;`).join(' ');
    const tree = parseConfig(text);
    for (let index = 0; index < 300; index++) {
      expect(directiveName(tree, directiveAt(tree, text.indexOf(`d${index} `) + 1))).toBe(`d${index}`);
    }
  });
});

describe('createValueRanges', () => {
  // Each character of the value, by hand from what nginx's reader makes of backslashes.
  test.each<[string, string[]]>([
    ['ab', ['a', 'b']],
    ['"ab"', ['a', 'b']],
    ['"a\\"b"', ['a', '\\"', 'b']],
    ["'a\\'\\\\b'", ['a', "\\'", '\\\\', 'b']],
    ['a\\tb', ['a', '\\t', 'b']],
    ['a\\xb', ['a', '\\', 'x', 'b']],
    ['a\\;b', ['a', '\\', ';', 'b']],
    ['"a\\\\\\"b"', ['a', '\\\\', '\\"', 'b']],
  ])('%s', (argument, expected) => {
    const tree = parseConfig(`d ${argument};`);
    const rangeOf = createValueRanges(tree, 0, 1);
    const value = argumentValue(tree, 0, 1);
    const pieces = [...value].map((_, index) => {
      const { start, end } = rangeOf(index, index + 1);
      return tree.text.slice(start, end);
    });
    expect(pieces).toEqual(expected);
    // Also when asked backwards.
    const { start, end } = rangeOf(0, 1);
    expect(tree.text.slice(start, end)).toBe(expected[0]);
  });
});

test('quotes and heads', () => {
  const tree = parseConfig('a b "c" \'d\' { e; }');
  expect([0, 1, 2, 3].map((argument) => quoteOf(tree, 0, argument))).toEqual(['', '', '"', "'"]);
  const { start, end } = headRange(tree, 0);
  expect(tree.text.slice(start, end)).toBe('a b "c" \'d\'');
});
