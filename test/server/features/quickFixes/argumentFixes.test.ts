import { describe, expect, test } from 'vitest';
import { offerInHttp, titles } from './fixing';
import { expectFix, type Row } from './rows';

const USED = 'server { limit_req zone=a; }';

describe('zone-argument-invalid', () => {
  test.each<Row>([
    ['limit_conn_zone $uri |zon=a:1m;', ['Write "zone=" *'], 'limit_conn_zone $uri zone=a:1m;'],
    ['limit_conn_zone $uri |zone:a:1m;', ['Write "zone=" *'], 'limit_conn_zone $uri zone=a:1m;'],
    ["limit_conn_zone $uri |'ZONE=a:1m';", ['Write "zone=" *'], "limit_conn_zone $uri 'zone=a:1m';"],
    [
      'proxy_cache_path /c keys_zone=a:1m |inactiv=1h;',
      ['Write "inactive=" *', 'Remove "inactiv=1h"'],
      'proxy_cache_path /c keys_zone=a:1m inactive=1h;',
    ],
    // loader_files and manager_files are as near.
    [
      'proxy_cache_path /c keys_zone=a:1m |oader_files=1;',
      ['Write "loader_files=" *', 'Remove "oader_files=1"'],
      'proxy_cache_path /c keys_zone=a:1m loader_files=1;',
    ],
    // It is there already.
    [
      'proxy_cache_path /c keys_zone=a:1m |keyz_zone=b:1m;',
      ['Remove "keyz_zone=b:1m"'],
      'proxy_cache_path /c keys_zone=a:1m;',
    ],
    // What it would be is refused as well.
    [
      'proxy_cache_path /c keys_zone=a:1m |inactiv=ever;',
      ['Remove "inactiv=ever"'],
      'proxy_cache_path /c keys_zone=a:1m;',
    ],
    ['proxy_cache_path /c keys_zone=a:1m # why\n  |purge=on;', [], ''],
    // A parameter of limit_req, and one too many.
    [
      `limit_req|_zone $uri zone=a:1m rate=1r/s burst=5; ${USED}`,
      ['Remove "burst=5"'],
      `limit_req_zone $uri zone=a:1m rate=1r/s; ${USED}`,
    ],
    // As many as there have to be, so it can't just go.
    ['limit_req_zone $uri zone=a:1m |burst=5;', [], ''],
    [
      `limit_req_zone $uri zone=a:1m |rate=5r/min; ${USED}`,
      ['Write 5r/m *'],
      `limit_req_zone $uri zone=a:1m rate=5r/m; ${USED}`,
    ],
    [`limit_req_zone $uri zone=a:1m |rate=5r/h; ${USED}`, [], ''],
    [
      'proxy_cache_path /c keys_zone=a:1m "|max_size=1.5g";',
      ['Write 1536m *'],
      'proxy_cache_path /c keys_zone=a:1m "max_size=1536m";',
    ],
    ['lua_shared_dict| a;', ['Give it a size: 10m'], 'lua_shared_dict a 10m;'],
    // The name is missing, not the size.
    ['lua_shared_dict| 10m;', [], ''],
    ['lua_shared_dict|;', [], ''],
    [
      `limit_req_zone| $binary_remote_addr rate=1r/s; ${USED}`,
      ['Add zone=a:10m *'],
      `limit_req_zone $binary_remote_addr zone=a:10m rate=1r/s; ${USED}`,
    ],
    ['limit_conn_zone| $uri;', ['Add zone=NAME:10m'], 'limit_conn_zone $uri zone=NAME:10m;'],
    ['limit_conn_zone| zone=a:1m;', ['Count by $binary_remote_addr'], 'limit_conn_zone $binary_remote_addr zone=a:1m;'],
    [
      `limit_req_zone| zone=a:1m rate=1r/s; ${USED}`,
      ['Count by $binary_remote_addr'],
      `limit_req_zone $binary_remote_addr zone=a:1m rate=1r/s; ${USED}`,
    ],
    // Only its author knows the rate.
    [`limit_req_zone| $uri zone=a:1m; ${USED}`, [], ''],
    ['lua_shared_dict| a 1m { }', ['Write ";" in place of the block *'], 'lua_shared_dict a 1m;'],
    ['lua_shared_dict| a 1m {\n}', ['Write ";" in place of the block *'], 'lua_shared_dict a 1m;'],
    ['lua_shared_dict| a 1m # why\n{ }', ['Write ";" in place of the block *'], 'lua_shared_dict a 1m # why\n;'],
    ['lua_shared_dict| a 1m { gzip on; }', [], ''],
    // The size would be missing then.
    ['lua_shared_dict| a { }', [], ''],
    ['lua_shared_dict| a 1m { # why\n}', [], ''],
  ])('%s', (...row) => expectFix(row));

  test('what other servers know is not called misspelt', () => {
    const text = 'limit_req_zone $uri zone=a:1m rate=1r/s |syn; server { limit_req zone=a; }';
    expect(titles(offerInHttp(text, { banner: '' }))).toEqual(['Remove "syn"']);
  });
});

describe('zone-missing', () => {
  test.each<Row>([
    [
      'proxy_cache_path| /c levels=1:2;',
      ['Add keys_zone=NAME:10m'],
      'proxy_cache_path /c keys_zone=NAME:10m levels=1:2;',
    ],
    [
      'proxy_cache_path| /c levels=1:2; server { proxy_cache pages; }',
      ['Add keys_zone=pages:10m *'],
      'proxy_cache_path /c keys_zone=pages:10m levels=1:2; server { proxy_cache pages; }',
    ],
    [
      'proxy_cache_path| /c levels=1:2; server { proxy_cache one; } server { proxy_cache two; }',
      ['Add keys_zone=one:10m', 'Add keys_zone=two:10m'],
      'proxy_cache_path /c keys_zone=one:10m levels=1:2; server { proxy_cache one; } server { proxy_cache two; }',
    ],
    // The name is another's already.
    [
      'lua_shared_dict NAME 1m; proxy_cache_path| /c levels=1:2;',
      ['Add keys_zone=NAME_2:10m'],
      'lua_shared_dict NAME 1m; proxy_cache_path /c keys_zone=NAME_2:10m levels=1:2;',
    ],
    // Which of the two is the one that is missed?
    [
      'proxy_cache_path| /c levels=1:2; proxy_cache_path /d levels=1:2; server { proxy_cache pages; }',
      ['Add keys_zone=pages:10m'],
      'proxy_cache_path /c keys_zone=pages:10m levels=1:2; proxy_cache_path /d levels=1:2; server { proxy_cache pages; }',
    ],
    // It would have too many arguments.
    ['limit_req_zone| $uri rate=1r/s rate=1r/s;', [], ''],
  ])('%s', (...row) => expectFix(row));
});

describe('zone-name-empty', () => {
  test.each<Row>([
    ['proxy_cache_path /c |keys_zone=:10m;', ['Name it "NAME"'], 'proxy_cache_path /c keys_zone=NAME:10m;'],
    [
      'proxy_cache_path /c |"keys_zone=:10m"; server { proxy_cache pages; }',
      ['Name it "pages" *'],
      'proxy_cache_path /c "keys_zone=pages:10m"; server { proxy_cache pages; }',
    ],
    ['lua_shared_dict |"" 1m;', ['Name it "NAME"'], 'lua_shared_dict NAME 1m;'],
  ])('%s', (...row) => expectFix(row));
});
