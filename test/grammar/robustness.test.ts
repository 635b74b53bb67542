import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LUA_SIGNS, SIGNS } from '../server/config/tokenizerSamples';
import { createRandom } from '../support/random';
import { colouredLines, GRAMMAR_TESTS, type LineState, loadGrammar } from './support/grammar';

const grammar = await loadGrammar();

/** VS Code colours no longer lines unless it is told to. */
const LONGEST_LINE = 20_000;

describe('a hostile line of 20000 characters', () => {
  const starts = ['', 'a "', 'location ~ ', 'map $a $b { ', 'b_by_lua_block { '];
  const parts = ['a', '{', '{{', '[', '\\"', '$', ' "', ':1m', 'a_b ', '--[[', 'if ('];

  test.each(starts)('that begins with %j', (start) => {
    for (const part of parts) {
      const line = (start + part.repeat(LONGEST_LINE / part.length)).slice(0, LONGEST_LINE);
      const { tokens, ruleStack, stoppedEarly } = grammar.tokenizeLine2(line, null);
      expect(stoppedEarly).toBe(false);
      expect(tokens.length).toBeGreaterThan(0);
      // The state that it leaves behind is usable.
      expect(grammar.tokenizeLine2('server {', ruleStack).tokens.length).toBeGreaterThan(0);
    }
  });
});

test('a config of 100 KB on one line is coloured as it is on many', () => {
  const lines = readFileSync(join(GRAMMAR_TESTS, 'snapshots/site.conf'), 'utf8')
    .split('\n')
    .map((line) => line.replace(/ #.*$/, '').trim());
  const many = Array.from({ length: Math.ceil(100_000 / lines.join(' ').length) }, () => lines).flat();
  const oneLine = many.join(' ');
  expect(oneLine.length).toBeGreaterThan(100_000);
  expect(colouredLines(grammar, oneLine)).toEqual([colouredLines(grammar, many.join('\n')).join('')]);
});

test('blocks as deep as a line is long', () => {
  const depth = 5000;
  const text = `content_by_lua_block {${'{'.repeat(depth)}${'}'.repeat(depth)}} listen 80;`;
  expect(colouredLines(grammar, text)[0]).toContain('listen<keyword.other.directive.nginx>');
});

test('any text is taken apart into tokens without gaps', () => {
  const random = createRandom(7);
  const signs = [
    ...SIGNS,
    ...LUA_SIGNS,
    'a_by_lua_block {',
    'map $a $b {',
    'if (',
    'location ~ ',
    '{{',
    '}}',
    '<%',
    '{%',
  ];
  for (let round = 0; round < 500; round++) {
    let text = '';
    for (let count = 0; count < 60; count++) text += signs[Math.floor(random() * signs.length)];
    let state: LineState = null;
    for (const line of text.split('\n')) {
      const result = grammar.tokenizeLine(line, state);
      state = result.ruleStack;
      const pieces = result.tokens.map((token) => line.slice(token.startIndex, token.endIndex));
      expect(pieces.join(''), text).toBe(line);
    }
  }
});
