import { describe, expect, test } from 'vitest';
import { completeAt, completeInHttp, itemNamed, labels, lineWith, textWith } from './completing';

const DICTS = 'lua_shared_dict dogs 10m; lua_shared_dict cats 1m; limit_req_zone $uri zone=one:1m rate=1r/s;';

const inBlock = (code: string, dicts = DICTS): string[] =>
  labels(completeInHttp(`${dicts}\ninit_by_lua_block {\n${code}\n}`));

describe('dictionaries in Lua', () => {
  test.each<[code: string]>([
    ['ngx.shared.|'],
    ['ngx.shared.d|'],
    ['local d = ngx.shared.d|ogs'],
    ['local d = ngx.shared.|:get("a")'],
    ['ngx.shared.\n  d|'],
    ['ngx . shared . d|'],
    ['ngx.shared["|'],
    ['ngx.shared["|"]'],
    ['ngx.shared["d|ogs"]'],
    ["ngx.shared['|"],
    ['ngx.shared[|'],
    ['ngx.shared[|]'],
    ['local shared = ngx.shared; shared.|'],
    ['local shared = ngx.shared\nlocal s = shared\ns["|'],
    ['local t = { a = "}" }\nif ngx.shared.|'],
    ['-- ngx.shared\nngx.shared.|'],
    ['local text = [[ } ]] .. ngx.shared.|'],
    ['f("ngx.shared.x", ngx.shared.|'],
  ])('%s', (code) => {
    expect(inBlock(code)).toEqual(['cats', 'dogs']);
  });

  test.each<[code: string]>([
    ['|'],
    ['ngx.|'],
    ['ngx.shared|'],
    ['ngx.shared..|'],
    ['ngx.shared.dogs.|'],
    ['ngx.shared.dogs:|'],
    ['ngx.shared[name|'],
    ['my.ngx.shared.|'],
    ['shared.|'],
    ['local shared = ngx.shared.dogs; shared.|'],
    ['-- ngx.shared.|'],
    ['--[[ ngx.shared.|'],
    ['local a = "ngx.shared.|"'],
    ["local a = 'ngx.shared.|"],
    ['local a = [[ngx.shared.|]]'],
    ['f("ngx.shared["|'],
    ['ngx.shared["a" .. "|'],
    ['ngx.shared["\\|'],
    ['local a = {"|'],
    ['ngx.shared[|"dogs"]'],
    ['ngx.shared[| name]'],
  ])('none at %s', (code) => {
    expect(inBlock(code)).toEqual([]);
  });

  test.each<[code: string, label: string, line: string]>([
    ['ngx.shared.|', 'dogs', 'ngx.shared.dogs'],
    ['ngx.shared.c|at:get("a")', 'dogs', 'ngx.shared.dogs:get("a")'],
    ['ngx.shared["|', 'dogs', 'ngx.shared["dogs"]'],
    ['ngx.shared["|"]', 'dogs', 'ngx.shared["dogs"]'],
    ['ngx.shared["c|ats"]:get("a")', 'dogs', 'ngx.shared["dogs"]:get("a")'],
    ["ngx.shared['|", 'dogs', "ngx.shared['dogs']"],
    ['ngx.shared["|]', 'dogs', 'ngx.shared["dogs"]'],
    ['f(ngx.shared["|, "x")', 'dogs', 'f(ngx.shared["dogs"], "x")'],
    ['ngx.shared[|', 'dogs', 'ngx.shared["dogs"]'],
    ['ngx.shared[|]', 'dogs', 'ngx.shared["dogs"]'],
    ['f(ngx.shared[|], 1)', 'dogs', 'f(ngx.shared["dogs"], 1)'],
  ])('%s takes %s', (code, label, line) => {
    expect(lineWith(completeInHttp(`${DICTS}\ninit_by_lua_block {\n${code}\n}`), label)).toBe(line);
  });

  test.each<[declared: string, code: string, label: string, line: string]>([
    ['na-me', 'ngx.shared.|', 'na-me', 'ngx.shared["na-me"]'],
    ['na-me', 'ngx.shared.na|', 'na-me', 'ngx.shared["na-me"]'],
    ['na-me', 'x = ngx.shared.na|:get("a")', 'na-me', 'x = ngx.shared["na-me"]:get("a")'],
    ['na-me', 'ngx.shared["na|-me"]', 'na-me', 'ngx.shared["na-me"]'],
    ['end', 'ngx.shared.|', 'end', 'ngx.shared["end"]'],
    ['1st', 'ngx.shared.|', '1st', 'ngx.shared["1st"]'],
    ['"a b"', 'ngx.shared["a| b"]', 'a b', 'ngx.shared["a b"]'],
    ["'a\"b'", 'ngx.shared["|', 'a"b', 'ngx.shared["a\\"b"]'],
    ["'a\"b'", 'ngx.shared.|', 'a"b', 'ngx.shared["a\\"b"]'],
    ['"a\\\\b"', "ngx.shared['|']", 'a\\b', "ngx.shared['a\\\\b']"],
    ['$x', 'ngx.shared.|', '$x', 'ngx.shared["$x"]'],
  ])('dictionary %s: %s', (declared, code, label, line) => {
    const done = completeInHttp(`lua_shared_dict ${declared} 1m;\ninit_by_lua_block {\n${code}\n}`);
    expect(lineWith(done, label)).toBe(line);
  });

  test('what an editor compares with what is typed starts as the text that is replaced', () => {
    const done = completeInHttp('lua_shared_dict na-me 1m;\ninit_by_lua_block {\nngx.shared.na|\n}');
    const { replace, filterText } = itemNamed(done, 'na-me');
    expect(filterText?.startsWith(done.text.slice(replace.start, done.offset))).toBe(true);
  });

  test('a dot on another line stays', () => {
    const done = completeInHttp(
      'lua_shared_dict na-me 1m; lua_shared_dict b 1m;\ninit_by_lua_block {\nngx.shared.\n  |\n}',
    );
    expect(labels(done)).toEqual(['b']);
  });

  test('those of stream are not those of http', () => {
    const text = (place: string): string => `
      http { lua_shared_dict dogs 1m; init_by_lua_block { ${place === 'http' ? 'ngx.shared.|' : ''} } }
      stream { lua_shared_dict fish 1m; server { content_by_lua_block { ${place === 'http' ? '' : 'ngx.shared.|'} } } }`;
    expect(labels(completeAt(text('http')))).toEqual(['dogs']);
    expect(labels(completeAt(text('stream')))).toEqual(['fish']);
  });

  test('told with size and place', () => {
    expect(itemNamed(completeInHttp(`${DICTS}\ninit_by_lua_block { ngx.shared.| }`), 'dogs').detail).toBe(
      '10 MB · nginx.conf:3',
    );
  });
});

