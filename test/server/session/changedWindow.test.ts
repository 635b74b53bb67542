import { describe, expect, test } from 'vitest';
import { type ChangedWindow, changeOf, mergeWindows, windowOf } from '../../../server/src/session/changedWindow';
import { createRandom } from '../../support/random';

const apply = (text: string, change: { start: number; end: number; text: string }): string =>
  text.slice(0, change.start) + change.text + text.slice(change.end);

describe('changed windows', () => {
  test.each([
    ['the second inside the first', 'abcdef', { start: 1, end: 2, text: 'XYZ' }, { start: 2, end: 3, text: '-' }],
    ['the second behind the first', 'abcdef', { start: 1, end: 2, text: '' }, { start: 4, end: 5, text: 'Q' }],
    ['the second before the first', 'abcdef', { start: 4, end: 5, text: 'QQ' }, { start: 0, end: 1, text: '' }],
    ['the second over the first', 'abcdef', { start: 2, end: 3, text: 'QQ' }, { start: 0, end: 7, text: 'new' }],
  ])('%s', (_, before, first, second) => {
    const after = apply(apply(before, first), second);
    const merged = changeOf(mergeWindows(windowOf(first, 0), windowOf(second, 0)), after);
    expect(apply(before, merged)).toBe(after);
  });

  test('any number of random changes', () => {
    const stream = createRandom(7);
    const random = (limit: number): number => Math.floor(stream() * limit);
    for (let round = 0; round < 2000; round++) {
      const before = 'abcdefghijklmnopqrstuvwxyz'.slice(0, random(27));
      let text = before;
      let window: ChangedWindow | null = null;
      for (let step = 0; step < 4; step++) {
        const start = random(text.length + 1);
        const change = { start, end: start + random(text.length - start + 1), text: 'XYZ'.slice(0, random(4)) };
        text = apply(text, change);
        const next = windowOf(change, 0);
        window = window === null ? next : mergeWindows(window, next);
      }
      if (window === null) throw new Error('no change');
      expect(apply(before, changeOf(window, text))).toBe(text);
    }
  });
});
