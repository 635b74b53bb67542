import { describe, expect, test } from 'vitest';
import { offer, textAfter, titles } from './fixing';

const MOVE = 'Move it into the "http" block';

describe('zone-not-allowed-here', () => {
  test('moves out of the blocks around it, with the comment behind it', () => {
    const found = offer(`events {}
http {
  # The site.
  server {
    listen 80;
    location / {
      lua_shared|_dict a 1m; # why
      return 200;
    }
  }
}
`);
    expect(titles(found)).toEqual([`${MOVE} *`]);
    expect(textAfter(found, MOVE)).toBe(`events {}
http {
  lua_shared_dict a 1m; # why
  # The site.
  server {
    listen 80;
    location / {
      return 200;
    }
  }
}
`);
  });

  test('moves no further than it has to', () => {
    const found = offer('http { server { location / { ssl_session|_cache shared:a:1m; } } }');
    const title = 'Move it into the "server" block';
    expect(titles(found)).toEqual([`${title} *`]);
    expect(textAfter(found, title)).toBe('http { server { ssl_session_cache shared:a:1m; location / { } } }');
  });

  test('moves out of limit_except', () => {
    const found = offer('http { server { location / { limit_except GET { ssl_session|_cache none; } } } }');
    expect(textAfter(found, 'Move it into the "server" block')).toBe(
      'http { server { ssl_session_cache none; location / { limit_except GET { } } } }',
    );
  });

  test('nothing about zones may stand in limit_except, however deep', () => {
    const found = offer(
      'http { server { location / { limit_except GET { if ($uri) { vod_mapping|_cache a 1m; } } } } }',
    );
    expect(textAfter(found, 'Move it into the "location" block')).toBe(
      'http { server { location / { vod_mapping_cache a 1m; limit_except GET { if ($uri) { } } } } }',
    );
  });

  test('moves to the top of an included file', () => {
    const files = { 'site.conf': 'server {\r\n  lua_shared|_dict a 1m;\r\n}\r\n' };
    const found = offer('http { include site.conf; }', { files });
    expect(titles(found)).toEqual(['Move it out of the block *']);
    expect(textAfter(found, 'Move it out of the block')).toBe('lua_shared_dict a 1m;\r\nserver {\r\n}\r\n');
  });

  test('moves from the main level into the only block that takes it', () => {
    const found = offer('limit_req|_zone $uri zone=a:1m rate=1r/s;\nevents {\n}\nhttp {\n}\n');
    expect(titles(found)).toEqual([MOVE]);
    expect(textAfter(found, MOVE)).toBe('events {\n}\nhttp {\n    limit_req_zone $uri zone=a:1m rate=1r/s;\n}\n');
    expect(textAfter(offer('lua_shared|_dict a 1m; http {}'), MOVE)).toBe('http { lua_shared_dict a 1m; }');
    expect(textAfter(offer('http { }\nlua_shared|_dict a 1m;'), MOVE)).toBe('http { lua_shared_dict a 1m; }');
  });

  test.each([
    ['two blocks take it', 'limit_conn|_zone $uri zone=a:1m; http { } stream { }', {}],
    ['no block takes it', 'limit_req|_zone $uri zone=a:1m rate=1r/s; stream { }', {}],
    ['its upstream is not known', 'http { upstream u { server a; } zone| a 1m; }', {}],
    [
      'a reference',
      'http { limit_req_zone $uri zone=a:1m rate=1r/s; server { if ($uri) { limit_req| zone=a; } } }',
      {},
    ],
    [
      'a file that is read into two blocks',
      'http { include a.conf; server { include a.conf; } }',
      { 'a.conf': 'location / { lua_shared|_dict a 1m; }' },
    ],
  ])('is not offered: %s', (_, text, files) => {
    const found = offer(text, { files });
    expect(found.problems.map(({ code }) => code)).toContain('zone-not-allowed-here');
    expect(titles(found)).toEqual([]);
  });
});
