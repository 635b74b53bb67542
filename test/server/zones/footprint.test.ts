import { describe, expect, test } from 'vitest';
import { CURRENT_LAYOUT, poolGeometry } from '../../../server/src/slab/layout';
import { planPool, poolCapacity } from '../../../server/src/slab/poolPlan';
import { type ZoneFigures, zoneFigures } from '../../../server/src/zones/footprint';
import { keyBytesOf } from '../../../server/src/zones/keyLength';
import { UNKNOWN_BUILD } from '../../../server/src/zones/serverBuild';
import type { Zone } from '../../../server/src/zones/zone';
import {
  type Circumstances,
  dict,
  entries,
  figures,
  footprint,
  KB,
  MB,
  modelOf,
  server,
  targetOf,
  upstream,
} from './zoneFigures';

describe('published figures', () => {
  test('lua_shared_dict dogs 100m', () => {
    expect(figures(dict('dogs', '100m'), { entrySizes: { dogs: { keyBytes: 9, valueBytes: 8 } } })).toMatchObject({
      footprint: {
        exactness: 'exact',
        usablePages: 25_450,
        metadataBytes: 150 * 4 * KB,
        emptyLoadedBytes: 608 * KB,
        emptyUsedChunks: 3,
        emptyFreeChunks: 157,
        emptyFreePages: 25_448,
        canStart: true,
      },
      capacity: { basis: 'set', keyBytes: 9, valueBytes: 8, entryBytes: 85, slotBytes: 128, entries: 814_367 },
    });
  });

  test.each([
    ['1m', 16 * KB],
    ['10m', 72 * KB],
    ['100m', 608 * KB],
  ])('an empty dict of %s holds %i bytes', (size, bytes) => {
    expect(footprint(dict('d', size)).emptyLoadedBytes).toBe(bytes);
  });

  test.each([
    ['1m', 16 * KB],
    ['10m', 2 * MB],
    ['100m', 2 * MB],
  ])('under huge pages an empty dict of %s holds %i bytes', (size, bytes) => {
    expect(footprint(dict('d', size), { hugePageBytes: 2 * MB }).emptyLoadedBytes).toBe(bytes);
  });

  test('limit_req_zone 10m holds 72 KB, and 8,095 keys fit into 1m', () => {
    const zone = (size: string): string => `http { limit_req_zone $binary_remote_addr zone=one:${size} rate=1r/s; }`;
    expect(footprint(zone('10m')).emptyLoadedBytes).toBe(72 * KB);
    expect(figures(zone('1m')).capacity).toMatchObject({ basis: 'key', keyBytes: 16, entries: 8095, noun: 'keys' });
  });

  test('16,191 connections fit into a limit_conn_zone of 1m', () => {
    expect(entries('http { limit_conn_zone $binary_remote_addr zone=a:1m; }')).toBe(16_191);
    expect(entries('stream { limit_conn_zone $binary_remote_addr zone=a:1m; }')).toBe(16_191);
  });

  test('8,095 files fit into cache keys of 1m, 31 into 12k', () => {
    expect(entries('http { proxy_cache_path /c keys_zone=k:1m; }')).toBe(8095);
    expect(entries('http { uwsgi_cache_path /c keys_zone=k:12k; }')).toBe(31);
  });

  test('2,688 sessions fit into an ssl_session_cache of 1m', () => {
    expect(entries('http { ssl_session_cache shared:SSL:1m; }')).toBe(2688);
    expect(entries('mail { ssl_session_cache shared:SSL:1m; }')).toBe(2688);
  });

  test('4,032 sessions fit into a sticky zone of 1m', () => {
    const sticky = 'sticky learn create=$a lookup=$b zone=s:1m; server 127.0.0.1;';
    expect(entries(`http { upstream u { ${sticky} } }`, { build: server('nginx/1.29.6', true) })).toBe(4032);
  });

  test('251 or 252 nodes of a page fit into the zone of vts, by its header', () => {
    const geometry = poolGeometry(0xfffff, 4 * KB, CURRENT_LAYOUT);
    const log = 33 + 'ngx_http_vhost_traffic_status'.length;
    const nodes = [24, 40].map((header) => {
      const plan = planPool(
        geometry,
        [header, 40, log].map((bytes) => ({ bytes })),
      );
      return poolCapacity(plan, [3560]).entries;
    });
    // A header of 24 bytes takes a page of its own; one of 40 shares the sentinel's.
    expect(nodes).toEqual([251, 252]);
  });

  test('39 servers do not fit into a zone of 32k, 299 fit into 256k', () => {
    const build = server('nginx/1.31.0', true);
    const zone = (size: string, count: number): string =>
      upstream(
        Array.from({ length: count }, (_, at) => `server 127.0.0.1:${10_000 + at};`).join(' '),
        `zone z ${size};`,
      );
    expect(footprint(zone('32k', 39), { build })).toMatchObject({ exactness: 'exact', canStart: false });
    expect(figures(zone('32k', 39), { build }).capacity).toBeNull();
    const fits = figures(zone('256k', 299), { build });
    expect(fits.footprint).toMatchObject({ exactness: 'exact', canStart: true });
    // Those of the config are among those that fit.
    expect(fits.capacity?.entries).toBeGreaterThanOrEqual(299);
    expect(entries(zone('256k', 1), { build })).toBe(fits.capacity?.entries);
  });

  test("nginx's own page is 4 KB, and the zones of nchan are as measured", () => {
    const model = modelOf('load_module modules/ngx_nchan_module.so; events {} http { }', {});
    const found = model.zones.map(
      (zone) => [zone.name, zoneFigures(zone, model.config, targetOf({})).footprint] as const,
    );
    expect(new Map(found).get('nginx_shared_zone')).toMatchObject({ exactness: 'exact', emptyLoadedBytes: 4 * KB });
    expect(new Map(found).get('memstore')).toMatchObject({
      exactness: 'exact',
      usablePages: 32_576,
      emptyFreePages: 32_573,
      emptyLoadedBytes: (192 + 3) * 4 * KB,
    });
    expect(new Map(found).get('nchan_worker_stats')).toMatchObject({
      exactness: 'exact',
      usablePages: 28,
      emptyFreePages: 13,
      emptyLoadedBytes: 64 * KB,
    });
  });
});

