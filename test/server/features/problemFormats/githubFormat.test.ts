import { expect, test } from 'vitest';
import { formatGithub } from '../../../../server/src/features/problemFormats/githubFormat';
import { located } from './located';

const same = (path: string): string => path;

test('is empty without problems', () => {
  expect(formatGithub([], same)).toBe('');
});

test('gives each severity its command', () => {
  const commands = (['error', 'warning', 'information'] as const).map((severity) =>
    formatGithub([located(severity, 'says')], () => 'nginx.conf'),
  );
  const rest = ' file=nginx.conf,line=3,col=5,endLine=3,endColumn=9,title=zone-too-small::says\n';
  expect(commands).toEqual([`::error${rest}`, `::warning${rest}`, `::notice${rest}`]);
});

test('escapes what ends a property, in paths only', () => {
  const line = formatGithub([located('error', '100 %, really: a,b', { file: 'C:a,b%c.conf' })], same);
  expect(line).toMatch(/^::error file=C%3Aa%2Cb%25c\.conf,line=3,/);
  expect(line).toMatch(/::100 %25, really: a,b\n$/);
});

test('stays one line and prints nothing that steers a terminal', () => {
  const line = formatGithub([located('error', 'a\r\n::set-output name=x::y\u001b[2J')], same);
  expect(line.trimEnd().split('\n')).toHaveLength(1);
  expect(line).toMatch(/::a\\r\\n::set-output name=x::y\\x1b\[2J\n$/);
});

test('escapes line breaks in a path that was not made safe to print', () => {
  expect(formatGithub([located('error', '', { file: 'a\r\nb' })], same)).toMatch(/^::error file=a%0D%0Ab,/);
});
