import { describe, expect, test } from 'vitest';
import { blocks, code, lines, plain, table } from '../../../../server/src/features/hover/markdown';
import { sentences } from '../../../../server/src/l10n';

describe('code', () => {
  test.each([
    ['dogs', '`dogs`'],
    ['a`b', '``a`b``'],
    ['``', '``` `` ```'],
    ['a``b`c', '```a``b`c```'],
    [' a', '`  a `'],
    ['', '`  `'],
    ['a\nb\r\u202e', '`a\\nb\\r\\u202e`'],
    ['[x](command:y)', '`[x](command:y)`'],
  ])('%j becomes %j', (text, expected) => {
    expect(code(text)).toBe(expected);
  });

  test('is cut in its middle, also where a character of two units stands there', () => {
    expect(code('a'.repeat(5000)).length).toBeLessThan(70);
    expect(code('😀'.repeat(5000), 10)).toMatch(/^`(?:😀|\\u[0-9a-f]{4}|…)+`$/u);
  });
});

describe('plain', () => {
  test.each([
    ['cgroup /system.slice (memory.max)', 'cgroup \\/system\\.slice \\(memory\\.max\\)'],
    ['a|b', 'a\\|b'],
    ['[x](y) <b> *c* `d` _e_ ~f~', '\\[x\\]\\(y\\) \\<b\\> \\*c\\* \\`d\\` \\_e\\_ \\~f\\~'],
    ['https://a.example www.a.example a@b.example', 'https\\:\\/\\/a\\.example www\\.a\\.example a\\@b\\.example'],
    ['a\nb', 'a\\\\nb'],
    ['# a', '\\# a'],
  ])('%j becomes %j', (text, expected) => {
    // A backslash before punctuation stands for the punctuation itself.
    expect(plain(text)).toBe(expected);
  });
});

test('tables have their first row as heading', () => {
  expect(table([])).toBe('');
  expect(table([['Size', '1 MB']])).toBe('| Size | 1 MB |\n| :-- | :-- |');
  expect(
    table([
      ['Size', '1 MB'],
      ['Fits', '8'],
    ]),
  ).toBe('| Size | 1 MB |\n| :-- | :-- |\n| Fits | 8 |');
});

test('what is empty leaves no trace', () => {
  expect(blocks(['a', '', 'b'])).toBe('a\n\nb');
  expect(lines(['a', '', 'b'])).toBe('a  \nb');
  expect(sentences('', 'a', '', 'b')).toBe('a b');
});
