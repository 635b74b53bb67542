import { describe, expect, test } from 'vitest';
import { selectionRanges } from '../../../server/src/features/selectionRanges';
import { configFileOf } from './configFile';

/** Texts that the selection at the `|` grows through. */
function selections(marked: string): string[] {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  return selectionRanges(configFileOf(text), offset).map(({ start, end }) => text.slice(start, end));
}

describe('selection', () => {
  test.each<[string, string[]]>([
    [
      'limit_req zone=o|ne:1m burst=5;\n',
      [
        'one',
        'one:1m',
        'zone=one:1m',
        'zone=one:1m burst=5',
        'limit_req zone=one:1m burst=5',
        'limit_req zone=one:1m burst=5;',
        'limit_req zone=one:1m burst=5;\n',
      ],
    ],
    [
      'limit_req "zone=a/b|:1m";\n',
      [
        'b',
        'a/b',
        'a/b:1m',
        'zone=a/b:1m',
        '"zone=a/b:1m"',
        'limit_req "zone=a/b:1m"',
        'limit_req "zone=a/b:1m";',
        'limit_req "zone=a/b:1m";\n',
      ],
    ],
    [
      'proxy_pass http://www.exam|ple.com/a;',
      [
        'example',
        'www.example.com',
        'http://www.example.com/a',
        'proxy_pass http://www.example.com/a',
        'proxy_pass http://www.example.com/a;',
      ],
    ],
    ['set $a_|b "c d";', ['a_b', '$a_b', '$a_b "c d"', 'set $a_b "c d"', 'set $a_b "c d";']],
    ['li|sten 80;', ['listen', 'listen 80', 'listen 80;']],
    ['listen 80;|', ['listen 80;']],
    ['listen | 80;', ['listen  80;']],
    ['a b; | c d;', ['a b;  c d;']],
    ['|', ['']],
    [' |\n', [' \n']],
    ['|\na b;', ['\na b;']],
    ['a =|b;', ['b', '=b', 'a =b', 'a =b;']],
  ])('%s', (text, expected) => {
    expect(selections(text)).toEqual(expected);
  });

  test('grows block by block', () => {
    const text = 'http {\n  server { lis|ten 80; root /; }\n}\n';
    expect(selections(text)).toEqual([
      'listen',
      'listen 80',
      'listen 80;',
      'listen 80; root /;',
      ' listen 80; root /; ',
      'server { listen 80; root /; }',
      '\n  server { listen 80; root /; }\n',
      'http {\n  server { listen 80; root /; }\n}',
      'http {\n  server { listen 80; root /; }\n}\n',
    ]);
  });

  test('a head of a block', () => {
    expect(selections('location ~ \\.ph|p$ { a b; }')).toEqual([
      'php',
      '.php$',
      '\\.php$',
      '~ \\.php$',
      'location ~ \\.php$',
      'location ~ \\.php$ { a b; }',
    ]);
  });

  test('between directives of a block', () => {
    expect(selections('http {\n  a b;\n|\n  c d;\n}')).toEqual([
      'a b;\n\n  c d;',
      '\n  a b;\n\n  c d;\n',
      'http {\n  a b;\n\n  c d;\n}',
    ]);
  });

  test('Lua code by word, line and block', () => {
    expect(selections('http { init_by_lua_block {\n  local d = ngx.sha|red.dogs\n  f(d)\n} }')).toEqual([
      'shared',
      'ngx.shared.dogs',
      'local d = ngx.shared.dogs',
      'local d = ngx.shared.dogs\n  f(d)',
      '\n  local d = ngx.shared.dogs\n  f(d)\n',
      'init_by_lua_block {\n  local d = ngx.shared.dogs\n  f(d)\n}',
      ' init_by_lua_block {\n  local d = ngx.shared.dogs\n  f(d)\n} ',
      'http { init_by_lua_block {\n  local d = ngx.shared.dogs\n  f(d)\n} }',
    ]);
    expect(selections('init_by_lua_block { a|b() }')).toEqual(['ab', 'ab()', ' ab() ', 'init_by_lua_block { ab() }']);
    // There it is the length of a table.
    expect(selections('init_by_lua_block { f(#t|b) }').slice(0, 2)).toEqual(['tb', 'f(#tb)']);
  });

  test('a comment', () => {
    expect(selections('a b; # so|me words\nc d;')).toEqual(['some', '# some words', 'a b; # some words\nc d;']);
    expect(selections('a "#b"; # so|me "words\nc d;').slice(0, 2)).toEqual(['some', '# some "words']);
    expect(selections('a b # so|me\n c;')).toEqual(['some', '# some', 'a b # some\n c;']);
    expect(selections('http { # so|me\n}').slice(0, 2)).toEqual(['some', '# some']);
  });

  test('an offset outside the text is taken as its end', () => {
    const file = configFileOf('a b;');
    expect(selectionRanges(file, 99)).toEqual(selectionRanges(file, 4));
    expect(selectionRanges(file, -1)).toEqual(selectionRanges(file, 0));
  });

  test('deep nesting gives no more levels than an editor can hold', () => {
    const text = `${'a{'.repeat(10_000)}${' '.repeat(1_000_000)}`;
    const ranges = selectionRanges(configFileOf(text), text.length);
    expect(ranges.length).toBeLessThan(210);
    expect(ranges.at(-1)).toEqual({ start: 0, end: text.length });
  });
});
