import { describe, expect, test } from 'vitest';
import type { HostFacts } from '../../../../server/src/host/hostFacts';
import { AMPLE_HOST } from '../diagnostics/check';
import { httpAfter, offerInHttp, titles } from './fixing';
import { expectFix, type Row } from './rows';

const USED = 'init_by_lua_block { ngx.shared.a:get(1) }';
const BIG_PAGES: HostFacts = { ...AMPLE_HOST, pageSizeBytes: 65536 };

describe('zone-size-invalid', () => {
  test.each<Row>([
    ['lua_shared_dict a |1g;', ['Write 1024m *'], 'lua_shared_dict a 1024m;'],
    ['limit_req_zone $uri zone=a:|1.5m rate=1r/s;', ['Write 1536k *'], 'limit_req_zone $uri zone=a:1536k rate=1r/s;'],
    ['lua_shared_dict a |10MB;', ['Write 10m *'], 'lua_shared_dict a 10m;'],
    ['lua_shared_dict a |10mib;', ['Write 10m *'], 'lua_shared_dict a 10m;'],
    ['lua_shared_dict a "|10 m";', ['Write 10m *'], 'lua_shared_dict a "10m";'],
    ["limit_conn_zone $uri 'zone=a:|10 m';", ['Write 10m *'], "limit_conn_zone $uri 'zone=a:10m';"],
    // 1.3 * 1048576 = 1363148.8, which is in the 333rd page of 4096: 1332 KB.
    ['lua_shared_dict a |1.3m;', ['Write 1332k *'], 'lua_shared_dict a 1332k;'],
    // What was meant would be refused next.
    ['limit_conn_zone $uri zone=a:|0.5kb;', ['Write 32k *'], 'limit_conn_zone $uri zone=a:32k;'],
    ['lua_shared_dict a |2t;', ['Write 2097152m *'], 'lua_shared_dict a 2097152m;'],
    ['lua_shared_dict a |much;', [], ''],
    ['lua_shared_dict a |-10m;', [], ''],
    ['lua_shared_dict a |0g;', [], ''],
    ['lua_shared_dict a |999999999999g;', [], ''],
    // Any size would do.
    ['limit_conn_zone $uri |zone=a;', ['Give it a size: 10m'], 'limit_conn_zone $uri zone=a:10m;'],
    ['limit_conn_zone $uri "|zone=a";', ['Give it a size: 10m'], 'limit_conn_zone $uri "zone=a:10m";'],
    ['limit_conn_zone $uri zone=a:|;', ['Give it a size: 10m'], 'limit_conn_zone $uri zone=a:10m;'],
    // An escape hides where the size is.
    ['limit_conn_zone $uri |"zone=\\"a:1g";', [], ''],
  ])('%s', (...row) => expectFix(row));

  test('takes the size of the other declarations, where these must be the same', () => {
    expectFix([
      'ssl_session_cache shared:a:512m; server { ssl_session_cache shared:a:|1g; }',
      ['Write 512m, as other declarations of "a"'],
      'ssl_session_cache shared:a:512m; server { ssl_session_cache shared:a:512m; }',
    ]);
    expectFix([
      'ssl_session_cache shared:a:1024m; server { ssl_session_cache shared:a:|1g; }',
      ['Write 1024m, as other declarations of "a" *'],
      'ssl_session_cache shared:a:1024m; server { ssl_session_cache shared:a:1024m; }',
    ]);
    expectFix([
      'ssl_session_cache shared:a:3m; server { ssl_session_cache shared:a:|; }',
      ['Write 3m, as other declarations of "a" *'],
      'ssl_session_cache shared:a:3m; server { ssl_session_cache shared:a:3m; }',
    ]);
  });

  test('knows the page size of the target', () => {
    // 1.3 MB are 20.8 pages of 64 KB.
    expectFix(['lua_shared_dict a |1.3m;', ['Write 1344k *'], 'lua_shared_dict a 1344k;'], { host: BIG_PAGES });
  });
});

