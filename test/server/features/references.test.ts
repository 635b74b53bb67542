import { describe, expect, test } from 'vitest';
import { references } from '../../../server/src/features/references';
import { type CursorSetup, withCursor, withCursorInHttp } from './cursor';
import { textOf } from './fileTexts';

/** `file:line name` of every reference to what is at the cursor, lines of the http block counted from 1. */
function referencesAt(text: string, setup: CursorSetup = {}, includeDeclaration = true): string[] {
  const { analysis, path, offset } = withCursorInHttp(text, setup);
  return references(analysis, path, offset, includeDeclaration).map(({ path: file, range }) => {
    const content = textOf(analysis, file);
    const line = content.slice(0, range.start).split('\n').length - (file.endsWith('nginx.conf') ? 2 : 0);
    return `${file.replace('/etc/nginx/', '')}:${line} ${content.slice(range.start, range.end)}`;
  });
}

describe('references', () => {
  const TEXT = `include zones.conf;
    server { limit_req zone=one; location / { limit_req zone=o|ne; limit_req zone=two; } }
    include more/*.conf;`;
  const files = {
    'zones.conf': '\nlimit_req_zone $a zone=one:1m rate=1r/s;\nlimit_req_zone $a zone=two:1m rate=1r/s;',
    'more/a.conf': 'server {\n limit_req zone=one burst=5;\n}',
    'more/b.conf': 'server {\n\n limit_req "zone=one"; }',
  };

  test('are found across includes, the declaration first', () => {
    const found = [
      'zones.conf:2 one',
      'nginx.conf:2 one',
      'nginx.conf:2 one',
      'more/a.conf:2 one',
      'more/b.conf:3 one',
    ];
    expect(referencesAt(TEXT, { files })).toEqual(found);
    expect(referencesAt(TEXT, { files }, false)).toEqual(found.slice(1));
  });

  test('are the same from the declaration, its directive, its size, and from a file that is included', () => {
    for (const cursor of ['zone=o|ne:1m', 'zone=one:|1m', 'limit_req_zone| $a zone=one:1m']) {
      const zones = files['zones.conf'].replace(cursor.replace('|', ''), cursor);
      const found = referencesAt(TEXT.replace('|', ''), { files: { ...files, 'zones.conf': zones } });
      expect(found).toHaveLength(5);
    }
  });

  test('are found in Lua blocks, code in arguments, Lua files and what they require, and njs', () => {
    const scripts = {
      'a.lua': 'require "b"\nreturn ngx.shared.dogs',
      'lua/b.lua': 'local shared = ngx.shared\n\nreturn shared["dogs"], shared.cats',
    };
    const text = `lua_package_path "/etc/nginx/lua/?.lua;;";
      lua_shared_dict do|gs 1m; lua_shared_dict cats 1m;
      init_by_lua_block { f(ngx.shared.dogs, ngx.shared.cats) }
      init_worker_by_lua 'local a = ngx.shared.dogs';
      exit_worker_by_lua "f(\\"dogs\\", ngx.shared[\\"dogs\\"], ngx.shared.dogs)";
      server { access_by_lua_file a.lua; }`;
    expect(referencesAt(text, { files: scripts })).toEqual([
      'nginx.conf:2 dogs',
      'nginx.conf:3 dogs',
      'nginx.conf:4 dogs',
      'nginx.conf:5 dogs',
      'nginx.conf:5 dogs',
      'a.lua:2 dogs',
      'lua/b.lua:3 dogs',
    ]);
    const js = { 'a.js': 'export default { f: () =>\n ngx.shared.fish.get(1) }' };
    expect(referencesAt('js_shared_dict_zone zone=fi|sh:1m; js_import a.js;', { files: js })).toEqual([
      'nginx.conf:1 fish',
      'a.js:2 fish',
    ]);
  });

  test('are given once where a file is included twice', () => {
    const twice = { 'limits.conf': 'limit_req zone=one;', 'zones.conf': 'limit_req_zone $a zone=one:1m rate=1r/s;' };
    const text = `include zones.conf; server { include limits.conf; limit_req zone=|one; }
      server { include limits.conf; }`;
    expect(referencesAt(text, { files: twice })).toEqual(['zones.conf:1 one', 'limits.conf:1 one', 'nginx.conf:1 one']);
  });

  test('of one name and two modules are kept apart', () => {
    const text = (limit: string, cache: string): string =>
      `limit_req_zone $a zone=${limit}:1m rate=1r/s;
      proxy_cache_path /c keys_zone=${cache}:1m;
      limit_req zone=one;
      proxy_cache one;
      init_by_lua_block { ngx.shared.one:get("one") }`;
    expect(referencesAt(text('on|e', 'one'))).toEqual(['nginx.conf:1 one', 'nginx.conf:3 one']);
    expect(referencesAt(text('one', '|one'))).toEqual(['nginx.conf:2 one', 'nginx.conf:4 one']);
    expect(referencesAt(text('one', 'one').replace('shared.one', 'shared.o|ne'))).toEqual(['nginx.conf:5 one']);
  });

  test('of zones that Angie lists under names of their own are kept apart', () => {
    const text = 'server { status_zone $a zone=o|ne:1m; location / { status_zone $a zone=one:1m; } }';
    const banner = 'Angie/1.9.0';
    expect(referencesAt(text, { banner })).toEqual(['nginx.conf:1 one']);
    expect(referencesAt(text.replace('o|ne', 'one').replace('zone=one:1m; }', 'zone=o|ne:1m; }'), { banner })).toEqual([
      'nginx.conf:1 one',
    ]);
    const twice = 'server { status_zone $a zone=o|ne:1m; } server { status_zone $a zone=one:1m; }';
    expect(referencesAt(twice, { banner })).toEqual(['nginx.conf:1 one', 'nginx.conf:1 one']);
  });

  test.each([
    ['a zone that nothing declares', 'limit_req zone=o|ne; server { limit_req zone=one; }', ['1 one', '1 one']],
    [
      'a zone whose size a template fills in',
      'lua_shared_dict dogs {{ size }}; init_by_lua_block { ngx.shared.do|gs }',
      ['1 dogs', '1 dogs'],
    ],
    ['a zone that another part of the config refuses', 'limit_req_zone $a zone=:1m; limit_req zone=|;', ['1 ', '1 ']],
    ['a zone with a name that the module gives', 'check_shm_s|ize 2m;', ['1 check_shm_size']],
    ['a use that stands where nginx refuses it', 'lua_shared_dict a 1m; init_by_lua "ngx.shared.|a";', ['1 a', '1 a']],
    ['code where no Lua block is', 'lua_shared_dict a 1m; content_by_lua { f(ngx.shared.|a); }', ['1 a', '1 a']],
    [
      'code with escapes where no Lua block is',
      'lua_shared_dict a 1m; content_by_lua { f("\\"", ngx.shared[ [[|a]] ]); }',
      ['1 a', '1 a'],
    ],
    ['a computed name', 'proxy_cache $a|; proxy_cache $a;', []],
    ['no zone', 'server_na|me a;', []],
    ['an include', 'include |x;', []],
  ])('of %s', (_, text, expected) => {
    expect(referencesAt(text)).toEqual(expected.map((place) => `nginx.conf:${place}`));
  });

  test('of a zone that a module makes by itself have no declaration', () => {
    const { analysis, path, offset } = withCursorInHttp('lua_shared_dict a 1m; init_by_lua "f(ngx.shared.a|)";');
    const zones = analysis.model.zones.map((zone) => ({ ...zone, declarations: [], isImplicit: true }));
    const model = { ...analysis.model, zones, declarations: [] };
    expect(references({ ...analysis, model }, path, offset, true)).toHaveLength(1);
  });

  test('in a fragment', () => {
    const { analysis, path, offset } = withCursor('limit_req_zone $a zone=one:1m rate=1r/s; limit_req zone=on|e;');
    expect(references(analysis, path, offset, true).map(({ range }) => range.start)).toEqual([23, 56]);
  });
});
