import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonFault, type JsonFault, lineAndColumn } from '../../../server/src/snapshot/jsonCheck';

const BOUNDS = { mostContainers: 100, mostDepth: 8 };

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('a fault in JSON', () => {
  it.each<[string, JsonFault['kind'], number]>([
    ['', 'end', 0],
    ['  ', 'end', 2],
    ['{', 'end', 1],
    ['{"a"', 'end', 4],
    ['{"a":', 'end', 5],
    ['[1,', 'end', 3],
    ['"ab', 'end', 3],
    ['"\\', 'end', 2],
    ['"\\u12', 'end', 5],
    ['[1 2]', 'syntax', 3],
    ['[1,]', 'syntax', 3],
    ['{"a":1,}', 'syntax', 7],
    ['{a:1}', 'syntax', 1],
    ['[NaN]', 'syntax', 1],
    ['[Infinity]', 'syntax', 1],
    ['[01]', 'syntax', 2],
    ['"\n"', 'syntax', 1],
    ['"\\x"', 'syntax', 1],
    ['"\\u00zz"', 'syntax', 1],
    ['[}', 'syntax', 1],
    ['{]', 'syntax', 1],
    ['1 1', 'syntax', 2],
    ['<html>', 'syntax', 0],
    ['[[[[[[[[[', 'deep', 8],
    [`[${'[],'.repeat(100)}[]]`, 'large', 298],
  ])('in %j is %s at %i', (text, kind, offset) => {
    expect(findJsonFault(text, BOUNDS)).toEqual({ kind, offset });
  });

  it('is found where JSON.parse finds one, and only there', () => {
    const piece = fc.oneof(
      fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '"', '\\', '0', '-', '1e5', '.5', 'true', 'null', ' ', '\n'),
      fc.constantFrom('\u0000', '\\u0041', '\\"', 'é', '\ud800', 'x', 'fals', '\u00a0', '\ufeff'),
    );
    const texts = fc.oneof(
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
      fc.json({ maxDepth: 3 }),
      fc
        .tuple(fc.json({ maxDepth: 3 }), fc.nat(), piece)
        .map(([json, at, put]) => json.slice(0, at % (json.length + 1)) + put + json.slice(at % (json.length + 1))),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const fault = findJsonFault(text, { mostContainers: 10_000, mostDepth: 100 });
        expect(fault === null).toBe(isJson(text));
        if (fault !== null) expect(fault.offset).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 5000 },
    );
  });
});

it('a place is a line and a column', () => {
  const text = 'a\nbc\r\nd\re';
  expect([0, 1, 2, 3, 6, 8].map((offset) => lineAndColumn(text, offset))).toEqual([
    { line: 1, column: 1 },
    { line: 1, column: 2 },
    { line: 2, column: 1 },
    { line: 2, column: 2 },
    { line: 3, column: 1 },
    { line: 4, column: 1 },
  ]);
});
