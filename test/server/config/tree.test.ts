import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../server/src/config/parser';
import type { TextRange } from '../../../server/src/config/sourceText';
import {
  argumentCount,
  argumentPartRange,
  argumentRange,
  argumentValue,
  blockContent,
  blockRange,
  childrenOf,
  directiveName,
  directiveRange,
  hasBlock,
  luaBlockRanges,
  parentOf,
  subtreeEnd,
} from '../../../server/src/config/tree';

const TEXT = `a b "c d" 'e\\'f';\ng {\n  h { i; }\n  j;\n}\nk_by_lua_block { l }`;
const tree = parseConfig(TEXT);
const slice = ({ start, end }: TextRange): string => TEXT.slice(start, end);

it('walks', () => {
  expect(tree.directiveCount).toBe(6);
  expect(childrenOf(tree, -1)).toEqual([0, 1, 5]);
  expect(childrenOf(tree, 1)).toEqual([2, 4]);
  expect(childrenOf(tree, 0)).toEqual([]);
  expect([0, 1, 2, 3, 4, 5].map((directive) => parentOf(tree, directive))).toEqual([-1, -1, 1, 2, 1, -1]);
  expect([0, 1, 2, 3, 4, 5].map((directive) => subtreeEnd(tree, directive))).toEqual([1, 5, 4, 4, 5, 6]);
  expect([0, 1, 2, 3, 4, 5].map((directive) => hasBlock(tree, directive))).toEqual([
    false,
    true,
    true,
    false,
    false,
    true,
  ]);
});

it('gives values', () => {
  expect([0, 1, 2, 3, 4, -1].map((argument) => argumentValue(tree, 0, argument))).toEqual([
    'a',
    'b',
    'c d',
    "e'f",
    '',
    '',
  ]);
  expect([0, 1].map((directive) => argumentCount(tree, directive))).toEqual([3, 0]);
  expect(directiveName(tree, 1)).toBe('g');
  expect(argumentCount(parseConfig('{}'), 0)).toBe(0);
  expect(directiveName(parseConfig('{}'), 0)).toBe('');
});

describe('ranges', () => {
  it('of directives, arguments and blocks', () => {
    expect(slice(directiveRange(tree, 0))).toBe(`a b "c d" 'e\\'f';`);
    expect(slice(directiveRange(tree, 2))).toBe('h { i; }');
    expect([1, 2, 3].map((argument) => slice(argumentRange(tree, 0, argument)))).toEqual(['b', '"c d"', "'e\\'f'"]);
    expect(blockRange(tree, 0)).toBeNull();
    expect(blockContent(tree, 0)).toBeNull();
    expect(slice(blockRange(tree, 2) ?? directiveRange(tree, 0))).toBe('{ i; }');
    expect(slice(blockContent(tree, 2) ?? directiveRange(tree, 0))).toBe(' i; ');
    expect(luaBlockRanges(tree).map(slice)).toEqual(['{ l }']);
    expect(directiveRange(parseConfig(' {}'), 0)).toEqual({ start: 1, end: 3 });
  });

  it('of parts of arguments: exact without escapes, else the whole', () => {
    expect(slice(argumentPartRange(tree, 0, 2, 2, 3))).toBe('d');
    expect(slice(argumentPartRange(tree, 0, 3, 1, 2))).toBe("'e\\'f'");
  });
});

it('gives the children of 100,000 levels and of 100,000 siblings', () => {
  expect(childrenOf(parseConfig('a{'.repeat(100_000)), -1)).toEqual([0]);
  expect(childrenOf(parseConfig('a;'.repeat(100_000)), -1)).toHaveLength(100_000);
});
