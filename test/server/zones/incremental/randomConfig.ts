// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is what templates look like
import type { Random } from '../../../support/random';

export const below = (random: Random, limit: number): number => Math.floor(random() * limit);

export const pick = <Item>(random: Random, items: readonly Item[]): Item => items[below(random, items.length)] as Item;

const FOLDER = '/etc/nginx/';

/** The file from which every config starts. */
export const ROOT = `${FOLDER}nginx.conf`;

/** Few names, so that they meet. */
const NAMES = [
  'one',
  'two',
  'dogs',
  'a_zone_with_a_long_name',
  'cats',
  'memstore',
  '"quoted name"',
  '$var',
  '${T}',
  '',
];
const SIZES = ['1m', '10m', '64k', '700m', '4k', '12k', '1g', '65537', '1x', '', '16k', '300t', '${SIZE}', '1.5m'];
const CONFIGS = ['a.conf', 'b.conf', 'sub/one.conf', 'sub/two.conf', 'servers.inc'];
const SCRIPTS = ['lua/init.lua', 'lua/lib/store.lua', 'lua/more.lua', 'js/main.js'];

/** Paths of files that may come and go. */
export const PATHS: readonly string[] = [...CONFIGS, ...SCRIPTS].map((name) => FOLDER + name);

const name = (random: Random): string => pick(random, random() < 0.85 ? NAMES.slice(0, 5) : NAMES);
const size = (random: Random): string => pick(random, random() < 0.8 ? SIZES.slice(0, 7) : SIZES);

const LUA: readonly ((random: Random) => string)[] = [
  (random) =>
    `local d = ngx.shared.${pick(random, NAMES.slice(0, 5))}\n    d:get("${name(random).replaceAll('"', '')}")`,
  (random) => `ngx.shared["${pick(random, NAMES.slice(0, 5))}"]:set(1, { })`,
  () => 'local t = ngx.shared; t.dogs:get(1)',
  () => 'ngx.shared[name]:get(1)',
  () => 'require "lib.store"',
  () => 'require("more") -- }',
  () => 'require "resty.core"',
  () => '-- {% if x %}',
  () => 'local t = {{1}, {2}}',
];

const lua = (random: Random): string => pick(random, LUA)(random);

/** Statements for the http block and what is in it, stream, upstreams and the top. */
const STATEMENTS: readonly ((random: Random) => string)[] = [
  (random) => `limit_req zone=${name(random)} burst=${below(random, 30)} nodelay;`,
  (random) => `limit_req zone=${name(random)};`,
  (random) => `limit_req burst=${pick(random, ['5', 'x', ''])} zone=${name(random)} what;`,
  (random) => `limit_conn ${name(random)} ${pick(random, ['1', '10', '0', 'x'])};`,
  (random) => `limit_conn "${name(random).replaceAll('"', '')}" 5;`,
  (random) => `proxy_cache ${pick(random, ['off', name(random), '$cache'])};`,
  (random) => `fastcgi_cache ${name(random)}; # ${size(random)}`,
  (random) => `limit_req_zone $binary_remote_addr zone=${name(random)}:${size(random)} rate=${below(random, 9)}r/s;`,
  (random) => `limit_req_zone $uri$host\n        zone=${name(random)}:${size(random)}\n        rate=1r/m;`,
  (random) =>
    `limit_conn_zone $server_name zone=${name(random)}:${size(random)}; # ${pick(random, ['10 MB', '1m', 'by server'])}`,
  (random) =>
    `# ${pick(random, ['5 MB', 'a', '{{ if x }}', '{% endif %}', '}'])}\nlua_shared_dict ${name(random)} ${size(random)};`,
  (random) => `lua_shared_dict ${name(random)} ${size(random)};`,
  (random) =>
    `proxy_cache_path /var/cache keys_zone=${name(random)}:${size(random)} levels=${pick(random, ['1:2', '3', '1'])};`,
  (random) => `ssl_session_cache shared:${name(random)}:${size(random)};`,
  (random) => `ssl_session_cache ${pick(random, ['off', 'none', 'builtin:x', 'shared:two:1m shared:one:1m'])};`,
  () => 'ssl_ocsp_cache shared:ocsp:1m;',
  (random) => `zone ${name(random)} ${size(random)};`,
  (random) => `upload_progress ${name(random)} ${size(random)};`,
  (random) => `track_uploads ${name(random)} 30s;`,
  (random) => `upstream_fair_shm_size ${size(random)};`,
  () => 'nchan_shared_memory_size 1m;',
  () => 'push_max_reserved_memory 2m;',
  (random) => `session_store ${name(random)};`,
  (random) => `js_shared_dict_zone zone=${name(random)}:${size(random)};`,
  () => 'js_import main from js/main.js;',
  () => 'load_module modules/ngx_nchan_module.so;',
  (random) => `nchan_message_timeout ${pick(random, ['1h', '$timeout'])};`,
  (random) => `master_process ${pick(random, ['on', 'off'])};`,
  () => 'lua_package_path "/etc/nginx/lua/?.lua;;";',
  () => 'init_by_lua_file lua/init.lua;',
  () => 'content_by_lua_file $file;',
  () => 'content_by_lua_file js/main.js;',
  (random) => `lua_shared_dict ${name(random)} 1m { limit_conn ${name(random)} 1; }`,
  (random) => `init_by_lua 'x = ngx.shared.${pick(random, NAMES.slice(0, 5))}';`,
  (random) => `access_by_lua_block {\n    ${lua(random)}\n}`,
  (random) => `content_by_lua_block { ${lua(random)} }`,
  (random) => `include ${pick(random, [...CONFIGS, 'sub/*.conf', '*.inc'])};`,
  (random) => `include ${pick(random, random() < 0.8 ? CONFIGS : ['missing.conf', '$x.conf', '/elsewhere/x.conf'])};`,
  (random) => `include ${pick(random, CONFIGS)};`,
  () => 'server 127.0.0.1:80;',
  () => 'server backend.example resolve backup;',
  () => 'fair;',
  () => 'listen 80;',
  () => 'root /srv/www; # nothing',
  () => '${SERVER_EXTRA}',
  () => 'map $uri $a { default 1; limit_req zone=one; }',
  () => '{{ if .Values.x }}',
  () => '{{ end }}',
];

