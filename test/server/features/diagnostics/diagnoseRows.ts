import type { HostFacts } from '../../../../server/src/host/hostFacts';
import { AMPLE_HOST, type CheckSetup } from './check';

/** A code with a text in which it is, how its message starts, and the same text mended. */
export interface Row {
  readonly code: string;
  readonly severity: string;
  readonly bad: string;
  readonly says: string;
  readonly good: string;
  readonly setup?: CheckSetup;
}

/** A machine with a gigabyte. */
export const SMALL_HOST: HostFacts = {
  ...AMPLE_HOST,
  memory: { ...AMPLE_HOST.memory, totalBytes: 2 ** 30, limitBytes: 2 ** 30, availableBytes: 2 ** 29 },
};

function withOvercommit(mode: 0 | 2): HostFacts {
  const overcommit = { mode, commitLimitBytes: 2 ** 30, committedBytes: 2 ** 29 };
  return { ...AMPLE_HOST, memory: { ...AMPLE_HOST.memory, totalBytes: 2 ** 30 }, overcommit };
}

/** Uses dictionary a. */
export const USED = 'init_by_lua_block { ngx.shared.a:get(1) }';
/** Declares zone a. */
export const LIMIT = 'limit_req_zone $uri zone=a:1m rate=1r/s;';

