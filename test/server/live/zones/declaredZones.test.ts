import { describe, expect, it } from 'vitest';
import { haveChanged, readDeclaredZones } from '../../../../server/src/live/zones/declaredZones';
import { liveServer } from '../../support/live';
import { type MemoryFile, memoryProc } from '../support/memoryProc';

const ROOT = '/proc/7/root';

const SERVER = liveServer({ masterPid: 7, fileRoot: ROOT });

const FILES: Readonly<Record<string, MemoryFile>> = {
  [`${ROOT}/etc/nginx/nginx.conf`]:
    'events {}\nhttp {\n  limit_req_zone $uri zone=req:10m rate=1r/s;\n  include conf.d/*.conf;\n}\n',
  [`${ROOT}/etc/nginx/conf.d/a.conf`]: '  lua_shared_dict dogs 100m;\n',
  '/etc/nginx/nginx.conf': 'http { limit_req_zone $uri zone=of_the_host:10m rate=1r/s; }',
};

describe('readDeclaredZones', () => {
  it('reads the config through the root of the server, and gives its paths as the server sees them', () => {
    const { zones } = readDeclaredZones(memoryProc(FILES), SERVER, 4096);
    expect(zones).toEqual([
      {
        name: 'req',
        listedName: 'req',
        kind: 'limit_req_zone',
        module: 'ngx_http_limit_req_module',
        sizeBytes: 10 * 1024 * 1024,
        declaredAt: { file: '/etc/nginx/nginx.conf', line: 3, column: 3 },
      },
      {
        name: 'dogs',
        listedName: 'dogs',
        kind: 'lua_shared_dict',
        module: 'ngx_http_lua_module',
        sizeBytes: 100 * 1024 * 1024,
        declaredAt: { file: '/etc/nginx/conf.d/a.conf', line: 1, column: 3 },
      },
    ]);
  });

  it('gives nothing where the config is not known or can not be read', () => {
    expect(readDeclaredZones(memoryProc(FILES), { ...SERVER, configFile: null }, 4096).zones).toEqual([]);
    expect(readDeclaredZones(memoryProc({}), SERVER, 4096).zones).toEqual([]);
  });

  it('sees that a file has changed, and that one that was missing has come', () => {
    const { marks } = readDeclaredZones(memoryProc(FILES), SERVER, 4096);
    expect(haveChanged(memoryProc(FILES), marks)).toBe(false);
    const changed = { ...FILES, [`${ROOT}/etc/nginx/conf.d/a.conf`]: '  lua_shared_dict dogs 50m;\n' };
    expect(haveChanged(memoryProc(changed), marks)).toBe(true);
    const missing = readDeclaredZones(memoryProc({}), SERVER, 4096).marks;
    expect(haveChanged(memoryProc(FILES), missing)).toBe(true);
  });
});
