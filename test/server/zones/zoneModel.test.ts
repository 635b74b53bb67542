// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is what templates look like
import { describe, expect, test } from 'vitest';
import type { ZoneConflict } from '../../../server/src/zones/zoneList';
import { declaredZones, httpModel, modelOf, zoneNamed } from './modelOf';

/** `type name` of everything that does not agree. */
function conflictsIn(conflicts: readonly ZoneConflict[]): string[] {
  return conflicts.map((conflict) => {
    const at = 'at' in conflict ? conflict.at : conflict.declaration;
    return `${conflict.type} ${at.name}`;
  });
}

describe('zones of a config', () => {
  test('zones come in the order in which nginx reads them, over files', () => {
    const model = httpModel('lua_shared_dict a 1m; include more/*.conf; lua_shared_dict d 1m;', {
      files: { 'more/b.conf': 'lua_shared_dict b 2m;', 'more/c.conf': 'lua_shared_dict c 3m;' },
    });
    expect(declaredZones(model)).toEqual(['a 1048576', 'b 2097152', 'c 3145728', 'd 1048576']);
    expect(zoneNamed(model, 'b').declarations[0]?.file.path).toBe('/etc/nginx/more/b.conf');
  });

  test('a file that is included twice is read twice', () => {
    const files = { 'a.conf': 'lua_shared_dict a 1m;' };
    const model = httpModel('include a.conf; include a.conf;', { files });
    expect(declaredZones(model)).toEqual(['a 1048576']);
    expect(conflictsIn(model.conflicts)).toEqual(['duplicate a']);
    expect(model.declarations).toHaveLength(2);
  });

  test('the context of an included file is that of its include', () => {
    const files = { 'zone.conf': 'zone shared 64k; server 127.0.0.1:1;' };
    const model = modelOf('http { upstream a { include zone.conf; } } stream { upstream b { include zone.conf; } }', {
      files,
    });
    expect(model.declarations.map(({ kind }) => kind.module)).toEqual([
      'ngx_http_upstream_zone_module',
      'ngx_stream_upstream_zone_module',
    ]);
    expect(conflictsIn(model.conflicts)).toEqual(['use shared']);
  });

  test('what is not read changes nothing', () => {
    expect(declaredZones(modelOf(''))).toEqual([]);
    expect(declaredZones(httpModel('map $uri $a { lua_shared_dict 1m; } types { zone 1m; }'))).toEqual([]);
    expect(
      declaredZones(
        httpModel('include loop.conf;', { files: { 'loop.conf': 'include loop.conf; lua_shared_dict a 1m;' } }),
      ),
    ).toEqual(['a 1048576']);
  });
});

describe('one name twice', () => {
  test.each<[string, string[]]>([
    ['lua_shared_dict a 1m; lua_shared_dict a 1m;', ['duplicate a']],
    ['lua_shared_dict a 1m; lua_shared_dict a 2m;', ['size a']],
    ['lua_shared_dict a 1m; lua_shared_dict a 1x;', ['duplicate a']],
    ['ssl_session_cache shared:a:1m; server { ssl_session_cache shared:a:1m; }', []],
    ['ssl_session_cache shared:a:1m; server { ssl_session_cache shared:a:2m; }', ['size a']],
    ['upstream u { zone a 1m; server a; } upstream v { zone a; server a; }', []],
    ['upstream u { zone a; server a; } upstream v { zone a 1m; server a; }', []],
    ['upstream u { zone a; server a; } upstream v { zone a; server a; }', ['undeclared a', 'undeclared a']],
    ['nchan_shared_memory_size 1m; push_max_reserved_memory 2m;', ['duplicate memstore']],
    ['upstream u { fair; } upstream_fair_shm_size 1m; upstream_fair_shm_size 1m;', []],
    ['upstream u { fair; } upstream_fair_shm_size 1m; upstream_fair_shm_size 2m;', ['ignored upstream_fair']],
    ['lua_shared_dict a 1m; upload_progress a 1m;', ['use a']],
    ['lua_shared_dict a 1m; server { limit_req zone=a; }', ['use a']],
    ['server { limit_req zone=a; } lua_shared_dict a 1m;', ['use a']],
    ['upload_progress "" 1m; upload_progress "" 1m;', ['duplicate ']],
    ['lua_shared_dict "" 1m; lua_shared_dict "" 1m;', []],
    ['lua_shared_dict ${a} 1m; lua_shared_dict ${a} 1m;', []],
    ['lua_shared_dict __proto__ 1m; lua_shared_dict constructor 1m;', []],
  ])('%s', (text, expected) => {
    expect(conflictsIn(httpModel(text).conflicts)).toEqual(expected);
  });

  test('the size is that of the first declaration that has one', () => {
    const zone = zoneNamed(httpModel('upstream u { zone a; server a; } upstream v { zone a 64k; server a; }'), 'a');
    expect([zone.sizeBytes, zone.declarations.length]).toEqual([65_536, 2]);
  });

  test('a zone whose name is taken is shown all the same', () => {
    expect(declaredZones(httpModel('lua_shared_dict a 1m; upload_progress a 2m;'))).toEqual(['a 1048576', 'a 2097152']);
  });
});

describe('names that nothing declares', () => {
  test.each<[string, string[]]>([
    ['server { limit_req zone=a; }', ['undeclared a']],
    ['server { limit_req zone=a; limit_conn b 1; }', ['undeclared a', 'undeclared b']],
    ['server { proxy_cache a; }', ['undeclared a']],
    ['init_by_lua_block { ngx.shared.a:get(1) }', ['undeclared a']],
    ['lua_shared_dict a 1m; init_by_lua_block { ngx.shared.a:get(1) }', []],
    ['limit_req_zone $uri zone=${a}:1m rate=1r/s; server { limit_req zone=a; }', []],
    ['limit_req_zone $uri zone=a:${SIZE} rate=1r/s; server { limit_req zone=a; }', []],
    ['limit_req_zone $uri zone=a:1x rate=1r/s; server { limit_req zone=a; }', []],
  ])('%s', (text, expected) => {
    expect(conflictsIn(httpModel(text).conflicts)).toEqual(expected);
  });
});

