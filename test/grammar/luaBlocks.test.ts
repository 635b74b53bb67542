import { describe, expect, test } from 'vitest';
import { findLuaBlockEnd } from '../../server/src/config/luaBlock';
import { createRandom } from '../support/random';
import { createRegistry, type Grammar, loadGrammar, tokensOf } from './support/grammar';

const BLOCK_START = 'content_by_lua_block {';

/** Offset of the brace that the grammar takes for the end of a Lua block; -1 where it finds none. */
function blockEnd(grammar: Grammar, body: string): number {
  const text = `${BLOCK_START}${body}`;
  const end = tokensOf(grammar, text).find((token) => token.scopes.includes('punctuation.section.block.end.nginx'));
  if (end === undefined) return -1;
  const lineStart = text.split('\n').slice(0, end.line).join('\n').length + (end.line === 0 ? 0 : 1);
  return lineStart + end.start - BLOCK_START.length;
}

/** Where the config's parser ends the block, which a live test compares with nginx. */
function parsedEnd(body: string): number {
  const end = findLuaBlockEnd(body, 0);
  return end.found ? end.closingBrace : -1;
}

/**
 * What stands in Lua. A quote always has its other one on the same line: ngx_lua takes no other for a string, and what
 * an editor's grammar for Lua makes of it is not ours to say.
 */
const PIECES = [
  ...['{', '{', '}', '}', '{}', 'local a = ', 'return', 'x', '.', ' - ', '-', ' ', '\n', 'f(1, 2)', 'a[b]', '[', ']'],
  ...['"}"', "'{'", '"\\"}"', "'\\'{'", '"\\\\"', "'-- {'", '"[["', '""'],
  ...['-- }\n', "-- don't {\n", '-- "\n', '---- [[ }\n', '--[ }\n'],
  ...['[[}]]', '[[\n{ "\n]]', '[=[ }]] ]=]', '--[[ } ]]', '--[==[\n{ ]] ]==]'],
] as const;

const LUA_GRAMMARS = [
  { name: 'beside a grammar for Lua', withLua: true },
  { name: 'in an editor that has none', withLua: false },
] as const;

describe.each(LUA_GRAMMARS)('the end of a Lua block, $name', async ({ withLua }) => {
  const grammar = await loadGrammar({ withLua });

  test.each([
    ' return {} }|',
    ' local t = { "}", \'}\', [[ } ]], { { } } } }|',
    ' -- }\n }|',
    ' --[[ }\n } ]] }|',
    ' local s = "\\"}" }|',
    ' { ',
    ' "}" ',
  ])('%j', (marked) => {
    const body = marked.replace('|', '');
    expect(blockEnd(grammar, body)).toBe(marked.includes('|') ? marked.indexOf('|') - 1 : -1);
  });

  test('is where the config parser finds it, for 3000 random bodies', () => {
    const random = createRandom(41);
    let found = 0;
    for (let round = 0; round < 3000; round++) {
      let body = '';
      for (let count = 1 + random() * 12; count > 0; count--) body += PIECES[Math.floor(random() * PIECES.length)];
      const expected = parsedEnd(body);
      if (expected !== -1) found++;
      expect(blockEnd(grammar, body), body).toBe(expected);
    }
    expect(found).toBeGreaterThan(500);
  });
});

test('Lua is another language to the editor, and what stands around it is not', async () => {
  const grammar = await createRegistry().loadGrammarWithEmbeddedLanguages('source.nginx', 1, {
    'meta.embedded.block.lua': 2,
    'meta.embedded.inline.lua': 2,
  });
  const line = "a; b_by_lua_block { local c = {} } d 1; e_by_lua 'return 1';";
  const { tokens } = grammar?.tokenizeLine2(line, null) ?? { tokens: new Uint32Array() };
  const luaParts: string[] = [];
  for (let index = 0; index < tokens.length; index += 2) {
    const isLua = ((tokens[index + 1] ?? 0) & 0xff) === 2;
    if (isLua) luaParts.push(line.slice(tokens[index], tokens[index + 2] ?? line.length));
  }
  expect(luaParts.join('')).toBe(' local c = {} return 1');
});

test('without a grammar for Lua, a string of Lua is still a string', async () => {
  const grammar = await loadGrammar({ withLua: false });
  const tokens = tokensOf(grammar, 'content_by_lua \'ngx.say("}")\'; listen 80;');
  expect(tokens.find((token) => token.text === 'listen')?.scopes.at(-1)).toBe('keyword.other.directive.nginx');
});
