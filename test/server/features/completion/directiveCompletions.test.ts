import { describe, expect, test } from 'vitest';
import { completionDocumentation } from '../../../../server/src/features/completion/completionDocumentation';
import { zoneKinds } from '../../../../server/src/zones/catalogue';
import { check, codes } from '../diagnostics/check';
import {
  completeAt,
  completeInHttp,
  expandSnippet,
  itemNamed,
  labels,
  labelsOf,
  lineWith,
  textWith,
} from './completing';

const at = (text: string, setup = {}): string[] => labels(completeAt(text, setup));

describe('directives where a statement may start', () => {
  test.each<[place: string, text: string, offered: string[], not: string[]]>([
    [
      'http',
      'events {} http { lim| }',
      ['limit_req_zone', 'limit_conn_zone', 'lua_shared_dict', 'limit_req'],
      ['zone'],
    ],
    ['main', 'http {} |', [], ['limit_req_zone', 'limit_req', 'zone', 'lua_shared_dict']],
    ['events', 'events { | } http {}', [], ['limit_req_zone', 'limit_req', 'zone']],
    [
      'a server',
      'http { server { | } }',
      ['ssl_session_cache', 'limit_req', 'proxy_cache'],
      ['limit_req_zone', 'zone'],
    ],
    ['a location', 'http { server { location / { | } } }', ['limit_req'], ['ssl_session_cache', 'limit_req_zone']],
    ['an if', 'http { server { location / { if ($x) { | } } } }', [], ['limit_req', 'limit_req_zone', 'proxy_cache']],
    ['limit_except', 'http { server { location / { limit_except GET { | } } } }', [], ['limit_req', 'proxy_cache']],
    ['an upstream', 'http { upstream a { | } }', ['zone'], ['limit_req', 'lua_shared_dict']],
    ['stream', 'stream { | } http {}', ['limit_conn_zone', 'lua_shared_dict'], ['limit_req_zone', 'proxy_cache_path']],
    ['a server of stream', 'stream { server { | } } http {}', ['limit_conn', 'ssl_session_cache'], ['limit_req']],
    ['mail', 'mail { | } http {}', ['ssl_session_cache'], ['limit_req_zone', 'limit_conn', 'zone']],
    ['a fragment', 'lim|', ['limit_req_zone', 'limit_conn_zone', 'limit_req', 'zone'], []],
    ['a server of a fragment', 'server { lim| }', ['limit_req', 'ssl_session_cache'], ['limit_req_zone', 'zone']],
  ])('in %s', (_, text, offered, not) => {
    const found = at(text);
    expect(found).toEqual(expect.arrayContaining(offered));
    expect(found.filter((label) => not.includes(label))).toEqual([]);
    if (offered.length === 0) expect(found.filter((label) => /limit|cache|dict/.test(label))).toEqual([]);
  });

  test.each<[place: string, text: string]>([
    ['a map', 'http { map $a $b { lim| } }'],
    ['types', 'http { types { lim| } }'],
    ['a block that is not known', 'http { thing { lim| } }'],
    ['a comment', 'http { # lim|\n}'],
    ['a comment behind a statement', 'http { sendfile on; # lim|\n}'],
    ['a comment in a statement', 'http { limit_req_zone $uri # lim|\n zone=one:1m rate=1r/s; }'],
    ['a string', 'http { log_format a "lim|"; }'],
    ['a string that is not closed', "http { log_format a 'lim|\n}"],
    ['behind a closing quote', 'http { "lim"| }'],
    ['a quoted name', 'http { "lim|" }'],
    ['an argument', 'http { server_name lim|; }'],
    ['an argument at the end', 'http { server_name lim|'],
    ['the head of a block', 'http { server lim| { } }'],
    ['Lua', 'http { init_by_lua_block { lim| } }'],
    ['a Lua comment', 'http { init_by_lua_block { -- lim|\n } }'],
    ['a Lua block that is not closed', 'http { init_by_lua_block { lim|'],
    ['a word with other signs', 'http { $lim| }'],
    ['an escaped line break', 'http { a\\\nlim| }'],
    ['a part that a template fills in', 'http { {{ lim| }} }'],
    ['a control part of a template', 'http { {% if lim| %} limit_req_zone; {% endif %} }'],
  ])('not in %s', (_, text) => {
    expect(at(text)).toEqual([]);
  });

  test.each<[place: string, text: string]>([
    ['before a statement that it swallows', 'http {\n  lim|\n  foo bar;\n}'],
    ['before a known directive', 'http {\n  lim|\n  sendfile on;\n}'],
    ['before a block', 'http {\n  lim|\n  server { listen 80; }\n}'],
    ['before an unknown block', 'http {\n  lim|\n  thing x { a b; }\n}'],
    ['before a Lua block', 'http {\n  lim|\n  init_by_lua_block { local a = "}" }\n}'],
    ['before a brace', 'http {\n  lim|}'],
    ['before a comment', 'http {\n  lim| # } why\n}'],
    ['at the end', 'http {\n  lim|'],
    ['in an empty block', 'http {|}'],
    ['behind a statement on one line', 'http { sendfile on; lim| }'],
    ['behind a block on one line', 'http { server { listen 80; } lim| }'],
    [
      'behind a block that is not closed',
      'http {\n  server {\n    listen 80;\n  lim|\n}'.replace('server {', 'upstream x { }'),
    ],
    ['behind a quote with a brace in it', 'http { log_format a "}{;\'"; lim| }'],
    ['behind Lua with a brace in it', "http { init_by_lua_block { local a = '}' -- }\n } lim| }"],
    ['behind a comment with a quote', "http {\n  # don't\n  lim| }"],
    ['behind a block whose statement lacks its ";"', 'http { server { listen 80 } lim| }'],
    ['behind such a block, before anything is typed', 'http { server { listen 80 } | }'],
    ['behind a head without its brace', 'stream {}\nhttp\n  server_tokens off;\n  lim|\n}'],
    ['at the start, behind a byte order mark', '\uFEFF|'],
    ['behind CRLF', 'http {\r\n  sendfile on;\r\n  lim|\r\n  foo bar;\r\n}'],
    ['behind a byte order mark', '\uFEFFhttp { lim| }'],
    ['behind a line without its ";"', 'http {\n  sendfile on\n  lim|\n}'],
    ['behind a template', 'http {\n  {{ x }}\n  lim|\n}'],
    ['between parts of a template', 'http {\n  {% if a %}\n  lim|\n  {% endif %}\n}'],
    ['behind a placeholder', `http {\n  \${EXTRA}\n  lim|\n}`],
  ])('%s', (_, text) => {
    const done = completeAt(text);
    expect(labels(done)).toContain('limit_req_zone');
    const { replace } = itemNamed(done, 'limit_req_zone');
    expect(done.text.slice(replace.start, replace.end)).toBe(text.includes('lim') ? 'lim' : '');
  });

  test('in a file by all the places that it is included at', () => {
    const files = { 'part.conf': 'lim|' };
    expect(at('http { include part.conf; }', { files })).toContain('limit_req_zone');
    expect(at('http { server { include part.conf; } }', { files })).not.toContain('limit_req_zone');
    const both = at('http { include part.conf; server { include part.conf; } }', { files });
    expect(both).toEqual(expect.arrayContaining(['limit_req_zone', 'limit_req']));
    const further = { 'outer.conf': 'server { include part.conf; }', 'part.conf': 'lim|' };
    expect(at('stream { include outer.conf; } http {}', { files: further })).toEqual(
      expect.arrayContaining(['limit_conn', 'ssl_session_cache']),
    );
    expect(at('http { map $a $b { include part.conf; } }', { files })).toEqual([]);
  });

  test('nothing where a blank only happens to be typed', () => {
    expect(labels(completeAt('http { | }', {}, ' '))).toEqual([]);
    expect(labels(completeAt('http { | }'))).toContain('limit_req_zone');
    expect(labels(completeAt('http { limit_req |; }', {}, ' '))).toContain('zone=');
  });
});

