import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printable, printableJson } from '../../../server/src/features/printable';

describe('printable', () => {
  test.each([
    ['plain text, ümlaut, 漢字, 😀, é', 'plain text, ümlaut, 漢字, 😀, é'],
    ['\u001b[2J', '\\x1b[2J'],
    ['a\tb\nc\r', 'a\\tb\\nc\\r'],
    ['zone "a" is too small', 'zone "a" is too small'],
    ['\u200bzero\ufeff', '\\u200bzero\\ufeff'],
    ['\u007f\u009b', '\\x7f\\x9b'],
    ['\u202e\u2066\u200b', '\\u202e\\u2066\\u200b'],
    ['\u2028\u2029', '\\u2028\\u2029'],
    ['\u{e0041}', '\\u{e0041}'],
    ['\udc80\udcff', '\\x80\\xff'],
    ['\ud800', '\\ud800'],
  ])('%j', (text, expected) => {
    expect(printable(text)).toBe(expected);
  });
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

describe('printableJson', () => {
  const value = { text: 'a\nb\u0000\u009b\u202e\u2028\u{e0041}\udc80ü', numbers: [1, null] };

  test('gives the same value back', () => {
    expect(JSON.parse(printableJson(value))).toEqual(value);
  });

  test('is indented, ends its last line, and holds only printable characters and line breaks', () => {
    const text = printableJson(value);
    expect(text.split('\n')).toHaveLength(8);
    expect(text.endsWith('}\n')).toBe(true);
    expect(text).not.toMatch(/[^\n\P{C}]/u);
    expect(text).toContain('a\\nb\\u0000\\u009b\\u202e\\u2028\\udb40\\udc41\\udc80ü');
  });
});
