import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatBytes, parseExactSize, parsePersonSize, parseSizeText } from '../../../server/src/zones/sizeText';
import type { SizeParser } from '../../../server/src/zones/zoneKind';

const LARGEST = 2n ** 63n - 1n;

/** ngx_parse_size and ngx_parse_offset, written down step by step with numbers of any length. */
function reference(text: string, parser: 'size' | 'offset'): bigint | null {
  if (text === '') return null;
  let scale = 1n;
  let digits = text;
  const last = text.slice(-1);
  if (last === 'k' || last === 'K') scale = 1024n;
  if (last === 'm' || last === 'M') scale = 1024n * 1024n;
  if (parser === 'offset' && (last === 'g' || last === 'G')) scale = 1024n * 1024n * 1024n;
  if (scale > 1n) digits = text.slice(0, -1);
  if (digits === '') return null;
  let value = 0n;
  for (const character of digits) {
    if (character < '0' || character > '9') return null;
    value = value * 10n + BigInt(character);
    if (value > LARGEST) return null;
  }
  return value > LARGEST / scale ? null : value * scale;
}

const unit = fc.constantFrom('', 'k', 'K', 'm', 'M', 'g', 'G', 'b', 't', 'kb');
const digits = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 70n }).map(String),
  fc.integer({ min: 0, max: 100_000 }).map(String),
  fc.nat({ max: 60 }).map((count) => `${'0'.repeat(count)}7`),
  fc.constantFrom('', '9223372036854775807', '9223372036854775808', '9007199254740992', '8796093022207', '8589934591'),
);
const sizeText = fc.oneof(
  fc.tuple(digits, unit).map((parts) => parts.join('')),
  fc.string({ maxLength: 8 }),
  fc.stringMatching(/^[-+]?[0-9.,_ ]{0,6}[kKmMgG]?$/),
);

describe('sizes in a config', () => {
  test.each(['size', 'offset'] as const)('%s is read as nginx reads it', (parser) => {
    fc.assert(
      fc.property(sizeText, (text) => {
        expect(parseExactSize(text, parser)).toBe(reference(text, parser));
      }),
      { numRuns: 2000 },
    );
  });

  test('a number is the exact size, as near as it can be', () => {
    fc.assert(
      fc.property(sizeText, (text) => {
        const exact = parseExactSize(text, 'size');
        expect(parseSizeText(text, 'size')).toBe(exact === null ? null : Number(exact));
      }),
    );
    expect(parseExactSize('9223372036854775807', 'size')).toBe(LARGEST);
    expect(parseExactSize('9007199254740993', 'size')).toBe(9_007_199_254_740_993n);
  });

  test.each<[string, SizeParser, number | null]>([
    ['1g', 'size', null],
    ['1g', 'offset', 2 ** 30],
    ['1G', 'nchan', 2 ** 30],
    ['1.5m', 'size', null],
    ['1.5m', 'nchan', 1_572_864],
    ['.5m', 'nchan', 524_288],
    ['1.', 'nchan', 1],
    ['.', 'nchan', 0],
    ['1.5.5m', 'nchan', null],
    ['m', 'nchan', null],
    ['', 'nchan', null],
    ['-1', 'nchan', null],
    ['9223372036854775807', 'nchan', null],
    ['99999999999g', 'nchan', null],
    ['0'.repeat(100), 'nchan', 0],
    ['9'.repeat(10_000), 'nchan', null],
    ['64b', 'bkm', 64],
    ['1K', 'bkm', null],
    ['1m', 'bkm', 1_048_576],
    ['100', 'count', 100],
    ['100k', 'count', null],
    ['whatever', 'unknown', null],
    ['constructor', 'size', null],
    [`${'0'.repeat(50)}1m`, 'size', 1_048_576],
    ['9'.repeat(100_000), 'size', null],
  ])('%s as %s', (text, parser, expected) => {
    expect(parseSizeText(text, parser)).toBe(expected);
  });
});

describe('sizes that a person writes', () => {
  test.each<[string, number | null]>([
    ['64k', 65_536],
    ['1.5g', 1_610_612_736],
    ['8 GB', 8 * 2 ** 30],
    ['2GiB', 2 * 2 ** 30],
    ['1t', 2 ** 40],
    ['512', 512],
    ['512 b', 512],
    [' 1m ', 2 ** 20],
    ['', null],
    ['-1m', null],
    ['1x', null],
    ['g', null],
  ])('%s', (text, expected) => {
    expect(parsePersonSize(text)).toBe(expected);
  });
});

describe('sizes that a person reads', () => {
  test.each<[number, string]>([
    [0, '0 bytes'],
    [1023, '1023 bytes'],
    [1024, '1 KB'],
    [1536, '1.5 KB'],
    [10 * 2 ** 20, '10 MB'],
    [3 * 2 ** 30 + 2 ** 29, '3.5 GB'],
    [2 ** 60, '1048576 TB'],
  ])('%d', (bytes, expected) => {
    expect(formatBytes(bytes)).toBe(expected);
  });

  test('one decimal is enough to read the size back to a twentieth', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1024, max: 2 ** 45 }), (bytes) => {
        const [number = '', name = ''] = formatBytes(bytes).split(' ');
        const power = ['bytes', 'KB', 'MB', 'GB', 'TB'].indexOf(name);
        expect(Math.abs(Number(number) * 1024 ** power - bytes) / bytes).toBeLessThanOrEqual(0.05);
      }),
    );
  });
});
