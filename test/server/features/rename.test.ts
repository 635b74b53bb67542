import { describe, expect, test } from 'vitest';
import { applyEdits, type PlacedEdit } from '../../../server/src/features/nameEdits';
import { prepareRename, rename } from '../../../server/src/features/rename';
import { type CursorSetup, withCursor, withCursorInHttp } from './cursor';
import { textOf } from './fileTexts';

const REQ = 'limit_req_zone $a zone=one:1m rate=1r/s;';

/** The files that a rename at the cursor changes, or why it is refused; the http block's content for the root. */
function renamed(text: string, newName: string, setup: CursorSetup = {}): string | Record<string, string> {
  const { analysis, path, offset } = withCursorInHttp(text, setup);
  const result = rename(analysis, path, offset, newName);
  if ('refusal' in result) return result.refusal;
  const byPath = new Map<string, PlacedEdit[]>();
  for (const edit of result.edits) byPath.set(edit.path, [...(byPath.get(edit.path) ?? []), edit]);
  const texts = [...byPath].map(([file, edits]) => {
    const after = applyEdits(textOf(analysis, file), edits);
    const name = file.replace('/etc/nginx/', '');
    return [name, name === 'nginx.conf' ? after.slice('events {}\nhttp {\n'.length, -'\n}\n'.length) : after];
  });
  return Object.fromEntries(texts);
}

/** The same for a rename that changes only the root. */
function renamedRoot(text: string, newName: string, setup: CursorSetup = {}): string {
  const result = renamed(text, newName, setup);
  if (typeof result === 'string') return result;
  expect(Object.keys(result)).toEqual(['nginx.conf']);
  return result['nginx.conf'] ?? '';
}

describe('writes the new name', () => {
  test.each<[string, string, string]>([
    [`${REQ} limit_req zone=o|ne;`, 'two', `${REQ.replace('=one', '=two')} limit_req zone=two;`],
    [
      `${REQ.replace('=one', '=o|ne')} limit_req zone=one burst=2;`,
      'a-b.c',
      `${REQ.replace('=one', '=a-b.c')} limit_req zone=a-b.c burst=2;`,
    ],
    [
      'proxy_cache_path /one keys_zone=o|ne:1m;\nproxy_cache one;',
      'é😀',
      'proxy_cache_path /one keys_zone=é😀:1m;\nproxy_cache é😀;',
    ],
    [
      'upstream one { zone o|ne 64k; }\nupstream b { zone one; }',
      'x',
      'upstream one { zone x 64k; }\nupstream b { zone x; }',
    ],
    ['ssl_session_cache shared:a|:1m shared:b:1m;', 'c', 'ssl_session_cache shared:c:1m shared:b:1m;'],
    ['ssl_session_cache builtin:1000 shared:SSL|:1m;', 'c', 'ssl_session_cache builtin:1000 shared:c:1m;'],
    [
      'limit_conn_zone $a zone=one:1m; limit_conn on|e 5; limit_conn one 6;',
      '5',
      'limit_conn_zone $a zone=5:1m; limit_conn 5 5; limit_conn 5 6;',
    ],
    ['lua_shared_dict 10|m 10m;', '12m', 'lua_shared_dict 12m 10m;'],
    ['keyval_zone zone=o|ne:1m; keyval $a $one zone=one;', 'x', 'keyval_zone zone=x:1m; keyval $a $one zone=x;'],
    ['limit_req zone=o|ne; server { limit_req zone=one; }', 'x', 'limit_req zone=x; server { limit_req zone=x; }'],
    // A name with a colon ends at it only where a size may follow.
    ['lua_shared_dict do|gs 1m;', 'a:b', 'lua_shared_dict a:b 1m;'],
    // Not a variable where nginx takes the word as it is.
    [`${REQ} limit_req zone=o|ne;`, '$x', `${REQ.replace('=one', '=$x')} limit_req zone=$x;`],
    // The size comes from a template, the name does not.
    [
      'lua_shared_dict do|gs {{ size }}; init_by_lua_block { ngx.shared.dogs }',
      'x',
      'lua_shared_dict x {{ size }}; init_by_lua_block { ngx.shared.x }',
    ],
    ['set $a {{ a }}; lua_shared_dict do|gs {(size; b)};', 'x', 'set $a {{ a }}; lua_shared_dict x {(size; b)};'],
    [
      `limit_req_zone $a zone=one:\${SIZE} rate=1r/s; limit_req zone=o|ne;`,
      'x',
      `limit_req_zone $a zone=x:\${SIZE} rate=1r/s; limit_req zone=x;`,
    ],
  ])('%s to %s', (text, newName, expected) => {
    expect(renamedRoot(text, newName)).toBe(expected);
  });
});

