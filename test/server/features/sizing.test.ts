import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Analysis, analyze, DEFAULT_SETTINGS } from '../../../server/src/features/analysis';
import {
  type SizeForEntries,
  sizeForEntries,
  sizeTextFor,
  smallestWorkingSize,
  suggestedSizes,
  type WantedEntries,
} from '../../../server/src/features/sizing';
import type { HostFacts } from '../../../server/src/host/hostFacts';
import { CURRENT_LAYOUT, type PoolLayout, poolGeometry, poolLayoutOf } from '../../../server/src/slab/layout';
import { parseSizeText } from '../../../server/src/zones/sizeText';
import type { Zone } from '../../../server/src/zones/zone';
import { httpModel, zoneNamed } from '../zones/modelOf';
import { AMPLE_HOST } from './diagnostics/check';

const KB = 1024;
const MB = 1024 * KB;

interface Setup {
  readonly banner?: string;
  readonly pageSizeBytes?: number;
  readonly limitBytes?: number | null;
}

/** A zone of a config, with the analysis that it belongs to. */
function sized(text: string, name: string, { pageSizeBytes = 4096, limitBytes = 2 ** 50, banner }: Setup = {}) {
  const host: HostFacts = { ...AMPLE_HOST, pageSizeBytes, memory: { ...AMPLE_HOST.memory, limitBytes } };
  const model = httpModel(text, { pageSizeBytes, ...(banner === undefined ? {} : { banner }) });
  const analysis = analyze(model, host, DEFAULT_SETTINGS);
  return { analysis, zone: zoneNamed(model, name) };
}

function sizeFor({ analysis, zone }: { analysis: Analysis; zone: Zone }, wanted: WantedEntries): SizeForEntries {
  const answer = sizeForEntries(analysis, zone, wanted);
  if ('reason' in answer) throw new Error(answer.reason);
  return answer;
}

function reasonFor(text: string, name: string, wanted: WantedEntries): string | null {
  const { analysis, zone } = sized(text, name);
  const answer = sizeForEntries(analysis, zone, wanted);
  return 'reason' in answer ? answer.reason : null;
}

const DOGS = 'lua_shared_dict dogs 1m;';
const LIMIT = 'limit_req_zone $binary_remote_addr zone=one:1m rate=1r/s;';

