import { describe, expect, test } from 'vitest';
import { TRUSTED_COMMANDS } from '../../../../client/src/commands/names';
import { ENTRY_SIZES_COMMAND } from '../../../../server/src/features/hover/figureTexts';
import { hover } from '../../../../server/src/features/hover/hover';
import type { LiveZone } from '../../../../server/src/shared/liveSample';
import { withCursorInHttp } from '../cursor';
import { AMPLE_HOST } from '../diagnostics/check';
import {
  attached,
  failingZone,
  filledZone,
  liveView,
  liveZone,
  MB,
  processOf,
  TAKEN_AT_MS,
  trendOf,
  type ViewSetup,
} from '../support/liveView';
import { blocksOf, entrySizeLink, outsideCode, rowOf } from './hoverAt';

const HOST = { ...AMPLE_HOST, memory: { ...AMPLE_HOST.memory, limitBytes: 8 * 2 ** 30, limitSource: 'RAM' } };

/** What is shown at a cursor three seconds after the figures were taken. */
function liveHover(text: string, zones: readonly LiveZone[], setup: ViewSetup = {}, ageMs = 3000): string {
  const { analysis, path, offset } = withCursorInHttp(text, { host: HOST });
  return hover(attached(analysis, liveView(zones, setup)), path, offset, TAKEN_AT_MS + ageMs)?.markdown ?? '';
}

const MAPPED = [
  { pid: 4242, bytes: 0 },
  { pid: 102, bytes: 65_536 },
  { pid: 101, bytes: 37_748 * 1024 },
];
const GROWING = trendOf({
  loadedBytesPerMinute: 1.2 * MB,
  usedBytesPerMinute: 1.1 * MB,
  fullInMs: 57 * 60_000,
  loadedInMs: 53 * 60_000,
});

const DOGS = 'lua_sha|red_dict dogs 100m; init_by_lua_block { local d = ngx.shared.dogs }';

