import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../../server/src/features/analysis';
import { sizeZoneEdits, zoneSizingQuestion } from '../../../../server/src/features/quickFixes/sizeZone';
import { type Cursor, type CursorSetup, withCursorInHttp } from '../cursor';
import { SMALL_HOST } from '../diagnostics/diagnoseRows';
import { applied, offerInHttp, textsOf } from './fixing';

const LIMIT = 'limit_req_zone $binary_remote_addr zone=a:1m rate=1r/s;';

function questionAt(text: string, setup: CursorSetup = {}) {
  const { analysis, path, offset } = withCursorInHttp(text, setup);
  return zoneSizingQuestion(analysis, path, offset);
}

function sized(cursor: Cursor, entries: number, keyBytes = 0, valueBytes = 0) {
  const { analysis, path, offset } = cursor;
  const answer = sizeZoneEdits(analysis, path, offset, { entries, keyBytes, valueBytes });
  if ('refusal' in answer) throw new Error(answer.refusal);
  const text = applied(textsOf(analysis), answer.edits).get(path) ?? '';
  return { ...answer, text: text.slice('events {}\nhttp {\n'.length, -'\n}\n'.length) };
}

function refusalOf(text: string, entries: number, keyBytes = 0, valueBytes = 0): string | null {
  const { analysis, path, offset } = withCursorInHttp(text);
  const answer = sizeZoneEdits(analysis, path, offset, { entries, keyBytes, valueBytes });
  return 'refusal' in answer ? answer.refusal : null;
}

describe('the question', () => {
  test('says what fits now', () => {
    // nginx's documentation: "One megabyte zone can keep about 8 thousand 128-byte states" of 64-bit platforms.
    const question = questionAt(LIMIT.replace('zone=a', 'zo|ne=a'));
    expect(question?.entries).toBeGreaterThan(7900);
    expect(question?.entries).toBeLessThan(8192);
    expect({ ...question, entries: null }).toEqual({
      zoneName: 'a',
      noun: 'keys',
      entries: null,
      keyBytes: 16,
      valueBytes: 0,
      holdsKey: true,
      holdsValue: false,
      sizeText: '1m',
    });
  });

  test('asks for keys and values where they count', () => {
    expect(questionAt('lua_shared_dict a |10m;')).toMatchObject({ holdsKey: true, holdsValue: true, sizeText: '10m' });
    expect(questionAt('proxy_cache_path /c keys_zone=|a:10m;')).toMatchObject({
      holdsKey: false,
      holdsValue: false,
      keyBytes: 0,
    });
    const settings = { ...DEFAULT_SETTINGS, entrySizes: new Map([['a', { keyBytes: 5, valueBytes: 7 }]]) };
    expect(questionAt('lua_shared_dict a |10m;', { settings })).toMatchObject({ keyBytes: 5, valueBytes: 7 });
  });

  test('is asked at a reference, anywhere in the directive, and of a size that is wrong', () => {
    expect(questionAt(`${LIMIT} server { limit_req zone=|a; }`)?.zoneName).toBe('a');
    expect(questionAt(LIMIT.replace('rate', 'ra|te'))?.zoneName).toBe('a');
    expect(questionAt(LIMIT.replace('1m', '|1g'))).toMatchObject({ entries: null, sizeText: '1g', keyBytes: 16 });
    expect(questionAt(LIMIT.replace('1m', '|1k'))).toMatchObject({ entries: null, sizeText: '1k' });
  });

  test.each([
    'gzip o|n;',
    'server { limit_req zone=|a; }',
    // What one of its entries takes is not known; its size is a number, or not in the config.
    'push_stream_shared_memory_size |10m;',
    'cache_purge_queue_size |1000;',
    'vod_metadata_cache a |10m;',
  ])('is not asked at %s', (text) => {
    expect(questionAt(text)).toBeNull();
    expect(refusalOf(text, 1)).toMatch(/^There is no zone here/);
  });
});