describe('quotes and escapes in directives', () => {
  test.each<[string, string, string]>([
    ['lua_shared_dict "do|gs" 1m;', 'cats', 'lua_shared_dict "cats" 1m;'],
    ["lua_shared_dict 'do|gs' 1m;", "c'at", "lua_shared_dict 'c\\'at' 1m;"],
    ["lua_shared_dict 'do|gs' 1m;", 'c"at', "lua_shared_dict 'c\"at' 1m;"],
    ['lua_shared_dict "do|gs" 1m;', 'c"a\\t', 'lua_shared_dict "c\\"a\\\\t" 1m;'],
    // nginx takes the backslash off before quotes, backslashes, t, r and n, and nowhere else.
    ['lua_shared_dict "do\\"|gs" 1m;', 'cats', 'lua_shared_dict "cats" 1m;'],
    ['limit_req_zone $a "zone=d\\\\o|gs:1m";', 'cats', 'limit_req_zone $a "zone=cats:1m";'],
    [
      'limit_req_zone $a zone=d\\o|gs:1m; limit_req zone=d\\\\ogs;',
      'x',
      'limit_req_zone $a zone=x:1m; limit_req zone=x;',
    ],
    ['lua_shared_dict do|gs 1m;', 'c\\at', 'lua_shared_dict c\\\\at 1m;'],
    // A word can't hold blanks, `;` or `{`, and can't start with `#` or `}`.
    ['lua_shared_dict do|gs 1m;', 'a b', 'lua_shared_dict "a b" 1m;'],
    ['lua_shared_dict do|gs 1m;', 'a;b', 'lua_shared_dict "a;b" 1m;'],
    ['lua_shared_dict do|gs 1m;', 'a{b', 'lua_shared_dict "a{b" 1m;'],
    ['lua_shared_dict do|gs 1m;', 'a}b', 'lua_shared_dict a}b 1m;'],
    ['lua_shared_dict do|gs 1m;', '}b', 'lua_shared_dict "}b" 1m;'],
    ['lua_shared_dict do|gs 1m;', '#b', 'lua_shared_dict "#b" 1m;'],
    ['lua_shared_dict do|gs 1m;', 'b#', 'lua_shared_dict b# 1m;'],
    ['lua_shared_dict do|gs 1m;', '"b', 'lua_shared_dict \\"b 1m;'],
    ['lua_shared_dict do|gs 1m;', "b'", "lua_shared_dict b' 1m;"],
    ['lua_shared_dict do|gs 1m;', 'a "b"', 'lua_shared_dict "a \\"b\\"" 1m;'],
    [
      'limit_req_zone $a zone=o|ne:1m rate=1r/s; limit_req zone=one; limit_req "zone=one" nodelay;',
      'a b',
      'limit_req_zone $a "zone=a b:1m" rate=1r/s; limit_req "zone=a b"; limit_req "zone=a b" nodelay;',
    ],
    ['limit_req_zone $a zone=o|ne:1m;', '#b', 'limit_req_zone $a zone=#b:1m;'],
  ])('%s to %s', (text, newName, expected) => {
    expect(renamedRoot(text, newName)).toBe(expected);
  });
});

