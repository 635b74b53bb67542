import { describe, expect, test } from 'vitest';
import { ROOT } from '../../zones/modelOf';
import { checkHttp } from './check';

/** `file:start first` of every directive that is "duplicate", by the offsets of both. */
function repeated(text: string, files: Readonly<Record<string, string>> = {}): string[] {
  const texts = new Map(Object.entries(files).map(([name, content]) => [`/etc/nginx/${name}`, content]));
  texts.set(ROOT, `events {}\nhttp {\n${text}\n}\n`);
  const wordAt = (path: string, { start }: { start: number }): string =>
    (texts.get(path) ?? '').slice(start).match(/^\S+ [^ ;]+ ?[^ ;]*/)?.[0] ?? '';
  return checkHttp(text, { files })
    .filter(({ message }) => message.includes('is duplicate'))
    .map(({ path, range, related: [first] }) => `${wordAt(path, range)}, ${first && wordAt(first.path, first.range)}`);
}

describe('a second directive in one block', () => {
  test.each<[string, string, string[]]>([
    ['for one zone', 'limit_conn a 1; limit_conn a 2;', ['limit_conn a 2, limit_conn a 1']],
    ['for another zone', 'limit_conn a 1; limit_conn b 2;', []],
    ['of its kind at all', 'proxy_cache a; proxy_cache b;', ['proxy_cache b, proxy_cache a']],
    [
      'with a block between',
      'server { limit_conn a 1; location / { } limit_conn a 2; }',
      ['limit_conn a 2, limit_conn a 1'],
    ],
    [
      'with one in the block between',
      'server { limit_conn a 1; location / { limit_conn a 2; } limit_conn a 3; }',
      ['limit_conn a 3, limit_conn a 1'],
    ],
    ['in blocks one in the other', 'server { limit_conn a 1; location / { limit_conn a 2; } }', []],
    ['in blocks one after the other', 'server { limit_conn a 1; } server { limit_conn a 2; }', []],
    [
      'a third too',
      'server { limit_conn a 1; limit_conn a 2; limit_conn a 3; }',
      ['limit_conn a 2, limit_conn a 1', 'limit_conn a 3, limit_conn a 1'],
    ],
    [
      'in a block after the one with the first',
      'server { location /a { limit_conn a 1; } location /b { limit_conn a 2; limit_conn a 3; } }',
      ['limit_conn a 3, limit_conn a 2'],
    ],
  ])('%s', (_, text, expected) => {
    expect(repeated(text)).toEqual(expected);
  });
});

describe('a second directive in one block that several files add to', () => {
  test.each<[string, string, Record<string, string>, string[]]>([
    ['after the include', 'include f; limit_conn a 2;', { f: 'limit_conn a 1;' }, ['limit_conn a 2, limit_conn a 1']],
    ['before the include', 'limit_conn a 1; include f;', { f: 'limit_conn a 2;' }, ['limit_conn a 2, limit_conn a 1']],
    [
      'in two files',
      'include f; include g;',
      { f: 'limit_conn a 1;', g: 'limit_conn a 2;' },
      ['limit_conn a 2, limit_conn a 1'],
    ],
    ['of a file included twice', 'include f; include f;', { f: 'limit_conn a 1;' }, ['limit_conn a 1, limit_conn a 1']],
    ['into two blocks', 'server { include f; } server { include f; }', { f: 'limit_conn a 1;' }, []],
    [
      'in an inner block',
      'server { limit_conn a 1; include f; location / { limit_conn a 2; } }',
      { f: 'root /x;' },
      [],
    ],
    [
      'through two files',
      'server { include f; limit_conn a 2; }',
      { f: 'include g;', g: 'limit_conn a 1;' },
      ['limit_conn a 2, limit_conn a 1'],
    ],
  ])('%s', (_, text, files, expected) => {
    expect(repeated(text, files)).toEqual(expected);
  });
});
