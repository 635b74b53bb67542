import { describe, expect, test } from 'vitest';
import { applied, fixTitled, httpAfter, offer, offerInHttp, textAfter, textsOf, titles } from './fixing';
import { expectFix, type Row } from './rows';

const ONE = 'limit_req_zone $uri zone=by_client:1m rate=1r/s;';

function declare(name: string): string {
  return `Declare it: limit_req_zone $binary_remote_addr zone=${name}:10m rate=10r/s;`;
}

function dictionary(name: string): string {
  return `Declare it: lua_shared_dict ${name} 10m;`;
}

function lua(name: string, dictionary = 'by_client'): string {
  return `lua_shared_dict ${dictionary} 1m; init_by_lua_block { return ngx.shared${name} }`;
}

describe('another name', () => {
  test.each<Row>([
    [
      `${ONE} server { limit_req zone=|by_cleint; }`,
      ['Write "by_client" *', declare('by_cleint')],
      `${ONE} server { limit_req zone=by_client; }`,
    ],
    [
      `${ONE} server { limit_req "zone=|by_clients" burst=5; }`,
      ['Write "by_client" *', declare('by_clients')],
      `${ONE} server { limit_req "zone=by_client" burst=5; }`,
    ],
    [lua('.|by_clint'), ['Write "by_client" *', dictionary('by_clint')], lua('.by_client')],
    [lua('["|by_clint"]'), ['Write "by_client" *', dictionary('by_clint')], lua('["by_client"]')],
    // The declaration's argument was copied.
    [
      `${ONE} server { limit_req zone=|by_client:10m; }`,
      ['Write "by_client" *'],
      `${ONE} server { limit_req zone=by_client; }`,
    ],
    // A number more is another zone, most likely.
    [
      'limit_conn_zone $uri zone=zone1:1m; server { limit_conn |zone2 5; }',
      ['Write "zone1"', 'Declare it: limit_conn_zone $binary_remote_addr zone=zone2:10m;'],
      'limit_conn_zone $uri zone=zone1:1m; server { limit_conn zone1 5; }',
    ],
    // So is a short one.
    [
      'limit_conn_zone $uri zone=a:1m; server { limit_conn |b 5; }',
      ['Write "a"', 'Declare it: limit_conn_zone $binary_remote_addr zone=b:10m;'],
      'limit_conn_zone $uri zone=a:1m; server { limit_conn a 5; }',
    ],
    // Two are as near.
    [
      'lua_shared_dict cats 1m; lua_shared_dict bats 1m; init_by_lua_block { return ngx.shared.|rats }',
      ['Write "cats"', 'Write "bats"', dictionary('rats')],
      'lua_shared_dict cats 1m; lua_shared_dict bats 1m; init_by_lua_block { return ngx.shared.cats }',
    ],
    // It would be there twice.
    [
      `${ONE} server { limit_req zone=by_client; limit_req zone=|by_cleint; }`,
      ['Write "by_client"', declare('by_cleint')],
      `${ONE} server { limit_req zone=by_client; limit_req zone=by_client; }`,
    ],
    // Behind a dot only an identifier can stand.
    [
      lua('.|by_clint', 'by-client'),
      [dictionary('by_clint')],
      `lua_shared_dict by-client 1m; lua_shared_dict by_clint 10m; init_by_lua_block { return ngx.shared.by_clint }`,
    ],
    [
      lua('["|by_clint"]', 'by-client'),
      ['Write "by-client" *', dictionary('by_clint')],
      lua('["by-client"]', 'by-client'),
    ],
    // A zone of another module is none.
    [
      'upload_progress by_client 1m; server { limit_req zone=|by_clientx; }',
      [declare('by_clientx')],
      'limit_req_zone $binary_remote_addr zone=by_clientx:10m rate=10r/s;\nupload_progress by_client 1m; server { limit_req zone=by_clientx; }',
    ],
  ])('%s', (...row) => expectFix(row));

  test('in a Lua file', () => {
    const files = { 'a.lua': 'local one, two = ngx.shared.|dgos, "dgos"\n' };
    const found = offer('http {\n  lua_shared_dict dogs 1m;\n  init_by_lua_file a.lua;\n}\n', { files });
    expect(titles(found)).toEqual(['Write "dogs" *', dictionary('dgos')]);
    expect(textAfter(found, 'Write "dogs"')).toBe('local one, two = ngx.shared.dogs, "dgos"\n');
    const { edits } = fixTitled(found, dictionary('dgos'));
    expect(applied(textsOf(found.analysis), edits).get('/etc/nginx/nginx.conf')).toBe(
      'http {\n  lua_shared_dict dogs 1m;\n  lua_shared_dict dgos 10m;\n  init_by_lua_file a.lua;\n}\n',
    );
  });

  test('not where escapes hide its place', () => {
    const found = offerInHttp('lua_shared_dict dogs 1m; init_by_lua |"return ngx.shared[\\"dgos\\"]";');
    expect(found.problems.map(({ code }) => code)).toContain('zone-undeclared');
    expect(titles(found)).toEqual([dictionary('dgos')]);
  });
});