describe('sizeForEntries', () => {
  test('gives the size of the published experiment', () => {
    // 300,000 entries of 128 bytes and the header are 9376 pages, the text for log lines is one: 9377. Their descriptors
    // with the pool's head take 704 + 9377 * 24 bytes, which are 56 pages: 9433 pages in all.
    expect(sizeFor(sized(DOGS, 'dogs'), { entries: 300_000, keyBytes: 9, valueBytes: 8 })).toEqual({
      sizeBytes: 9433 * 4096,
      sizeText: '37732k',
      // 9376 pages of 32 chunks, without the header.
      capacity: 300_031,
      exactness: 'exact',
      rounded: expect.objectContaining({ sizeBytes: 40 * MB, sizeText: '40m' }),
    });
  });

  test('agrees with a running lua_shared_dict of 100m, which took 814,367 entries', () => {
    const wanted = { entries: 814_367, keyBytes: 9, valueBytes: 8 };
    const most = sizeFor(sized(DOGS, 'dogs'), wanted);
    expect(most.sizeBytes).toBeLessThanOrEqual(100 * MB);
    expect(sizeFor(sized(DOGS, 'dogs'), { ...wanted, entries: 814_368 }).sizeBytes).toBeGreaterThan(100 * MB);
  });

  test.each([
    // limit_req 1m takes 8095 addresses, measured on a running server; one more takes a page more.
    [LIMIT, 'one', { entries: 8095, keyBytes: 16, valueBytes: 0 }, '1m', 8095, '1m'],
    [LIMIT, 'one', { entries: 8096, keyBytes: 16, valueBytes: 0 }, '1028k', 8127, '2m'],
    // ssl_session_cache 1m takes 2688 sessions, measured on a running server.
    ['ssl_session_cache shared:tls:9m;', 'tls', { entries: 2688, keyBytes: 0, valueBytes: 200 }, '1m', 2688, '1m'],
    // What fits into the smallest zone needs no smaller one: 32k are 7 pages, 5 of them free, 31 chunks in the header's.
    [LIMIT, 'one', { entries: 1, keyBytes: 16, valueBytes: 0 }, '32k', 191, '32k'],
    [DOGS, 'dogs', { entries: 31, keyBytes: 20, valueBytes: 32 }, '12k', 31, '16k'],
    [DOGS, 'dogs', { entries: 32, keyBytes: 20, valueBytes: 32 }, '16k', 63, '16k'],
    // A value of 1 MB takes 257 pages in a row, beside the two of an empty dictionary.
    [DOGS, 'dogs', { entries: 1, keyBytes: 10, valueBytes: MB }, '1044k', 1, '2m'],
  ] as const)('%s: %s holds %o', (text, name, wanted, sizeText, capacity, rounded) => {
    const answer = sizeFor(sized(text, name), wanted);
    expect({ ...answer, rounded: answer.rounded.sizeText }).toMatchObject({ sizeText, capacity, rounded });
  });

  test('rounds up in steps in which people write sizes', () => {
    const rounded = (entries: number) =>
      sizeFor(sized(LIMIT, 'one'), { entries, keyBytes: 16, valueBytes: 0 }).rounded.sizeText;
    // A megabyte holds some 8100 entries, and 256k hold 61 * 32 + 31.
    expect([1983, 30_000, 90_000, 500_000, 1_500_000, 9_000_000].map(rounded)).toEqual([
      '256k',
      '4m',
      '15m',
      '65m',
      '200m',
      '1280m',
    ]);
  });

  test('is estimated where the server is not known', () => {
    const wanted = { entries: 1000, keyBytes: 16, valueBytes: 0 };
    expect(sizeFor(sized(LIMIT, 'one', { banner: '' }), wanted).exactness).toBe('estimated');
  });

  test('counts the servers of an upstream that are there from the beginning', () => {
    const text = 'upstream u { zone u 64k; server 127.0.0.1:1; server 127.0.0.1:2; }';
    const answer = sizeFor(sized(text, 'u'), { entries: 2, keyBytes: 11, valueBytes: 0 });
    expect(answer.sizeText).toBe('32k');
    expect(answer.capacity).toBeGreaterThan(2);
  });

  test.each([
    [DOGS, 'dogs', { entries: 0, keyBytes: 1, valueBytes: 1 }, 'whole numbers'],
    [DOGS, 'dogs', { entries: 1.5, keyBytes: 1, valueBytes: 1 }, 'whole numbers'],
    [DOGS, 'dogs', { entries: Number.NaN, keyBytes: 1, valueBytes: 1 }, 'whole numbers'],
    [DOGS, 'dogs', { entries: 1, keyBytes: -1, valueBytes: 1 }, 'whole numbers'],
    [DOGS, 'dogs', { entries: 1, keyBytes: 1, valueBytes: Infinity }, 'whole numbers'],
    [DOGS, 'dogs', { entries: 1, keyBytes: 65_536, valueBytes: 1 }, 'at most 65535 bytes'],
    [DOGS, 'dogs', { entries: 2 ** 45, keyBytes: 1, valueBytes: 1 }, 'no zone that a process can map'],
    [DOGS, 'dogs', { entries: Number.MAX_SAFE_INTEGER, keyBytes: 1, valueBytes: 1 }, 'no zone that a process can map'],
    [DOGS, 'dogs', { entries: 1, keyBytes: 1, valueBytes: Number.MAX_SAFE_INTEGER }, 'no zone that a process can map'],
    ['acme_shared_zone zone=a:1m;', 'a', { entries: 1, keyBytes: 1, valueBytes: 1 }, 'is not known'],
    ['keyval_zone_redis zone=r;', 'r', { entries: 1, keyBytes: 1, valueBytes: 1 }, 'takes no size'],
  ])('says why there is none: %s %s %o', (text, name, wanted, reason) => {
    expect(reasonFor(text, name, wanted)).toContain(reason);
  });

  const KINDS: readonly (readonly [name: string, declare: (size: string) => string])[] = [
    ['dogs', (size) => `lua_shared_dict dogs ${size};`],
    ['one', (size) => `limit_req_zone $binary_remote_addr zone=one:${size} rate=1r/s;`],
    ['two', (size) => `limit_conn_zone $host zone=two:${size};`],
    ['images', (size) => `proxy_cache_path /tmp/c keys_zone=images:${size};`],
    ['tls', (size) => `ssl_session_cache shared:tls:${size};`],
    ['js', (size) => `js_shared_dict_zone zone=js:${size};`],
  ];

  test('gives a size that holds what was asked for, while one page less does not', () => {
    const property = fc.property(
      fc.constantFrom(...KINDS),
      fc.constantFrom(4096, 16_384, 65_536),
      fc.oneof(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 3_000_000 })),
      fc.integer({ min: 0, max: 255 }),
      fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 9000 })),
      ([name, declare], pageSizeBytes, entries, keyBytes, valueBytes) => {
        const entrySize = { keyBytes, valueBytes };
        const answer = sizeFor(sized(declare('1m'), name, { pageSizeBytes }), { entries, ...entrySize });
        /** Works the capacity out anew, from a config with that size. */
        const capacityOf = (sizeBytes: number): number | null => {
          const size = sizeBytes === answer.sizeBytes ? answer.sizeText : String(sizeBytes);
          const model = httpModel(declare(size), { pageSizeBytes });
          const settings = { ...DEFAULT_SETTINGS, entrySizes: new Map([[name, entrySize]]) };
          const { figures } = analyze(model, { ...AMPLE_HOST, pageSizeBytes }, settings);
          return figures.get(zoneNamed(model, name))?.capacity?.entries ?? null;
        };
        expect(answer.sizeBytes % pageSizeBytes).toBe(0);
        expect(capacityOf(answer.sizeBytes)).toBe(answer.capacity);
        expect(answer.capacity).toBeGreaterThanOrEqual(entries);
        expect(answer.rounded.sizeBytes).toBeGreaterThanOrEqual(answer.sizeBytes);
        expect(answer.rounded.sizeBytes % pageSizeBytes).toBe(0);
        expect(answer.rounded.capacity).toBeGreaterThanOrEqual(entries);
        // Null where nginx refuses a size so small, or does not start with it.
        expect(capacityOf(answer.sizeBytes - pageSizeBytes) ?? 0).toBeLessThan(entries);
      },
    );
    fc.assert(property, { numRuns: 150 });
  });
});

