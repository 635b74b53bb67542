import type { ConfigContext, ModuleName } from './nginxServer';

/** Modules of {@link allKindsConfig}. */
export const ALL_KINDS_MODULES: readonly ModuleName[] = ['lua', 'nchan', 'uploadprogress', 'stream'];

/** Names of its zones, in the order of the server's list, and their kinds. */
export const ALL_KINDS: readonly (readonly [name: string, kind: string | null])[] = [
  ['dogs', 'lua_shared_dict'],
  ['empty', 'lua_shared_dict'],
  ['req', 'limit_req_zone'],
  ['conn', 'limit_conn_zone'],
  ['uploads', 'upload_progress'],
  ['keys', 'proxy_cache_path'],
  ['tls', 'ssl_session_cache'],
  ['peers', 'zone'],
  ['nchan_worker_stats', null],
  ['memstore', 'nchan_shared_memory_size'],
  ['tcp_peers', 'zone'],
];

/** A server with a zone of each kind that Debian's modules make, some of them used. It has nothing to do until it is asked. */
export function allKindsConfig(
  { prefix, httpPaths, socket }: ConfigContext,
  { main = 'worker_processes 2;', http = '', locations = '' } = {},
): string {
  return `${main}
events {}
http {
  ${httpPaths}
  access_log off;
  ${http}
  lua_shared_dict dogs 10m;
  lua_shared_dict empty 100m;
  limit_req_zone $arg_k zone=req:1m rate=1000r/s;
  limit_conn_zone $arg_k zone=conn:1m;
  upload_progress uploads 1m;
  proxy_cache_path ${prefix}/cache keys_zone=keys:1m;
  ssl_session_cache shared:tls:1m;
  nchan_shared_memory_size 8m;
  upstream web { zone peers 64k; server 127.0.0.1:1; }
  server {
    listen ${socket('web')};
    limit_req zone=req burst=1000;
    limit_conn conn 1000;
    location = /fill {
      content_by_lua_block {
        for number = 1, 5000 do ngx.shared.dogs:set('key' .. number, string.rep('v', number % 700)) end
        for number = 1, 20 do ngx.shared.dogs:set('large' .. number, string.rep('v', number * 5000)) end
        ngx.print(#ngx.shared.dogs:get_keys(0))
      }
    }
    location / { nchan_pubsub; nchan_channel_id $arg_k; }
    ${locations}
  }
}
stream { upstream tcp { zone tcp_peers 64k; server 127.0.0.1:1; } }
`;
}