/** Each code of a zone in a config that has it and one that has not. */
export const ROWS: readonly Row[] = [
  {
    code: 'zone-size-invalid',
    severity: 'error',
    bad: 'lua_shared_dict a 1g;',
    says: 'invalid lua shared dict size "1g". This parser knows only k and m: write 1024m.',
    good: 'lua_shared_dict a 1024m;',
  },
  {
    code: 'zone-size-invalid',
    severity: 'error',
    bad: 'limit_req_zone $uri zone=a:1.5m rate=1r/s;',
    says: 'invalid zone size "zone=a:1.5m". It takes no fraction, space or other unit: write 1536k.',
    good: 'limit_req_zone $uri zone=a:1536k rate=1r/s;',
  },
  {
    code: 'zone-size-invalid',
    severity: 'error',
    bad: 'limit_conn_zone $uri zone=a;',
    says: 'invalid zone size "zone=a". The size is missing. It is written: limit_conn_zone KEY zone=NAME:SIZE;',
    good: 'limit_conn_zone $uri zone=a:1m;',
  },
  {
    code: 'zone-size-invalid',
    severity: 'error',
    bad: 'limit_conn_zone $uri zone=a:much;',
    says: 'invalid zone size "zone=a:much". Write a whole number, with k or m behind it or nothing for bytes.',
    good: 'limit_conn_zone $uri zone=a:1m;',
  },
  {
    code: 'zone-too-small',
    severity: 'error',
    bad: 'limit_conn_zone $uri zone=a:31k;',
    says: 'zone "zone=a:31k" is too small. Give it at least 32 KB, the smallest size with pages of 4 KB.',
    good: 'limit_conn_zone $uri zone=a:32k;',
  },
  {
    code: 'zone-too-small',
    severity: 'warning',
    bad: 'nchan_shared_memory_size 1k;',
    says: 'The push_max_reserved_memory value must be at least 32KiB. The module takes 32 KB instead',
    good: 'nchan_shared_memory_size 32k;',
  },
  {
    code: 'zone-cannot-start',
    severity: 'error',
    bad: `lua_shared_dict a 8k; ${USED}`,
    says: 'ngx_slab_alloc() failed: no memory. The parser accepts 8 KB, but only 1 page of it can be used, and what ngx_http_lua_module puts there at start needs more. Write at least 12k.',
    good: `lua_shared_dict a 12k; ${USED}`,
  },
  {
    code: 'zone-cannot-start',
    severity: 'error',
    bad: `upstream u { zone a 32k; ${'server 127.0.0.1:1; '.repeat(60)} }`,
    says: 'ngx_slab_alloc() failed: no memory in upstream zone "a". The parser accepts 32 KB, but only 7 pages of it',
    good: `upstream u { zone a 64k; ${'server 127.0.0.1:1; '.repeat(60)} }`,
  },
  {
    code: 'zone-cannot-start',
    severity: 'error',
    bad: 'lua_shared_dict a 9223372036854775807;',
    says: 'mmap(MAP_ANON|MAP_SHARED, 9223372036854775807) failed (12: Cannot allocate memory). ',
    good: 'lua_shared_dict a 1024m;',
  },
  {
    code: 'zone-missing',
    severity: 'error',
    bad: 'limit_req_zone $uri rate=1r/s rate=1r/s;',
    says: '"limit_req_zone" must have "zone" parameter. It is written: limit_req_zone KEY zone=NAME:SIZE rate=RATE;',
    good: LIMIT,
  },
  {
    code: 'zone-name-empty',
    severity: 'error',
    bad: 'lua_shared_dict "" 1m;',
    says: 'invalid lua shared dict name "". The name is empty. It is written: lua_shared_dict NAME SIZE;',
    good: 'lua_shared_dict a 1m;',
  },
  {
    code: 'zone-argument-invalid',
    severity: 'error',
    bad: 'limit_conn_zone $uri zon=a:1m;',
    says: 'invalid parameter "zon=a:1m". It takes only: zone=.',
    good: 'limit_conn_zone $uri zone=a:1m;',
  },
  {
    code: 'zone-argument-invalid',
    severity: 'error',
    bad: 'limit_req_zone $uri zone=a:1m rate=5r/h;',
    says: 'invalid rate "rate=5r/h". Write a whole number above 0 with r/s or r/m behind it, such as 10r/s.',
    good: LIMIT,
  },
  {
    code: 'zone-argument-invalid',
    severity: 'error',
    bad: 'lua_shared_dict a;',
    says: 'invalid number of arguments in "lua_shared_dict" directive. It is written: lua_shared_dict NAME SIZE;',
    good: 'lua_shared_dict a 1m;',
  },
  {
    code: 'zone-argument-invalid',
    severity: 'error',
    bad: 'lua_shared_dict a 1m { }',
    says: 'directive "lua_shared_dict" is not terminated by ";". It takes no block: write ";" in place of "{".',
    good: 'lua_shared_dict a 1m;',
  },
  {
    code: 'zone-not-allowed-here',
    severity: 'error',
    bad: 'server { lua_shared_dict a 1m; }',
    says: '"lua_shared_dict" directive is not allowed here. It belongs in: http.',
    good: 'lua_shared_dict a 1m;',
  },
  {
    code: 'zone-not-allowed-here',
    severity: 'error',
    bad: `${LIMIT} server { if ($uri) { limit_req zone=a; } }`,
    says: '"limit_req" directive is not allowed here. It belongs in: http, http > server, http > location.',
    good: `${LIMIT} server { limit_req zone=a; }`,
  },
  {
    code: 'zone-declared-twice',
    severity: 'error',
    bad: 'limit_conn_zone $uri zone=a:1m; limit_conn_zone $host zone=a:1m;',
    says: 'limit_conn_zone "a" is already bound to key "$uri". Remove one of the two.',
    good: 'limit_conn_zone $uri zone=a:1m; limit_conn_zone $host zone=b:1m;',
  },
  {
    code: 'zone-declared-twice',
    severity: 'error',
    bad: 'ssl_ocsp_cache off; ssl_ocsp_cache shared:a:1m;',
    says: '"ssl_ocsp_cache" directive is duplicate. This block already has one: remove one of them.',
    good: 'ssl_ocsp_cache off; server { ssl_ocsp_cache shared:a:1m; }',
  },
  {
    code: 'zone-declared-twice',
    severity: 'warning',
    bad: 'upstream u { fair; } upstream_fair_shm_size 1m; upstream_fair_shm_size 2m;',
    says: 'Cannot change memory area size without restart, ignoring change. The size read first, 1m, stays.',
    good: 'upstream u { fair; } upstream_fair_shm_size 1m; upstream_fair_shm_size 1m;',
  },
  {
    code: 'zone-size-conflict',
    severity: 'error',
    bad: 'ssl_session_cache shared:a:1m; server { ssl_session_cache shared:a:2m; }',
    says: 'the size 2097152 of shared memory zone "a" conflicts with already declared size 1048576. All declarations of one zone must give the same size.',
    good: 'ssl_session_cache shared:a:1m; server { ssl_session_cache shared:a:1m; }',
  },
  {
    code: 'zone-different-use',
    severity: 'error',
    bad: 'lua_shared_dict a 1m; upload_progress a 1m;',
    says: 'the shared memory zone "a" is already declared for a different use. A zone belongs to one module: "lua_shared_dict" (ngx_http_lua_module) has this name, so "upload_progress" (ngx_http_uploadprogress_module) needs another.',
    good: 'lua_shared_dict a 1m; upload_progress b 1m;',
  },
  {
    code: 'zone-undeclared',
    severity: 'error',
    bad: `server { limit_req zone=b; limit_req zone=a; } ${LIMIT}`,
    says: 'zero size shared memory zone "b". No limit_req_zone declares it. Did you mean "a"?',
    good: `server { limit_req zone=a; } ${LIMIT}`,
  },
  {
    code: 'zone-undeclared',
    severity: 'error',
    bad: 'server { fastcgi_cache a; }',
    says: '"fastcgi_cache" zone "a" is unknown. No fastcgi_cache_path declares it.',
    good: 'server { fastcgi_cache a; } fastcgi_cache_path /c keys_zone=a:1m;',
  },
  {
    code: 'zone-undeclared',
    severity: 'error',
    bad: 'upstream u { zone a; server b; }',
    says: 'zero size shared memory zone "a". Write its size here, or in one of the blocks that share it.',
    good: 'upstream u { zone a 64k; server b; }',
  },
  {
    code: 'zone-undeclared',
    severity: 'warning',
    bad: 'lua_shared_dict dogs 1m; init_by_lua_block { ngx.shared.dgos:get(1) ngx.shared.dogs:get(1) }',
    says: 'ngx.shared.dgos is nil when this runs: no lua_shared_dict "dgos" is declared. Did you mean "dogs"?',
    good: 'lua_shared_dict dogs 1m; init_by_lua_block { ngx.shared.dogs:get(1) }',
  },
  {
    code: 'zone-reference-invalid',
    severity: 'error',
    bad: `${LIMIT} server { limit_req zone=a burst=x; }`,
    says: 'invalid burst value "burst=x". Write a whole number above 0.',
    good: `${LIMIT} server { limit_req zone=a burst=5; }`,
  },
  {
    code: 'zone-reference-invalid',
    severity: 'error',
    bad: `${LIMIT} server { limit_req zone=a; limit_req zone=a burst=5; }`,
    says: '"limit_req" directive is duplicate. This block already has one for zone "a": remove one of them.',
    good: `${LIMIT} server { limit_req zone=a; location / { limit_req zone=a burst=5; } }`,
  },
  {
    code: 'zone-reference-invalid',
    severity: 'error',
    bad: 'server { limit_req burst=5; }',
    says: '"limit_req" must have "zone" parameter.',
    good: `${LIMIT} server { limit_req zone=a burst=5; }`,
  },
  {
    code: 'zone-reference-invalid',
    severity: 'error',
    bad: 'limit_conn_zone $uri zone=a:1m; limit_conn a 65536;',
    says: 'connection limit must be less 65536. Write a whole number from 1 to 65535.',
    good: 'limit_conn_zone $uri zone=a:1m; limit_conn a 65535;',
  },
  {
    code: 'zone-unused',
    severity: 'information',
    bad: LIMIT,
    says: 'Zone "a" is declared but never used. It takes 1 MB of address space and 16 KB of RAM.',
    good: `${LIMIT} server { limit_req zone=a; }`,
  },
  {
    code: 'zone-unused',
    severity: 'information',
    bad: 'lua_shared_dict a 1m; init_by_lua_block { -- ngx.shared.a\n }',
    says: 'Zone "a" is declared but never used.',
    good: 'lua_shared_dict a 1m; init_by_lua_block { library.open("a") }',
  },
  {
    code: 'zone-size-wasteful',
    severity: 'information',
    bad: `lua_shared_dict a 100001; ${USED}`,
    says: '100001 bytes are no whole number of pages: the last 1697 take a page that cannot be used. 100k maps as much memory and has one page more that can be used.',
    good: `lua_shared_dict a 100k; ${USED}`,
  },
  {
    // The page goes to the pool's own table.
    code: 'zone-size-wasteful',
    severity: 'information',
    bad: `lua_shared_dict a 581674; ${USED}`,
    says: '581674 bytes are no whole number of pages: the last 42 take a page that cannot be used. 568k maps a page less and has as many that can be used.',
    good: `lua_shared_dict a 568k; ${USED}`,
  },
  {
    code: 'zone-comment-differs',
    severity: 'information',
    bad: `lua_shared_dict a 10m; # 20 MB\n${USED}`,
    says: 'The comment says 20 MB, the directive 10m. One of them is out of date.',
    good: `lua_shared_dict a 10m; # 10 MB\n${USED}`,
  },
  {
    code: 'zone-over-share',
    severity: 'warning',
    bad: `lua_shared_dict a 300m; ${USED}`,
    says: 'Zone "a" may grow to 300 MB, 29 % of the memory limit of 1 GB (RAM).',
    good: `lua_shared_dict a 256m; ${USED}`,
    setup: { host: SMALL_HOST },
  },
  {
    code: 'zones-over-limit',
    severity: 'warning',
    bad: 'lua_shared_dict a 1025m;',
    says: 'All 2 zones of this config together may grow to 1.0 GB, more than the memory limit of 1 GB (RAM).',
    good: 'lua_shared_dict a 1023m;',
    setup: { host: SMALL_HOST },
  },
  {
    code: 'zones-over-available',
    severity: 'warning',
    bad: 'lua_shared_dict a 520m;',
    says: 'All 2 zones of this config together may grow to 520.0 MB, and 512 MB of memory are available on this machine now.',
    good: 'lua_shared_dict a 510m;',
    setup: { host: SMALL_HOST },
  },
  {
    code: 'zones-over-limit-at-reload',
    severity: 'warning',
    bad: 'upstream u { zone a 520m; server 127.0.0.1:1; }',
    says: 'At a reload the zones may take 1.0 GB, more than the memory limit of 1 GB (RAM): "a" (520 MB) is made anew, and exists twice until the old workers have gone.',
    good: 'upstream u { zone a 500m; server 127.0.0.1:1; }',
    setup: { host: SMALL_HOST },
  },
  {
    code: 'zones-over-commit-limit',
    severity: 'error',
    bad: 'lua_shared_dict a 1025m;',
    says: 'vm.overcommit_memory is 2 and the commit limit 1 GB: the zones ask for 1.0 GB at start',
    good: 'lua_shared_dict a 100m;',
    setup: { host: withOvercommit(2) },
  },
  {
    code: 'zones-over-commit-limit',
    severity: 'warning',
    bad: 'lua_shared_dict a 1025m;',
    says: 'Zone "a" is larger than all RAM and swap of this machine (1 GB), which the kernel maps only with vm.overcommit_memory=1',
    good: 'lua_shared_dict a 1024m;',
    setup: { host: withOvercommit(0) },
  },
];
