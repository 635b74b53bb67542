import { expect, test } from 'vitest';
import { mendedValue } from '../../../../server/src/features/quickFixes/mendedValue';
import type { ValueForm } from '../../../../server/src/zones/catalogue/directiveRules';

test.each<readonly [ValueForm, string, string | null]>([
  ['rate', '10/s', '10r/s'],
  ['rate', '10r/sec', '10r/s'],
  ['rate', '10r/min', '10r/m'],
  ['rate', '10rps', '10r/s'],
  ['rate', '10req/s', '10r/s'],
  ['rate', '10 r/s', '10r/s'],
  // Per hour is less than nginx can say.
  ['rate', '10r/h', null],
  ['rate', '0r/sec', null],
  ['rate', '10r/s', null],
  ['on-off', 'yes', 'on'],
  ['on-off', 'OFF', 'off'],
  ['on-off', 'maybe', null],
  ['seconds', '10min', '10m'],
  ['seconds', '1 hour', '1h'],
  ['seconds', '2days', '2d'],
  ['seconds', '5ms', null],
  ['milliseconds', '10M', null],
  ['milliseconds', '10 H', '10h'],
  ['milliseconds', '50 milliseconds', '50ms'],
  ['milliseconds', '50msec', null],
  ['milliseconds', '2sec', '2s'],
  ['offset', '1.5g', '1536m'],
  ['offset', '10GB', '10g'],
  ['offset', '1t', '1024g'],
  ['offset', '0.3g', '322122547'],
  ['offset', '-1', null],
  ['cache-levels', '1/2', '1:2'],
  ['cache-levels', '1,2,2', '1:2:2'],
  ['cache-levels', '3', null],
  ['number', '1x', null],
  ['positive-number', '0', null],
  ['connection-count', '65536', null],
])('%s of %j', (form, text, mended) => {
  expect(mendedValue(text, form)).toBe(mended);
});
