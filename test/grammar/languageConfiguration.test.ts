import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { REPOSITORY } from './support/grammar';

const configuration = JSON.parse(readFileSync(join(REPOSITORY, 'syntaxes/language-configuration.json'), 'utf8'));

/** The word that a double-click at `|` selects. */
function wordAt(marked: string): string | undefined {
  const offset = marked.indexOf('|');
  const { pattern, flags } = configuration.wordPattern;
  const words = marked.replace('|', '').matchAll(new RegExp(pattern, `${flags}g`));
  return [...words].find(({ 0: word, index }) => index <= offset && offset <= index + word.length)?.[0];
}

describe('a double-click', () => {
  test.each([
    ['limit_req_zone $binary_remote_addr zone=o|ne:10m;', 'one'],
    ['limit_req_zone $binary_remote_addr zone=one:1|0m;', '10m'],
    ['limit_req_zone $binary_re|mote_addr zone=one:10m;', '$binary_remote_addr'],
    ['limit|_req_zone $a zone=one:10m;', 'limit_req_zone'],
    ['limit_req z|one=one;', 'zone'],
    ['lua_shared_dict my-do|gs_2 10m;', 'my-dogs_2'],
    ['lua_shared_dict "do|gs" 10m;', 'dogs'],
    ['ngx.shared.do|gs:get("a")', 'dogs'],
    ['proxy_pass http://$h|ost/a;', '$host'],
    [`proxy_pass http://\${ho|st}x;`, 'host'],
    ['lua_shared_dict зо|на 10m;', 'зона'],
  ])('in %j selects %j', (marked, word) => {
    expect(wordAt(marked)).toBe(word);
  });
});

describe('indentation', () => {
  const increase = new RegExp(configuration.indentationRules.increaseIndentPattern);
  const decrease = new RegExp(configuration.indentationRules.decreaseIndentPattern);

  test.each([
    ['server {', true],
    ['  location ~ "^/[0-9]{2}" { # a comment', true],
    ['map $a $b{', true],
    ['events { }', false],
    ['listen 80;', false],
    ['# server {', false],
    ['listen 80; # server {', false],
    ['return 200 "{', false],
    ['{{ .Values.extra }}', false],
  ])('grows after %j: %s', (line, grows) => {
    expect(increase.test(line)).toBe(grows);
  });

  test.each([
    ['}', true],
    ['  } # a comment', true],
    ['a }', false],
    ['# }', false],
    ['}}', false],
  ])('shrinks at %j: %s', (line, shrinks) => {
    expect(decrease.test(line)).toBe(shrinks);
  });

  test.each(['"a', 'a"b"', '{ a', '#', 'a#', "'"])('is decided at once on a long line of %j', (part) => {
    expect(increase.test(part.repeat(20_000))).toBe(false);
  });
});

test.each([
  ['# region one', 'start'],
  ['  #region', 'start'],
  ['# endregion', 'end'],
  ['# regional', null],
  ['region', null],
])('%j folds: %s', (line, marker) => {
  const { start, end } = configuration.folding.markers;
  const found = [
    ['start', start],
    ['end', end],
  ].find(([, pattern]) => new RegExp(pattern).test(line));
  expect(found?.[0] ?? null).toBe(marker);
});
