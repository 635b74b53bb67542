import { describe, expect, test } from 'vitest';
import { commentedSize } from '../../../../server/src/features/diagnostics/commentedSize';

/** The size that the comment of the directive in a text states. */
function sizeIn(text: string): string | null {
  const start = text.indexOf('lua_shared_dict');
  return commentedSize(text, { start, end: text.indexOf(';', start) + 1 })?.text ?? null;
}

describe('a size in a comment', () => {
  test.each<[string, string | null]>([
    ['lua_shared_dict a 1m; # 10 MB', '10 MB'],
    ['lua_shared_dict a 1m; # 10m', '10m'],
    ['lua_shared_dict a 1m; # 1.5 GiB of cache', '1.5 GiB'],
    ['# ten is 10 megabytes\nlua_shared_dict a 1m;', '10 megabytes'],
    ['# 10m\n\nlua_shared_dict a 1m;', null],
    ['other b 1m; # 10m\nlua_shared_dict a 1m;', null],
    ['x y; # 10m\n  x; lua_shared_dict a 1m;', null],
    ['lua_shared_dict a 1m; # holds 16000 states, 10m', null],
    ['lua_shared_dict a 1m; # 1m is about 8000', null],
    ['lua_shared_dict a 1m; # 64 bytes each', null],
    ['lua_shared_dict a 1m; # was 10m', null],
    ['lua_shared_dict a 1m; # max 10m', null],
    ['lua_shared_dict a 1m; # 10m -> 20m', null],
    ['lua_shared_dict a 1m; # timeout 10ms', null],
    ['lua_shared_dict a 1m;', null],
    ['lua_shared_dict a 1m; lua_shared_dict c 10m;', null],
  ])('%j', (text, expected) => {
    expect(sizeIn(text)).toBe(expected);
  });

  test('means powers of 1024 or of 1000', () => {
    expect(commentedSize('x; # 2k', { start: 0, end: 2 })?.meanings).toEqual([2048, 2000]);
  });
});
