import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeValue } from '../../../../server/src/features/diagnostics/parameterValue';
import type { ValueForm } from '../../../../server/src/zones/catalogue/directiveRules';

/** Values as `nginx -t` took and refused them. */
const VALUES: readonly (readonly [ValueForm, readonly string[], readonly string[]])[] = [
  ['number', ['0', '1', '007', '9223372036854775807'], ['', '-1', '+1', '1.5', 'x', '9223372036854775808', ' 1']],
  ['positive-number', ['1', '007', '9223372036854775807'], ['0', '', '-5', 'x', '99999999999999999999']],
  ['rate', ['5', '1r/s', '5r/m', '007r/m'], ['', 'r/s', '0r/s', '-1r/s', '1r/h', '1.5r/s', '1 r/s', 'rr/s', '1R/S']],
  [
    'seconds',
    ['0', '10', '10m', '1h30m', '1h 30m', '1y', '1M', '1w2d', '10 '],
    ['', 'm', '30m1h', '5ms', '-1', '1.5h', 'x'],
  ],
  ['milliseconds', ['50', '50ms', '1s', '1s500ms', '1w', '1m'], ['', 'x', '1y', '1M', '5ms1s', '?']],
  ['offset', ['0', '1g', '10m', '1G'], ['', '-1', '1t', '1.5g', '99999999999999999999']],
  ['cache-levels', ['', '1', '2', '1:2', '1:2:2'], ['0', '3', '1:', ':1', '12', 'a', '1:2:2:2']],
  ['on-off', ['on', 'off'], ['', 'ON', 'yes']],
];

describe.each(VALUES)('%s', (form, taken, refused) => {
  test.each(taken)('takes %j', (text) => expect(judgeValue(text, form)).toBe('accepted'));
  test.each(refused)('refuses %j', (text) => expect(judgeValue(text, form)).toBe('refused'));
});

test('a count of connections is told to be too large', () => {
  const verdict = (text: string): string => judgeValue(text, 'connection-count');
  expect(['1', '65535', '65536', '0', 'x', '99999999999999999999'].map(verdict)).toEqual([
    'accepted',
    'accepted',
    'too-large',
    'refused',
    'refused',
    'refused',
  ]);
});

test('times of many digits are read at once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), fc.constantFrom('', 'h', 'x'), (digits, unit) => {
      expect(judgeValue('9'.repeat(digits) + unit, 'seconds')).toBe(unit === 'x' ? 'refused' : 'accepted');
    }),
    { numRuns: 20 },
  );
});
