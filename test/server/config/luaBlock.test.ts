import { describe, expect, it } from 'vitest';
import { findLuaBlockEnd, longBracketEnd, quotedStringEnd } from '../../../server/src/config/luaBlock';

describe('findLuaBlockEnd', () => {
  /** `^` marks the brace that closes the block; without one the block has no end. */
  const check = (marked: string): void => {
    const text = marked.replace('^', '');
    const end = findLuaBlockEnd(text, 0);
    expect(end.found ? end.closingBrace : -1).toBe(marked.indexOf('^'));
  };

  it.each([
    '^}',
    ' return {} ^} }',
    'a = {{}, {}} ^}',
    'a = "}" ^}',
    "a = '}' ^}",
    'a = "\\"}" ^}',
    "a = '\\\\' ^}",
    // A quote that does not end on its line is none.
    "-- don't }\n ^}",
    "don't ^}\n'",
    '"a\n ^} "',
    '"a\\\n ^} "',
    '"\r ^}\n"',
    // Comments.
    '-- } \n ^}',
    '--} \n ^}',
    '--[[ } ]] ^}',
    '--[==[ } ]] ]=] ]==] ^}',
    '--[= } \n ^}',
    '---[[ } \n ^}',
    '- - ^}',
    'a - b ^}',
    '-- "\n ^} -- "',
    // Long brackets.
    '[[ } ]] ^}',
    '[=[ }]] ]=] ^}',
    '[[\n"\n]] ^}',
    'a[b[1]] ^}',
    'a[ [[}]] ] ^}',
    '[==x ^}',
    ']] ]=] ^}',
    '\\" }" ^}',
    // Without an end.
    '',
    '{ }',
    '"}"',
    '-- }',
    '[[ }',
    '--[[ }',
    '[=[ ]] }',
  ])('%j', check);

  it.each<[string, number]>([
    ['a }', 3],
    ['a } b\n', 3],
    // A quote was looked for up to the end of its line.
    ["don't } b\n c", 10],
    ['a " } b', 8],
    ["a ' \n } b\n", 7],
    ['"\\\n}', 4],
  ])('knows how far it looked in %j', (text, expected) => {
    expect(findLuaBlockEnd(text, 0)).toMatchObject({ found: true, seenUpTo: expected });
  });

  it('tells why there is no end', () => {
    expect(findLuaBlockEnd('a {', 0)).toEqual({ found: false, reason: 'end-of-file', at: 0 });
    expect(findLuaBlockEnd('a --[[ }', 1)).toEqual({ found: false, reason: 'long-bracket', at: 2 });
  });

  it('tells of the first long bracket that does not fit into the buffer, counted in bytes', () => {
    const bracket = (body: string): unknown => findLuaBlockEnd(` [[${body}]] [[${body}]] }`, 0);
    expect(bracket('x'.repeat(4092))).toMatchObject({ longBracket: null });
    expect(bracket('x'.repeat(4093))).toMatchObject({ longBracket: { start: 1, end: 4098 } });
    expect(bracket('€'.repeat(1364))).toMatchObject({ longBracket: null });
    expect(bracket('€'.repeat(1365))).toMatchObject({ longBracket: { start: 1, end: 1370 } });
  });
});

it.each<[string, number]>([
  ['[[a]]b', 5],
  ['[=[a]]]=]b', 9],
  ['[==[]==]', 8],
  ['[[]=]', -2],
  ['[=[]]', -2],
  ['[=a', -1],
  ['[', -1],
  ['a', -1],
  ['[[]]]', 4],
  ['[=[]==]]=]', 10],
])('longBracketEnd of %j', (text, expected) => expect(longBracketEnd(text, 0)).toBe(expected));

it.each<[string, number]>([
  ['"a"b', 3],
  ['""', 2],
  ['"\\""', 4],
  ['"\\\\"', 4],
  ['"a', 1],
  ['"a\n"', 1],
  ['"a\\\n"', 1],
  ['"\\', 1],
  [`'"'`, 3],
])('quotedStringEnd of %j', (text, expected) => expect(quotedStringEnd(text, 0)).toBe(expected));