describe('the trap of two pages', () => {
  const lua = (bytes: number): boolean | null => footprint(dict('n'.repeat(bytes), '8k')).canStart;
  const cache = (bytes: number): boolean | null =>
    footprint(`http { proxy_cache_path /c keys_zone=${'n'.repeat(bytes)}:8k; }`).canStart;

  test('a dict starts with a name of 37 to 100 bytes, a cache with one of 42 to 105', () => {
    const starting = (starts: (bytes: number) => boolean | null): number[] =>
      Array.from({ length: 130 }, (_, index) => index + 1).filter(starts);
    expect([starting(lua).at(0), starting(lua).at(-1), starting(lua).length]).toEqual([37, 100, 64]);
    expect([starting(cache).at(0), starting(cache).at(-1), starting(cache).length]).toEqual([42, 105, 64]);
  });

  test('bytes count, not letters', () => {
    // 18 letters of two bytes, and one of one.
    expect(footprint(dict(`${'é'.repeat(18)}n`, '8k')).canStart).toBe(true);
    expect(footprint(dict('é'.repeat(18), '8k')).canStart).toBe(false);
  });

  test('three pages always start, and what cannot start holds nothing', () => {
    for (const bytes of [1, 36, 101, 200]) expect(footprint(dict('n'.repeat(bytes), '12k')).canStart).toBe(true);
    expect(figures(dict('d', '8k')).capacity).toBeNull();
  });

  test('on pages of 16K and 64K the smallest sizes are as much of a trap', () => {
    expect(footprint(dict('d', '8k'), { pageSizeBytes: 16 * KB }).canStart).toBe(false);
    expect(footprint(dict('d', '32k'), { pageSizeBytes: 16 * KB }).canStart).toBe(false);
    expect(footprint(dict('d', '48k'), { pageSizeBytes: 16 * KB }).canStart).toBe(true);
    expect(footprint(dict('d', '128k'), { pageSizeBytes: 64 * KB }).canStart).toBe(false);
    expect(footprint(dict('d', '192k'), { pageSizeBytes: 64 * KB }).canStart).toBe(true);
  });
});

