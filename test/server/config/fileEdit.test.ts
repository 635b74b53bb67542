import { describe, expect, it } from 'vitest';
import { narrowChange } from '../../../server/src/config/fileEdit';

describe('narrowChange', () => {
  it.each<[string, number, number, string, [number, number, string]]>([
    ['abc', 1, 2, 'x', [1, 2, 'x']],
    ['abc', 0, 3, 'axc', [1, 2, 'x']],
    ['abc', 0, 3, 'abc', [3, 3, '']],
    ['abc', 0, 3, '', [0, 3, '']],
    ['', 0, 0, 'abc', [0, 0, 'abc']],
    ['abc', 0, 3, 'abxc', [2, 2, 'x']],
    ['abxc', 0, 4, 'abc', [2, 3, '']],
    // What is at both ends counts once.
    ['aa', 0, 2, 'aaa', [2, 2, 'a']],
    ['aaa', 0, 3, 'aa', [2, 3, '']],
    ['abab', 0, 4, 'ab', [2, 4, '']],
    ['xaby', 1, 3, 'aab', [2, 2, 'a']],
  ])('of %j from %d to %d by %j', (before, start, end, text, expected) => {
    const narrow = narrowChange(before, { start, end, text });
    expect([narrow.start, narrow.end, narrow.text]).toEqual(expected);
  });

  it.each([0, 1, 4095, 4096, 4097, 8192, 9000, 19_999])('finds a difference at %d of a long text', (place) => {
    const before = Array.from({ length: 20_000 }, (_, index) => String.fromCharCode(97 + (index % 23))).join('');
    const changed = `${before.slice(0, place)}X${before.slice(place + 1)}`;
    expect(narrowChange(before, { start: 0, end: 20_000, text: changed })).toEqual({
      start: place,
      end: place + 1,
      text: 'X',
    });
    const longer = `${before.slice(0, place)}XY${before.slice(place)}`;
    expect(narrowChange(before, { start: 0, end: 20_000, text: longer })).toEqual({
      start: place,
      end: place,
      text: 'XY',
    });
  });
});
