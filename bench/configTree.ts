import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A generated config tree on disk. */
export interface GeneratedTree {
  readonly rootPath: string;
  readonly bytes: number;
  readonly servers: number;
  readonly zones: number;
  readonly files: number;
}

const SERVERS_PER_FILE = 100;

/**
 * Writes a config that nginx accepts: many small files of servers, and zones of several kinds that they refer to. The
 * same numbers give the same bytes.
 */
export function generateTree(folder: string, servers: number, zones: number): GeneratedTree {
  mkdirSync(join(folder, 'servers'), { recursive: true });
  mkdirSync(join(folder, 'logs'), { recursive: true });
  let bytes = 0;
  const write = (name: string, text: string): void => {
    writeFileSync(join(folder, name), text);
    bytes += Buffer.byteLength(text);
  };
  const files = Math.ceil(servers / SERVERS_PER_FILE);
  for (let file = 0; file < files; file++) {
    let text = '';
    const last = Math.min(servers, (file + 1) * SERVERS_PER_FILE);
    for (let server = file * SERVERS_PER_FILE; server < last; server++) text += serverText(server, zones);
    write(`servers/${String(file).padStart(6, '0')}.conf`, text);
  }
  write('zones.conf', Array.from({ length: zones }, (_, zone) => zoneText(zone)).join(''));
  write('nginx.conf', rootText(folder));
  return { rootPath: join(folder, 'nginx.conf'), bytes, servers, zones, files: files + 2 };
}

function rootText(folder: string): string {
  return `worker_processes 1;
error_log stderr;
pid ${folder}/nginx.pid;
events {
    worker_connections 1024;
}
http {
    access_log off;
    client_body_temp_path ${folder}/logs;
    proxy_temp_path ${folder}/logs;
    fastcgi_temp_path ${folder}/logs;
    uwsgi_temp_path ${folder}/logs;
    scgi_temp_path ${folder}/logs;
    server_names_hash_max_size 524288;
    server_names_hash_bucket_size 128;
    include zones.conf;
    include servers/*.conf;
}
`;
}

function zoneText(zone: number): string {
  return zone % 2 === 0
    ? `    limit_req_zone $binary_remote_addr zone=requests${zone}:64k rate=${(zone % 50) + 1}r/s;\n`
    : `    limit_conn_zone $server_name zone=connections${zone}:64k; # by server\n`;
}

function serverText(server: number, zones: number): string {
  const requests = (server * 2) % zones;
  const connections = ((server * 2) % zones) + 1;
  return `server {
    listen 127.0.0.1:${18000 + (server % 16)};
    server_name app${server}.example.com www.app${server}.example.com; # customer ${server}
    root /srv/www/app${server}/public;

    limit_req zone=requests${requests} burst=20 nodelay;
    limit_conn connections${connections} 10;

    location / {
        try_files $uri $uri/ @backend;
        expires 30d;
    }

    location @backend {
        proxy_pass http://127.0.0.1:${20000 + (server % 1000)};
        proxy_set_header Host "$host";
        proxy_set_header X-Real-IP $remote_addr;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }
}

`;
}