describe('code that stands in quotes', () => {
  test.each<[code: string, label: string, line: string]>([
    ["content_by_lua 'ngx.shared.|';", 'dogs', "content_by_lua 'ngx.shared.dogs';"],
    ["content_by_lua 'ngx.shared.|", 'dogs', "content_by_lua 'ngx.shared.dogs"],
    ['content_by_lua "ngx.shared.c|:x()";', 'dogs', 'content_by_lua "ngx.shared.dogs:x()";'],
    ['content_by_lua \'ngx.shared["|"]\';', 'dogs', 'content_by_lua \'ngx.shared["dogs"]\';'],
    ["content_by_lua 'ngx.shared[|]';", 'dogs', 'content_by_lua \'ngx.shared["dogs"]\';'],
    ['content_by_lua "ngx.shared[|]";', 'dogs', 'content_by_lua "ngx.shared[\'dogs\']";'],
    ['content_by_lua "ngx.shared[\\"|\\"]";', 'dogs', 'content_by_lua "ngx.shared[\\"dogs\\"]";'],
    ['content_by_lua "ngx.shared.|";', 'na-me', 'content_by_lua "ngx.shared[\'na-me\']";'],
    ["set_by_lua $x 'return ngx.shared.|';", 'dogs', "set_by_lua $x 'return ngx.shared.dogs';"],
    ["content_by_lua '\n  local s = ngx.shared\n  s.|\n';", 'dogs', 's.dogs'],
  ])('%s takes %s', (code, label, line) => {
    const done = completeInHttp(`${DICTS} lua_shared_dict na-me 1m;\nserver { location / {\n${code}\n} }`);
    expect(lineWith(done, label)).toBe(line);
  });

  test.each<[code: string]>([
    ['content_by_lua \'x = "ngx.shared.|"\';'],
    ["content_by_lua 'a' ngx.shared.|"],
    ['content_by_lua_file ngx.shared.|'],
    ["set $x 'ngx.shared.|';"],
    ["# content_by_lua 'ngx.shared.|"],
  ])('none at %s', (code) => {
    expect(labels(completeInHttp(`${DICTS}\nserver { location / {\n${code}\n} }`))).toEqual([]);
  });
});

describe('script files', () => {
  const inFile = (code: string, config = 'init_by_lua_file code.lua;', file = 'code.lua') =>
    completeAt(`http { ${DICTS} lua_shared_dict na-me 1m; js_shared_dict_zone zone=njs:1m; ${config} }`, {
      files: { [file]: code },
    });

  test('Lua', () => {
    expect(labels(inFile('local dogs = ngx.shared.|'))).toEqual(['cats', 'dogs', 'na-me']);
    expect(labels(inFile('local s = ngx.shared\r\n\r\ns.|\r\n'))).toEqual(['cats', 'dogs', 'na-me']);
    expect(labels(inFile('-- ngx.shared.|'))).toEqual([]);
    expect(textWith(inFile('local dogs = ngx.shared["|'), 'na-me')).toBe('local dogs = ngx.shared["na-me"]');
  });

  test('njs', () => {
    const inJs = (code: string) => inFile(code, 'js_import main from code.js;', 'code.js');
    expect(labels(inJs('const d = ngx.shared.|'))).toEqual(['njs']);
    expect(labels(inJs('const d = ngx.shared["|"]'))).toEqual(['njs']);
    expect(labels(inJs('// ngx.shared.|'))).toEqual([]);
    expect(labels(inJs('/* ngx.shared.|'))).toEqual([]);
  });

  test('of the subsystem that the file is used in, as far as its other uses tell', () => {
    const config = `http { lua_shared_dict dogs 1m; }
      stream { lua_shared_dict fish 1m; server { content_by_lua_file code.lua; } }`;
    const code = 'local a = ngx.shared.fish\nlocal b = ngx.shared.|';
    expect(labels(completeAt(config, { files: { 'code.lua': code } }))).toEqual(['fish']);
  });

  test('another name for ngx.shared is known from far above', () => {
    const filler = 'local x = f({ a = 1 }) -- nothing\n'.repeat(4000);
    expect(filler.length).toBeGreaterThan(100_000);
    expect(labels(inFile(`local dicts = ngx.shared\n${filler}local d = dicts.|`))).toContain('dogs');
    expect(labels(inFile(`local dicts = ngx.shared.dogs\n${filler}local d = dicts.|`))).toEqual([]);
    expect(labels(inFile(`${filler}local d = ngx.shared.|`))).toContain('dogs');
  });
});
