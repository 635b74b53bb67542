import { describe, expect, test } from 'vitest';
import { httpAfter, offerInHttp, titles } from './fixing';
import { expectFix, type Row } from './rows';

describe('zone-comment-differs', () => {
  test.each<Row>([
    [
      'lua_shared_dict a |50m; # 20 MB',
      ['Write 50 MB into the comment', 'Write 20m, as the comment says'],
      'lua_shared_dict a 50m; # 50 MB',
    ],
    [
      'lua_shared_dict a |50m; # 20m',
      ['Write 50m into the comment', 'Write 20m, as the comment says'],
      'lua_shared_dict a 50m; # 50m',
    ],
    [
      'lua_shared_dict a |50m; # 20 megabytes',
      ['Write 50 megabytes into the comment', 'Write 20m, as the comment says'],
      'lua_shared_dict a 50m; # 50 megabytes',
    ],
    [
      'lua_shared_dict a |512k; # 1 GB',
      ['Write 512 KB into the comment', 'Write 1024m, as the comment says'],
      'lua_shared_dict a 512k; # 512 KB',
    ],
    [
      'lua_shared_dict a |512k; # 1 Gigabyte',
      ['Write 512 Kilobyte into the comment', 'Write 1024m, as the comment says'],
      'lua_shared_dict a 512k; # 512 Kilobyte',
    ],
    // 1.5 is exact, and in the comment's own unit.
    [
      'lua_shared_dict a |1536k; # 1MiB',
      ['Write 1.5MiB into the comment', 'Write 1m, as the comment says'],
      'lua_shared_dict a 1536k; # 1.5MiB',
    ],
    [
      '# 2 MB\nlua_shared_dict a |3m;',
      ['Write 3 MB into the comment', 'Write 2m, as the comment says'],
      '# 3 MB\nlua_shared_dict a 3m;',
    ],
    // Eight kilobytes do not start.
    ['lua_shared_dict a |1m; # 8 KB', ['Write 1024 KB into the comment'], 'lua_shared_dict a 1m; # 1024 KB'],
  ])('%s', (...row) => expectFix(row));

  test('changes all declarations of the zone', () => {
    const found = offerInHttp('ssl_session_cache shared:a:|3m; # 2 MB\nserver { ssl_session_cache shared:a:3m; }');
    expect(titles(found)).toEqual(['Write 3 MB into the comment', 'Write 2m, as the comment says']);
    expect(httpAfter(found, 'Write 2m, as the comment says')).toBe(
      'ssl_session_cache shared:a:2m; # 2 MB\nserver { ssl_session_cache shared:a:2m; }',
    );
  });
});
