import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../server/src/config/parser';
import { traceOf } from '../../../server/src/config/parseTrace';
import { reparseText } from '../../../server/src/config/reparse';
import { applyChange } from './editing';

const SERVERS = 2_000;

const SERVER = `  server {
    listen 80;
    server_name a "b";
    location / { proxy_pass http://c; }
    location /d { return 200; }
  }
`;

const SERVER_DIRECTIVES = 7;

/** Servers whose directives had to be read again after a change, by what was not taken over. */
function serversReadAgain(text: string, at: string, change: (offset: number) => { end: number; text: string }): number {
  const start = text.indexOf(at, text.length / 2);
  const before = parseConfig(text);
  const trace = traceOf(before);
  if (trace === null || start === -1) throw new Error(`no ${at}`);
  const edit = { start, ...change(start) };
  const { keptBefore, keptRuns } = reparseText(before, trace, applyChange(text, edit), edit);
  const kept = keptRuns.reduce((sum, { from, end }) => sum + end - from, keptBefore);
  return (before.directiveCount - kept) / SERVER_DIRECTIVES;
}

const VALID = `http {\n${SERVER.repeat(SERVERS)}}\n`;

/** What two checkpoints, and the last one before the end, hold at the most. */
const FEW_SERVERS = 60;

describe('what is read again', () => {
  it.each<[string, string]>([
    ['a valid text', VALID],
    ['a text whose last brace is missing', VALID.slice(0, -2)],
    ['a text with a brace too many at its start', VALID.replace('http {\n', 'http {\n}\n')],
    ['a text without a semicolon in each server', VALID.replaceAll('80;', '80')],
    ['a text with a quote that is never closed', VALID.replaceAll('"', '').replace('http {', 'http { a "b;')],
    [
      'a text with a quote that closes far away',
      VALID.replaceAll('"', '').replace('http {', 'http { a "b;').concat('"x'),
    ],
    ['a text with Lua that is never closed', VALID.replace('http {\n', 'http {\n  x_by_lua_block { [[\n  }\n')],
    ['a template', VALID.replaceAll('80', '{{ port }}')],
    ['a text with lines of placeholders', VALID.replaceAll('    listen', `    \${MORE}\n    listen`)],
    ['a text with lines that end with CR LF', VALID.replaceAll('\n', '\r\n')],
  ])('is little in %s', (_, text) => {
    const insert = (inserted: string) => (offset: number) => ({ end: offset, text: inserted });
    for (const at of ['listen', 'proxy', '  server {', 'a "b"', ';'].filter((sign) => text.includes(sign))) {
      expect(serversReadAgain(text, at, insert('x'))).toBeLessThan(FEW_SERVERS);
      expect(serversReadAgain(text, at, insert('# '))).toBeLessThan(FEW_SERVERS);
      expect(serversReadAgain(text, at, (offset) => ({ end: offset + 1, text: '' }))).toBeLessThan(FEW_SERVERS);
    }
  });

  it.each(['{', '}', '"', "'", 'location / {', '}}', 'server {', '} } }', 'http {', 'stream { server {', ';'])(
    'is little where %j is typed, and where it is taken away again',
    (sign) => {
      expect(serversReadAgain(VALID, 'listen', (offset) => ({ end: offset, text: sign }))).toBeLessThan(FEW_SERVERS);
      const middle = VALID.indexOf('listen', VALID.length / 2 + 1000);
      const broken = `${VALID.slice(0, middle)}${sign}@${VALID.slice(middle)}`;
      const mend = (offset: number) => ({ end: offset + sign.length + 1, text: '' });
      expect(serversReadAgain(broken, `${sign}@`, mend)).toBeLessThan(FEW_SERVERS);
    },
  );
});
