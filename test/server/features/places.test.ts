import { expect, test } from 'vitest';
import { locationOf } from '../../../server/src/features/places';
import { analyzeText } from './problemFormats/analyzeText';

const TEXT = 'events {}\nhttp {\n  lua_shared_dict "ü😀" 1m;\n}\n';
const { model } = analyzeText({ '/etc/nginx.conf': TEXT });

test('counts lines and columns from 1, columns in UTF-16 units, with an exclusive end', () => {
  const start = TEXT.indexOf('"ü');
  const range = { start, end: TEXT.indexOf(' 1m') };
  expect(locationOf(model, { path: '/etc/nginx.conf', range })).toEqual({
    file: '/etc/nginx.conf',
    line: 3,
    column: 19,
    endLine: 3,
    endColumn: 24,
  });
});

test('follows a range over lines', () => {
  const range = { start: TEXT.indexOf('http'), end: TEXT.length };
  expect(locationOf(model, { path: '/etc/nginx.conf', range })).toMatchObject({
    line: 2,
    column: 1,
    endLine: 5,
    endColumn: 1,
  });
});
