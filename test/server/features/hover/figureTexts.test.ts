import { expect, test } from 'vitest';
import { compactCount } from '../../../../server/src/features/hover/figureTexts';

test.each([
  [0, '0'],
  [999, '999'],
  [8095, '8,095'],
  [9999, '9,999'],
  [10_000, '10k'],
  [12_345, '12.3k'],
  // Rounded down: so many do fit.
  [99_999, '99.9k'],
  [100_000, '100k'],
  [814_367, '814k'],
  [999_999, '999k'],
  [1_000_000, '1M'],
  [1_290_000, '1.2M'],
  [25_090_000, '25M'],
  [2_134_973_983, '2.1G'],
  [Number.MAX_SAFE_INTEGER, '9,007T'],
])('%i is shown as %s', (count, text) => {
  expect(compactCount(count)).toBe(text);
});