describe('names in scripts', () => {
  test.each<[string, string, string]>([
    ['f(ngx.shared.dogs)', 'cats', 'f(ngx.shared.cats)'],
    ['f(ngx.shared.dogs)', 'new-name', 'f(ngx.shared["new-name"])'],
    ['f(ngx.shared.dogs:get(1))', '9', 'f(ngx.shared["9"]:get(1))'],
    ['f(ngx.shared . \n dogs)', 'a b', 'f(ngx.shared ["a b"])'],
    ['f(ngx.shared.dogs)', 'end', 'f(ngx.shared["end"])'],
    ['f(ngx.shared.dogs)', 'ends', 'f(ngx.shared.ends)'],
    ['f(ngx.shared.dogs)', '$x', 'f(ngx.shared["$x"])'],
    ['f(ngx.shared.dogs)', 'a"b', 'f(ngx.shared["a\\"b"])'],
    ['f(ngx.shared["dogs"])', 'cats', 'f(ngx.shared["cats"])'],
    ["f(ngx.shared['dogs'])", "a'b", "f(ngx.shared['a\\'b'])"],
    ['f(ngx.shared["dogs"])', "a'b", 'f(ngx.shared["a\'b"])'],
    ['f(ngx.shared["dogs"])', 'a\\b', 'f(ngx.shared["a\\\\b"])'],
    ['f(ngx.shared["dogs"])', 'a}b', 'f(ngx.shared["a}b"])'],
    ['f(ngx.shared.dogs)', '}', 'f(ngx.shared["}"])'],
    ['f(ngx.shared[ [[dogs]] ])', 'a b', 'f(ngx.shared[ [[a b]] ])'],
    ['f(ngx.shared[ [==[dogs]==] ])', 'a]b', 'f(ngx.shared[ "a]b" ])'],
    ['local s = ngx.shared; f(s.dogs, s["dogs"])', 'x-y', 'local s = ngx.shared; f(s["x-y"], s["x-y"])'],
    // Whether such a string is a dictionary's name, nobody can tell.
    ['f("dogs", ngx.shared.dogs)', 'cats', 'f("dogs", ngx.shared.cats)'],
    [
      'f(ngx.shared[dogs], ngx.shared.dogs, my.dogs) -- ngx.shared.dogs',
      'x',
      'f(ngx.shared[dogs], ngx.shared.x, my.dogs) -- ngx.shared.dogs',
    ],
  ])('in a Lua block: %s to %s', (code, newName, expected) => {
    const text = (lua: string): string => `init_by_lua_block { ${lua}\n }`;
    const after = renamedRoot(`lua_shared_dict do|gs 1m; ${text(code)}`, newName);
    expect(after.slice(after.indexOf('init_by'))).toBe(text(expected));
    const file = renamed('lua_shared_dict do|gs 1m; init_by_lua_file a.lua;', newName, { files: { 'a.lua': code } });
    expect(file).toMatchObject({ 'a.lua': expected });
  });

  test.each<[string, string, string]>([
    ["'f(ngx.shared.dogs)'", 'cats', "'f(ngx.shared.cats)'"],
    ["'f(ngx.shared.dogs)'", 'a-b', '\'f(ngx.shared["a-b"])\''],
    ['"f(ngx.shared.dogs)"', 'a-b', '"f(ngx.shared[\'a-b\'])"'],
    ['"f(ngx.shared[\\"dogs\\"], ngx.shared.dogs)"', 'a-b', '"f(ngx.shared[\\"a-b\\"], ngx.shared[\'a-b\'])"'],
    ['"f(ngx.shared[\\"dogs\\"])"', 'a"b', '"f(ngx.shared[\\"a\\\\\\"b\\"])"'],
    ['f(ngx.shared.dogs)', 'cats', 'f(ngx.shared.cats)'],
    ['f(ngx.shared.dogs)', 'a-b', 'f(ngx.shared["a-b"])'],
  ])('in an argument: %s to %s', (code, newName, expected) => {
    const after = renamedRoot(`lua_shared_dict do|gs 1m; init_by_lua ${code};`, newName);
    expect(after.slice(after.indexOf('init_by'))).toBe(`init_by_lua ${expected};`);
  });

  test.each<[string, string, string]>([
    ['ngx.shared.fish.get(1)', 'cod', 'ngx.shared.cod.get(1)'],
    ['ngx.shared.fish.get(1)', '$x', 'ngx.shared.$x.get(1)'],
    ['ngx.shared.fish.get(1)', 'end', 'ngx.shared.end.get(1)'],
    ['ngx.shared.fish.get(1)', 'a-b', 'ngx.shared["a-b"].get(1)'],
    ["ngx.shared['fish'].get(1)", 'a-b', "ngx.shared['a-b'].get(1)"],
  ])('in njs: %s to %s', (code, newName, expected) => {
    const text = 'js_shared_dict_zone zone=fi|sh:1m; js_import a.js;';
    expect(renamed(text, newName, { files: { 'a.js': code } })).toMatchObject({ 'a.js': expected });
  });

  test('code in a block that is no Lua block of nginx was read as directives, so it is left alone', () => {
    const text = 'lua_shared_dict do|gs 1m; server { content_by_lua {\n f(ngx.shared.dogs); } }';
    expect(renamed(text, 'cats')).toBe(
      'The name cannot be written at /etc/nginx/nginx.conf:4 so that it would be read as it is.',
    );
  });

  test('the one at the cursor is renamed, of several in an argument with escapes', () => {
    const text =
      'lua_shared_dict dogs 1m; lua_shared_dict cats 1m; init_by_lua "f(\\"\\", ngx.shared.dogs, ngx.shared.c|ats)";';
    expect(renamedRoot(text, 'x')).toBe(
      'lua_shared_dict dogs 1m; lua_shared_dict x 1m; init_by_lua "f(\\"\\", ngx.shared.dogs, ngx.shared.x)";',
    );
  });
});

