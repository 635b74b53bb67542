import { describe, expect, test } from 'vitest';
import { completionDocumentation } from '../../../../server/src/features/completion/completionDocumentation';
import { completeAt, completeInHttp, itemNamed, labels, labelsOf, lineWith } from './completing';

const ZONES = `limit_req_zone $uri zone=one:1m rate=1r/s; limit_req_zone $uri zone=only:2m rate=1r/s;
  limit_conn_zone $uri zone=addr:1m; proxy_cache_path /x keys_zone=pages:1m; fastcgi_cache_path /y keys_zone=fast:1m;
  lua_shared_dict dogs 10m; keyval_zone zone=pairs:1m;`;

const named = (text: string): string[] => labelsOf('zone', completeInHttp(`${ZONES}\n${text}`));

describe('names of zones where a directive takes one', () => {
  test.each<[text: string, names: string[]]>([
    ['limit_req zone=|;', ['one', 'only']],
    ['limit_req zone=o|;', ['one', 'only']],
    ['limit_req zone=o|ne burst=5;', ['one', 'only']],
    ['limit_req burst=5 zone=|;', ['one', 'only']],
    ['limit_req |;', ['zone=one', 'zone=only']],
    ['limit_req zo|', ['zone=one', 'zone=only']],
    ['limit_req burst=5 |', ['zone=one', 'zone=only']],
    ['limit_req burst=|;', []],
    ['limit_req zone=one |;', []],
    ['limit_req | zone=one;', []],
    ['limit_conn |;', ['addr']],
    ['limit_conn a| 10;', ['addr']],
    ['limit_conn addr |;', []],
    ['proxy_cache |;', ['pages']],
    ['fastcgi_cache p|;', ['fast']],
    ['keyval $a $b zone=|;', ['pairs']],
    ['server { location / { limit_req zone=| } }', ['one', 'only']],
    ['limit_req zone=|\n  sendfile on;', ['one', 'only']],
    ['limit_req zone=|\n  foo bar;', ['one', 'only']],
    ['limit_req\n  zone=|;', ['one', 'only']],
    ['limit_req "zone=|";', ['one', 'only']],
    ['limit_req "zone=|', ['one', 'only']],
    ['limit_conn "|";', ['addr']],
    ['limit_req zone=\\|;', []],
    ['limit_req |burst=5;', []],
    ['limit_req |zone=ghost;', ['zone=one', 'zone=only']],
    ['limit_conn |ghost 10;', ['addr']],
    ['limit_conn |"ghost" 10;', []],
    ['# limit_req zone=|', []],
    ['set $a "limit_req zone=|";', []],
    ['foo zone=|;', []],
    ['map $a $b { limit_req zone=|; }', []],
    ['server_name zone=|;', []],
  ])('%s', (text, names) => {
    expect(named(text)).toEqual(names);
  });

  test('those of http are not those of stream', () => {
    const text = (place: string): string[] =>
      labelsOf(
        'zone',
        completeAt(`http { limit_conn_zone $uri zone=a:1m; ${place === 'http' ? 'limit_conn |;' : ''} }
        stream { limit_conn_zone $binary_remote_addr zone=s:1m; ${place === 'http' ? '' : 'limit_conn |;'} }`),
      );
    expect(text('http')).toEqual(['a']);
    expect(text('stream')).toEqual(['s']);
  });

  test('each at the place that is for its kind, where a directive has two', () => {
    const zones = 'keyval_zone zone=pairs:1m; session_zone $a zone=sessions:1m;';
    const at = (text: string): string[] => labelsOf('zone', completeInHttp(`${zones}\n${text}`));
    expect(at('session_store |;')).toEqual(['pairs', 'zone=sessions']);
    expect(at('session_store zone=|;')).toEqual(['sessions']);
  });

  test('none that is not declared', () => {
    expect(labelsOf('zone', completeInHttp('limit_req zone=ghost; limit_req zone=|;'))).toEqual([]);
  });

  test('those that are declared in other files, also from a file that is included', () => {
    const files = { 'zones.conf': ZONES, 'site.conf': 'limit_req zone=|;' };
    const done = completeAt('http { include zones.conf; server { include site.conf; } }', { files });
    expect(labelsOf('zone', done)).toEqual(['one', 'only']);
    expect(itemNamed(done, 'only').detail).toBe('2 MB · zones.conf:1');
  });

  test.each<[text: string, label: string, line: string]>([
    ['limit_req zone=o|ne burst=5;', 'only', 'limit_req zone=only burst=5;'],
    ['limit_req zone=|', 'only', 'limit_req zone=only'],
    ['limit_req |;', 'zone=one', 'limit_req zone=one;'],
    ['limit_req zo|;', 'zone=one', 'limit_req zone=one;'],
    ['limit_req "zone=|";', 'one', 'limit_req "zone=one";'],
    ['limit_conn | 10;', 'addr', 'limit_conn addr 10;'],
    ['limit_conn x|y 10;', 'addr', 'limit_conn addr 10;'],
    ['proxy_cache |;', 'off', 'proxy_cache off;'],
    ['limit_req zone=one bur|st=5;', 'burst=', 'limit_req zone=one burst=5;'],
    ['limit_req_zone $uri zo|ne=x:1m rate=1r/s;', 'zone=', 'limit_req_zone $uri zone=x:1m rate=1r/s;'],
  ])('%s takes %s', (text, label, line) => {
    expect(lineWith(completeInHttp(`${ZONES}\n${text}`), label)).toBe(line);
  });

  test("Angie's limit_req may have more behind the name", () => {
    const text = `${ZONES}\nlimit_req zone=o|ne:x;`;
    expect(lineWith(completeInHttp(text, { banner: 'Angie/1.10.0' }), 'only')).toBe('limit_req zone=only:x;');
    expect(labelsOf('zone', completeInHttp(text.replace('o|ne:x', 'one:|x'), { banner: 'Angie/1.10.0' }))).toEqual([]);
  });

  test('CRLF', () => {
    const done = completeAt(`http {\r\n${ZONES}\r\n  limit_req zone=o|\r\n}\r\n`);
    const { replace } = itemNamed(done, 'one');
    expect(done.text.slice(replace.start, replace.end)).toBe('o');
  });

  test('a name for each of its kinds, told with its size and place', () => {
    const done = completeInHttp(`${ZONES}\nlimit_conn |;`);
    const item = itemNamed(done, 'addr');
    // The zones begin on the third line of the root.
    expect(item.detail).toBe('1 MB · nginx.conf:4');
    expect(item.data === null ? null : completionDocumentation(done.analysis, item.data, 0)).toContain('**`addr`**');
  });

  test('500 names at most, and those that fit what is typed', () => {
    const zones = Array.from({ length: 700 }, (_, index) => `lua_shared_dict d${index} 1m;`);
    const many = Array.from({ length: 700 }, (_, index) => `limit_conn_zone $uri zone=z${index}:1m;`).join('\n');
    expect(labels(completeInHttp(`${many}\nlimit_conn |;`))).toHaveLength(500);
    expect(labelsOf('zone', completeInHttp(`${many}\nlimit_conn z699|;`))).toEqual(['z699']);
    const script = completeInHttp(`${zones.join('\n')}\ninit_by_lua_block { ngx.shared.d69| }`);
    expect(labels(script)).toEqual(['d69', ...Array.from({ length: 10 }, (_, digit) => `d69${digit}`)]);
  });
});

