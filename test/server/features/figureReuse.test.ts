import { describe, expect, test } from 'vitest';
import { type Analysis, type AnalysisSettings, analyze, DEFAULT_SETTINGS } from '../../../server/src/features/analysis';
import type { HostFacts } from '../../../server/src/host/hostFacts';
import type { ZoneFigures } from '../../../server/src/zones/footprint';
import { httpModel, zoneNamed } from '../zones/modelOf';
import { AMPLE_HOST } from './diagnostics/check';

interface Given {
  readonly text: string;
  readonly host?: HostFacts;
  readonly settings?: AnalysisSettings;
  readonly banner?: string;
}

/** Figures of the zone "a" in one config, and in another that is worked out after it. */
function figuresOfA(first: Given, second: Given): [ZoneFigures | undefined, ZoneFigures | undefined] {
  const analyses: Analysis[] = [];
  for (const { text, host = AMPLE_HOST, settings = DEFAULT_SETTINGS, banner = 'nginx/1.22.1' } of [first, second]) {
    const model = httpModel(text, { banner, pageSizeBytes: host.pageSizeBytes });
    analyses.push(analyze(model, host, settings, analyses[0]));
    const fresh = analyze(model, host, settings);
    expect([...(analyses.at(-1)?.figures.values() ?? [])]).toEqual([...fresh.figures.values()]);
  }
  const [one, other] = analyses.map(({ model, figures }) => figures.get(zoneNamed(model, 'a')));
  return [one, other];
}

describe('figures stay the same object', () => {
  test.each([
    [
      'where other zones come and go',
      'lua_shared_dict a 1m;',
      'lua_shared_dict b 1m; lua_shared_dict a 1m; lua_shared_dict c 1m;',
    ],
    [
      'wherever the zone is used',
      'limit_conn_zone $uri zone=a:1m;',
      'limit_conn_zone $uri zone=a:1m; server { limit_conn a 1; }',
    ],
    ['where the size is written otherwise', 'lua_shared_dict a 1m;', 'lua_shared_dict a 1024k;'],
    [
      'where other directives stand in the upstream',
      'upstream u { zone a 1m; server 127.0.0.1; }',
      'upstream u { keepalive 5; zone a 1m; server 127.0.0.1 weight=2; }',
    ],
  ])('%s', (_, first, second) => {
    const [one, other] = figuresOfA({ text: first }, { text: second });
    expect(one).toBeDefined();
    expect(other).toBe(one);
  });
});

describe('figures are worked out again', () => {
  test.each([
    ['for another size', 'lua_shared_dict a 1m;', 'lua_shared_dict a 2m;'],
    ['for another key', 'limit_conn_zone $uri zone=a:1m;', 'limit_conn_zone $binary_remote_addr zone=a:1m;'],
    ['for another module', 'lua_shared_dict a 1m;', 'upload_progress a 1m;'],
    [
      'for other servers',
      'upstream u { zone a 1m; server 127.0.0.1; }',
      'upstream u { zone a 1m; server 127.0.0.1; server 127.0.0.2; }',
    ],
    [
      'for a longer address',
      'upstream u { zone a 1m; server 127.0.0.1; }',
      `upstream u { zone a 1m; server unix:/${'x'.repeat(60)}; }`,
    ],
    [
      'for a name that is to be looked up',
      'upstream u { zone a 1m; server 127.0.0.1:80; }',
      'upstream u { zone a 1m; server localhost:80; }',
    ],
  ])('%s', (_, first, second) => {
    const [one, other] = figuresOfA({ text: first }, { text: second });
    expect(one).toBeDefined();
    expect(other).not.toEqual(one);
  });

  const text = 'lua_shared_dict a 64m;';
  const sharedHugePages = { setting: 'always', usedForZones: true, hugePageBytes: 2 ** 21 } as const;
  test.each<[string, Omit<Given, 'text'>]>([
    ['huge pages', { host: { ...AMPLE_HOST, sharedHugePages } }],
    ['another page size', { host: { ...AMPLE_HOST, pageSizeBytes: 65_536 } }],
    [
      'entries of another size',
      { settings: { ...DEFAULT_SETTINGS, entrySizes: new Map([['a', { keyBytes: 9, valueBytes: 900 }]]) } },
    ],
    ['another server', { banner: '' }],
  ])('with %s', (_, other) => {
    const [before, after] = figuresOfA({ text }, { text, ...other });
    expect(after).not.toEqual(before);
  });
});
