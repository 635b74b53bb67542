import { describe, expect, test } from 'vitest';
import { definitions } from '../../../server/src/features/definitions';
import { type CursorSetup, withCursor, withCursorInHttp } from './cursor';
import { textOf } from './fileTexts';

/** `from -> file:line name | directive` of every definition of what is at the cursor. */
function definitionsAt(text: string, setup: CursorSetup = {}): string[] | null {
  const { analysis, path, offset, text: here } = withCursorInHttp(text, setup);
  const found = definitions(analysis, path, offset);
  if (found === null) return null;
  const from = here.slice(found.from.start, found.from.end);
  return found.targets.map((target) => {
    const targetText = textOf(analysis, target.path);
    const line = targetText.slice(0, target.range.start).split('\n').length - 2;
    const name = targetText.slice(target.range.start, target.range.end);
    const full = targetText.slice(target.fullRange.start, target.fullRange.end);
    return `${from} -> ${target.path.replace('/etc/nginx/', '')}:${line} ${name} | ${full}`;
  });
}

const ONE = 'limit_req_zone $binary_remote_addr zone=one:10m rate=1r/s;';

describe('from a reference', () => {
  test.each<[string, string, string]>([
    ['a keyed name', `${ONE}\nlimit_req zone=o|ne;`, `one -> nginx.conf:1 one | ${ONE}`],
    ['the end of a name', `${ONE}\nlimit_req zone=one|;`, `one -> nginx.conf:1 one | ${ONE}`],
    ['the directive that takes the zone', `${ONE}\nlimit_|req zone=one;`, `limit_req -> nginx.conf:1 one | ${ONE}`],
    [
      'a name in quotes',
      'proxy_cache_path /c \'keys_zone=a b:1m\';\nproxy_cache "a |b";',
      "a b -> nginx.conf:1 a b | proxy_cache_path /c 'keys_zone=a b:1m';",
    ],
    [
      'a name with an escape',
      "lua_shared_dict a\\\\b 1m;\ninit_by_lua_block { ngx.shared['a\\\\|b'].x() }",
      'a\\\\b -> nginx.conf:1 a\\\\b | lua_shared_dict a\\\\b 1m;',
    ],
    [
      'a Lua block',
      'lua_shared_dict dogs 1m;\ninit_by_lua_block { local d = ngx.shared.do|gs }',
      'dogs -> nginx.conf:1 dogs | lua_shared_dict dogs 1m;',
    ],
    [
      'a long bracket',
      'lua_shared_dict dogs 1m;\ninit_by_lua_block { local d = ngx.shared[ [=[do|gs]=] ] }',
      'dogs -> nginx.conf:1 dogs | lua_shared_dict dogs 1m;',
    ],
    [
      'code in an argument, of whose two names the one at the cursor is meant',
      'lua_shared_dict dogs 1m; lua_shared_dict cats 1m;\ninit_by_lua "f(\\"\\", ngx.shared.dogs, ngx.shared.ca|ts)";',
      'cats -> nginx.conf:1 cats | lua_shared_dict cats 1m;',
    ],
  ])('%s', (_, text, expected) => {
    expect(definitionsAt(text)).toEqual([expected]);
  });

  test('leads into an included file', () => {
    const files = { 'zones.conf': '\n\nlua_shared_dict dogs 1m;' };
    expect(definitionsAt('include zones.conf; init_by_lua_block { ngx.shared.do|gs }', { files })).toEqual([
      'dogs -> zones.conf:1 dogs | lua_shared_dict dogs 1m;',
    ]);
  });

  test('leads out of a Lua file and of an njs file', () => {
    const expected = ['dogs -> nginx.conf:1 dogs | lua_shared_dict dogs 1m;'];
    const lua = { 'a.lua': 'return ngx.shared["do|gs"]' };
    expect(definitionsAt('lua_shared_dict dogs 1m;\ninit_by_lua_file a.lua;', { files: lua })).toEqual(expected);
    const js = { 'a.js': 'ngx.shared.do|gs.get(1)' };
    expect(definitionsAt('js_shared_dict_zone zone=dogs:1m;\njs_import a.js;', { files: js })).toEqual([
      'dogs -> nginx.conf:1 dogs | js_shared_dict_zone zone=dogs:1m;',
    ]);
  });

  test('gives every declaration of a zone that has several, each once', () => {
    const files = { 'dict.conf': 'lua_shared_dict dogs 1m;' };
    const text =
      'include dict.conf;\ninclude dict.conf;\nlua_shared_dict dogs 1m; init_by_lua_block { ngx.shared.do|gs }';
    expect(definitionsAt(text, { files })).toEqual([
      'dogs -> dict.conf:-1 dogs | lua_shared_dict dogs 1m;',
      'dogs -> nginx.conf:3 dogs | lua_shared_dict dogs 1m;',
    ]);
  });

  test('keeps modules apart', () => {
    const text = `proxy_cache_path /c keys_zone=one:1m;\n${ONE}\nlimit_req zone=o|ne;`;
    expect(definitionsAt(text)).toEqual([`one -> nginx.conf:2 one | ${ONE}`]);
  });

  test('finds a declaration whose size a template fills in', () => {
    expect(definitionsAt('lua_shared_dict dogs {{ size }};\ninit_by_lua_block { ngx.shared.do|gs }')).toEqual([
      'dogs -> nginx.conf:1 dogs | lua_shared_dict dogs {{ size }};',
    ]);
  });

  test.each([
    ['an undeclared zone', 'limit_req zone=o|ne;'],
    ['a computed name', 'proxy_cache $ca|che;'],
    ['the key before a name', `${ONE} limit_req zo|ne=one;`],
    ['another argument', `${ONE} limit_req zone=one bur|st=5;`],
    ['a directive that names no zone', 'server_na|me a;'],
    ['no directive', ' |'],
    ['code without a name', 'lua_shared_dict dogs 1m; init_by_lua "f(\\"|\\", ngx.shared.dogs)";'],
  ])('has none for %s', (_, text) => {
    expect(definitionsAt(text)).toBeNull();
  });
});