describe('a unit that became an argument of its own', () => {
  test.each<Row>([
    ['lua_shared|_dict a 10 m;', ['Write 10m *'], 'lua_shared_dict a 10m;'],
    ['limit_req|_zone $uri zone=a:10 m rate=1r/s;', ['Write 10m *'], 'limit_req_zone $uri zone=a:10m rate=1r/s;'],
    [
      'proxy_cache_path /c keys_zone=a:|10 MB inactive=1h;',
      ['Write 10m *'],
      'proxy_cache_path /c keys_zone=a:10m inactive=1h;',
    ],
    [
      'proxy_cache_path /c keys_zone=a:10 |m inactive=1h;',
      ['Write 10m *', 'Remove "m"'],
      'proxy_cache_path /c keys_zone=a:10m inactive=1h;',
    ],
  ])('%s', (...row) => expectFix(row));
});

describe('zone-too-small', () => {
  test.each<Row>([
    [
      'limit_conn_zone $uri zone=a:|31k;',
      ['Write 32k, the smallest size that works *'],
      'limit_conn_zone $uri zone=a:32k;',
    ],
    // Two pages pass the check; three are what a dictionary starts with.
    ['lua_shared_dict a |4k;', ['Write 12k, the smallest size that works *'], 'lua_shared_dict a 12k;'],
    [
      'limit_conn_zone $uri zone=a:|10;',
      ['Write 10m', 'Write 32k, the smallest size that works'],
      'limit_conn_zone $uri zone=a:10m;',
    ],
    ['nchan_shared_memory_size |1k;', ['Write 32k, the smallest size that works *'], 'nchan_shared_memory_size 32k;'],
    [
      'ssl_session_cache shared:a:2m; server { ssl_session_cache shared:a:|2k; }',
      ['Write 2m, as other declarations of "a" *'],
      'ssl_session_cache shared:a:2m; server { ssl_session_cache shared:a:2m; }',
    ],
  ])('%s', (...row) => expectFix(row));

  test('eight pages are more where pages are larger', () => {
    const text = 'limit_conn_zone $uri zone=a:|32k;';
    expectFix([text, ['Write 512k, the smallest size that works *'], 'limit_conn_zone $uri zone=a:512k;'], {
      host: BIG_PAGES,
    });
  });
});

describe('zone-cannot-start', () => {
  const servers = 'server 127.0.0.1:1; '.repeat(60);
  test.each<Row>([
    [`lua_shared_dict a |8k; ${USED}`, ['Write 12k, the smallest size that works *'], `lua_shared_dict a 12k; ${USED}`],
    // Nobody knows what it was meant to be.
    ['lua_shared_dict a |9223372036854775807;', [], ''],
  ])('%s', (...row) => expectFix(row));

  test('changes all declarations of the zone', () => {
    const text = `upstream u { zone a |32k; ${servers} } upstream v { zone a 32k; server 127.0.0.1:1; }`;
    const found = offerInHttp(text);
    const [title = ''] = titles(found);
    expect(title).toMatch(/^Write \d+k, the smallest size that works \*$/);
    const size = /\d+k/.exec(title)?.[0];
    expect(httpAfter(found, title.replace(/ \*$/, ''))).toBe(text.replace('|', '').replaceAll('32k', size ?? ''));
  });
});

describe('zone-size-wasteful', () => {
  test.each<Row>([
    // 244 pages are 999424 bytes, 245 are 1003520.
    [
      `lua_shared_dict a |1000948; ${USED}`,
      ['Write 980k, a whole number of pages *'],
      `lua_shared_dict a 980k; ${USED}`,
    ],
    [
      'ssl_session_cache shared:a:|1000948; server { ssl_session_cache shared:a:1000948; }',
      ['Write 980k, a whole number of pages *'],
      'ssl_session_cache shared:a:980k; server { ssl_session_cache shared:a:980k; }',
    ],
  ])('%s', (...row) => expectFix(row));
});

describe('zone-undeclared at a declaration', () => {
  test.each<Row>([
    ['upstream u { zone |a; server b; }', ['Give it a size: 64k'], 'upstream u { zone a 64k; server b; }'],
  ])('%s', (...row) => expectFix(row));

  test('more servers than fit into the usual size', () => {
    const servers = 'server 127.0.0.1:1; '.repeat(400);
    const found = offerInHttp(`upstream u { zone |a; ${servers} }`);
    const [title = ''] = titles(found);
    const size = Number(/^Give it a size: (\d+)k$/.exec(title)?.[1]);
    // 400 servers of at least 500 bytes are 200 KB; sizes double.
    expect([256, 512]).toContain(size);
  });
});