test('goes through all files, each place once', () => {
  const files = {
    'zones.conf': 'limit_req_zone $a zone=one:1m rate=1r/s;',
    'limits.conf': 'limit_req zone=one;',
    'other.conf': 'proxy_cache_path /c keys_zone=two:1m;',
  };
  const text = `include zones.conf; include other.conf;
    server { include limits.conf; } server { include limits.conf; location / { limit_req zone=o|ne; } }`;
  expect(renamed(text, 'x', { files })).toEqual({
    'zones.conf': 'limit_req_zone $a zone=x:1m rate=1r/s;',
    'limits.conf': 'limit_req zone=x;',
    'nginx.conf': text.replace('o|ne', 'x'),
  });
});

test('leaves the zone of another module alone', () => {
  const text = `${REQ} proxy_cache_path /c keys_zone=one:1m; limit_req zone=o|ne; proxy_cache one; init_by_lua_block { ngx.shared.one }`;
  expect(renamedRoot(text, 'x')).toBe(
    `${REQ.replace('=one', '=x')} proxy_cache_path /c keys_zone=one:1m; limit_req zone=x; proxy_cache one; init_by_lua_block { ngx.shared.one }`,
  );
});

test('the same name changes nothing', () => {
  const { analysis, path, offset } = withCursorInHttp('lua_shared_dict do|gs 1m;');
  expect(rename(analysis, path, offset, 'dogs')).toEqual({ edits: [] });
});

