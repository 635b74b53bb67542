import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scanJavaScript, scanLua } from '../../../server/src/zones/scriptScan';

function lua(text: string): ReturnType<typeof scanLua> {
  return scanLua(text, { start: 0, end: text.length });
}

function names(uses: ReturnType<typeof scanLua>): string[] {
  return uses.references.map(({ name }) => name);
}

describe('dictionaries in Lua', () => {
  test.each<[string, string[], boolean]>([
    ['ngx.shared.dogs:get("a")', ['dogs'], false],
    ['ngx.shared["dogs"]:get("a")', ['dogs'], false],
    ["ngx.shared['dogs-2']", ['dogs-2'], false],
    ['ngx . shared\n. dogs', ['dogs'], false],
    ['ngx.shared["a\\"b\\\\c"]', ['a"b\\c'], false],
    ["ngx.shared['it\\'s']", ["it's"], false],
    ['ngx.shared[ "dogs" ]', ['dogs'], false],
    ['local shared = ngx.shared\nshared.dogs:set(1, 2)', ['dogs'], false],
    ['local ngx_shared = ngx.shared; local d = ngx_shared["dogs"]', ['dogs'], false],
    ['local shared; shared = ngx.shared; return shared.dogs', ['dogs'], false],
    ['local d = ngx.shared[name]', [], true],
    ['local d = ngx.shared["a" .. b]', [], true],
    ['for name in pairs(ngx.shared) do end', [], true],
    ['local shared = ngx.shared; f(shared)', [], true],
    ['-- ngx.shared.dogs', [], false],
    ['--[[ ngx.shared.dogs\n ]] ngx.shared.cats:get(1)', ['cats'], false],
    ['--[==[ ]] ngx.shared.dogs ]==] ngx.shared.cats:get(1)', ['cats'], false],
    ['local s = "ngx.shared.dogs"', [], false],
    ["local s = 'ngx.shared.dogs'", [], false],
    ['local s = [[ngx.shared.dogs]]', [], false],
    ['local s = [=[ ]] ngx.shared.dogs ]=]', [], false],
    ['local s = "a\\"" .. ngx.shared.dogs.x', ['dogs'], false],
    ['my.ngx.shared.dogs', [], false],
    ['my:ngx()', [], false],
    ['ngx.shared_dogs', [], false],
    ['ngxx.shared.dogs', [], false],
    ['ngx.say("x")', [], false],
    ['', [], false],
  ])('%s', (text, expected, isDynamic) => {
    const uses = lua(text);
    expect(names(uses)).toEqual(expected);
    expect(uses.isDynamic).toBe(isDynamic);
  });

  test('ranges are those of the names', () => {
    const text = 'x = ngx.shared.dogs; y = ngx.shared["cats"]';
    const { references } = scanLua(text, { start: 0, end: text.length });
    expect(references.map(({ range }) => text.slice(range.start, range.end))).toEqual(['dogs', 'cats']);
  });

  test('only the given range is read', () => {
    const text = 'ngx.shared.before { ngx.shared.inside } ngx.shared.after';
    expect(names(scanLua(text, { start: 19, end: 38 }))).toEqual(['inside']);
  });

  test('strings and modules are listed', () => {
    const { strings, requires } = lua(
      'local l = require "resty.limit.req"; l.new("dogs", 1); require("a.b"); require(x)',
    );
    expect(strings).toEqual(new Set(['resty.limit.req', 'dogs', 'a.b']));
    expect(requires).toEqual(['resty.limit.req', 'a.b']);
  });
});

describe('dictionaries in njs', () => {
  test.each<[string, string[]]>([
    ["ngx.shared.dogs.get('a')", ['dogs']],
    ["ngx.shared['dogs'].get('a')", ['dogs']],
    ['const shared = ngx.shared; shared.dogs.get(1)', ['dogs']],
    ['// ngx.shared.dogs\nngx.shared.cats.x', ['cats']],
    ['/* ngx.shared.dogs */', []],
    ['/* ngx.shared.dogs', []],
    ['const s = "ngx.shared.dogs"', []],
  ])('%s', (text, expected) => {
    expect(names(scanJavaScript(text))).toEqual(expected);
  });
});

// Time with the square of the length would be hours here.
test.each(['[[', '[=[', '\\"', "\\'", '--[[', '[', '/*', 'ngx.shared'])('1 MB of %j comes to an end', (pattern) => {
  const text = pattern.repeat(1_000_000 / pattern.length);
  expect(names(lua(text))).toEqual([]);
  expect(names(scanJavaScript(text))).toEqual([]);
});

test('a quote that is not closed on its line hides no later line', () => {
  expect(names(lua('local s = "a\nngx.shared.dogs:get(1)'))).toEqual(['dogs']);
});

test('any text is read to its end', () => {
  const part = fc.constantFrom(
    'ngx',
    '.',
    'shared',
    '[',
    '[[',
    ']]',
    '"',
    "'",
    '--',
    '--[[',
    '\n',
    '\\',
    'a',
    '=',
    '(',
    '//',
    '/*',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
      const text = parts.join('');
      for (const uses of [lua(text), scanJavaScript(text)]) {
        for (const { range } of uses.references) expect(range.end).toBeLessThanOrEqual(text.length);
      }
    }),
  );
});
