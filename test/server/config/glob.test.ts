import { describe, expect, it } from 'vitest';
import { memoryFileSystem } from '../../../server/src/config/fileSystem';
import { compileGlob, expandGlob, isGlobPattern, sortByBytes } from '../../../server/src/config/glob';

describe('compileGlob', () => {
  const check = (pattern: string, matching: string, other: string): void => {
    const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');
    expect(words(matching).filter((name) => !compileGlob(pattern)(name))).toEqual([]);
    expect(words(other).filter((name) => compileGlob(pattern)(name))).toEqual([]);
  };

  it.each<[string, string, string]>([
    ['*', 'a ab.conf é', '.a . ..'],
    ['*.conf', 'a.conf a.b.conf', '.conf .a.conf a.conf.bak conf aconf'],
    ['.*', '.a .a.b', 'a'],
    ['\\.*', '.a', 'a \\.a'],
    ['[.]a', '', '.a'],
    ['?a', 'ba', '.a a bba'],
    ['a*b*c', 'abc axbxc abbcc', 'ab acb abcd'],
    ['**', 'a ab', '.a'],
    // By bytes: a character of two bytes is two question marks.
    ['??', 'é ab', 'a abc 😀'],
    ['????', '😀 abcd', 'é'],
    ['[a-c]', 'a b c', 'd - A'],
    ['[!a-c]', 'd -', 'a b .'],
    ['[^a]', 'b ^', 'a'],
    ['[]a]', '] a', 'b'],
    ['[!]a]', 'b', '] a'],
    ['[a-]', 'a -', 'b'],
    ['[-a]', 'a -', 'b'],
    ['[c-a]', '', 'a b c'],
    ['[a', '[a', 'a'],
    ['[]', '[]', 'a'],
    ['[\\]]', ']', '\\'],
    ['[a\\-c]', 'a - c', 'b \\'],
    ['\\*', '*', 'a \\*'],
    ['a\\', '', 'a a\\'],
    ['[[:digit:]x]', '1 x', 'a : d'],
    ['[![:alnum:]]', '- ^', 'a 1'],
    ['[[:punct:]]*', '-a _', 'a'],
    ['a+(b)|c.', 'a+(b)|c.', 'ab aab'],
  ])('%s', check);

  it('comes to an end with many stars', () => {
    expect(compileGlob('*a'.repeat(100))(`${'a'.repeat(250)}b`)).toBe(false);
  });
});

describe('expandGlob', () => {
  const names = [
    '/n/b.conf',
    '/n/a.conf',
    '/n/B.conf',
    '/n/10.conf',
    '/n/9.conf',
    '/n/é.conf',
    '/n/.h.conf',
    '/n/s/x.conf',
  ];
  const files = memoryFileSystem(
    new Map([...names, '/n/s-1/x.conf', '/n/s1/y.conf', '/n/[q]'].map((name) => [name, ''])),
  );
  const check = (pattern: string, expected: readonly string[]): void =>
    expect(expandGlob(files, pattern)).toEqual(expected);

  it.each<[string, string[]]>([
    ['/n/*.conf', ['/n/10.conf', '/n/9.conf', '/n/B.conf', '/n/a.conf', '/n/b.conf', '/n/é.conf']],
    ['/n/*/x.conf', ['/n/s-1/x.conf', '/n/s/x.conf']],
    ['/n/s*/*', ['/n/s-1/x.conf', '/n/s/x.conf', '/n/s1/y.conf']],
    ['/*/s1/?.conf', ['/n/s1/y.conf']],
    ['/n/s*', ['/n/s', '/n/s-1', '/n/s1']],
    ['/n/.h*', ['/n/.h.conf']],
    ['/n/.*', ['/n/.', '/n/..', '/n/.h.conf']],
    ['/n/\\[q]', ['/n/[q]']],
    ['/n/a.conf/*', []],
    ['/none/*', []],
    ['/', []],
  ])('%s', check);
});

it('knows a pattern by the signs that nginx looks for', () => {
  expect(['a*', 'a?', 'a[', 'a]', 'a\\b', 'a{b,c}', ''].map(isGlobPattern)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

it('sorts by UTF-8 bytes, not by UTF-16 units', () => {
  expect(sortByBytes(['\u{1F600}', '\uFFFD', 'é', 'a', 'Z'])).toEqual(['Z', 'a', 'é', '\uFFFD', '\u{1F600}']);
});
