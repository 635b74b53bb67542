import type { Random } from '../../../support/random';
import type { Texts } from './fixing';

export const BROKEN_ROOT = '/etc/nginx/nginx.conf';

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)] as Item;
}

const SIZES = ['1m', '10m', '1g', '1.5m', '10MB', '16k', '8k', '1000948', '31k', '10', '', 'much', '0', '99999999m'];
const NAMES = ['one', 'two', 'by_client', 'by_clients', 'sessions', 'zone1', 'zone2', '', 'ö', 'NAME'];

/** A line of an http block that is right or wrong in some way. */
function line(random: Random): string {
  const size = pick(random, SIZES);
  const name = pick(random, NAMES);
  const comment = pick(random, ['', '', ' # 20 MB', ' # zones', '  ']);
  const statement = pick(random, [
    `lua_shared_dict ${name} ${size};`,
    `lua_shared_dict "${name}" "${size}";`,
    `limit_req_zone $binary_remote_addr zone=${name}:${size} rate=${pick(random, ['1r/s', '10r/min', 'x'])};`,
    `limit_req_zone zone=${name}:${size} rate=1r/s;`,
    `limit_req_zone $uri ${pick(random, ['zon', 'zone:', 'rate'])}=${name}:${size} rate=1r/s;`,
    `limit_conn_zone $uri zone=${name}:${size};`,
    `limit_conn_zone $uri;`,
    `proxy_cache_path /c/${name} keys_zone=${name}:${size} ${pick(random, ['', 'inactiv=1h', 'max_size=1.5g', 'levels=1,2'])};`,
    `ssl_session_cache shared:${name}:${size};`,
    `ssl_session_cache builtin:x shared:${name}:${size} shared:two:1m;`,
    `upload_progress ${name} ${size};`,
    `limit_req zone=${name} ${pick(random, ['', 'burst=5', 'bursts=5', 'nodelay', 'nodelya', 'rate=1r/s'])};`,
    `limit_conn ${name} ${pick(random, ['5', 'x', ''])};`,
    `proxy_cache ${pick(random, [name, 'off'])};`,
    `upstream u${Math.floor(random() * 9)} { zone ${name} ${size}; ${'server 127.0.0.1:1; '.repeat(pick(random, [1, 60]))}}`,
    `server { lua_shared_dict ${name} ${size};${comment}\n}`,
    `server {\n  ssl_session_cache shared:${name}:${size};\n  limit_req zone=${name};\n}`,
    `server { location / { limit_conn_zone $uri zone=${name}:${size}; limit_req zone=by_client; } }`,
    `init_by_lua_block { return ngx.shared["${name}"], ngx.shared.one, ngx.shared.sesions }`,
    `lua_shared_dict ${name}`,
    `lua_shared_dict ${name} ${size}  # no end`,
    `log_format f "${name};`,
    'server {',
    '}',
    ';',
    'include zones.conf;',
    `lua_shared_dict ${name} 10 m;`,
    `lua_shared_dict ${name} ${size} { }`,
    'gzip on;',
  ]);
  return `${pick(random, ['', '  ', '\t'])}${statement}${comment}`;
}

function lines(random: Random, most: number): string {
  const count = 1 + Math.floor(random() * most);
  return Array.from({ length: count }, () => line(random)).join(pick(random, ['\n', '\n', ' ', '\n\n']));
}

/** A config of several files with mistakes of many kinds. */
export function brokenConfig(random: Random): Texts {
  const before = random() < 0.2 ? `${line(random)}\n` : '';
  const stream =
    random() < 0.3 ? 'stream {\n  limit_conn_zone $uri zone=tcp:1m;\n server { limit_conn tpc 5; }\n}\n' : '';
  const root = `${before}events {}\nhttp {\n${lines(random, 8)}\n}\n${stream}`;
  const texts: [string, string][] = [
    [BROKEN_ROOT, root],
    ['/etc/nginx/zones.conf', (random() < 0.1 ? '\uFEFF' : '') + lines(random, 3)],
  ];
  return new Map(random() < 0.3 ? texts.map(([path, text]) => [path, text.replaceAll('\n', '\r\n')]) : texts);
}
