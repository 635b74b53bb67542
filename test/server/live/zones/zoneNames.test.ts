import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeclaredZone } from '../../../../server/src/live/zones/declaredZones';
import { identify, identifyBySize, readLogContext, UNKNOWN_ZONE } from '../../../../server/src/live/zones/zoneNames';

const PLACE = { file: '/etc/nginx/nginx.conf', line: 3, column: 1 };
const MEGABYTE = 1 << 20;

function declared(name: string, kind: string, module: string, sizeBytes: number | null = MEGABYTE): DeclaredZone {
  return { name, listedName: name, kind, module, sizeBytes, declaredAt: PLACE };
}

describe('identify', () => {
  it('takes name and module from the list, and the kind from the module', () => {
    const evidence = {
      listedName: 'one',
      tagSymbol: 'ngx_http_limit_req_module',
      logContext: ' in limit_req zone "one"',
    };
    expect(identify(evidence, [])).toEqual({
      name: 'one',
      kind: 'limit_req_zone',
      module: 'ngx_http_limit_req_module',
      namedBy: 'zone list',
      declaration: null,
    });
  });

  it('names the module of a zone by what the catalogue calls it', () => {
    const evidence = { listedName: 'peers', tagSymbol: 'ngx_http_upstream_module', logContext: null };
    expect(identify(evidence, [])).toMatchObject({ kind: 'zone', module: 'ngx_http_upstream_zone_module' });
  });

  it('keeps the symbol of a module that nobody knows', () => {
    const evidence = { listedName: 'one', tagSymbol: 'ngx_http_unheard_of_module', logContext: null };
    expect(identify(evidence, [])).toMatchObject({ name: 'one', kind: null, module: 'ngx_http_unheard_of_module' });
  });

  it('tells the kinds of one module apart by the config, and says nothing without it', () => {
    const evidence = { listedName: 'mapping', tagSymbol: 'ngx_http_vod_module', logContext: null };
    expect(identify(evidence, []).kind).toBeNull();
    const zone = declared('mapping', 'vod_mapping_cache', 'ngx_http_vod_module');
    expect(identify(evidence, [zone])).toMatchObject({ kind: 'vod_mapping_cache', declaration: zone });
  });

  it('tells them apart by their fixed names', () => {
    const tagSymbol = 'ngx_nchan_module';
    expect(identify({ listedName: 'memstore', tagSymbol, logContext: null }, []).kind).toBe('nchan_shared_memory_size');
    expect(identify({ listedName: 'nchan_worker_stats', tagSymbol, logContext: null }, []).kind).toBeNull();
    const other = {
      listedName: 'ngx_http_upstream_check#7',
      tagSymbol: 'ngx_http_upstream_check_module',
      logContext: null,
    };
    expect(identify(other, []).kind).toBe('check_shm_size');
  });

  it('does not give a zone the declaration of another module', () => {
    const evidence = { listedName: 'one', tagSymbol: 'ngx_http_limit_req_module', logContext: null };
    const zone = declared('one', 'limit_conn_zone', 'ngx_http_limit_conn_module');
    expect(identify(evidence, [zone])).toMatchObject({ kind: 'limit_req_zone', declaration: null });
  });

  it('takes the kind from the text for log lines where the tag is of no module', () => {
    const evidence = { listedName: 'staple', tagSymbol: null, logContext: ' in OCSP cache "staple"' };
    expect(identify(evidence, [])).toMatchObject({ name: 'staple', kind: 'ssl_ocsp_cache', namedBy: 'zone list' });
  });

  it('takes name and kind from the text for log lines where there is no list', () => {
    const evidence = { listedName: null, tagSymbol: null, logContext: ' in lua_shared_dict zone "dogs"' };
    expect(identify(evidence, [])).toMatchObject({ name: 'dogs', kind: 'lua_shared_dict', namedBy: 'log context' });
  });

  it('leaves the kind open where several modules write the same text, unless the config tells', () => {
    const evidence = { listedName: null, tagSymbol: null, logContext: ' in cache keys zone "c"' };
    expect(identify(evidence, [])).toMatchObject({ name: 'c', kind: null });
    const zone = declared('c', 'fastcgi_cache_path', 'ngx_http_fastcgi_module');
    expect(identify(evidence, [zone])).toMatchObject({ kind: 'fastcgi_cache_path', declaration: zone });
  });

  it('knows nothing of a zone that tells nothing', () => {
    expect(identify({ listedName: null, tagSymbol: null, logContext: null }, [])).toEqual(UNKNOWN_ZONE);
    expect(identify({ listedName: null, tagSymbol: null, logContext: 'whatever' }, [])).toEqual(UNKNOWN_ZONE);
  });

  it('takes any text for log lines', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const name = readLogContext(` in limit_req zone "${text}"`)?.name;
        expect(name).toBe(text);
        readLogContext(text);
      }),
    );
  });
});

describe('identifyBySize', () => {
  const zone = (inode: number, start: bigint, mappedBytes = MEGABYTE) => ({ inode, start, mappedBytes });
  const one = declared('one', 'limit_req_zone', 'm');
  const two = declared('two', 'limit_req_zone', 'm');
  const namesOf = (zones: Parameters<typeof identifyBySize>[0], all: readonly DeclaredZone[]) =>
    [...identifyBySize(zones, all, 4096)].map(([inode, { name, namedBy }]) => [inode, name, namedBy]);

  it('goes by size, rounded up to pages', () => {
    const odd = declared('odd', 'limit_req_zone', 'm', MEGABYTE * 2 - 1);
    expect(namesOf([zone(1, 9n), zone(2, 8n, MEGABYTE * 2)], [one, odd])).toEqual([
      [1, 'one', 'size and order'],
      [2, 'odd', 'size and order'],
    ]);
  });

  it('goes by order among equal sizes, where inodes and addresses agree on it', () => {
    expect(namesOf([zone(6, 1n), zone(5, 2n)], [one, two])).toEqual([
      [5, 'one', 'size and order'],
      [6, 'two', 'size and order'],
    ]);
    expect(namesOf([zone(6, 2n), zone(5, 1n)], [one, two])).toEqual([]);
  });

  it('names nothing where there are not as many zones as declarations, or a size is not known', () => {
    expect(namesOf([zone(1, 9n)], [one, two])).toEqual([]);
    expect(namesOf([zone(1, 9n), zone(2, 8n)], [one])).toEqual([]);
    expect(namesOf([zone(1, 9n)], [one, declared('open', 'zone', 'm', null)])).toEqual([]);
  });
});