describe('names that nginx or people would stumble over', () => {
  const take = (declared: string, text: string, label: string): string =>
    lineWith(
      completeInHttp(`limit_conn_zone $uri ${declared}; limit_req_zone $uri ${declared} rate=1r/s;\n${text}`),
      label,
    );

  test.each<[declared: string, text: string, label: string, line: string]>([
    ['"zone=a b:1m"', 'limit_conn | 10;', 'a b', 'limit_conn "a b" 10;'],
    ['"zone=a b:1m"', 'limit_conn "|" 10;', 'a b', 'limit_conn "a b" 10;'],
    ['"zone=a b:1m"', 'limit_req zone=|;', 'a b', 'limit_req "zone=a b";'],
    ['"zone=a b:1m"', 'limit_req |;', 'zone=a b', 'limit_req "zone=a b";'],
    ['"zone=a;{}:1m"', 'limit_conn | 10;', 'a;{}', 'limit_conn "a;{}" 10;'],
    ["'zone=a\"b:1m'", 'limit_conn | 10;', 'a"b', 'limit_conn "a\\"b" 10;'],
    ["'zone=a\"b:1m'", 'limit_conn "|" 10;', 'a"b', 'limit_conn "a\\"b" 10;'],
    ['"zone=a\\\\b:1m"', 'limit_conn | 10;', 'a\\b', 'limit_conn "a\\\\b" 10;'],
    ['"zone=#a:1m"', 'limit_conn | 10;', '#a', 'limit_conn "#a" 10;'],
    ['zone=$a}:1m', 'limit_conn | 10;', '$a}', 'limit_conn "$a}" 10;'],
  ])('%s: %s', (declared, text, label, line) => {
    expect(take(declared, text, label)).toBe(line);
  });

  test('those that cannot be written or seen are not offered', () => {
    const zones = [
      '"zone=a\nb:1m"',
      'zone=\u202Eabc:1m',
      'zone=\x1b[31m:1m',
      'zone=\uDCFF:1m',
      `zone=${'x'.repeat(5000)}:1m`,
    ];
    const text = zones.map((zone) => `limit_conn_zone $uri ${zone};`).join('\n');
    expect(labelsOf('zone', completeInHttp(`${text}\nlimit_conn |;`))).toEqual([]);
  });

  test('a long name is shortened where it is shown', () => {
    const name = `a${'b'.repeat(500)}c`;
    const done = completeInHttp(`limit_conn_zone $uri zone=${name}:1m;\nlimit_conn |;`);
    const [item] = done.items;
    expect(item?.label.length).toBe(80);
    expect(item?.insertText).toBe(name);
    expect(item?.filterText).toBe(name);
  });
});