describe('a new declaration', () => {
  const undeclared = 'limit_req zone=|a;';
  const added = 'limit_req_zone $binary_remote_addr zone=a:10m rate=10r/s;';

  test('goes behind the last of its kind, as far in as that', () => {
    const found = offer(`http {
\tlimit_req_zone $uri zone=first:1m rate=1r/s;
\tlimit_req_zone $uri zone=second:1m rate=1r/s; # two
\tserver {
\t\t${undeclared}
\t}
}
`);
    expect(textAfter(found, declare('a'))).toBe(`http {
\tlimit_req_zone $uri zone=first:1m rate=1r/s;
\tlimit_req_zone $uri zone=second:1m rate=1r/s; # two
\t${added}
\tserver {
\t\tlimit_req zone=a;
\t}
}
`);
  });

  test('goes into the file of its kind, with the line breaks of that', () => {
    const files = { 'zones.conf': 'limit_req_zone $uri zone=first:1m rate=1r/s;', 'other.conf': '\r\ngzip on;\r\n' };
    const found = offer(`http { include zones.conf; server { ${undeclared} } }`, { files });
    const { edits } = fixTitled(found, declare('a'));
    expect(applied(textsOf(found.analysis), edits).get('/etc/nginx/zones.conf')).toBe(
      `limit_req_zone $uri zone=first:1m rate=1r/s;\n${added}`,
    );
  });

  test('goes into the file of the reference where that has some of its kind', () => {
    const files = { 'zones.conf': 'limit_req_zone $uri zone=second:1m rate=1r/s;' };
    const found = offer(
      `http {\r\n  limit_req_zone $uri zone=first:1m rate=1r/s;\r\n  include zones.conf;\r\n  server { ${undeclared} }\r\n}`,
      { files },
    );
    expect(textAfter(found, declare('a'))).toBe(
      `http {\r\n  limit_req_zone $uri zone=first:1m rate=1r/s;\r\n  ${added}\r\n  include zones.conf;\r\n  server { limit_req zone=a; }\r\n}`,
    );
  });

  test('goes before the first directive and its comment where there is none of its kind', () => {
    const found = offer(
      `events {}\nhttp { # web\n\n   # Types.\n   include mime.types;\n   server { ${undeclared} }\n}\n`,
      {
        files: { 'mime.types': 'types { a b; }' },
      },
    );
    expect(textAfter(found, declare('a'))).toBe(
      `events {}\nhttp { # web\n\n   ${added}\n   # Types.\n   include mime.types;\n   server { limit_req zone=a; }\n}\n`,
    );
  });

  test('goes into the root where the block is, from an included file', () => {
    const files = { 'site.conf': `server { ${undeclared} }` };
    const found = offer('events {}\nhttp {\n  include site.conf;\n}\n', { files });
    const { edits } = fixTitled(found, declare('a'));
    expect(applied(textsOf(found.analysis), edits).get('/etc/nginx/nginx.conf')).toBe(
      `events {}\nhttp {\n  ${added}\n  include site.conf;\n}\n`,
    );
  });

  test('goes into stream for what stands there', () => {
    const found = offer('http {\n}\nstream {\n  server {\n    listen 1;\n    limit_conn |a 5;\n  }\n}\n');
    expect(textAfter(found, 'Declare it: limit_conn_zone $binary_remote_addr zone=a:10m;')).toBe(
      'http {\n}\nstream {\n  limit_conn_zone $binary_remote_addr zone=a:10m;\n  server {\n    listen 1;\n    limit_conn a 5;\n  }\n}\n',
    );
  });

  test('does not go into a file that is read twice', () => {
    const files = { 'zones.conf': 'lua_shared_dict one 1m;\n' };
    const text =
      'http {\n  include zones.conf;\n  include zones.conf;\n  init_by_lua_block { return ngx.shared.|two }\n}\n';
    expect(textAfter(offer(text, { files }), dictionary('two'))).toBe(
      text.replace('|', '').replace('http {\n', 'http {\n  lua_shared_dict two 10m;\n'),
    );
  });

  test('a cache lies beside the others', () => {
    const found = offerInHttp('proxy_cache_path /data/one keys_zone=one:1m;\nserver { proxy_cache |other; }');
    expect(httpAfter(found, 'Declare it: proxy_cache_path /data/other keys_zone=other:10m;')).toBe(
      'proxy_cache_path /data/one keys_zone=one:1m;\nproxy_cache_path /data/other keys_zone=other:10m;\nserver { proxy_cache other; }',
    );
  });

  test('a path that needs quotes is not taken for an example', () => {
    const found = offerInHttp('proxy_cache_path "/data; b/one" keys_zone=one:1m;\nserver { proxy_cache |other; }');
    expect(titles(found)).toEqual(['Declare it: proxy_cache_path /var/cache/nginx-other keys_zone=other:10m;']);
  });

  test.each([
    // The name is another module's.
    'upload_progress a 1m; init_by_lua_block { return ngx.shared.|a }',
    // It can't be written without quotes, or would be taken for more than a name.
    'init_by_lua_block { return ngx.shared["|a b"] }',
    'init_by_lua_block { return ngx.shared["|a;}"] }',
    'limit_req zone=|$uri;',
    'limit_req zone=|;',
  ])('is not offered: %s', (text) => {
    const found = offerInHttp(text);
    expect(found.problems.map(({ code }) => code)).toContain('zone-undeclared');
    expect(titles(found)).toEqual([]);
  });
});
