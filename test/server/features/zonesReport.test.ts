import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../server/src/features/diagnostics/diagnose';
import { reportedProblem, totalsOf, zonesReport } from '../../../server/src/features/zonesReport';
import { analyzeText, HOST, NGINX_1_22 } from './problemFormats/analyzeText';

const SITE = {
  '/etc/nginx.conf': 'events {}\nhttp {\n  include conf.d/*.conf;\n  ssl_session_cache shared:tls:1m;\n}\n',
  '/etc/conf.d/a.conf': 'lua_shared_dict dogs 100m;\n',
};

describe('zonesReport', () => {
  const analysis = analyzeText(SITE, HOST, NGINX_1_22);
  const report = zonesReport(analysis, diagnose(analysis));

  test('tells what it is about', () => {
    expect(report).toMatchObject({
      schema: 'zone-lens.zones/1',
      root: '/etc/nginx.conf',
      files: ['/etc/nginx.conf', '/etc/conf.d/a.conf'],
      pageSizeBytes: 4096,
      server: { product: 'nginx', coreVersion: '1.22.1', withCompat: true },
      memory: { limitBytes: 1024 ** 3, limitSource: '--memory', availableBytes: null, zoneHugePageBytes: null },
    });
  });

  test('has zones in the order in which nginx reads them, and those of modules last', () => {
    expect(report.zones.map(({ name }) => name)).toEqual(['dogs', 'tls', 'nginx_shared_zone']);
  });

  test('has each zone with its place and its figures', () => {
    expect(report.zones[0]).toMatchObject({
      name: 'dogs',
      directive: 'lua_shared_dict',
      implicit: false,
      declaredAt: { file: '/etc/conf.d/a.conf', line: 1, column: 1 },
      sizeBytes: 104857600,
      footprint: { exactness: 'exact', emptyLoadedBytes: 622592, emptyUsedChunks: 3, emptyFreeChunks: 157 },
      capacity: { noun: 'keys', basis: 'assumed', keyBytes: 20, valueBytes: 32 },
    });
    expect(report.zones[1]?.declaredAt).toEqual({ file: '/etc/nginx.conf', line: 4, column: 3 });
  });

  test('has sentences for a full zone and for a reload', () => {
    for (const { whenFull, onReload } of report.zones) {
      expect(whenFull).toMatch(/^\S.+\.$/);
      expect(onReload).toMatch(/^\S.+\.$/);
    }
  });

  test('has the problems that it is given', () => {
    const problems = diagnose(analysis);
    expect(problems.map(({ code }) => code)).toEqual(['zone-unused']);
    expect(report.problems).toEqual(problems.map((problem) => reportedProblem(analysis, problem)));
    expect(report.problems).toMatchObject([{ file: '/etc/conf.d/a.conf', line: 1, column: 17 }]);
  });

  test('says that the version of the server is not known', () => {
    const unknown = zonesReport(analyzeText(SITE), []);
    expect(unknown.server).toEqual({ product: 'nginx', coreVersion: null, withCompat: null });
    expect(unknown.zones.find(({ name }) => name === 'tls')?.footprint.exactness).toBe('estimated');
    expect(unknown.totals.exactness).toBe('estimated');
  });

  test('tells the size of huge pages only where zones get some', () => {
    const hugePageBytes = 2 * 1024 * 1024;
    const with_ = { ...HOST, sharedHugePages: { setting: 'always', usedForZones: true, hugePageBytes } } as const;
    const without = { ...HOST, sharedHugePages: { setting: 'advise', usedForZones: false, hugePageBytes } } as const;
    expect(zonesReport(analyzeText(SITE, with_), []).memory.zoneHugePageBytes).toBe(hugePageBytes);
    expect(zonesReport(analyzeText(SITE, without), []).memory.zoneHugePageBytes).toBeNull();
  });

  test('declares a zone where its size stands, not where it is met first', () => {
    const upstreams =
      'http {\n upstream a { zone u; server 127.0.0.1; }\n upstream b { zone u 64k; server 127.0.0.1; }\n}\n';
    const [zone] = zonesReport(analyzeText({ '/nginx.conf': upstreams }), []).zones;
    expect(zone).toMatchObject({ name: 'u', sizeBytes: 65536, declaredAt: { line: 3 } });
  });
});

describe('totalsOf', () => {
  const totals = (text: string) => totalsOf(analyzeText({ '/a.conf': text }, HOST, NGINX_1_22));

  test('adds up sizes and what empty zones hold', () => {
    expect(totals('lua_shared_dict a 1m;\nlua_shared_dict b 100m;')).toEqual({
      sizeBytes: 101 * 1024 * 1024,
      emptyLoadedBytes: (16 + 608) * 1024,
      unknownZones: 0,
      exactness: 'exact',
    });
  });

  test('is 0 where there is no zone', () => {
    expect(totals('')).toEqual({ sizeBytes: 0, emptyLoadedBytes: 0, unknownZones: 0, exactness: 'exact' });
  });

  test('counts zones that are missing in the sums', () => {
    expect(totals('lua_shared_dict a 1m;\nlua_shared_dict b 1x;')).toEqual({
      sizeBytes: 1024 * 1024,
      emptyLoadedBytes: 16 * 1024,
      unknownZones: 1,
      exactness: 'estimated',
    });
  });

  test('is null, not 0, where no size is known', () => {
    expect(totals('lua_shared_dict b 1x;')).toMatchObject({ sizeBytes: null, emptyLoadedBytes: null, unknownZones: 1 });
  });
});
