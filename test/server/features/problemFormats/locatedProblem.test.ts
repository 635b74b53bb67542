import { expect, test } from 'vitest';
import { diagnose } from '../../../../server/src/features/diagnostics/diagnose';
import { locateProblem } from '../../../../server/src/features/problemFormats/locatedProblem';
import { analyzeText } from './analyzeText';

test('gives places as lines and columns from 1, each in its own file', () => {
  const analysis = analyzeText({
    '/etc/nginx.conf': 'events {}\nhttp {\n  lua_shared_dict a 1m;\n  include b.conf;\n}\n',
    '/etc/b.conf': '\n\nlua_shared_dict a 2m;\n',
  });
  const problem = diagnose(analysis).find(
    ({ code }) => code === 'zone-size-conflict' || code === 'zone-declared-twice',
  );
  if (problem === undefined) throw new Error('the two sizes do not agree, and nobody said so');
  const { location, related } = locateProblem(analysis, problem);
  expect(location).toMatchObject({ file: '/etc/b.conf', line: 3, endLine: 3 });
  expect(related).toMatchObject([{ location: { file: '/etc/nginx.conf', line: 3 } }]);
});

test('finds places in scripts that the config names', () => {
  const analysis = analyzeText({
    '/etc/nginx.conf': 'events {}\nhttp { init_by_lua_file init.lua; }\n',
    '/etc/init.lua': '-- dogs\nlocal dogs = ngx.shared.dogs\n',
  });
  const problem = diagnose(analysis).find(({ code }) => code === 'zone-undeclared');
  if (problem === undefined) throw new Error('a dictionary is not declared, and nobody said so');
  expect(locateProblem(analysis, problem).location).toEqual({
    file: '/etc/init.lua',
    line: 2,
    column: 25,
    endLine: 2,
    endColumn: 29,
  });
});
