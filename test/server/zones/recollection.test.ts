import { expect, test } from 'vitest';
import { createRecollection, forgetOldTexts, keep, recall } from '../../../server/src/zones/recollection';

test('what is kept for a text is recalled, and nothing else', () => {
  const numbers = createRecollection<number>();
  keep(numbers, 'one', 1);
  expect([recall(numbers, 'one'), recall(numbers, 'two'), recall(numbers, '__proto__')]).toEqual([
    1,
    undefined,
    undefined,
  ]);
});

test('what nobody asked for is forgotten when the second generation after it begins', () => {
  const numbers = createRecollection<number>();
  keep(numbers, 'asked', 1);
  keep(numbers, 'not asked', 2);
  forgetOldTexts(numbers, 2);
  keep(numbers, 'new', 3);
  keep(numbers, 'newer', 4);
  expect(recall(numbers, 'asked')).toBe(1);
  forgetOldTexts(numbers, 2);
  expect(['asked', 'not asked', 'new'].map((text) => recall(numbers, text))).toEqual([1, undefined, 3]);
});

test('no generation begins before enough new texts have come', () => {
  const numbers = createRecollection<number>();
  keep(numbers, 'one', 1);
  for (let times = 0; times < 5; times++) forgetOldTexts(numbers, 2);
  expect(recall(numbers, 'one')).toBe(1);
});
