import { describe, expect, test } from 'vitest';
import { type InlayParts, inlayHints } from '../../../server/src/features/inlayHints';
import { ROOT } from '../zones/modelOf';
import { type CursorSetup, withCursorInHttp } from './cursor';
import { entrySizeLink } from './hover/hoverAt';

const ALL: InlayParts = { usable: true, fits: true, live: true };

/** The http block's text with each hint, in brackets, at its place. */
function hinted(text: string, parts: InlayParts = ALL, setup: CursorSetup = {}): string {
  const marker = '#|\n';
  const cursor = withCursorInHttp(marker + text, setup);
  const whole = { start: 0, end: cursor.text.length };
  let shown = cursor.text;
  for (const hint of inlayHints(cursor.analysis, ROOT, whole, parts, 0).reverse()) {
    shown = `${shown.slice(0, hint.offset)}<${hint.text}>${shown.slice(hint.offset)}`;
  }
  return shown.slice('events {}\nhttp {\n#\n'.length, -'\n}\n'.length);
}

/** The only hint's text, null where there is none. */
function hintOf(text: string, parts: InlayParts = ALL, setup: CursorSetup = {}): string | null {
  const [first, ...more] = [...hinted(text, parts, setup).matchAll(/<([^>]*)>/g)].map((match) => match[1] ?? '');
  if (more.length > 0) throw new Error(`${more.length + 1} hints`);
  return first ?? null;
}

describe('what a hint says', () => {
  test.each([
    // 25,450 pages are 104,243,200 bytes; the entries of an assumed length take 128 bytes each.
    ['lua_shared_dict dogs 100m;', '99.4 MB usable · fits ≈ 814k keys'],
    // 252 pages of 32 chunks, and the 31 that the header leaves in its page.
    ['limit_req_zone $binary_remote_addr zone=one:1m rate=1r/s;', '1016 KB usable · fits ≈ 8,095 keys'],
    // Entries of one length on a known server: nothing is assumed.
    ['proxy_cache_path /tmp/c keys_zone=images:1m;', '1016 KB usable · fits 8,095 cached files'],
    ['ssl_session_cache shared:tls:1m;', '1016 KB usable · fits ≈ 2,688 sessions'],
    ['upstream u { zone u 64k; }', '60 KB usable · fits ≈ 63 servers'],
    // What an entry takes is not known.
    ['acme_shared_zone zone=a:1m;', '1016 KB usable'],
  ])('%s', (text, expected) => {
    expect(hintOf(text)).toBe(expected);
  });

  test('follows the length of entries that the person set', () => {
    const settings = { entrySizes: new Map([['dogs', { keyBytes: 9, valueBytes: 8 }]]) };
    expect(hintOf('lua_shared_dict dogs 100m;', ALL, { settings })).toBe('99.4 MB usable · fits 814k keys');
  });

  test('has only the parts that are wanted', () => {
    const dogs = 'lua_shared_dict dogs 100m;';
    expect(hintOf(dogs, { usable: true, fits: false, live: true })).toBe('99.4 MB usable');
    expect(hintOf(dogs, { usable: false, fits: true, live: true })).toBe('fits ≈ 814k keys');
    expect(hintOf(dogs, { usable: false, fits: false, live: true })).toBeNull();
    expect(hintOf('acme_shared_zone zone=a:1m;', { usable: false, fits: true, live: true })).toBeNull();
  });

  test.each([
    ['a size that nginx refuses', 'limit_req_zone $uri zone=one:1g rate=1r/s;'],
    ['a size below the minimum', 'limit_req_zone $uri zone=one:16k rate=1r/s;'],
    ['a size that a template fills in', 'lua_shared_dict dogs {{ size }};'],
    ['a zone that cannot start', 'lua_shared_dict dogs 8k;'],
    ['a zone that no process can map', 'lua_shared_dict dogs 281474976710656;'],
    ['a zone without a size', 'upstream u { zone u; }'],
    ['a zone that is switched off', 'ssl_session_cache off;'],
    ['a directive that still lacks its end', 'lua_shared_dict dogs 10m'],
    ['memory that is no slab pool', 'vod_metadata_cache meta 16m;'],
  ])('nothing of %s', (_, text) => {
    expect(hintOf(text)).toBeNull();
  });
});