describe('is refused', () => {
  test.each<[string, string, string]>([
    ['lua_shared_dict do|gs 1m;', '', 'A zone needs a name.'],
    ['lua_shared_dict do|gs 1m;', ' a', 'A name should not start or end with a blank.'],
    ['lua_shared_dict do|gs 1m;', 'a\nb', 'A name should not hold the character "\\n".'],
    ['lua_shared_dict do|gs 1m;', 'a\0', 'A name should not hold the character "\\x00".'],
    ['lua_shared_dict do|gs 1m;', 'a\u202eb', 'A name should not hold the character "\\u202e".'],
    ['lua_shared_dict do|gs 1m;', 'a\ud800', 'A name should not hold the character "\\ud800".'],
    ['lua_shared_dict do|gs 1m;', '{{ a }}', '"{{ a }}" would be taken for something that a template fills in.'],
    ['lua_shared_dict do|gs 1m;', `a\${b}`, `"a\${b}" would be taken for something that a template fills in.`],
    ['lua_shared_dict do|gs 1m;', '@a@', '"@a@" would be taken for something that a template fills in.'],
    ['lua_shared_dict do|gs 1m;', '{# a', '"{# a" would be taken for something that a template fills in.'],
    [REQ.replace('=one', '=o|ne'), 'a:b', 'The name cannot hold ":", which ends it at /etc/nginx/nginx.conf:3.'],
    [
      'proxy_cache_path /c keys_zone=o|ne:1m;',
      'a:',
      'The name cannot hold ":", which ends it at /etc/nginx/nginx.conf:3.',
    ],
    [
      'proxy_cache_path /c keys_zone=o|ne:1m;\nproxy_cache one;',
      '$a',
      'The name cannot hold "$", which starts a variable at /etc/nginx/nginx.conf:4.',
    ],
    [
      'proxy_cache_path /c keys_zone=o|ne:1m;\nproxy_cache one;',
      'off',
      '"off" is a word of its own at /etc/nginx/nginx.conf:4, not a name.',
    ],
    ['vod_metadata_cache o|ne 1m;', 'off', '"off" is a word of its own at /etc/nginx/nginx.conf:3, not a name.'],
    // Unquoted code ends at a blank.
    [
      'lua_shared_dict do|gs 1m; init_by_lua f(ngx.shared.dogs);',
      'a b',
      'The name cannot be written at /etc/nginx/nginx.conf:3 so that it would be read as it is.',
    ],
    // nginx's buffer.
    [
      'lua_shared_dict do|gs 1m;',
      'x'.repeat(4096),
      'The name cannot be written at /etc/nginx/nginx.conf:3 so that it would be read as it is.',
    ],
    // A template's part may hold quotes itself.
    [
      `limit_req_zone $a zone=o|ne:\${SIZE} rate=1r/s;`,
      'a b',
      'The name cannot be written at /etc/nginx/nginx.conf:3 so that it would be read as it is.',
    ],
    ['server_na|me a;', 'x', 'There is no name of a zone here.'],
    ['lua_shared_dict dogs 1|m;', 'x', 'There is no name of a zone here.'],
    [
      'check_shm|_size 1m;',
      'x',
      'The module gives its zone the name "ngx_http_upstream_check#1", so it cannot be changed.',
    ],
    ['proxy_cache $a|;', 'x', 'A variable or a template makes this name, so it cannot be changed here.'],
    [`limit_req zone=\${A|};`, 'x', 'A variable or a template makes this name, so it cannot be changed here.'],
    [
      'limit_req_zone $a zone={{ na|me }}:1m;',
      'x',
      'A variable or a template makes this name, so it cannot be changed here.',
    ],
  ])('%s to %j', (text, newName, expected) => {
    expect(renamed(text, newName)).toBe(expected);
  });

  test.each<[string, string]>([
    ['lua_shared_dict two 1m;', 'Another zone has the name "two", declared at /etc/nginx/nginx.conf:4.'],
    ['proxy_cache_path /c keys_zone=two:1m;', 'Another zone has the name "two", declared at /etc/nginx/nginx.conf:4.'],
    ['include more.conf;', 'Another zone has the name "two", declared at /etc/nginx/more.conf:2.'],
    [
      'init_by_lua_block { ngx.shared.two }',
      'Another zone, which nothing declares, is named "two" at /etc/nginx/nginx.conf:4.',
    ],
    ['limit_req zone=two;', 'Another zone, which nothing declares, is named "two" at /etc/nginx/nginx.conf:4.'],
    ['lua_shared_dict two {{ size }};', 'Another zone has the name "two", declared at /etc/nginx/nginx.conf:4.'],
  ])('where the name is taken: %s', (other, expected) => {
    const files = { 'more.conf': '\nlua_shared_dict two 1m;' };
    expect(renamed(`lua_shared_dict do|gs 1m;\n${other}`, 'two', { files })).toBe(expected);
  });

  test('where a module makes a zone of that name by itself', () => {
    const text = 'load_module modules/ngx_nchan_module.so;\nevents {}\nhttp { lua_shared_dict do|gs 1m; }';
    const { analysis, path, offset } = withCursor(text);
    expect(rename(analysis, path, offset, 'memstore')).toEqual({
      refusal: 'Another zone has the name "memstore": ngx_nchan_module makes it by itself.',
    });
    // nginx keeps its own counters outside the list.
    expect(rename(analysis, path, offset, 'nginx_shared_zone')).toHaveProperty('edits');
  });

  test('where a file that is included twice means two zones by one word', () => {
    const text = `events {} http { include a.conf; server { include limits.conf; } }
      stream { include b.conf; server { include limits.conf; } }`;
    const files = {
      'a.conf': 'limit_conn_zone $a zone=o|ne:1m;',
      'b.conf': 'limit_conn_zone $a zone=one:1m;',
      'limits.conf': 'limit_conn one 5;',
    };
    const { analysis, path, offset } = withCursor(text, { files });
    expect(rename(analysis, path, offset, 'x')).toEqual({
      refusal: 'The name at /etc/nginx/limits.conf:1 means zones of two modules, as its file is included twice.',
    });
  });
});

