import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../../../server/src/features/analysis';
import { type CompletionData, MOST_COMPLETIONS } from '../../../../server/src/features/completion/completion';
import { completionDocumentation } from '../../../../server/src/features/completion/completionDocumentation';
import { completions } from '../../../../server/src/features/completion/completions';
import type { ZoneModel } from '../../../../server/src/zones/zoneModel';
import { createRandom, type Random } from '../../../support/random';
import { generateText } from '../../config/fuzzing';
import { withCursor } from '../cursor';
import { expandSnippet } from './completing';

const EXAMPLES = [
  'nginx.conf',
  'conf.d/10-limits.conf',
  'conf.d/20-caches.conf',
  'conf.d/30-lua.conf',
  'conf.d/40-backend.conf',
  'conf.d/50-site.conf',
  'stream.d/10-tcp.conf',
  'problems/nginx.conf',
  'problems/syntax/nginx.conf',
  'lua/dogs.lua',
].map((path) => readFileSync(`examples/${path}`, 'utf8'));

const DECLARATIONS = `
  lua_shared_dict dogs 10m; lua_shared_dict na-me 1m; limit_req_zone $uri zone=one:1m rate=1r/s;
  limit_conn_zone $uri zone="a b":1m; proxy_cache_path /x keys_zone=pages:1m;`;

/** Asks at an offset, and sees that each answer can be used there. */
function checkAt(analysis: Analysis, path: string, text: string, offset: number): void {
  const items = completions(analysis, path, offset);
  expect(items.length).toBeLessThanOrEqual(MOST_COMPLETIONS);
  for (const { replace, insertText, isSnippet, label, detail } of items) {
    const where = `${label} at ${offset} of ${JSON.stringify(text)}`;
    const isRight =
      0 <= replace.start && replace.start <= offset && offset <= replace.end && replace.end <= text.length;
    if (!isRight) throw new Error(`${where}: ${JSON.stringify(replace)}`);
    if (text.slice(replace.start, replace.end).includes('\n')) throw new Error(`${where}: more than a line`);
    if (isSnippet) expandSnippet(insertText);
    else if (/[\n\r]/.test(insertText)) throw new Error(`${where}: inserts a line break`);
    if (/[\n\r]/.test(label + detail)) throw new Error(`${where}: shows a line break`);
  }
}

function checkText(text: string, random: Random, places: number): void {
  const path = random() < 0.5 ? 'nginx.conf' : 'part.conf';
  const root = path === 'nginx.conf' ? `${text}|` : `http { ${DECLARATIONS}\ninclude part.conf; }`;
  if (text.includes('|')) return;
  const setup = path === 'nginx.conf' ? {} : { files: { 'part.conf': `${text}|` } };
  const cursor = withCursor(root, setup);
  for (let place = 0; place < places; place++) {
    checkAt(cursor.analysis, cursor.path, cursor.text, Math.floor(random() * (text.length + 1)));
  }
}

/** Zones whose names need quotes or escapes, in http. */
const HOSTILE = `lua_shared_dict na-me 1m; lua_shared_dict "a b" 1m; lua_shared_dict 'a"b' 1m;
  limit_req_zone $uri "zone=a b:1m" rate=1r/s; limit_conn_zone $uri 'zone=a"b;{}:1m'; limit_conn_zone $uri "zone=a'b\\\\c:1m";`;

const PLACES = `limit_conn x 10; limit_conn "x" 10; limit_conn 'x' 10; limit_req zone=x burst=5; limit_req "zone=x"; limit_req
  burst=5;
  content_by_lua_block { local s = ngx.shared; return s.x, s["x"], ngx.shared[ "x" ]:get("a"), ngx.shared['x'] }
  content_by_lua 'return ngx.shared.x, ngx.shared["x"]'; content_by_lua "return ngx.shared.x, ngx.shared['x']";`;

function problemsOf({ config }: ZoneModel): string[] {
  return [...config.files.values()].flatMap(({ tree }) => tree.problems.map(({ code }) => code));
}

/** Puts each completion of a name in, and sees that the zone of just that name is then read there. */
function checkNames(before: string, place: string, after: string): number {
  let taken = 0;
  for (let offset = 0; offset <= place.length; offset++) {
    const cursor = withCursor(`${before}${place.slice(0, offset)}|${place.slice(offset)}${after}`);
    for (const { data, insertText, replace, kind } of completions(cursor.analysis, cursor.path, cursor.offset)) {
      if (kind !== 'zone' && kind !== 'dictionary') continue;
      const text = cursor.text.slice(0, replace.start) + insertText + cursor.text.slice(replace.end);
      const { model } = withCursor(`${text}|`).analysis;
      expect(problemsOf(model), text).toEqual(problemsOf(cursor.analysis.model));
      const end = replace.start + insertText.length;
      const read = model.references.filter(({ range }) => range.start <= end && replace.start <= range.end);
      const names = read.map(({ name }) => name);
      expect(names, `${text.slice(before.length)} at ${offset}`).toContain(data?.type === 'zone' ? data.name : '');
      taken++;
    }
  }
  return taken;
}

describe('completions that are put in', () => {
  test('name what they say, wherever they are asked for', () => {
    const taken = checkNames(`http { ${HOSTILE} server { location / {\n`, PLACES, '\n} } }');
    expect(taken).toBeGreaterThan(60);
  });
});

describe('completions of a broken text', () => {
  test.each([0, 1, 2, 3])('examples that are cut off at every fourth of their offsets, from %i on', (first) => {
    // Each round takes other examples, so that all of them are not cut off everywhere: that would be many thousand texts.
    const some = EXAMPLES.filter((_, index) => index % 4 === first);
    for (const example of some.map((text) => text.replaceAll('|', ' '))) {
      for (let end = first; end <= example.length; end += 4) {
        const cut = example.slice(0, end);
        const cursor = withCursor(`${cut}|`);
        checkAt(cursor.analysis, cursor.path, cut, cut.length);
      }
    }
  });

  test('each offset of the examples', () => {
    for (const example of EXAMPLES.map((text) => text.replaceAll('|', ' '))) {
      const included = withCursor(`http { ${DECLARATIONS} include part.conf; }`, {
        files: { 'part.conf': `${example}|` },
      });
      for (let offset = 0; offset <= example.length; offset++) {
        checkAt(included.analysis, included.path, included.text, offset);
      }
    }
  });

  test.each(Array.from({ length: 20 }, (_, seed) => seed))('made up texts %i', (seed) => {
    const random = createRandom(seed);
    for (let round = 0; round < 40; round++) checkText(generateText(random, EXAMPLES), random, 8);
  });

  test('offsets that are outside of the text, and files that are unknown', () => {
    const { analysis, path } = withCursor('http { | }');
    for (const offset of [-1, 1000, Number.NaN]) expect(() => completions(analysis, path, offset)).not.toThrow();
    expect(completions(analysis, '/nowhere', 0)).toEqual([]);
  });

  test('data that is none of ours', () => {
    const { analysis } = withCursor('http { | }');
    for (const data of [{ type: 'kind', id: -1 }, { type: 'zone', name: 'x', tag: 'y' }, { type: 'other' }]) {
      expect(completionDocumentation(analysis, data as CompletionData, 0)).toBeNull();
    }
  });
});
