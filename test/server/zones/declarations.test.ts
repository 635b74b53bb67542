// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is what templates look like
import { describe, expect, test } from 'vitest';
import { zoneKinds } from '../../../server/src/zones/catalogue';
import {
  exactSizeBytes,
  firstParameter,
  lengthBytes,
  type ZoneDeclaration,
} from '../../../server/src/zones/declarations';
import { httpModel, modelOf } from './modelOf';

/** `name|sizeState|sizeBytes` of everything that a config declares. */
function declared(declarations: readonly ZoneDeclaration[]): string[] {
  return declarations.map(({ name, sizeState, sizeBytes }) => `${name}|${sizeState}|${sizeBytes}`);
}

function inHttp(text: string, banner = 'nginx/1.22.1'): string[] {
  return declared(httpModel(text, { banner }).declarations);
}

describe('forms of a declaration', () => {
  test.each<[string, string[]]>([
    // An argument with a prefix.
    ['limit_req_zone $uri zone=one:1m rate=1r/s;', ['one|valid|1048576']],
    ['limit_req_zone $uri rate=1r/s zone=one:32k;', ['one|valid|32768']],
    ['limit_req_zone $uri zone=one:31k rate=1r/s;', ['one|too-small|null']],
    ['limit_req_zone $uri zone=one:1x rate=1r/s;', ['one|invalid|null']],
    ['limit_req_zone $uri zone=one rate=1r/s;', ['one|invalid|null']],
    ['limit_req_zone $uri zone=:1m rate=1r/s;', ['|valid|1048576']],
    ['limit_req_zone $uri zone=a:b:1m rate=1r/s;', ['a|invalid|null']],
    ['limit_req_zone zone=key:1m zone=one:2m rate=1r/s;', ['one|valid|2097152']],
    ['limit_req_zone $uri rate=1r/s rate=2r/s;', []],
    ['proxy_cache_path /var/cache keys_zone=c:8k levels=1:2;', ['c|valid|8192']],
    ['proxy_cache_path keys_zone=path:1m keys_zone=c:1m;', ['c|valid|1048576']],
    // The last of several wins, but each shared: makes a zone.
    ['limit_req_zone $uri zone=one:1m zone=two:2m;', ['two|valid|2097152']],
    ['ssl_session_cache shared:a:1m shared:b:2m;', ['a|valid|1048576', 'b|valid|2097152']],
    ['ssl_session_cache off shared:a:1m;', ['a|valid|1048576']],
    ['ssl_session_cache off;', []],
    ['ssl_session_cache builtin:1000;', []],
    // Arguments of their own.
    ['lua_shared_dict dogs 8k;', ['dogs|valid|8192']],
    ['lua_shared_dict dogs 8191;', ['dogs|too-small|null']],
    ['lua_shared_dict dogs;', ['dogs|invalid|null']],
    ['lua_shared_dict "" 1m;', ['|valid|1048576']],
    ["upload_progress 'a b' 1m;", ['a b|valid|1048576']],
    ['upstream u { zone u 64k; server a; }', ['u|valid|65536']],
    ['upstream u { zone u; server a; }', ['u|absent|null']],
    ['vod_metadata_cache off;', []],
    ['vod_metadata_cache cache 64m;', ['cache|valid|67108864']],
    // Name and size with prefixes of their own.
    ['shm_dict_zone zone=d max_size=1m;', ['d|valid|1048576']],
    ['shm_dict_zone max_size=1m zone=d;', ['d|valid|1048576']],
    ['shm_dict_zone zone=d;', ['d|invalid|null']],
    // A size alone; the module names the zone.
    ['nchan_shared_memory_size 1m;', ['memstore|valid|1048576']],
    ['nchan_shared_memory_size 1;', ['memstore|valid|32768']],
    ['nchan_shared_memory_size 32769;', ['memstore|valid|36864']],
    ['nchan_shared_memory_size 1x;', ['memstore|invalid|null']],
    ['push_stream_shared_memory_size 1m;', ['push_stream_module|valid|1048576']],
    ['push_stream_shared_memory_size 1m mine;', ['mine|valid|1048576']],
    // A name alone.
    ['vod_performance_counters perf;', ['perf|valid|793']],
    // What a template fills in.
    ['limit_req_zone $uri zone=one:${SIZE} rate=1r/s;', ['one|templated|null']],
    ['limit_req_zone $uri zone=one:{{size}} rate=1r/s;', ['one|templated|null']],
    ['lua_shared_dict dogs $(size);', ['dogs|templated|null']],
    ['lua_shared_dict dogs __SIZE__;', ['dogs|templated|null']],
  ])('%s', (text, expected) => {
    expect(inHttp(text)).toEqual(expected);
  });

  test.each<[string, string, string[]]>([
    ['angie/1.5.0', 'limit_req_zone $uri zone=one:1m:file=/a rate=1r/s;', ['one|valid|1048576']],
    ['angie/1.5.0', 'limit_req_zone $uri zone=one rate=1r/s;', ['one|absent|null']],
    ['angie/1.5.0', 'upstream u { zone u:1m; server a; }', ['u|valid|1048576']],
    ['tengine/2.3.2', 'req_status_zone a "$host" 1m;', ['a|valid|1048576']],
    ['nginx-plus/1.31', 'keyval_zone zone=k:1m;', ['k|valid|1048576']],
    ['nginx-plus/1.31', 'keyval_zone zone=k:odd;', ['k|absent|null']],
  ])('%s: %s', (banner, text, expected) => {
    expect(inHttp(text, banner)).toEqual(expected);
  });

  test('arguments that a later one overrides are kept apart', () => {
    const [directive] = httpModel('limit_req_zone $uri zone=one:1x zone=two:2m;').directives;
    expect(declared(directive?.overridden ?? [])).toEqual(['one|invalid|null']);
    expect(declared(directive?.zones ?? [])).toEqual(['two|valid|2097152']);
  });

  test('a switched off directive is known as such', () => {
    const offs = httpModel('ssl_session_cache off; vod_metadata_cache off; ssl_session_cache shared:a:1m;').directives;
    expect(offs.map(({ isOff }) => isOff)).toEqual([true, true, false]);
  });

  test('a size that rounding carries over the largest is taken as none', () => {
    expect(inHttp('nchan_shared_memory_size 9223372036854774784;')).toEqual([`memstore|valid|${2 ** 63}`]);
    expect(
      declared(
        modelOf('events {} http { upstream u { fair; } upstream_fair_shm_size 9223372036854775807; }').declarations,
      ),
    ).toEqual(['upstream_fair|valid|32768']);
  });
});

