import { writeFileSync } from 'node:fs';
import { type ModuleName, moduleLines } from './nginxBinary';
import type { ConfigContext, StartOptions } from './nginxServer';
import {
  type Blocks,
  KB,
  type Maker,
  MB,
  Names,
  PAGE_BYTES,
  randomNumbers,
  Sizes,
  serverLine,
  sizeText,
} from './zoneMaker';

/**
 * Configs full of zones, the same on every run: all kinds that Debian's nginx and its modules can make, in sizes from the
 * smallest that is accepted up to 1 GB, under names of many lengths.
 */

/** Adds one zone of a kind. */
type AddZone = (maker: Maker, context: ConfigContext, name: string, size: string) => void;

const CACHES = ['proxy', 'fastcgi', 'uwsgi', 'scgi'] as const;

function addCache(index: number): AddZone {
  return ({ blocks }, { prefix }, name, size) => {
    const protocol = CACHES[index % CACHES.length];
    blocks.http.push(`${protocol}_cache_path ${prefix}/cache${blocks.http.length} keys_zone=${name}:${size};`);
  };
}

const KINDS: readonly AddZone[] = [
  ({ blocks }, _, name, size) => blocks.http.push(`limit_req_zone $binary_remote_addr zone=${name}:${size} rate=1r/s;`),
  ({ blocks }, _, name, size) => blocks.http.push(`limit_conn_zone $binary_remote_addr zone=${name}:${size};`),
  ({ blocks }, _, name, size) => blocks.stream.push(`limit_conn_zone $binary_remote_addr zone=${name}:${size};`),
  addCache(0),
  ({ blocks }, _, name, size) => blocks.http.push(`lua_shared_dict ${name} ${size};`),
  ({ blocks }, _, name, size) => blocks.http.push(`upload_progress ${name} ${size};`),
  addCache(1),
  ({ blocks }, _, name, size) => blocks.httpServers.push(`ssl_session_cache shared:${name}:${size};`),
  ({ blocks }, _, name, size) => blocks.streamServers.push(`ssl_session_cache shared:${name}:${size};`),
  ({ blocks }, _, name, size) => blocks.mailServers.push(`ssl_session_cache shared:${name}:${size};`),
  addCache(2),
  ({ blocks }, _, name, size) => blocks.httpServers.push(`ssl_ocsp_cache shared:${name}:${size};`),
  ({ blocks }, _, name, size) => blocks.http.push(`lua_shared_dict "${name}" '${size}';`),
  addCache(3),
  (maker, _, name, size) => addUpstreams(maker, 'http', name, size),
  (maker, _, name, size) => addUpstreams(maker, 'stream', name, size),
];

/** Upstreams in one zone: mostly one, with 1 to 40 servers, as many as the zone has room for. */
function addUpstreams(maker: Maker, block: 'http' | 'stream', name: string, size: string): void {
  const { random, names, blocks } = maker;
  const unit = { k: KB, m: MB }[size.slice(-1).toLowerCase()] ?? 1;
  // A server takes less than 1 KB; three pages and more go to single chunks.
  const room = Math.floor((Number.parseInt(size, 10) * unit - 5 * PAGE_BYTES) / KB);
  const upstreams = random() < 0.3 ? 2 + Math.floor(random() * 3) : 1;
  for (let index = 0; index < upstreams; index++) {
    const count = 1 + Math.floor(random() * Math.max(1, Math.min(40, room / upstreams - 1)));
    const backups = random() < 0.4 ? Math.floor(random() * count) : 0;
    const servers = Array.from({ length: count }, (_, server) => serverLine(random, server >= count - backups));
    const balancer = random() < 0.3 ? 'least_conn; ' : '';
    const zone = index === 0 || random() < 0.3 ? `zone ${name} ${size};` : `zone ${name};`;
    const lines = random() < 0.5 ? [balancer, zone, ...servers] : [...servers, balancer, zone];
    blocks[block].push(`upstream ${names.next(1 + Math.floor(random() * 90))} { ${lines.join(' ')} }`);
  }
}

/** Upstreams that name zones in odd ways: two zones (the last is taken), one zone twice, servers from another file. */
function addOddUpstreams({ blocks, names, random }: Maker, { prefix }: ConfigContext): void {
  const servers = Array.from({ length: 9 }, (_, at) => serverLine(random, at > 6));
  writeFileSync(`${prefix}/servers.conf`, servers.join('\n'));
  for (const block of ['http', 'stream'] as const) {
    const [left, right, twice, filled] = [names.any(), names.any(), names.any(), names.any()];
    blocks[block].push(
      `upstream ${names.next(9)} { zone ${left} 64k; ${servers.join(' ')} zone ${right} 128k; }`,
      `upstream ${names.next(9)} { zone ${twice} 64k; ${servers.join(' ')} zone ${twice}; }`,
      `upstream ${names.next(9)} { zone ${filled} 64k; include servers.conf; server 127.0.0.1:9; }`,
    );
  }
}