/** Heads of blocks by the block that they may stand in. */
const BLOCKS: Readonly<Record<string, readonly string[]>> = {
  http: ['server', 'server', 'server', 'upstream u', 'upstream v', 'map $a $b'],
  stream: ['server', 'upstream w'],
  server: ['location /', 'location /', 'location /', 'if ($a)'],
  location: ['location /x', 'limit_except GET', 'if ($b)'],
};

/** Text of a config file: statements, and blocks of them. */
export function randomStatements(random: Random, most: number, depth: number, inside: string): string {
  const lines: string[] = [];
  // A block in the wrong place makes the parser take the one around it for unclosed: that is to be rare.
  const heads = BLOCKS[random() < 0.97 ? inside : 'http'] ?? [];
  for (let count = below(random, most + 1); count > 0; count--) {
    if (depth > 0 && heads.length > 0 && random() < 0.35) {
      const head = pick(random, heads);
      const text = randomStatements(random, 4, depth - 1, head.split(' ', 1)[0] ?? '').replaceAll('\n', '\n    ');
      lines.push(`${head} {\n    ${text}\n}`);
    } else lines.push(randomStatement(random));
  }
  return lines.join('\n');
}

export function randomStatement(random: Random): string {
  // Templates and placeholders change what may be said of all files: they are to be rare.
  return pick(random, random() < 0.97 ? STATEMENTS.slice(0, -4) : STATEMENTS)(random);
}

/** Text of a file by its path. */
export function randomText(random: Random, path: string): string {
  if (path.endsWith('.lua')) return `local x = 1\n${lua(random)}\nreturn x\n`;
  if (path.endsWith('.js'))
    return `export default { f: () => ngx.shared.${pick(random, NAMES.slice(0, 5))}.get(1) };\n`;
  const block = (name: string, most: number, depth: number): string => {
    const text = randomStatements(random, most, depth, name).replaceAll('\n', '\n    ');
    return `${name} {\n    ${text}\n}\n`;
  };
  if (path !== ROOT && random() < 0.2) return `include ${pick(random, CONFIGS)};\ninclude ${pick(random, CONFIGS)};\n`;
  if (path !== ROOT) return `${randomStatements(random, 5, 2, pick(random, ['http', 'http', 'server', 'location']))}\n`;
  if (random() < 0.1) return `${randomStatements(random, 14, 3, 'http')}\n`;
  const head = random() < 0.2 ? `${randomStatement(random)}\n` : '';
  return `${head}events {}\n${block('http', 14, 3)}${random() < 0.4 ? block('stream', 3, 2) : ''}`;
}

/** Files of a config; the root is always there. */
export function randomFiles(random: Random): Map<string, string> {
  const files = new Map([[ROOT, randomText(random, ROOT)]]);
  for (const path of PATHS) if (random() < 0.7) files.set(path, randomText(random, path));
  return files;
}