describe('other machines', () => {
  test.each([
    // Ten pages of head; the header's slot of 128 and the text's of 32 keep their bitmaps in their pages.
    [16 * KB, 6390, 12 * 16 * KB, 6388, 1 + 1 + 1 + 2, 126 + 509],
    [64 * KB, 1599, 3 * 64 * KB, 1597, 1 + 1 + 1 + 8, 510 + 2039],
  ])('a dict of 100m on pages of %i', (pageSizeBytes, usablePages, loaded, free, used, chunks) => {
    expect(footprint(dict('dogs', '100m'), { pageSizeBytes })).toEqual({
      exactness: 'exact',
      usablePages,
      metadataBytes: pageSizeBytes === 16 * KB ? 163_840 : 65_536,
      emptyFreePages: free,
      emptyLoadedBytes: loaded,
      emptyUsedChunks: used,
      emptyFreeChunks: chunks,
      wastedBytes: 100 * MB - (pageSizeBytes === 16 * KB ? 163_840 : 65_536) - usablePages * pageSizeBytes,
      canStart: true,
    });
  });

  test('capacity on large pages', () => {
    const entrySizes = { '*': { keyBytes: 9, valueBytes: 8 } };
    // 127 and 511 chunks of 128 a page.
    expect(entries(dict('dogs', '100m'), { pageSizeBytes: 16 * KB, entrySizes })).toBe(6388 * 127 + 126);
    expect(entries(dict('dogs', '100m'), { pageSizeBytes: 64 * KB, entrySizes })).toBe(1597 * 511 + 510);
  });
});

describe('other servers', () => {
  test('old layouts of the pool', () => {
    const zone = 'http { limit_req_zone $binary_remote_addr zone=one:1m rate=1r/s; }';
    const build = (version: string): Circumstances => ({ build: server(version) });
    // 24 bytes a page and no statistics: a smaller header, but the slots were not taken off.
    const old = poolGeometry(1 * MB, 4 * KB, {
      ...CURRENT_LAYOUT,
      poolBytes: 176,
      hasStatistics: false,
      countsSlots: false,
    });
    expect(footprint(zone, build('nginx/1.4.0'))).toMatchObject({ exactness: 'exact', usablePages: old.usablePages });
    expect(footprint(zone, build('nginx/1.10.3')).emptyLoadedBytes).toBe(16 * KB);
    // The geometries differ where the array of descriptors ends near a page's border.
    const sizes = Array.from({ length: 300 }, (_, index) => `${600 + index}k`);
    const pagesBy = (version: string): (number | null)[] =>
      sizes.map((size) => footprint(zone.replace('1m', size), build(version)).usablePages);
    expect(pagesBy('nginx/1.4.0')).not.toEqual(pagesBy('nginx/1.22.1'));
    expect(pagesBy('nginx/1.10.3')).not.toEqual(pagesBy('nginx/1.22.1'));
  });

  test('structures that changed', () => {
    const ssl = 'http { ssl_session_cache shared:SSL:1m; }';
    // 376 bytes since 1.23.2 go into another slot: 8 chunks of 512 instead of 32 of 128.
    expect(footprint(ssl, { build: server('nginx/1.22.1') }).emptyFreeChunks).toBe(31 + 63);
    expect(footprint(ssl, { build: server('nginx/1.23.2') }).emptyFreeChunks).toBe(7 + 63);
  });

  test('an unknown server makes every figure of a pool an estimate', () => {
    for (const text of [
      dict('dogs', '100m'),
      'http { limit_req_zone $binary_remote_addr zone=one:1m rate=1r/s; }',
      'http { ssl_session_cache shared:SSL:1m; }',
      upstream('server 127.0.0.1;'),
    ]) {
      expect(footprint(text, { build: UNKNOWN_BUILD }).exactness).toBe('estimated');
      expect(footprint(text, { build: server('angie/1.8.0') }).exactness).toBe('estimated');
      expect(footprint(text).exactness).toBe('exact');
    }
    expect(footprint(dict('dogs', '100m'), { build: UNKNOWN_BUILD }).emptyLoadedBytes).toBe(608 * KB);
  });

  test('what a module asks for is not known: at least the head, and no figure that is made up', () => {
    expect(figures('http { push_stream_shared_memory_size 1m; }')).toEqual({
      footprint: {
        exactness: 'estimated',
        usablePages: 254,
        metadataBytes: 8 * KB,
        emptyFreePages: null,
        emptyLoadedBytes: 8 * KB,
        emptyUsedChunks: null,
        emptyFreeChunks: null,
        wastedBytes: 0,
        canStart: null,
      },
      capacity: null,
    });
  });
});

