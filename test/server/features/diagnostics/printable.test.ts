import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeConfig } from '../../../../server/src/config/sourceText';
import { printable } from '../../../../server/src/features/diagnostics/printable';

describe('printable', () => {
  test.each([
    ['zone "a" is too small', 'zone "a" is too small'],
    ['ünï 日本語 🦊', 'ünï 日本語 🦊'],
    ['a\nb\tc\rd', 'a\\nb\\tc\\rd'],
    ['\u001b[31mred\u0007', '\\x1b[31mred\\x07'],
    ['\u009b31m', '\\x9b31m'],
    ['\u202eright\u2066', '\\u202eright\\u2066'],
    ['\u200bzero\ufeff', '\\u200bzero\\ufeff'],
    [decodeConfig(Uint8Array.of(0x61, 0xff, 0x62)), 'a\\xffb'],
  ])('%j', (text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  test('what comes out can be printed, whatever goes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = printable(text);
        expect(shown).not.toMatch(/\p{Cc}|\p{Cs}|[\u202a-\u202e\u2066-\u2069]/u);
        expect(printable(shown)).toBe(shown);
      }),
    );
  });

  test('a message has an end', () => {
    expect(printable('x'.repeat(100_000)).length).toBeLessThan(3000);
    expect(printable('x'.repeat(2000))).toBe('x'.repeat(2000));
  });
});