describe('prepareRename', () => {
  test.each<[string, string | null]>([
    ['lua_shared_dict do|gs 1m;', 'dogs dogs'],
    ['lua_shared_dict "d\\"o|gs" 1m;', 'd\\"ogs d"ogs'],
    [`${REQ} limit_req zone=one|;`, 'one one'],
    ['lua_shared_dict dogs 1m; init_by_lua_block { ngx.shared[ [[do|gs]] ] }', 'dogs dogs'],
    ['lua_shared_dict dogs 1m; init_by_lua "f(\\"\\", ngx.shared.do|gs)";', 'dogs dogs'],
    ['lua_shared_dict dogs 1m; init_by_lua "f(\\"|\\", ngx.shared.dogs)";', null],
    ['limit_req zone=o|ne;', 'one one'],
    ['lua_shared_|dict dogs 1m;', null],
    ['limit_req_zone $a zone=|:1m;', null],
    ['lua_shared_dict dogs 1|m;', null],
    ['server_na|me a;', null],
    ['|', null],
    ['proxy_cache $|a;', 'A variable or a template makes this name, so it cannot be changed here.'],
    ['check_|shm_size 1m;', 'The module gives its zone the name "ngx_http_upstream_check#1", so it cannot be changed.'],
  ])('%s', (text, expected) => {
    const { analysis, path, offset, text: here } = withCursorInHttp(text);
    const start = prepareRename(analysis, path, offset);
    if (start === null || 'refusal' in start) expect(start === null ? null : start.refusal).toBe(expected);
    else expect(`${here.slice(start.range.start, start.range.end)} ${start.placeholder}`).toBe(expected);
  });

  test('code in a block that has no zones names none', () => {
    const { analysis, path, offset } = withCursor('events { init_by_lua "ngx.shared.a|"; }\nhttp {}');
    expect(analysis.model.references).toHaveLength(1);
    expect(prepareRename(analysis, path, offset)).toBeNull();
  });

  test('a zone that a module makes by itself keeps its name', () => {
    const { analysis, path, offset } = withCursorInHttp('lua_shared_dict a 1m; init_by_lua "ngx.shared.a|";');
    const zones = analysis.model.zones.map((zone) => ({ ...zone, declarations: [], isImplicit: true }));
    const model = { ...analysis.model, zones, declarations: [] };
    expect(prepareRename({ ...analysis, model }, path, offset)).toEqual({
      refusal: 'The module gives its zone the name "a", so it cannot be changed.',
    });
  });
});
