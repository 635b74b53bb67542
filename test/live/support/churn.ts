import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfigContext, ModuleName } from './nginxServer';

/** A server that writes into zones of every kind, and what asks it to. */

export const CHURN_MODULES: readonly ModuleName[] = ['lua', 'nchan', 'uploadprogress'];

/** The dictionaries of {@link churnConfig}. */
export const DICTS = ['mixed', 'small', 'expiring', 'lists'] as const;

/** Null where a certificate can be made here, or why not. */
export function opensslMissing(): string | null {
  return spawnSync('openssl', ['version']).status === 0 ? null : 'openssl is not installed';
}

function makeCertificate(folder: string): void {
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
      ...['-subj', '/CN=localhost', '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'certificate.pem')],
    ],
    { stdio: 'ignore' },
  );
}

/** Sets, adds, deletes, counts, expiries and evictions; values from 1 byte to 1 MB, short ones as often as long ones. */
const CHURN = `
  local random = math.random
  local function value(most) return string.rep('v', math.floor(2 ^ (random() * most))) end
  local function change(dict, most)
    local key, what = 'key' .. random(1, 3000), random()
    if what < 0.6 then dict:set(key, value(most))
    elseif what < 0.7 then dict:set(key, value(most), random() * 3)
    elseif what < 0.8 then dict:incr('count' .. random(1, 50), 1, 0)
    elseif what < 0.85 then dict:add(key, value(most))
    else dict:delete(key) end
  end
  change(ngx.shared.mixed, 20)
  for _ = 1, 4 do change(ngx.shared.small, 11) end
  for _ = 1, 4 do ngx.shared.expiring:set('key' .. random(1, 9000), value(10), 0.01 + random() * 0.5) end
  if random() < 0.02 then ngx.shared.expiring:flush_expired(random(1, 200)) end
  local list = 'list' .. random(1, 20)
  if random() < 0.6 then ngx.shared.lists:lpush(list, value(9)) else ngx.shared.lists:rpop(list) end
  ngx.print('ok')
`;

/** What Lua itself says of the dictionaries, without what has expired. */
const FIGURES = `
  local lines = {}
  for _, name in ipairs({ 'mixed', 'small', 'expiring', 'lists' }) do
    local dict, elements = ngx.shared[name], 0
    dict:flush_expired()
    local keys = dict:get_keys(0)
    if name == 'lists' then for _, key in ipairs(keys) do elements = elements + dict:llen(key) end end
    lines[#lines + 1] = string.format('"%s":{"keys":%d,"elements":%d,"freeBytes":%d,"capacityBytes":%d}',
      name, #keys, elements, dict:free_space(), dict:capacity())
  end
  ngx.print('{' .. table.concat(lines, ',') .. '}')
`;

export function churnConfig({ prefix, httpPaths, port, socket }: ConfigContext): string {
  makeCertificate(prefix);
  return `worker_processes 2;
error_log ${prefix}/logs/quiet.log crit;
events { worker_connections 1024; }
http {
  ${httpPaths}
  access_log off;
  lua_shared_dict mixed 16m;
  lua_shared_dict small 1m;
  lua_shared_dict expiring 2m;
  lua_shared_dict lists 1m;
  limit_req_zone $arg_k zone=req:1m rate=100000r/s;
  limit_conn_zone $arg_k zone=conn:1m;
  upload_progress uploads 1m;
  proxy_cache_path ${prefix}/cache levels=1:2 keys_zone=keys:1m inactive=10m;
  ssl_session_cache shared:tls:1m;
  nchan_shared_memory_size 8m;
  upstream web { zone peers 64k; server ${socket('backend')}; keepalive 8; }
  server { listen ${socket('backend')}; location / { empty_gif; } }
  server {
    listen ${port(1)} ssl;
    ssl_certificate certificate.pem;
    ssl_certificate_key key.pem;
    ssl_session_tickets off;
    location / { empty_gif; }
  }
  server {
    listen ${port(0)} reuseport;
    listen ${socket('web')};
    client_max_body_size 8m;
    location = /churn { content_by_lua_block {${CHURN}} }
    location = /figures { content_by_lua_block {${FIGURES}} }
    location = /limited { limit_req zone=req burst=1000000 nodelay; limit_conn conn 1000; empty_gif; }
    location = /cached {
      proxy_cache keys; proxy_cache_key $arg_k; proxy_cache_valid 200 1h;
      proxy_http_version 1.1; proxy_set_header Connection ""; proxy_pass http://web;
    }
    location = /publish { nchan_publisher; nchan_channel_id $arg_k; nchan_message_buffer_length 4; }
    location = /upload { proxy_pass http://web; track_uploads uploads 1s; }
    location = /nchan { nchan_stub_status; }
  }
}
`;
}

/** Writes wrk's script: every request another path, other keys, bodies from 1 byte to 64 KB. Returns its path. */
export function writeWrkScript(folder: string): string {
  const path = join(folder, 'load.lua');
  writeFileSync(
    path,
    `local random = math.random
local bodies = {}
for power = 0, 16 do bodies[power] = string.rep('b', 2 ^ power) end
request = function()
  local what = random()
  if what < 0.5 then return wrk.format('GET', '/churn') end
  if what < 0.65 then return wrk.format('GET', '/limited?k=' .. random(1, 20000)) end
  if what < 0.75 then return wrk.format('GET', '/cached?k=' .. random(1, 3000)) end
  if what < 0.9 then return wrk.format('POST', '/publish?k=' .. random(1, 200), nil, bodies[random(0, 13)]) end
  return wrk.format('POST', '/upload?X-Progress-ID=' .. random(1, 1000000), nil, bodies[random(0, 16)])
end
`,
  );
  return path;
}