describe('pages that a pool can hand out', () => {
  const LAYOUTS: readonly PoolLayout[] = [CURRENT_LAYOUT, poolLayoutOf([1, 10, 0]), poolLayoutOf([1, 4, 0])];

  test.each([4096, 16_384, 65_536])('never become fewer with a whole page of %i more', (pageSizeBytes) => {
    for (const layout of LAYOUTS) {
      let before = 0;
      for (let pages = 1; pages < 6000; pages++) {
        const { usablePages } = poolGeometry(pages * pageSizeBytes, pageSizeBytes, layout);
        expect(usablePages).toBeGreaterThanOrEqual(before);
        before = usablePages;
      }
    }
  });
});

describe('smallestWorkingSize', () => {
  const LONG_NAME = 'n'.repeat(40);
  const SERVERS = Array.from({ length: 300 }, (_, index) => `server 10.0.${index >> 8}.${index & 255};`).join(' ');

  test.each([
    [LIMIT, 'one', 4096, 32 * KB],
    [LIMIT, 'one', 65_536, 512 * KB],
    // The parser takes 8k; the header and the text for log lines want a page each.
    [DOGS, 'dogs', 4096, 12 * KB],
    [DOGS, 'dogs', 65_536, 192 * KB],
    // With a name of 37 to 100 characters both lie in one page.
    [`lua_shared_dict ${LONG_NAME} 1m;`, LONG_NAME, 4096, 8 * KB],
    ['proxy_cache_path /tmp/c keys_zone=images:1m;', 'images', 4096, 12 * KB],
    // What the module puts there is not known, only the check of its directive is.
    ['acme_shared_zone zone=a:1m;', 'a', 4096, 32 * KB],
    ['keyval_zone_redis zone=r;', 'r', 4096, null],
  ])('%s %s, pages of %i', (text, name, pageSizeBytes, expected) => {
    const { analysis, zone } = sized(text, name, { pageSizeBytes });
    expect(smallestWorkingSize(analysis, zone)).toBe(expected);
  });

  test('is not known where the directive checks nothing, and what it allocates is not known', () => {
    const { analysis, zone } = sized('acme_shared_zone zone=a:1m;', 'a');
    const kind = { ...zone.kind, size: { ...zone.kind.size, minimum: null } };
    expect(smallestWorkingSize(analysis, { ...zone, kind })).toBeNull();
    expect(suggestedSizes(analysis, { ...zone, kind })[0]).toMatchObject({ sizeText: '64k' });
  });

  test('has room for the servers of an upstream', () => {
    const { analysis, zone } = sized(`upstream u { zone u 64k; ${SERVERS} }`, 'u');
    const bytes = smallestWorkingSize(analysis, zone);
    expect(bytes).toBeGreaterThan(64 * KB);
    const starts = (sizeBytes: number): boolean | null | undefined => {
      const again = sized(`upstream u { zone u ${sizeBytes}; ${SERVERS} }`, 'u');
      return again.analysis.figures.get(again.zone)?.footprint.canStart;
    };
    expect([starts(bytes ?? 0), starts((bytes ?? 0) - 4096)]).toEqual([true, false]);
  });
});