describe('capacity', () => {
  test('says where the size of an entry comes from', () => {
    const zone = 'http { limit_req_zone $binary_remote_addr zone=one:1m rate=1r/s; }';
    expect(figures(zone).capacity).toMatchObject({ basis: 'key', keyBytes: 16, valueBytes: 0 });
    expect(figures(zone.replace('$binary_remote_addr', '$http_x_key')).capacity?.basis).toBe('assumed');
    const entrySizes = { one: { keyBytes: 60, valueBytes: 9 }, '*': { keyBytes: 1, valueBytes: 1 } };
    expect(figures(zone, { entrySizes }).capacity).toMatchObject({
      basis: 'set',
      keyBytes: 60,
      valueBytes: 0,
      slotBytes: 256,
    });
    const others = { two: { keyBytes: 60, valueBytes: 9 }, '*': { keyBytes: 1, valueBytes: 1 } };
    expect(figures(zone, { entrySizes: others }).capacity).toMatchObject({ basis: 'set', keyBytes: 1 });
  });

  test('takes no longer key than the module stores', () => {
    const zone = 'http { limit_conn_zone $binary_remote_addr zone=one:1m; }';
    const entrySizes = { one: { keyBytes: 70_000, valueBytes: 0 } };
    expect(figures(zone, { entrySizes }).capacity?.keyBytes).toBe(255);
  });

  test('tells the largest value, and none where not even an empty one fits', () => {
    const largest = (text: string, keyBytes: number): number | null | undefined =>
      figures(text, { entrySizes: { '*': { keyBytes, valueBytes: 1 } } }).capacity?.largestValueBytes;
    expect(largest(dict('dogs', '100m'), 20)).toBe(25_448 * 4096 - 68 - 20);
    expect(largest(dict('n'.repeat(40), '8k'), 20)).toBe(128 - 68 - 20);
    expect(largest(dict('n'.repeat(40), '8k'), 60)).toBe(0);
    expect(largest(dict('n'.repeat(40), '8k'), 61)).toBeNull();
    expect(largest('http { limit_conn_zone $uri zone=one:1m; }', 20)).toBeNull();
    // The session's id takes a chunk that is there already.
    expect(largest('http { ssl_session_cache shared:SSL:1m; }', 0)).toBe(252 * 4096);
  });

  test('is none for entries that are larger than the zone', () => {
    const entrySizes = { '*': { keyBytes: 10, valueBytes: 1e12 } };
    expect(figures(dict('d', '1m'), { entrySizes }).capacity).toMatchObject({ entries: 0 });
  });
});

describe('lengths of keys', () => {
  test.each([
    ['$binary_remote_addr', 16],
    ['$binary_remote_addr$server_port', 21],
    [`$${'{remote_addr}'}:x`, 17],
    ['constant', 8],
    ['é', 2],
    // A byte that is no UTF-8, as the config's text holds it.
    ['\udcff', 1],
  ])('%s is %i', (expression, bytes) => {
    expect(keyBytesOf(expression)).toBe(bytes);
  });

  test.each(['', '$http_cookie', '$binary_remote_addr$http_x', '$1'])('%s is not known', (expression) => {
    expect(keyBytesOf(expression)).toBeNull();
  });
});

describe('sizes that no zone has', () => {
  function withSize(sizeBytes: number | null, hugePageBytes: number | null): ZoneFigures {
    const model = modelOf(`events {} ${dict('d', '1m')}`, {});
    const [zone] = model.zones as [Zone];
    return zoneFigures({ ...zone, sizeBytes }, model.config, { ...targetOf({}), hugePageBytes });
  }

  test.each([0, 1, 703, 4096, 8191])('%i bytes cannot start', (sizeBytes) => {
    expect(withSize(sizeBytes, null)).toMatchObject({
      footprint: { canStart: false, emptyFreePages: 0 },
      capacity: null,
    });
  });

  test('an unknown one has no figures', () => {
    expect(new Set(Object.values(withSize(null, null).footprint))).toEqual(new Set(['estimated', null]));
    expect(withSize(null, null).capacity).toBeNull();
  });

  test.each([2 ** 53, 2 ** 63])('%i bytes are worked out too', (sizeBytes) => {
    for (const hugePageBytes of [null, 2 * MB]) {
      const { footprint: found, capacity } = withSize(sizeBytes, hugePageBytes);
      expect(found.usablePages).toBeGreaterThan((sizeBytes / 4120) * 0.999);
      expect(found.emptyLoadedBytes).toBeLessThan(sizeBytes);
      expect(capacity?.entries).toBeGreaterThan(0);
      for (const value of Object.values({ ...found, ...capacity })) expect(value).not.toBeNaN();
    }
  });
});