describe('kinds by context, server and version', () => {
  const moduleOf = (text: string, banner?: string): (string | undefined)[] =>
    modelOf(text, banner === undefined ? {} : { banner }).declarations.map(
      ({ kind }) => `${kind.product} ${kind.module}`,
    );

  test('the block decides', () => {
    expect(
      moduleOf(
        'http { ssl_session_cache shared:a:1m; } stream { ssl_session_cache shared:b:1m; } mail { ssl_session_cache shared:c:1m; }',
      ),
    ).toEqual(['nginx ngx_http_ssl_module', 'nginx ngx_stream_ssl_module', 'nginx ngx_mail_ssl_module']);
  });

  test('the server decides', () => {
    const text = 'http { limit_req_zone $uri zone=a:1m rate=1r/s; }';
    expect(moduleOf(text, 'nginx/1.25.3')).toEqual(['nginx ngx_http_limit_req_module']);
    expect(moduleOf(text, 'angie/1.5.0')).toEqual(['angie ngx_http_limit_req_module']);
    expect(moduleOf(text, '')).toEqual(['nginx ngx_http_limit_req_module']);
  });

  test('the version decides where the directive is older than one of its modules', () => {
    const text = 'stream { ssl_ocsp_cache shared:a:1m; }';
    expect(moduleOf(text, 'nginx/1.22.1')).toEqual(['nginx ngx_http_ssl_module']);
    expect(moduleOf(text, 'nginx/1.27.2')).toEqual(['nginx ngx_stream_ssl_module']);
    expect(moduleOf(text, '')).toEqual(['nginx ngx_stream_ssl_module']);
  });

  test('a word decides', () => {
    expect(moduleOf('http { upstream u { sticky cookie a; server a; } }')).toEqual([]);
    expect(moduleOf('http { upstream u { sticky learn create=$a lookup=$b zone=z:1m; server a; } }')).toHaveLength(1);
  });
});

describe('zones that are there by themselves', () => {
  const implicit = (text: string, banner = 'nginx/1.22.1'): string[] =>
    modelOf(text, { banner })
      .zones.filter(({ isImplicit }) => isImplicit)
      .map(({ name, sizeBytes }) => `${name} ${sizeBytes}`);

  test('nginx makes a page for its counters, unless it is alone', () => {
    expect(implicit('events {} http {}')).toEqual(['nginx_shared_zone 1280']);
    expect(implicit('events {} master_process off;')).toEqual([]);
    expect(implicit('master_process on; events {}')).toEqual(['nginx_shared_zone 1280']);
    expect(implicit('limit_req zone=a;')).toEqual([]);
  });

  test('modules make some when they are loaded', () => {
    expect(implicit('load_module modules/ngx_nchan_module.so; events {} http {}')).toEqual([
      'nginx_shared_zone 1280',
      'memstore 134217728',
      'nchan_worker_stats 118784',
    ]);
    expect(
      implicit('load_module modules/ngx_nchan_module.so; events {} http { nchan_shared_memory_size 1m; }'),
    ).toEqual(['nginx_shared_zone 1280', 'nchan_worker_stats 118784']);
  });

  test('a directive that only sets a size makes no zone', () => {
    expect(declaredZones(httpModel('upstream_fair_shm_size 1m;'))).toEqual([]);
    expect(declaredZones(httpModel('upstream u { fair; } upstream_fair_shm_size 1m;'))).toEqual([
      'upstream_fair 1048576',
    ]);
    expect(implicit('events {} http { upstream u { fair; } }')).toContain('upstream_fair 32768');
    // Where the surroundings are not known, it is shown for what it would be.
    expect(declaredZones(modelOf('upstream_fair_shm_size 1m;'))).toEqual(['upstream_fair 1048576']);
  });

  test("a module's own zone is in the way of others of its name", () => {
    const nchan = 'load_module modules/ngx_nchan_module.so; events {}';
    expect(conflictsIn(modelOf(`${nchan} http { lua_shared_dict memstore 1m; }`).conflicts)).toEqual(['use memstore']);
    expect(conflictsIn(modelOf('events {} http { lua_shared_dict memstore 1m; }').conflicts)).toEqual([]);
    // This one is not in the list of zones, so that its name is free.
    const free = modelOf('events {} http { lua_shared_dict nginx_shared_zone 1m; }');
    expect(conflictsIn(free.conflicts)).toEqual([]);
    expect(free.zones.map(({ sizeBytes }) => sizeBytes)).toEqual([1_048_576, 1280]);
  });
});

describe('blocks', () => {
  test('two directives share a block where nginx reads them into one', () => {
    const files = { 'a.conf': 'limit_conn a 1;', 'server.conf': 'server { limit_conn a 1; }' };
    const text =
      'limit_conn a 1; include a.conf; server { limit_conn a 1; include a.conf; } include server.conf; include server.conf;';
    const blocks = httpModel(text, { files }).uses.map(({ block }) => block);
    const [http, inHttp, server, inServer, first, second] = blocks;
    expect(blocks).toHaveLength(6);
    expect(inHttp).toBe(http);
    expect(inServer).toBe(server);
    expect(new Set([http, server, first, second]).size).toBe(4);
  });
});