describe('sizeTextFor', () => {
  const { kind } = sized(DOGS, 'dogs').zone;

  test.each([
    [MB, '1m'],
    [1024 * MB, '1024m'],
    [12 * KB, '12k'],
    [1028 * KB, '1028k'],
    [1_000_948, '1000948'],
  ])('%i bytes are written %s', (bytes, text) => {
    expect(sizeTextFor(bytes, kind)).toBe(text);
    for (const parser of ['size', 'offset', 'nchan', 'bkm', 'unknown'] as const) {
      expect(parseSizeText(text, parser)).toBe(bytes);
    }
  });

  test.each(['none', 'count'] as const)('nothing is written where the parser is %s', (parser) => {
    expect(sizeTextFor(MB, { ...kind, size: { ...kind.size, parser } })).toBeNull();
  });
});

describe('suggestedSizes', () => {
  test('start with the least and end at the memory limit', () => {
    const { analysis, zone } = sized(DOGS, 'dogs', { limitBytes: 64 * MB });
    const sizes = suggestedSizes(analysis, zone);
    expect(sizes.map(({ sizeText }) => sizeText)).toEqual('12k 64k 256k 1m 2m 5m 10m 20m 50m'.split(' '));
  });

  test('tell the figures of docs/slab.md', () => {
    const { analysis, zone } = sized(DOGS, 'dogs', { limitBytes: 2048 * MB });
    const rows = suggestedSizes(analysis, zone).map((size) => [
      size.sizeText,
      (size.usableBytes ?? 0) / 4096,
      (size.emptyLoadedBytes ?? 0) / KB,
    ]);
    expect(rows).toEqual(
      expect.arrayContaining([
        ['12k', 2, 12],
        ['1m', 254, 16],
        ['10m', 2544, 72],
        ['100m', 25_450, 608],
        ['1024m', 260_616, 6120],
      ]),
    );
    const half = suggestedSizes(analysis, zone).find(({ sizeText }) => sizeText === '1024m');
    expect(half).toMatchObject({ limitShare: 0.5, exactness: 'exact', fits: { noun: 'keys' } });
  });

  test('are whole pages of the target', () => {
    const { analysis, zone } = sized(LIMIT, 'one', { pageSizeBytes: 65_536, limitBytes: null });
    const sizes = suggestedSizes(analysis, zone);
    expect(sizes.map(({ sizeText }) => sizeText).slice(0, 3)).toEqual(['512k', '1m', '2m']);
    expect(sizes.every(({ limitShare }) => limitShare === null)).toBe(true);
  });

  test('still hold the least where the memory limit is below it, and nothing where no size is written', () => {
    const tiny = sized(LIMIT, 'one', { limitBytes: 4096 });
    expect(suggestedSizes(tiny.analysis, tiny.zone).map(({ sizeText }) => sizeText)).toEqual(['32k']);
    const redis = sized('keyval_zone_redis zone=r;', 'r');
    expect(suggestedSizes(redis.analysis, redis.zone)).toEqual([]);
  });
});
