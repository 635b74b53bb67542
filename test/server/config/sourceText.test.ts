import { describe, expect, it } from 'vitest';
import {
  byteLength,
  codeUnitsOf,
  decodeConfig,
  editLineStarts,
  lineStartsOf,
  positionAt,
} from '../../../server/src/config/sourceText';
import { createRandom } from '../../support/random';

describe('decodeConfig', () => {
  const check = (bytes: readonly number[], expected: string): void => {
    const text = decodeConfig(Uint8Array.from(bytes));
    expect(text).toBe(expected);
    expect(byteLength(text)).toBe(bytes.length);
  };

  it.each<[string, number[], string]>([
    ['nothing', [], ''],
    ['ASCII', [0x61, 0x00, 0x7f], 'a\0\x7f'],
    ['valid UTF-8 of every length', [0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80], 'aé€😀'],
    ['Latin-1', [0x61, 0xe9, 0x62], 'a\uDCE9b'],
    ['a lone continuation', [0x80], '\uDC80'],
    ['the shortest form broken', [0xc0, 0xaf, 0xe0, 0x80, 0xaf], '\uDCC0\uDCAF\uDCE0\uDC80\uDCAF'],
    ['a surrogate', [0xed, 0xa0, 0x80], '\uDCED\uDCA0\uDC80'],
    ['past the last character', [0xf4, 0x90, 0x80, 0x80, 0xf5], '\uDCF4\uDC90\uDC80\uDC80\uDCF5'],
    ['the last character, then a bad byte', [0xf4, 0x8f, 0xbf, 0xbf, 0xff], '\u{10FFFF}\uDCFF'],
    ['cut off', [0xe2, 0x82], '\uDCE2\uDC82'],
    ['valid beside invalid', [0xff, 0xf0, 0x9f, 0x98, 0x80, 0xfe, 0xc3, 0xa9], '\uDCFF😀\uDCFEé'],
  ])('%s', (_, bytes, expected) => check(bytes, expected));

  it('agrees with the standard decoder on which sequences are valid', () => {
    const random = createRandom(3);
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const leads = [0x41, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5];
    const tails = [0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0];
    for (let round = 0; round < 20_000; round++) {
      const tail = (): number => tails[Math.floor(random() * tails.length)] ?? 0;
      const bytes = Uint8Array.from(
        [leads[Math.floor(random() * leads.length)] ?? 0, tail(), tail(), tail()].slice(0, 1 + (round % 4)),
      );
      const text = decodeConfig(bytes);
      const isValid = !/[\uDC80-\uDCFF]/.test(text.replace(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g, ''));
      let expected: string | null = null;
      try {
        expected = decoder.decode(bytes);
      } catch {
        // Not valid: then neither for us.
      }
      expect(isValid ? text : null).toBe(expected);
      expect(byteLength(text)).toBe(bytes.length);
    }
  });

  it('decodes a large file that is not UTF-8', () => {
    const bytes = new Uint8Array(4_000_000).fill(0xe9);
    expect(decodeConfig(bytes)).toHaveLength(bytes.length);
  });
});

it('gives the units of a text', () => {
  expect([...codeUnitsOf('a😀\uDCFF')]).toEqual([0x61, 0xd83d, 0xde00, 0xdcff]);
  expect(codeUnitsOf('')).toHaveLength(0);
});

describe('positions', () => {
  const check = (text: string, offset: number, line: number, column: number): void => {
    expect(positionAt(lineStartsOf(text), offset)).toEqual({ line, column });
  };

  it.each<[string, number, number, number]>([
    ['', 0, 0, 0],
    ['ab\ncd', 2, 0, 2],
    ['ab\ncd', 3, 1, 0],
    ['ab\ncd', 5, 1, 2],
    ['a\r\nb', 3, 1, 0],
    ['a\rb', 2, 0, 2],
    ['\n\n', 1, 1, 0],
    ['\n\n', 2, 2, 0],
    ['😀b\n😀;', 2, 0, 2],
    ['😀b\n😀;', 6, 1, 2],
    ['ab', -3, 0, 0],
  ])('%j at %d', (text, offset, line, column) => check(text, offset, line, column));
});

it('finds the lines of an edited text', () => {
  const random = createRandom(4);
  const limit = (most: number): number => Math.floor(random() * (most + 1));
  const someText = (): string => Array.from({ length: limit(12) }, () => (random() < 0.4 ? '\n' : 'a')).join('');
  for (let round = 0; round < 5_000; round++) {
    const before = someText();
    const start = limit(before.length);
    const end = start + limit(before.length - start);
    const inserted = someText();
    const after = before.slice(0, start) + inserted + before.slice(end);
    expect([...editLineStarts(lineStartsOf(before), start, end, inserted)]).toEqual([...lineStartsOf(after)]);
  }
});