describe('on a declaration', () => {
  test('gives itself', () => {
    expect(definitionsAt('lua_shared_dict do|gs 1m;')).toEqual([
      'dogs -> nginx.conf:1 dogs | lua_shared_dict dogs 1m;',
    ]);
    expect(definitionsAt('lua_shared_dict dogs 1|m;')).toEqual(['1m -> nginx.conf:1 dogs | lua_shared_dict dogs 1m;']);
  });

  test('gives the first of several', () => {
    const expected = ['s -> nginx.conf:1 s | zone s 64k;'];
    expect(definitionsAt('upstream a { zone s 64k; }\nupstream b { zone s|; }')).toEqual(expected);
    expect(definitionsAt('upstream a { zone |s 64k; }\nupstream b { zone s; }')).toEqual(expected);
  });

  test('gives the directive where it writes no name', () => {
    expect(definitionsAt('check_shm|_size 2m;')).toEqual([
      'check_shm_size -> nginx.conf:1 check_shm_size | check_shm_size 2m;',
    ]);
  });
});

describe('on a file', () => {
  const files = { 'a.conf': '# a', 'b.conf': '# bb', 'x.lua': 'return 1' };

  test.each([
    ['include a.co|nf;', ['a.conf']],
    ['include "a.co|nf";', ['a.conf']],
    ['include |*.conf;', ['a.conf', 'b.conf', 'nginx.conf']],
    ['init_by_lua_file x|.lua;', ['x.lua']],
    ['init_by_lua_file ../nginx/x|.lua;', ['x.lua']],
  ])('%s', (text, expected) => {
    const { analysis, path, offset } = withCursorInHttp(text, { files });
    const targets = definitions(analysis, path, offset)?.targets ?? [];
    expect(targets.map((target) => target.path)).toEqual(
      // nginx.conf includes itself, which is refused.
      expected.filter((name) => name !== 'nginx.conf').map((name) => `/etc/nginx/${name}`),
    );
    expect(targets.map(({ range, fullRange }) => [range.start, range.end, fullRange.start, fullRange.end])).toEqual(
      targets.map((target) => [0, 0, 0, textOf(analysis, target.path).length]),
    );
  });

  test.each(['inc|lude a.conf;', 'include none.c|onf;', 'include {{ a| }};', 'init_by_lua_file no|ne.lua;'])(
    'none: %s',
    (text) => {
      const { analysis, path, offset } = withCursorInHttp(text, { files });
      expect(definitions(analysis, path, offset)).toBeNull();
    },
  );
});

test('a fragment has definitions too', () => {
  const cursor = withCursor('limit_req_zone $a zone=one:1m rate=1r/s; limit_req zone=on|e;');
  expect(definitions(cursor.analysis, cursor.path, cursor.offset)?.targets[0]?.range).toEqual({ start: 23, end: 26 });
});