describe('on a directive', () => {
  const markdown = liveHover(DOGS, [liveZone('dogs', { mapped: MAPPED })], { trends: [GROWING] });

  test('says in a sentence for which server it is worked out what fits, where that is another', () => {
    const said = 'What fits is worked out for nginx 1\\.22\\.1\\, on another machine with pages of 64 KB.';
    const target = { ...HOST, origin: 'target', pageSizeBytes: 65_536 } as const;
    const { analysis, path, offset } = withCursorInHttp(DOGS, { host: target });
    const shown = hover(attached(analysis, liveView([liveZone('dogs')])), path, offset, TAKEN_AT_MS)?.markdown ?? '';
    expect(shown).toContain(said);
    expect(rowOf(shown, 'Figures for')).toBeNull();
    expect(markdown).not.toContain('What fits');
  });

  test('shows what runs first, and whose figures they are', () => {
    expect(blocksOf(markdown).slice(0, 2)).toEqual([
      '**`dogs`** · zone of ngx_http_lua_module (`lua_shared_dict`)',
      [
        '| Loaded | 37.2 of 100 MB ▮▮▮▯▯▯▯▯ |',
        '| :-- | :-- |',
        '| Used | 36.6 MB in 9,377 of 25,450 pages; chunks: 300,003 used, 157 free |',
        '| Free | 62.8 MB in 16,073 of 25,450 pages; the biggest value that still fits: 62.8 MB |',
        '| Growth | +1.2 MB loaded, +1.1 MB used a minute · full in ≈ 57 min · loaded in ≈ 53 min |',
        '| Mapped | worker 101: 36.9 MB · worker 102: 64 KB · 1 more |',
        '| Read from | nginx 1\\.22\\.1\\, pid 4242 · 3 s ago · exact: the kernel’s own account |',
        `| Fits | ≈ 814,367 keys of 128 bytes (key 20 + value 32, ${entrySizeLink('assumed')}) |`,
        '| Memory limit | 1.2 % of 8 GB (RAM) |',
      ].join('\n'),
    ]);
  });

  test('tells what looks like a leak, and RSS, by what is seen', () => {
    expect(markdown).toContain(
      '**Not a leak:** nginx still grows by up to 62.8 MB as this zone is loaded for the first time, and then stops. RSS ' +
        'falls at a reload, but the zone still holds every page that was ever written.',
    );
    expect(markdown).toContain(
      '**RSS:** worker 101 has touched 36.9 MB of this zone, worker 102 has touched 64 KB, and these are the same pages, ' +
        '37.2 MB in all: never add up the RSS of workers, add up their PSS (`/proc/PID/smaps_rollup`).',
    );
    const whole = liveHover(DOGS, [filledZone('dogs', 0)]);
    expect(whole).toContain(
      '**Not a leak:** every page of this zone is loaded, 100 MB, and it does not grow any more.',
    );
  });

  test('tells of a zone that no process counts, though it is loaded', () => {
    // Filled before the fork, or a reload: page tables start empty.
    const none = MAPPED.map(({ pid }) => ({ pid, bytes: 0 }));
    const after = liveHover(DOGS, [liveZone('dogs', { mapped: none })]);
    expect(rowOf(after, 'Mapped')).toBe('nothing yet, in none of 3 processes');
    expect(after).toContain(
      '**RSS:** no process counts more than 0 bytes of this zone, and yet 37.2 MB of it is loaded: each counts what it has ' +
        'touched itself since it started. When RSS grows up to that again, no more RAM is taken.',
    );
  });

  test('keeps what is about to be wrong at the top of its sentences', () => {
    const sentence = (zone: LiveZone): string | undefined =>
      liveHover(DOGS, [zone]).split('\n\n')[2]?.split('  \n')[0]?.split('**')[1];
    expect(sentence(liveZone('dogs'))).toBe('Not a leak:');
    expect(sentence(failingZone('dogs', 3))).toBe('“No memory” with space left:');
    expect(sentence(liveZone('dogs', { sizeBytes: 50 * MB }))).toBe('Another size runs:');
  });

  test('is short', () => {
    expect(markdown.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(17);
    expect(TRUSTED_COMMANDS).toContain(ENTRY_SIZES_COMMAND);
  });

  test('says what the last reload did to the zone', () => {
    const change = { name: 'dogs', change: 'kept', sizeBytesBefore: 100 * MB, sizeBytesAfter: 100 * MB } as const;
    const at = (minutes: number) => TAKEN_AT_MS - minutes * 60_000;
    const events = [
      { atMs: at(9), kind: 'restart', zones: [{ ...change, change: 'data lost' }] },
      { atMs: at(5), kind: 'reload', zones: [change] },
      { atMs: at(1), kind: 'worker replaced', zones: [] },
    ] as const;
    expect(liveHover(DOGS, [liveZone('dogs')], { events })).toContain(
      'Reloaded 5 min ago: it was kept with all its pages.',
    );
    const resized = [
      { atMs: at(2), kind: 'reload', zones: [{ ...change, change: 'resized', sizeBytesBefore: MB }] },
    ] as const;
    expect(liveHover(DOGS, [liveZone('dogs')], { events: resized })).toContain(
      'Reloaded 2 min ago: it was made anew with 100 MB instead of 1 MB, and its contents were lost.',
    );
  });
});

describe('figures that are not exact, or not there,', () => {
  test.each([
    [{ loaded: { bytes: 65_536, exactness: 'at least' } }, 'Loaded', '≥ 64 KB of 100 MB ▮▮▮▯▯▯▯▯'],
    [{ pool: 'unreadable', pages: null }, 'Used', 'not known: its contents may not be read'],
    [{ isConsistent: false, pages: null }, 'Used', 'not known: the server was writing at every attempt'],
    [{ pool: 'unknown layout', pages: null }, 'Used', 'not known: the pool is laid out in a way that is not known'],
    [{ pool: 'none', pages: null }, 'Used', 'not known: the module manages this memory itself'],
    [{ pages: null }, 'Free', null],
    // Not all free runs were followed.
    [{ pages: { total: 9, free: 4, used: 5, largestFreeRun: null } }, 'Free', '16 KB in 4 of 9 pages'],
    [
      { pages: { total: 9, free: 0, used: 9, largestFreeRun: 0 }, slots: [] },
      'Free',
      '0 bytes in 0 of 9 pages; no value fits any more',
    ],
    [{ mapped: null }, 'Mapped', null],
  ] as [Partial<LiveZone>, string, string | null][])('%o: %s is %s', (changes, label, expected) => {
    expect(rowOf(liveHover(DOGS, [liveZone('dogs', changes)]), label)).toBe(expected);
  });

  test.each([
    [{}, 90_000, '1 min ago'],
    [{ state: 'stopped' }, 3000, 'server stopped'],
    [{ state: 'lost' }, 3000, 'no longer refreshed'],
  ] as [ViewSetup, number, string][])('say so: %o after %i ms', (setup, ageMs, said) => {
    const row = rowOf(liveHover(DOGS, [liveZone('dogs')], setup, ageMs), 'Read from');
    expect(row).toBe(`nginx 1\\.22\\.1\\, pid 4242 · ${said} · exact: the kernel’s own account`);
  });

  test('say what the rung shows', () => {
    const view = { sample: { rung: 'page tables' } } as const;
    expect(rowOf(liveHover(DOGS, [liveZone('dogs')], view), 'Read from')).toContain('pages in page tables');
  });
});

describe('failures', () => {
  test('are told with their rate, and only where there are some', () => {
    const trends = [trendOf({ failuresPerMinute: 12 })];
    expect(rowOf(liveHover(DOGS, [failingZone('dogs', 1905)], { trends }), 'Failures')).toBe('1,905, now 12 a minute');
    expect(rowOf(liveHover(DOGS, [failingZone('dogs', 1905)]), 'Failures')).toBe('1,905');
    expect(rowOf(liveHover(DOGS, [liveZone('dogs')]), 'Failures')).toBeNull();
  });

  test('explain “no memory” with what is free', () => {
    const fragmented = failingZone('dogs', 3, { pages: { total: 25_450, free: 100, used: 25_350, largestFreeRun: 2 } });
    expect(liveHover(DOGS, [fragmented])).toContain(
      '**“No memory” with space left:** 400 KB is free, but the largest piece of it is 8 KB. What needs a larger piece ' +
        'fails, or drops other entries. Failed allocations so far: 3; where entries are dropped for others, each of ' +
        'those counts as one.',
    );
    const none = liveZone('dogs', { pages: { total: 25_450, free: 0, used: 25_450, largestFreeRun: 0 } });
    expect(liveHover(DOGS, [none])).toContain('no page is free, and only chunks of at most 128 bytes are.');
    expect(liveHover(DOGS, [liveZone('dogs')])).toContain(
      '62.8 MB is free in one piece. What needs a larger piece fails, or drops other entries. No allocation has found the ' +
        'zone full yet.',
    );
  });
});

test('on a size, says which one runs and what a reload does', () => {
  const markdown = liveHover('lua_shared_dict dogs 20|0m;', [liveZone('dogs')]);
  expect(rowOf(markdown, 'Loaded')).toBe('37.2 of 100 MB ▮▮▮▯▯▯▯▯ · **the file says 200 MB**');
  expect(rowOf(markdown, 'Smallest size')).not.toBeNull();
  expect(markdown).toContain(
    '**Another size runs:** 100 MB, mapped when the zone was made; the file says 200 MB. A reload maps a new, empty zone, ' +
      'and the old one stays beside it until the last old worker has gone.',
  );
  const same = liveHover('lua_shared_dict dogs 10|0m;', [liveZone('dogs')]);
  expect(same).toContain('**Another size in the file** changes nothing in a running server until a reload.');
});

test.each([
  ['a name', 'lua_shared_dict do|gs 100m;'],
  ['ngx.shared in Lua', 'lua_shared_dict dogs 100m; init_by_lua_block { local d = ngx.shared.do|gs }'],
])('on %s, shows what runs', (_, text) => {
  const markdown = liveHover(text, [liveZone('dogs')]);
  expect(rowOf(markdown, 'Loaded')).toBe('37.2 of 100 MB ▮▮▮▯▯▯▯▯');
  expect(rowOf(markdown, 'Read from')).toContain('pid 4242 · 3 s ago');
});

test('on a reference to a zone whose entries hold no values, names the largest piece', () => {
  const zone = liveZone('one', { kind: 'limit_req_zone', module: 'ngx_http_limit_req_module' });
  const text = 'limit_req_zone $uri zone=one:100m rate=1r/s; limit_req zone=o|ne;';
  expect(rowOf(liveHover(text, [zone]), 'Free')).toBe('62.8 MB in 16,073 of 25,450 pages; largest piece: 62.8 MB');
});

test('names many processes in one short row', () => {
  const mapped = Array.from({ length: 40 }, (_, index) => ({ pid: 100 + index, bytes: 4096 * (index + 1) }));
  const processes = mapped.map(({ pid }) => processOf(pid, pid === 139 ? 'old worker' : 'worker'));
  const row = rowOf(liveHover(DOGS, [liveZone('dogs', { mapped })], { sample: { processes } }), 'Mapped');
  expect(row).toBe('old worker 139: 160 KB · worker 138: 156 KB · worker 137: 152 KB · 37 more');
});

test('nothing that the server says is taken for Markdown', () => {
  const server = { product: '[x](command:evil)|`', version: '<b>**' };
  const markdown = liveHover(DOGS, [liveZone('dogs')], { server });
  expect(outsideCode(markdown)).not.toMatch(/evil\)|<b>|\]\(/);
  expect(markdown.split('\n').every((line) => !line.startsWith('|') || line.endsWith(' |'))).toBe(true);
});