describe('the answer', () => {
  test('writes a size that fits the entries, and says what that costs', () => {
    const { text, sizeText, explanation } = sized(
      withCursorInHttp(LIMIT.replace('1m', '|1m'), { host: SMALL_HOST }),
      60_000,
      16,
    );
    // 60,000 states of 128 bytes are 7.4 MB.
    expect(sizeText).toBe('8m');
    expect(text).toBe(LIMIT.replace('1m', '8m'));
    // 8 of 1024 MB.
    expect(explanation).toMatch(
      /^8m fits 6\d,\d{3} keys; it holds [\d.]+ KB of RAM when empty and 8 MB when full, 0\.8 % of the memory limit\.$/,
    );
  });

  test('knows the length of key and value', () => {
    // 2 bytes of 4096-byte values make a page and a bit each: two pages, 8 KB.
    const small = sized(withCursorInHttp('lua_shared_dict a |1m;'), 10_000, 20, 32);
    const large = sized(withCursorInHttp('lua_shared_dict a |1m;'), 10_000, 20, 4096);
    expect(small.sizeText).toBe('2m');
    expect(large.sizeText).toBe('80m');
  });

  test('all declarations that share the zone get it', () => {
    const text = 'ssl_session_cache shared:a:1m; server { ssl_session_cache shared:a:|1m; }';
    const { text: after, sizeText } = sized(withCursorInHttp(text), 100_000);
    expect(after).toBe(text.replace('|', '').replaceAll('1m', sizeText));
    expect(sizeText).not.toBe('1m');
  });

  test('at a reference the declaration is changed', () => {
    const text = `${LIMIT} server { limit_req zone=|a; }`;
    expect(sized(withCursorInHttp(text), 60_000, 16).text).toBe(text.replace('|', '').replace('1m', '8m'));
  });

  test('where the host is not known the share is left out', () => {
    const host = { ...SMALL_HOST, memory: { ...SMALL_HOST.memory, limitBytes: null } };
    expect(sized(withCursorInHttp(LIMIT.replace('1m', '|1m'), { host }), 60_000, 16).explanation).toMatch(
      /8 MB when full\.$/,
    );
  });

  test.each([
    ['no entries', 'lua_shared_dict a |1m;', 0, 20, 32],
    ['half an entry', 'lua_shared_dict a |1m;', 0.5, 20, 32],
    ['no number', 'lua_shared_dict a |1m;', Number.NaN, 20, 32],
    ['more than can be', 'lua_shared_dict a |1m;', 2 ** 52, 20, 32],
    ['a longer key than it takes', 'limit_conn_zone $uri zone=a:|1m;', 1000, 256, 0],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is what templates look like
    ['a template', 'lua_shared_dict a "|${SIZE}";', 1000, 20, 32],
    ['escapes', 'limit_conn_zone $uri "zone=\\"a:|1m";', 1000, 16, 0],
  ] as const)('refuses %s', (_, text, entries, keyBytes, valueBytes) => {
    expect(refusalOf(text, entries, keyBytes, valueBytes)).toMatch(/^[A-Zn].*\.$/);
  });
});

describe('the offer', () => {
  const sizing = { title: 'Size this zone…', kind: 'refactor', problem: null, isPreferred: false, edits: [] };

  test('stands at any declaration with a size', () => {
    const found = offerInHttp('lua_shared|_dict a 1m; init_by_lua_block { ngx.shared.a:get(1) }');
    const offset = found.text.indexOf('1m');
    expect(found.fixes).toEqual([{ ...sizing, command: { name: 'sizeZone', zone: { path: found.path, offset } } }]);
    expect(zoneSizingQuestion(found.analysis, found.path, offset)?.zoneName).toBe('a');
  });

  test.each([
    'gzip o|n;',
    'upstream u { zone |a; server b; } upstream v { zone a 1m; server b; }',
    'push_stream_shared_memory_size |10m;',
  ])('not at %s', (text) => {
    expect(offerInHttp(text).fixes.filter(({ kind }) => kind === 'refactor')).toEqual([]);
  });
});
