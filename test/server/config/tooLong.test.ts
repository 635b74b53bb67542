import { expect, it } from 'vitest';
import { parseConfig } from '../../../server/src/config/parser';
import { dumpProblems } from './treeDump';

/** Whether a text is refused for its length; the limits are those that nginx itself shows in the live tests. */
const check = (text: string, isTooLong: boolean): void => {
  const problems = dumpProblems(parseConfig(text)).map((problem) => problem.split(' ')[0]);
  expect(problems).toEqual(isTooLong ? ['too-long'] : []);
};

it.each<[string, (length: number) => string, number]>([
  ['a word before a sign', (length) => `${'a'.repeat(length)};`, 4096],
  ['a word before white space', (length) => `${'a'.repeat(length)} ;`, 4095],
  ['a quoted word before a sign', (length) => `b "${'a'.repeat(length)}";`, 4095],
  ['a quoted word before white space', (length) => `b '${'a'.repeat(length)}'\n;`, 4094],
  ['a word of two-byte characters', (length) => `${'a'.repeat(length & 1)}${'é'.repeat(length >> 1)};`, 4096],
  ['a word of four-byte characters', (length) => `${'a'.repeat(length & 3)}${'😀'.repeat(length >> 2)};`, 4096],
  ['a word of bytes that are not UTF-8', (length) => `${'\uDCFF'.repeat(length)};`, 4096],
  ['a comment', (length) => `#${'a'.repeat(length - 1)}\n`, 4096],
  ['a comment at the end', (length) => `#${'a'.repeat(length - 1)}`, 4097],
  ['a Lua bracket', (length) => `a_by_lua_block { [[${'x'.repeat(length - 4)}]] }`, 4097],
])('%s', (_, text, limit) => {
  check(text(limit - 1), false);
  check(text(limit), true);
  check(text(limit * 3), true);
});