describe('places', () => {
  test.each<[string, string, string, string]>([
    ['limit_req_zone $uri zone=one:1m rate=1r/s;', 'one', '1m', 'zone=one:1m'],
    ["limit_req_zone $uri 'zone=one:1m' rate=1r/s;", 'one', '1m', "'zone=one:1m'"],
    ['lua_shared_dict dogs 1m;', 'dogs', '1m', 'dogs'],
    ['lua_shared_dict "dogs" "1m";', 'dogs', '1m', '"dogs"'],
    ['lua_shared_dict "d\\"s" 1m;', '"d\\"s"', '1m', '"d\\"s"'],
    ['limit_conn_zone $uri zone=one;', 'one', 'zone=one', 'zone=one'],
    ['shm_dict_zone max_size=1m zone=d;', 'd', '1m', 'zone=d'],
  ])('%s', (text, name, size, argument) => {
    const [declaration] = httpModel(text).declarations;
    const source = declaration?.file.tree.text ?? '';
    const at = (range?: { start: number; end: number }): string => source.slice(range?.start, range?.end);
    expect([at(declaration?.nameRange), at(declaration?.sizeRange), at(declaration?.argumentRange)]).toEqual([
      name,
      size,
      argument,
    ]);
    expect(at(declaration?.range)).toBe(text);
  });
});

describe('figures', () => {
  test('minima are in pages of the target machine', () => {
    const model = httpModel('limit_conn_zone $uri zone=one:256k;', { pageSizeBytes: 65_536 });
    expect(declared(model.declarations)).toEqual(['one|too-small|null']);
    expect(lengthBytes({ pages: 8 }, 65_536)).toBe(524_288);
    expect(lengthBytes({ bytes: 8192 }, 65_536)).toBe(8192);
  });

  test('sizes that a module raises say so', () => {
    const [low, high] = httpModel('nchan_shared_memory_size 1k; push_stream_shared_memory_size 1m;').declarations;
    expect([low?.isRaised, high?.isRaised]).toEqual([true, false]);
  });

  test('the exact size is that of the mapping', () => {
    const exact = (text: string): bigint | undefined => {
      const [declaration] = httpModel(text).declarations;
      return declaration && exactSizeBytes(declaration, 4096);
    };
    expect(exact('lua_shared_dict d 9223372036854775807;')).toBe(2n ** 63n - 1n);
    expect(exact('lua_shared_dict d 12k;')).toBe(12_288n);
    expect(exact('nchan_shared_memory_size 32769;')).toBe(36_864n);
    expect(exact('nchan_shared_memory_size 1;')).toBe(32_768n);
    expect(exact('lua_shared_dict d 1x;')).toBe(0n);
  });

  test('keys and paths come before the parameters', () => {
    const first = (directive: string): number | undefined => {
      const kind = zoneKinds.find((one) => one.directive === directive);
      return kind && firstParameter(kind);
    };
    expect(['limit_req_zone', 'limit_conn_zone', 'proxy_cache_path'].map(first)).toEqual([2, 2, 2]);
    expect(['ssl_session_cache', 'acme_shared_zone'].map(first)).toEqual([1, 1]);
  });
});
