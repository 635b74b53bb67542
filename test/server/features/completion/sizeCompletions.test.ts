import { describe, expect, test } from 'vitest';
import { parseSizeText } from '../../../../server/src/zones/sizeText';
import { check } from '../diagnostics/check';
import { completeAt, completeInHttp, itemNamed, labelsOf, lineWith, textWith } from './completing';

const sizes = (text: string, setup = {}): string[] => labelsOf('size', completeInHttp(text, setup));

describe('sizes', () => {
  test.each<[text: string]>([
    ['lua_shared_dict dogs |'],
    ['lua_shared_dict dogs |;'],
    ['lua_shared_dict dogs 1|'],
    ['lua_shared_dict dogs 1|0m;'],
    ['lua_shared_dict dogs |\n  sendfile on;'],
    ['lua_shared_dict dogs |\n  foo bar;'],
    ['lua_shared_dict dogs |\n  # why\n}'],
    ['lua_shared_dict\n  dogs\n  |;'],
    ['lua_shared_dict dogs "|";'],
    ['limit_req_zone $uri zone=one:|'],
    ['limit_req_zone $uri zone=one:1| rate=1r/s;'],
    ['limit_req_zone $uri "zone=one:|" rate=1r/s;'],
    ['proxy_cache_path /x keys_zone=one:|;'],
    ['ssl_session_cache builtin shared:one:|;'],
    ['upstream a { zone a |; server 127.0.0.1; }'],
    ['check_shm_size |;'],
    ['waf_zone name=a size=|;'],
    ['push_stream_shared_memory_size | name;'],
    ['server { ssl_session_cache shared:one:| }'],
  ])('%s', (text) => {
    expect(sizes(text)).toContain('10m');
  });

  test.each<[text: string]>([
    ['lua_shared_dict |'],
    ['lua_shared_dict dogs 10m |'],
    ['limit_req_zone |'],
    ['limit_req_zone $uri zone=|'],
    ['limit_req_zone $uri rate=1|'],
    ['limit_req_zone $uri zone=one:1m:|'],
    ['limit_req_zone zone=one:| $uri'],
    ['proxy_cache_path /x keys_zone=one:1m max_size=|'],
    ['limit_req zone=one:|'],
    ['client_body_buffer_size |'],
    ['# lua_shared_dict dogs |'],
    ['map $a $b { lua_shared_dict dogs |; }'],
    ['upstream a { zone | 64k; server 127.0.0.1; }'],
    ['shared_map name |;'],
    ['limit_req_zone $uri zone=one:\\1|'],
  ])('none at %s', (text) => {
    expect(sizes(text)).toEqual([]);
  });

  test('of a count of elements there is no size', () => {
    const text = 'http { server {\nstatus_zone $host zone=a:|;\n} }';
    expect(labelsOf('size', completeAt(text, { banner: 'Angie/1.10.0' }))).toEqual([]);
  });

  test.each<[text: string, label: string, line: string]>([
    ['lua_shared_dict dogs |', '10m', 'lua_shared_dict dogs 10m'],
    ['lua_shared_dict dogs 1|2k;', '10m', 'lua_shared_dict dogs 10m;'],
    ['limit_req_zone $uri zone=one:|1g rate=1r/s;', '10m', 'limit_req_zone $uri zone=one:10m rate=1r/s;'],
    ['limit_req_zone $uri "zone=one:1|" rate=1r/s;', '10m', 'limit_req_zone $uri "zone=one:10m" rate=1r/s;'],
    ['waf_zone name=a size=1|;', '10m', 'waf_zone name=a size=10m;'],
  ])('%s takes %s', (text, label, line) => {
    expect(lineWith(completeInHttp(text), label)).toBe(line);
  });

  test("behind Angie's size there may be a file", () => {
    const done = completeInHttp('proxy_cache_path /x keys_zone=a:1|m:file=/y;', { banner: 'Angie/1.10.0' });
    expect(lineWith(done, '10m')).toBe('proxy_cache_path /x keys_zone=a:10m:file=/y;');
  });

  test('in order of size, not of letters', () => {
    const bytes = sizes('lua_shared_dict dogs |').map((text) => parseSizeText(text, 'size') ?? Number.NaN);
    expect(bytes.length).toBeGreaterThan(5);
    expect(bytes).toEqual([...bytes].sort((left, right) => left - right));
    expect(bytes).not.toContain(Number.NaN);
  });

  test.each([
    ['lua_shared_dict dogs |;', 'lua_shared_dict'],
    ['limit_req_zone $uri zone=one:| rate=1r/s;', 'limit_req_zone'],
    ['proxy_cache_path /x keys_zone=one:|;', 'proxy_cache_path'],
    ['ssl_session_cache shared:one:|;', 'ssl_session_cache'],
    ['upstream a { zone a |; server 127.0.0.1; }', 'zone'],
    ['nchan_max_reserved_memory |;', 'nchan_max_reserved_memory'],
  ])('nginx takes each of them and starts: %s', (text) => {
    for (const pageSizeBytes of [4096, 65536]) {
      const base = completeInHttp(text);
      const host = { ...base.analysis.host, pageSizeBytes };
      const done = completeInHttp(text, { host });
      for (const label of labelsOf('size', done)) {
        const codes = check(textWith(done, label), { host }).map(({ code }) => code);
        expect(
          codes.filter((code) => /size|start|small/.test(code)),
          `${label} on ${pageSizeBytes}`,
        ).toEqual([]);
      }
    }
  });

  test('none above the memory limit', () => {
    const { host } = completeInHttp('|').analysis;
    const small = { ...host, memory: { ...host.memory, limitBytes: 8 * 1024 ** 2 } };
    const offered = sizes('lua_shared_dict dogs |', { host: small });
    expect(offered).toContain('5m');
    expect(offered).not.toContain('10m');
  });

  test('each with what it would fit and cost', () => {
    const { host } = completeInHttp('|').analysis;
    const limited = { ...host, memory: { ...host.memory, limitBytes: 1024 ** 3 } };
    const text = 'limit_req_zone $binary_remote_addr zone=one:| rate=1r/s;';
    const { detail } = itemNamed(completeInHttp(text, { host: limited }), '1m');
    // 1 MB is 256 pages of 4 KB; two hold the pool's header and its 24 bytes for each page. Of the other 254 one goes to the text for
    // log lines. A key of 16 bytes makes a node of 96, so a chunk of 128, of which 253 pages have 253 * 32, less one for
    // the zone's struct of 80 bytes. Empty, the two pages of metadata and one of each class are loaded.
    expect(detail).toBe('fits ≈ 8,095 keys · 16 KB when empty · <0.1 % of 1 GB');
  });

  test('where it is not known what an entry takes, what there is for them', () => {
    expect(itemNamed(completeInHttp('waf_zone name=a size=|;'), '1m').detail).toMatch(/^\d{3,4} KB usable · ≥ /);
  });

  test('what the person set counts', () => {
    const entrySizes = new Map([['dogs', { keyBytes: 10, valueBytes: 4000 }]]);
    const detail = (setup: object): string => itemNamed(completeInHttp('lua_shared_dict dogs |', setup), '10m').detail;
    // A node of 68 + 4,010 bytes takes a page; 10 MB has 2,544 of them or so, of which the dictionary has two.
    expect(detail({ settings: { entrySizes } })).toMatch(/^fits 2,5\d\d keys/);
    expect(detail({})).toMatch(/^fits ≈ /);
  });
});
