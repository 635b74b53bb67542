import { expect, test } from 'vitest';
import { findDifference } from './incremental/session';

test.each([1, 2, 3, 4, 5, 6])('%i: after any edit, what was taken over is what working out anew gives', (seed) => {
  expect(findDifference(seed, { configs: 12, editsEach: 40 })).toBeNull();
});
