// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is what templates look like
import { describe, expect, test } from 'vitest';
import { httpModel, type ModelSetup, modelOf } from './modelOf';

/** `path name` of every reference that scripts make, and whether all code was seen. */
function scripted(text: string, setup: ModelSetup = {}): { references: string[]; isIncomplete: boolean } {
  const { scripts } = httpModel(text, setup);
  return {
    references: scripts.references.map(
      ({ path, name, language }) => `${path.replace('/etc/nginx/', '')} ${language} ${name}`,
    ),
    isIncomplete: scripts.isIncomplete,
  };
}

describe('code in the config', () => {
  test.each<[string, string[]]>([
    ['init_by_lua_block { ngx.shared.dogs:set(1, 2) }', ['dogs']],
    ['server { location / { content_by_lua_block { local d = ngx.shared["dogs"] } } }', ['dogs']],
    ["init_by_lua 'ngx.shared.dogs:set(1, 2)';", ['dogs']],
    ['init_by_lua "ngx.shared[\\"dogs\\"]:set(1, 2)";', ['dogs']],
    ["server { set_by_lua $a 'return ngx.shared.dogs:get(1)'; }", ['dogs']],
    ['server { set_by_lua_block $a { return ngx.shared.dogs:get(1) } }', ['dogs']],
    ['init_by_lua_block { -- ngx.shared.dogs\n }', []],
    ['log_format l "ngx.shared.dogs";', []],
    ['# init_by_lua_block { ngx.shared.dogs }', []],
  ])('%s', (text, expected) => {
    expect(scripted(text)).toEqual({
      references: expected.map((name) => `nginx.conf lua ${name}`),
      isIncomplete: false,
    });
  });

  test('ranges point to the name, in a block and in an argument', () => {
    const { scripts, config } = httpModel(
      "init_by_lua 'x = ngx.shared.dogs'; init_by_lua_block { y = ngx.shared.cats }",
    );
    const text = config.files.get(config.rootPath)?.tree.text ?? '';
    expect(scripts.references.map(({ range }) => text.slice(range.start, range.end))).toEqual(['dogs', 'cats']);
  });

  test('an argument with escapes is pointed to as a whole', () => {
    const { scripts, config } = httpModel('init_by_lua "x = \\"\\" .. ngx.shared.dogs.a";');
    const text = config.files.get(config.rootPath)?.tree.text ?? '';
    expect(scripts.references.map(({ range }) => text.slice(range.start, range.end))).toEqual([
      '"x = \\"\\" .. ngx.shared.dogs.a"',
    ]);
  });
});

describe('code in files', () => {
  const files = {
    'lua/init.lua': 'local lib = require "lib.store"\nngx.shared.dogs:set(1, 2)',
    'lua/lib/store.lua': 'require("lib.deeper"); return ngx.shared.cats',
    'lua/lib/deeper.lua': 'require("lib.store"); return ngx.shared.birds',
    'js/main.js': 'export default { f: () => ngx.shared.fish.get(1) }',
  };

  test('files are read, and what they require, once', () => {
    const text = 'lua_package_path "/etc/nginx/lua/?.lua;;"; init_by_lua_file /etc/nginx/lua/init.lua;';
    expect(scripted(text, { files })).toEqual({
      references: ['lua/init.lua lua dogs', 'lua/lib/store.lua lua cats', 'lua/lib/deeper.lua lua birds'],
      isIncomplete: false,
    });
  });

  test('a path may start at the prefix', () => {
    const text = 'lua_package_path "$prefix/lua/?.lua;;"; init_by_lua_block { require "lib.deeper" }';
    expect(scripted(text, { files }).references).toEqual([
      'lua/lib/deeper.lua lua birds',
      'lua/lib/store.lua lua cats',
    ]);
  });

  test('njs files are read by js_import', () => {
    expect(scripted('js_import main from js/main.js;', { files })).toEqual({
      references: ['js/main.js js fish'],
      isIncomplete: false,
    });
  });

  test.each([
    ['init_by_lua_file lua/missing.lua;', true],
    ['init_by_lua_file $file;', true],
    ['init_by_lua_file ${file};', true],
    ['js_import js/missing.js;', true],
    ['init_by_lua_block { require "not.there" }', true],
    ['init_by_lua_block { require "cjson" require "resty.core" require "ngx.ssl" }', false],
    ['init_by_lua_block { require "resty.limit.req" }', true],
    ['init_by_lua_block { local d = ngx.shared[name] }', true],
    ['init_by_lua_block { }', false],
  ])('%s leaves code unseen: %s', (text, expected) => {
    expect(scripted(text, { files }).isIncomplete).toBe(expected);
  });

  test('a module in a module of http and of stream belongs to each', () => {
    const { references } = modelOf(
      'http { lua_shared_dict dogs 1m; init_by_lua_block { ngx.shared.dogs:get(1) } } stream { init_by_lua_block { ngx.shared.dogs:get(1) } }',
    );
    expect(references.map(({ forms }) => forms[0]?.kind.module)).toEqual([
      'ngx_http_lua_module',
      'ngx_stream_lua_module',
    ]);
  });
});
