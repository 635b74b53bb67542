import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance } from '../../../../server/src/features/diagnostics/nearestName';

test.each([
  ['dogs', 'dogs', 0],
  ['dgos', 'dogs', 1],
  ['dog', 'dogs', 1],
  ['dogs', 'digs', 1],
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
])('%s to %s is %d', (left, right, expected) => {
  expect(editDistance(left, right, 10)).toBe(expected);
  expect(editDistance(right, left, 10)).toBe(expected);
});

test('it never exceeds its limit, and is 0 for the same text alone', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
  fc.assert(
    fc.property(name, name, fc.integer({ min: 1, max: 5 }), (left, right, limit) => {
      const distance = editDistance(left, right, limit);
      expect(distance).toBeLessThanOrEqual(limit);
      expect(distance === 0).toBe(left === right);
      expect(distance).toBe(Math.min(limit, editDistance(left, right, 100)));
    }),
  );
});