/** Names that need quotes or backslashes, and two zones in one directive. */
function addQuotedNames({ blocks, names }: Maker, { prefix }: ConfigContext): void {
  const quoted = ['a b', 'semi;colon', 'a{b}', '#hash', "it's", '$dollar', '日本 語', 'end\\\\'];
  for (const name of quoted) blocks.http.push(`lua_shared_dict "${name}" 64k;`);
  blocks.http.push(
    'lua_shared_dict a\\"b\\"c 64k;',
    "lua_shared_dict 'tab\\tnew\\nline' 64k;",
    'lua_shared_dict back\\slash 64k;',
    'limit_req_zone $uri "zone=of two:64k" rate=1r/s;',
    `proxy_cache_path "${prefix}/with blank" 'keys_zone=in "quotes":64k' levels=1:2 max_size=1g;`,
  );
  const [left, right] = [names.any(), names.any()];
  blocks.httpServers.push(`ssl_session_cache shared:${left}:64k shared:${right}:1m;`);
}

/** What makes one server's config different from the others, besides its random numbers. */
interface Variant {
  readonly zones: number;
  readonly main?: string;
  readonly modules?: readonly ModuleName[];
  readonly http?: string;
  /** Puts the http lines into a file of their own. */
  readonly isIncluded?: boolean;
  /** Lines for the beginning of the http block, with names of their own. */
  readonly first?: (maker: Maker, context: ConfigContext) => void;
}

/** The trap of two pages: such zones start only under names that share a slot with the module's struct. */
function addTwoPageZones({ blocks, names }: Maker, { prefix }: ConfigContext): void {
  for (const bytes of [42, 43, 64, 104, 105]) {
    blocks.http.push(`proxy_cache_path ${prefix}/two${bytes} keys_zone=${names.next(bytes)}:8k;`);
  }
  for (const bytes of [37, 38, 68, 99, 100]) blocks.http.push(`lua_shared_dict ${names.next(bytes)} 8k;`);
  blocks.http.push(`fastcgi_cache_path ${prefix}/odd keys_zone=${names.next(50)}:12287;`);
}

/** Three pages and a little more, where the names no longer matter. */
function addThreePageZones({ blocks, names }: Maker, { prefix }: ConfigContext): void {
  for (const bytes of [1, 8, 27, 41, 106, 200]) {
    blocks.http.push(`scgi_cache_path ${prefix}/three${bytes} keys_zone=${names.next(bytes)}:12k;`);
    blocks.http.push(`lua_shared_dict ${names.next(bytes + 1)} 12k;`);
  }
  for (const size of ['12289', '12500', '13k', '16k', '16385', '20k', '31k']) {
    blocks.http.push(`lua_shared_dict ${names.next(10)} ${size};`);
  }
}

/** An upstream zone that every server count from 1 to 40 fits, one after the other. */
function addServerCounts({ blocks, names, random }: Maker): void {
  for (const block of ['http', 'stream'] as const) {
    for (let count = 1; count <= 40; count += block === 'http' ? 3 : 13) {
      const servers = Array.from({ length: count }, () => serverLine(random, false)).join(' ');
      blocks[block].push(`upstream ${names.next(12)} { zone ${names.any()} 64k; ${servers} }`);
    }
    // So many that even the smallest chunks take several pages.
    const many = Array.from({ length: 600 }, (_, at) => `server 127.0.0.1:${at + 1};`).join(' ');
    blocks[block].push(`upstream ${names.next(12)} { zone ${names.any()} 1m; ${many} }`);
  }
}

/** Bytes that each module's text for log lines takes without the name, the terminating zero counted. */
const LOG_TEXTS: readonly (readonly [number, (name: string, context: ConfigContext) => [keyof Blocks, string]])[] = [
  [22, (name) => ['http', `limit_req_zone $uri zone=${name}:64k rate=1r/s;`]],
  [23, (name) => ['http', `limit_conn_zone $uri zone=${name}:64k;`]],
  [23, (name) => ['stream', `limit_conn_zone $remote_addr zone=${name}:64k;`]],
  ...CACHES.map(
    (protocol) =>
      [
        23,
        (name: string, { prefix }: ConfigContext): [keyof Blocks, string] => [
          'http',
          `${protocol}_cache_path ${prefix}/${protocol}${Buffer.byteLength(name)} keys_zone=${name}:64k;`,
        ],
      ] as const,
  ),
  [28, (name) => ['http', `lua_shared_dict ${name} 64k;`]],
  [32, (name) => ['httpServers', `ssl_session_cache shared:${name}:64k;`]],
  [32, (name) => ['streamServers', `ssl_session_cache shared:${name}:64k;`]],
  [32, (name) => ['mailServers', `ssl_session_cache shared:${name}:64k;`]],
  [18, (name) => ['httpServers', `ssl_ocsp_cache shared:${name}:64k;`]],
  [21, (name) => ['http', `upstream u${name} { zone ${name} 64k; server 127.0.0.1; }`]],
  [21, (name) => ['stream', `upstream u${name} { zone ${name} 64k; server 127.0.0.1:1; }`]],
];