describe('where a hint stands', () => {
  const FITS: InlayParts = { usable: false, fits: true, live: true };

  test.each([
    [
      'behind the `;`, before a comment',
      'lua_shared_dict d 12k; # dogs',
      'lua_shared_dict d 12k;<fits ≈ 31 keys> # dogs',
    ],
    [
      'behind the last line of a directive',
      'lua_shared_dict\n  d\n  12k\n;\n',
      'lua_shared_dict\n  d\n  12k\n;<fits ≈ 31 keys>\n',
    ],
    [
      'once a line',
      'lua_shared_dict d 12k; lua_shared_dict e 16k;\nlua_shared_dict f 16k;',
      'lua_shared_dict d 12k;<fits ≈ 31 keys> lua_shared_dict e 16k;\nlua_shared_dict f 16k;<fits ≈ 63 keys>',
    ],
    [
      'at each declaration of the size',
      'upstream a { zone u 32k; }\nupstream b { zone u; }\nupstream c { zone u 32k; }',
      'upstream a { zone u 32k;<fits ≈ 16 servers> }\nupstream b { zone u; }\nupstream c { zone u 32k;<fits ≈ 16 servers> }',
    ],
    [
      'not where another size is written',
      'ssl_session_cache shared:t:1m;\nserver { ssl_session_cache shared:t:2m; }',
      'ssl_session_cache shared:t:1m;<fits ≈ 2,688 sessions>\nserver { ssl_session_cache shared:t:2m; }',
    ],
  ])('%s', (_, text, expected) => {
    expect(hinted(text, FITS)).toBe(expected);
  });

  test('inside the range that is asked for, its borders included', () => {
    const { analysis, text } = withCursorInHttp('|lua_shared_dict d 12k;\nlua_shared_dict e 16k;');
    const ends = [...text.matchAll(/k;/g)].map((match) => match.index + 2);
    const [first = 0, second = 0] = ends;
    const offsetsIn = (start: number, end: number): number[] =>
      inlayHints(analysis, ROOT, { start, end }, ALL, 0).map(({ offset }) => offset);
    expect(offsetsIn(0, text.length)).toEqual([first, second]);
    expect(offsetsIn(first, first)).toEqual([first]);
    expect(offsetsIn(first + 1, second - 1)).toEqual([]);
    expect(offsetsIn(second, text.length)).toEqual([second]);
    expect(inlayHints(analysis, '/no/such/file', { start: 0, end: text.length }, ALL, 0)).toEqual([]);
  });

  test('in the file of the declaration only', () => {
    // Both have a `;` at offset 21.
    const files = { 'more.conf': 'lua_shared_dict d 12k;', 'other.conf': 'gzip on; gzip_types a;' };
    const { analysis } = withCursorInHttp('|include more.conf; include other.conf;', { files });
    const range = { start: 0, end: 1000 };
    expect(inlayHints(analysis, ROOT, range, ALL, 0)).toEqual([]);
    expect(inlayHints(analysis, '/etc/nginx/other.conf', range, ALL, 0)).toEqual([]);
    expect(inlayHints(analysis, '/etc/nginx/more.conf', range, ALL, 0)).toMatchObject([{ offset: 22, zoneName: 'd' }]);
  });
});

test('the tooltip says where the entries come from, and nothing of the config steers it', () => {
  const { analysis, text } = withCursorInHttp('|lua_shared_dict "a`b[x](y)" 12k;');
  const [hint] = inlayHints(analysis, ROOT, { start: 0, end: text.length }, ALL, 0);
  expect(hint?.tooltip.split('  \n')).toEqual([
    '``a`b[x](y)``: 12 KB',
    'loaded when empty: 12 KB',
    `fits: ≈ 31 keys of 128 bytes (key 20 + value 32, ${entrySizeLink('assumed')})`,
  ]);
  expect(hint?.text).not.toContain('`');
});