describe('what is put in', () => {
  const DICT = `lua_shared_dict \${1:name} \${2:10m};`;

  test.each<[text: string, insertText: string, replaced: string]>([
    ['lua|', DICT, 'lua'],
    ['|', DICT, ''],
    ['lua| # why', DICT, 'lua'],
    ['lua|;', DICT.slice(0, -1), 'lua'],
    ['lua|_sha', DICT, 'lua_sha'],
    ['|lua_shared_dict dogs 1m;', 'lua_shared_dict', 'lua_shared_dict'],
    ['lua| dogs 1m;', 'lua_shared_dict', 'lua'],
  ])('%s', (text, insertText, replaced) => {
    const done = completeInHttp(text);
    const item = itemNamed(done, 'lua_shared_dict');
    expect(item.insertText).toBe(insertText);
    expect(item.isSnippet).toBe(insertText !== 'lua_shared_dict');
    expect(done.text.slice(item.replace.start, item.replace.end)).toBe(replaced);
  });

  test.each<[label: string, line: string]>([
    ['limit_req_zone', 'limit_req_zone $binary_remote_addr zone=name:10m rate=1r/s;'],
    ['limit_conn_zone', 'limit_conn_zone $binary_remote_addr zone=name:10m;'],
    ['proxy_cache_path', 'proxy_cache_path /var/cache/nginx keys_zone=name:10m;'],
    ['ssl_session_cache', 'ssl_session_cache shared:name:10m;'],
    ['js_shared_dict_zone', 'js_shared_dict_zone zone=name:10m;'],
    ['vhost_traffic_status_zone', 'vhost_traffic_status_zone shared:name:1m;'],
    ['vod_metadata_cache', 'vod_metadata_cache name 10m;'],
    ['shared_map', 'shared_map name hashmap?space=10m&entries=100;'],
    ['waf_cc_deny', 'waf_cc_deny on rate=1r/s size=20m;'],
    ['limit_conn', 'limit_conn name 10;'],
    ['limit_req', 'limit_req zone=name;'],
  ])('%s', (label, line) => {
    expect(lineWith(completeInHttp('|'), label)).toBe(line);
  });

  test('a snippet whose variables are no variables of the snippet', () => {
    expect(itemNamed(completeInHttp('lim|'), 'limit_req_zone').insertText).toBe(
      `limit_req_zone \${1:\\$binary_remote_addr} zone=\${2:name}:\${3:10m} rate=\${4:1r/s};`,
    );
  });

  test('the size of an upstream is small, but large enough for its page', () => {
    expect(lineWith(completeAt('http {\nupstream a {\n|\n} }'), 'zone')).toBe('zone name 64k;');
    const host = { ...completeAt('|').analysis.host, pageSizeBytes: 65536 };
    expect(lineWith(completeAt('http {\nupstream a {\n|\n} }', { host }), 'zone')).toBe('zone name 512k;');
  });

  // What is offered must not be what is then called wrong, by problems that were made without it.
  const rows = zoneKinds.filter(
    ({ directive, verification, product }) =>
      directive !== null && (verification === 'live' || verification === 'source') && product === 'nginx',
  );
  test.each(rows.map((kind) => [kind.id, kind.directive ?? '', kind] as const))(
    'row %i, %s, as nginx takes it',
    (_, directive, kind) => {
      const [context = ''] = kind.contexts;
      const blocks = context.split('/');
      const text = `${blocks.map((block) => `${block} ${block === 'upstream' ? 'u' : ''} {`).join(' ')}\n|\n${'}'.repeat(blocks.length)}`;
      const whole = `events {} ${blocks[0] === 'http' ? '' : 'http {}'} ${text}`;
      const label = kind.firstArgument === undefined ? directive : `${directive} ${kind.firstArgument}`;
      const banner = kind.removedIn === undefined ? 'nginx/1.29.8' : 'nginx/1.6.0';
      const problems = check(textWith(completeAt(whole, { banner }), label), { banner });
      expect(codes(problems).filter((code) => !code.startsWith('zone-unused'))).toEqual([]);
    },
  );

  test('declared zones to choose from, of the right kind', () => {
    const zones = `limit_req_zone $uri zone=two:1m rate=1r/s; limit_req_zone $uri zone=one:1m rate=1r/s;
      limit_conn_zone $uri zone=c,on:1m; limit_conn_zone $uri "zone=a b:1m"; proxy_cache_path /x keys_zone=pages:1m;`;
    const done = completeInHttp(`${zones} server { | }`);
    expect(itemNamed(done, 'limit_req').insertText).toBe(`limit_req zone=\${1|one,two|};`);
    expect(itemNamed(done, 'limit_conn').insertText).toBe(`limit_conn \${1|"a b",c\\,on|} \${2:10};`);
    expect(itemNamed(done, 'proxy_cache').insertText).toBe(`proxy_cache \${1:pages};`);
    expect(itemNamed(done, 'fastcgi_cache').insertText).toBe(`fastcgi_cache \${1:name};`);
  });

  test('not more choices than anyone reads', () => {
    const zones = Array.from({ length: 200 }, (_, index) => `limit_req_zone $uri zone=z${index}:1m rate=1r/s;`).join(
      '\n',
    );
    const { insertText } = itemNamed(completeInHttp(`${zones}\n|`), 'limit_req');
    expect(insertText.split(',')).toHaveLength(50);
  });

  test('a directive of unknown places only where there is something for it', () => {
    expect(labels(completeInHttp('|'))).not.toContain('keyval');
    expect(labels(completeInHttp('keyval_zone zone=a:1m; |'))).toContain('keyval');
  });
});

describe('servers', () => {
  const offered = (banner: string, text = '|'): string[] => labelsOf('directive', completeInHttp(text, { banner }));

  test('directives of other products are left out where the server is known', () => {
    expect(offered('nginx/1.22.1')).not.toContain('req_status_zone');
    expect(offered('nginx/1.22.1')).not.toContain('metric_zone');
    expect(offered('Tengine/3.1.0')).toContain('req_status_zone');
    expect(offered('Tengine/3.1.0')).not.toContain('metric_zone');
    expect(offered('Angie/1.10.0')).toContain('metric_zone');
    expect(offered('Angie/1.10.0')).toContain('limit_req_zone');
  });

  test('they come last where it is not', () => {
    const all = offered('');
    const order = ['limit_req_zone', 'lua_shared_dict', 'vhost_traffic_status_zone', 'metric_zone', 'limit_zone'];
    expect(all.filter((label) => order.includes(label))).toEqual(order);
  });

  test('what came later or is gone is left out', () => {
    const upstream = (banner: string): string[] => labels(completeAt('http { upstream a { | } }', { banner }));
    expect(upstream('nginx/1.22.1')).not.toContain('sticky learn');
    expect(upstream('nginx/1.29.8')).toContain('sticky learn');
    expect(offered('nginx/1.22.1')).not.toContain('limit_zone');
    expect(offered('nginx/1.4.0')).toContain('limit_zone');
    expect(itemNamed(completeInHttp('|', { banner: '' }), 'limit_zone').isDeprecated).toBe(true);
  });

  test('one entry for what all write the same, one for each way to write it otherwise', () => {
    const names = (label: string): string[] => offered('').filter((one) => one.split(' ')[0] === label);
    expect(names('keyval_zone')).toEqual(['keyval_zone']);
    expect(names('limit_req_zone')).toEqual(['limit_req_zone']);
    const inServer = labels(completeAt('http { server { | } }', { banner: '' })).filter((one) =>
      /^status_zone/.test(one),
    );
    expect(inServer).toEqual(['status_zone', 'status_zone (Angie)']);
  });
});

describe('documentation', () => {
  test('of a directive', () => {
    const done = completeInHttp('|');
    const { data } = itemNamed(done, 'limit_req_zone');
    const text = data === null ? null : completionDocumentation(done.analysis, data, 0);
    expect(text).toContain('`limit_req_zone KEY zone=NAME:SIZE rate=RATE;`');
    // Eight pages of 4 KB.
    expect(text).toContain('Smallest size: 32 KB.');
    expect(text).toContain('Since 0.7.21.');
    expect(text).toContain('**When full:** The least recently used idle key is dropped');
  });

  test('of a directive that takes a zone', () => {
    const done = completeInHttp('|');
    const { data } = itemNamed(done, 'limit_conn');
    const text = data === null ? null : completionDocumentation(done.analysis, data, 0);
    expect(text).toContain('`limit_conn` takes a zone that `limit_conn_zone` declares.');
  });

  test('of every directive there is something to tell', () => {
    const done = completeAt('|', { banner: '' });
    for (const { data, label, insertText } of done.items) {
      expect(data === null ? '' : completionDocumentation(done.analysis, data, 0), label).toMatch(/\S/);
      expect(expandSnippet(insertText), label).toMatch(/(?:;|\})$/);
    }
    expect(done.items.length).toBeGreaterThan(50);
  });
});