/** For every text a name that just fills a chunk, and one that is a byte too long for it. */
function addBorderNames({ blocks, names }: Maker, context: ConfigContext): void {
  for (const chunkBytes of [32, 64, 128, 256]) {
    for (const [baseBytes, write] of LOG_TEXTS) {
      for (const nameBytes of [chunkBytes - baseBytes, chunkBytes - baseBytes + 1]) {
        if (nameBytes < 1) continue;
        const [block, line] = write(names.next(nameBytes), context);
        blocks[block].push(line);
      }
    }
  }
}

/** The module makes its zone with `fair` only, and rounds the size that is set up to eight pages. */
const FAIR = 'upstream by_fair { fair; server 127.0.0.1:1; server 127.0.0.1:2; }';

const VARIANTS: readonly Variant[] = [
  { zones: 40, modules: ['nchan'], first: addTwoPageZones },
  { zones: 40, modules: ['nchan', 'upstream_fair'], http: `nchan_shared_memory_size 1m; ${FAIR}` },
  { zones: 40, modules: ['nchan'], http: 'nchan_shared_memory_size 20k;', first: addThreePageZones },
  { zones: 40, modules: ['nchan'], http: 'nchan_max_reserved_memory 1.5m;', main: 'worker_processes 4;' },
  { zones: 32, modules: ['nchan'], http: 'push_max_reserved_memory 1g;', first: addServerCounts },
  {
    zones: 40,
    modules: ['nchan', 'upstream_fair'],
    http: `nchan_shared_memory_size 33000000; upstream_fair_shm_size 1k; ${FAIR}`,
    isIncluded: true,
  },
  {
    zones: 32,
    modules: ['upstream_fair'],
    http: `upstream_fair_shm_size 70001; ${FAIR}`,
    main: 'master_process off;',
    first: addQuotedNames,
  },
  { zones: 32, modules: ['upstream_fair'], http: `${FAIR} upstream_fair_shm_size 3m;`, first: addOddUpstreams },
  { zones: 0, first: addBorderNames },
];

/** Modules that every config of the set loads. */
const COMMON_MODULES: readonly ModuleName[] = ['lua', 'uploadprogress', 'stream', 'mail'];

/** All modules that the set needs. */
export const ZONE_CONFIG_MODULES: readonly ModuleName[] = [...COMMON_MODULES, 'nchan', 'upstream_fair'];

/** The whole set. */
export const ZONE_CONFIGS: readonly StartOptions[] = VARIANTS.map((variant, index) => ({
  config: (context) => writeConfig(variant, index, context),
}));

function writeConfig(variant: Variant, index: number, context: ConfigContext): string {
  const random = randomNumbers(1000 + index);
  const blocks: Blocks = { http: [], httpServers: [], stream: [], streamServers: [], mail: [], mailServers: [] };
  const maker: Maker = { random, names: new Names(random), sizes: new Sizes(random, index * 9), blocks };
  variant.first?.(maker, context);
  for (let zone = 0; zone < variant.zones; zone++) {
    const add = KINDS[(zone + index * 5) % KINDS.length];
    add?.(maker, context, maker.names.any(), sizeText(maker.sizes.next()));
  }
  for (const [block, name] of [
    ['http', maker.names.any()],
    ['stream', maker.names.any()],
    ['mail', maker.names.any()],
  ] as const) {
    blocks[block].push(`ssl_session_cache builtin:100 shared:${name}:${sizeText(maker.sizes.next())};`);
  }
  return configText(variant, blocks, context);
}

function configText(variant: Variant, blocks: Blocks, context: ConfigContext): string {
  const httpServers = blocks.httpServers.map(
    (line, at) => `server { listen ${context.socket('http')}; server_name s${at}; ${line} }`,
  );
  const streamServers = blocks.streamServers.map(
    (line, at) => `server { listen ${context.socket(`stream${at}`)}; return ok; ${line} }`,
  );
  const mailServers = blocks.mailServers.map(
    (line, at) => `server { listen ${context.socket(`mail${at}`)}; protocol imap; ${line} }`,
  );
  let http = [...blocks.http, ...httpServers].join('\n  ');
  if (variant.isIncluded) {
    writeFileSync(`${context.prefix}/zones.conf`, http);
    http = 'include zone[s].conf;';
  }
  return `${moduleLines([...COMMON_MODULES, ...(variant.modules ?? [])])}${variant.main ?? 'worker_processes 2;'}
events {}
http {
  ${context.httpPaths}
  ${variant.http ?? ''}
  ${http}
}
stream {
  ${[...blocks.stream, ...streamServers].join('\n  ')}
}
mail {
  server_name localhost;
  auth_http 127.0.0.1:1/;
  ${[...blocks.mail, ...mailServers].join('\n  ')}
}
`;
}
