import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A config on disk with the file in it that is edited. */
export interface EditedConfig {
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  /** Files of the whole config. */
  readonly files: number;
}

const HEAD = 'worker_processes auto;\nevents {\n    worker_connections 1024;\n}\nhttp {\n';

/** Real configs have long lines too: with it, 35,000 lines are 1.3 MB. */
const POLICY =
  "default-src 'self'; img-src 'self' data: https://images.example.com; script-src 'self' https://scripts.example.com; " +
  "style-src 'self' 'unsafe-inline' https://styles.example.com; font-src 'self'; connect-src 'self' wss://live.example.com; " +
  "frame-ancestors 'none'; report-uri /policy";

/** A config as people write them first: one file of some forty lines. */
export function smallConfig(folder: string): EditedConfig {
  const text = `${HEAD}${zones(2)}${server(0, 2, true)}}\n`;
  return written(folder, 'a file of 40 lines', text, 1);
}

/** A config that a tool made: everything in one file. */
export function largeConfig(folder: string): EditedConfig {
  const parts: string[] = [];
  let lines = 0;
  for (let index = 0; lines < 34_500; index++) {
    const part = server(index, 200, index % 4 === 0);
    parts.push(part);
    lines += part.split('\n').length - 1;
  }
  return written(folder, 'a file of 35,000 lines', `${HEAD}${zones(200)}${parts.join('')}}\n`, 1);
}

/** A config of many included files, one of which is edited. */
export function treeConfig(folder: string, files: number): EditedConfig {
  mkdirSync(join(folder, 'sites'), { recursive: true });
  for (let index = 0; index < files; index++) {
    writeFileSync(join(folder, 'sites', `${String(index).padStart(5, '0')}.conf`), server(index, 100, index % 4 === 0));
  }
  writeFileSync(join(folder, 'nginx.conf'), `${HEAD}${zones(100)}    include sites/*.conf;\n}\n`);
  const path = join(folder, 'sites', `${String(Math.floor(files / 2)).padStart(5, '0')}.conf`);
  const text = server(Math.floor(files / 2), 100, true);
  writeFileSync(path, text);
  return { name: `a tree of ${files.toLocaleString('en-US')} files`, path, text, lines: lineCount(text), files };
}

function written(folder: string, name: string, text: string, files: number): EditedConfig {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'nginx.conf');
  writeFileSync(path, text);
  return { name, path, text, lines: lineCount(text), files };
}

function lineCount(text: string): number {
  return text.split('\n').length - 1;
}

function zones(count: number): string {
  return Array.from({ length: count }, (_, index) => {
    if (index % 4 === 0) return `    limit_req_zone $binary_remote_addr zone=requests${index}:10m rate=10r/s;\n`;
    if (index % 4 === 1) return `    limit_conn_zone $server_name zone=connections${index - 1}:1m; # by server\n`;
    if (index % 4 === 2) return `    lua_shared_dict dictionary${index - 2} 20m;\n`;
    return `    proxy_cache_path /var/cache/nginx/${index} keys_zone=cache${index - 3}:10m max_size=1g;\n`;
  }).join('');
}

function server(index: number, zoneCount: number, hasLua: boolean): string {
  const zone = (index * 4) % Math.max(4, zoneCount);
  const lua = hasLua
    ? `    location = /dictionary {
        content_by_lua_block {
            local dictionary = ngx.shared.dictionary${zone}
            ngx.say(dictionary and dictionary:get(ngx.var.arg_key) or "none")
        }
    }
`
    : '';
  return `server {
    listen 127.0.0.1:${18_000 + (index % 16)};
    server_name app${index}.example.com www.app${index}.example.com; # customer ${index}
    root /srv/www/app${index}/public;
    add_header Content-Security-Policy "${POLICY}" always;

    limit_req zone=requests${zone} burst=20 nodelay;
    limit_conn connections${zone} 10;

    location / {
        try_files $uri $uri/ @backend;
        expires 30d;
    }

${lua}    location @backend {
        proxy_pass http://127.0.0.1:${20_000 + (index % 1000)};
        proxy_set_header Host "$host";
        proxy_set_header X-Real-IP $remote_addr;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }
}

`;
}
