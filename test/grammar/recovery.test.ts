import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { colouredLines, grammarJson, loadGrammar, REPOSITORY } from './support/grammar';

const grammar = await loadGrammar();

/** What stands behind the broken part; coloured as if nothing stood before it. */
const SERVER = `server {
  listen 80;
  lua_shared_dict dogs 10m;
  location /a {
    return 200 "$host";
  }
}`;
const ZONES = `limit_req_zone $binary_remote_addr zone=one:10m rate=1r/s;
${SERVER}`;

const expectRecovery = (broken: string, after: string): void => {
  const lines = colouredLines(grammar, `${broken}\n${after}`);
  expect(lines.slice(broken.split('\n').length)).toEqual(colouredLines(grammar, after));
};

describe('before a line that can only be a directive', () => {
  test.each([
    'lua_shared_dict cats 10m',
    'access_log off',
    'server_name example.com *.example.org',
    'map $a $b',
    'upstream',
    'proxy_pass http://backend',
    'rewrite ^/a/(b',
    'location ~ [a-z',
    'log_format short "$remote_addr $request;',
    "log_format short '$remote_addr;",
    'location ~ "^/a {',
    'if ($a ~ "x',
    'rewrite "^/a',
    'content_by_lua_block',
    'content_by_lua',
    '{{ never closed',
    '{% never closed',
    '<% never closed',
    '{{ /* never closed',
    'listen 80; }',
    '}}}',
    '{',
    ';;',
    '$(',
    '\\',
    '~',
    'zone=',
  ])('%s', (broken) => expectRecovery(broken, ZONES));
});

describe('before a block', () => {
  test.each([
    'root',
    'if ($host = "a"',
    'if ($host ~ ^(a|b',
    'map $a $b {\n  example.com 1;\n  ~^www 2',
    'types {\n  text/html html',
    'content_by_lua_block {\n  local t = { [[ never closed',
    'content_by_lua_block {\n  --[==[ never closed\n',
    'content_by_lua_block {\n  local t = { {',
    "content_by_lua '\n  ngx.say(1)",
    'return 200 "a text\nof two lines',
  ])('%j', (broken) => expectRecovery(broken, SERVER));
});

/** Files to break: those of the examples that are right, and those of the snapshots but the broken one. */
const files = ['examples', 'examples/conf.d', 'examples/stream.d', 'test/grammar/snapshots']
  .flatMap((folder) => readdirSync(join(REPOSITORY, folder)).map((name) => `${folder}/${name}`))
  .filter((name) => name.endsWith('.conf') && !name.endsWith('broken.conf'))
  .map((name) => ({ name, text: readFileSync(join(REPOSITORY, name), 'utf8') }));

test.each(files)('each ; left out of $name costs no more than the next statement', ({ text }) => {
  const right = colouredLines(grammar, text);
  const lines = text.split('\n');
  for (const [row, line] of lines.entries()) {
    if (!/^\s*[\w$"].*;\s*$/.test(line) || right[row]?.includes('meta.embedded')) continue;
    const broken = lines.with(row, line.replace(/;\s*$/, '')).join('\n');
    const next = lines.findIndex((text, index) => index > row && /[;}]\s*$/.test(text));
    const after = next === -1 ? lines.length : next + 1;
    expect(colouredLines(grammar, broken).slice(after), `line ${row + 1}: ${line}`).toEqual(right.slice(after));
  }
});

test('what ends a broken part is written the same in every rule that it ends', () => {
  const ends: string[] = [];
  JSON.stringify(grammarJson(), (key, value) => {
    if (key === 'end' && String(value).includes('location')) ends.push(String(value).replace(/^.*?\^\(\?=/, ''));
    return value;
  });
  // Statements; tables; strings and regular expressions; Lua.
  expect(ends.length).toBeGreaterThan(10);
  expect(new Set(ends).size).toBe(4);
});
