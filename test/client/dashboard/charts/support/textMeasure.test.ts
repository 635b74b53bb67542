import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fittingCharacters,
  textWidthPx,
  wrapText,
} from '../../../../../client/src/dashboard/charts/support/textMeasure';

describe('textWidthPx', () => {
  it('takes Chinese for about as wide as high', () => {
    expect(textWidthPx('已加载', 12)).toBeGreaterThan(3 * 12);
    expect(textWidthPx('abc', 12)).toBeLessThan(3 * 12 * 0.7);
    expect(textWidthPx('', 12)).toBe(0);
  });

  it('holds as many characters as it says fit', () => {
    const text = 'x'.repeat(fittingCharacters(200, 12));
    expect(textWidthPx(text, 12)).toBeLessThanOrEqual(200);
    expect(textWidthPx(`${text}x`, 12)).toBeGreaterThan(200);
    expect(fittingCharacters(0, 12)).toBe(1);
  });
});

describe('wrapText', () => {
  it('breaks at spaces, and long words where they must be', () => {
    expect(wrapText('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapText('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
    expect(wrapText('', 4)).toEqual([]);
  });

  it('loses no character, and keeps to the width', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 4, max: 60 }), (text, characters) => {
        const lines = wrapText(text, characters);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        for (const line of lines)
          expect(textWidthPx(line, 1)).toBeLessThanOrEqual(textWidthPx('x'.repeat(characters), 1));
      }),
    );
  });
});
