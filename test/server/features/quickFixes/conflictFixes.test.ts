import { describe, expect, test } from 'vitest';
import { applied, fixTitled, httpAfter, offer, offerInHttp, textAfter, textsOf, titles } from './fixing';
import { expectFix, type Row } from './rows';

describe('zone-size-conflict', () => {
  const text = 'ssl_session_cache shared:a:1m; server { ssl_session_cache shared:a:|2m; }';

  test('takes the first size, or gives this one to all', () => {
    const found = offerInHttp(text);
    expect(titles(found)).toEqual(['Write 1m, as the first declaration *', 'Write 2m in every declaration of "a"']);
    expect(httpAfter(found, 'Write 1m, as the first declaration')).toBe(
      'ssl_session_cache shared:a:1m; server { ssl_session_cache shared:a:1m; }',
    );
    expect(httpAfter(found, 'Write 2m in every declaration of "a"')).toBe(
      'ssl_session_cache shared:a:2m; server { ssl_session_cache shared:a:2m; }',
    );
  });

  test('reaches into other files', () => {
    const found = offerInHttp('include a.conf; server { ssl_session_cache shared:a:|2m; }', {
      files: { 'a.conf': 'ssl_session_cache shared:a:1m;\n' },
    });
    const { edits } = fixTitled(found, 'Write 2m in every declaration of "a"');
    expect(applied(textsOf(found.analysis), edits).get('/etc/nginx/a.conf')).toBe('ssl_session_cache shared:a:2m;\n');
  });
});

describe('zone-declared-twice', () => {
  test.each<Row>([
    ['lua_shared_dict a 1m;\nlua_shared_dict |a 1m;', ['Remove this directive *'], 'lua_shared_dict a 1m;'],
    // Equal to nginx, whatever quotes are around it.
    [
      'lua_shared_dict a 1m;\nlua_shared_dict |a "1m"; # again\n',
      ['Remove this directive *'],
      'lua_shared_dict a 1m;\n',
    ],
    [
      'limit_conn_zone $uri zone=a:1m; limit_conn_zone $host zone=|a:1m;',
      ['Remove this directive', 'Remove the first one'],
      'limit_conn_zone $uri zone=a:1m;',
    ],
    [
      'upstream u { fair; } upstream_fair_shm_size 1m; upstream_fair_shm_size |2m;',
      ['Remove this directive *'],
      'upstream u { fair; } upstream_fair_shm_size 1m;',
    ],
    [
      'ssl_ocsp_cache off; ssl_ocsp|_cache shared:a:1m;',
      ['Remove this directive', 'Remove the first one'],
      'ssl_ocsp_cache off;',
    ],
  ])('%s', (...row) => expectFix(row));

  test('the first one', () => {
    const found = offerInHttp('limit_conn_zone $uri zone=a:1m; limit_conn_zone $host zone=|a:1m;');
    expect(httpAfter(found, 'Remove the first one')).toBe('limit_conn_zone $host zone=a:1m;');
  });

  test('a file that is included twice keeps its directive', () => {
    const files = { 'a.conf': 'lua_shared_dict |a 1m;' };
    const found = offer('http { include a.conf; include a.conf; }', { files });
    expect(found.problems.map(({ code }) => code)).toContain('zone-declared-twice');
    expect(titles(found)).toEqual([]);
  });

  test('in a second file', () => {
    const files = { 'a.conf': '# one\nlua_shared_dict |a 1m;\n# two\n' };
    const found = offer('http { lua_shared_dict a 1m; include a.conf; }', { files });
    expect(textAfter(found, 'Remove this directive')).toBe('# one\n# two\n');
  });
});