describe('parameters', () => {
  const parameters = (text: string, setup = {}): string[] =>
    labelsOf('directive', completeInHttp(`${ZONES}\n${text}`, setup));

  test.each<[text: string, offered: string[]]>([
    ['limit_req |;', ['zone=', 'burst=', 'delay=', 'nodelay']],
    ['limit_req zone=one |;', ['burst=', 'delay=', 'nodelay']],
    ['limit_req zone=one burst=5 |;', ['delay=', 'nodelay']],
    ['limit_req | burst=5 zone=one;', ['delay=', 'nodelay']],
    ['limit_req zone=one n|;', ['nodelay']],
    ['limit_req zone=one burst=5|;', []],
    ['limit_req zone=one|;', []],
    ['limit_req zone=one |burst=5;', []],
    ['limit_req "zone=one"|', []],
    ['limit_conn addr |;', []],
    ['limit_req_zone |', []],
    ['limit_req_zone $uri |', ['zone=', 'rate=']],
    ['limit_req_zone $uri zone=a:1m |', ['rate=']],
    ['ssl_session_cache |;', ['shared:', 'builtin', 'builtin:', 'none', 'off']],
    ['proxy_cache_path |', []],
    ['proxy_cache_path /x l|', ['levels=', 'loader_files=', 'loader_sleep=', 'loader_threshold=']],
    ['lua_shared_dict |', []],
    ['proxy_pass |', []],
  ])('%s', (text, offered) => {
    expect(parameters(text)).toEqual(offered);
  });

  test('the zone of a declaration comes with a name and a size', () => {
    expect(itemNamed(completeInHttp('limit_req_zone $uri |'), 'zone=')).toMatchObject({
      insertText: `zone=\${1:name}:\${2:10m}`,
      isSnippet: true,
    });
  });

  test('names are asked for behind the parameter that takes one, and come before others', () => {
    const done = completeInHttp(`${ZONES}\nlimit_req |;`);
    expect(itemNamed(done, 'zone=').triggersSuggest).toBe(true);
    expect(itemNamed(done, 'burst=').triggersSuggest).toBeUndefined();
    expect(labels(done).slice(0, 3)).toEqual(['zone=one', 'zone=only', 'zone=']);
  });
});
