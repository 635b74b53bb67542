import { describe, expect, test } from 'vitest';
import { makeFolder, ROOT, runCli, TARGET } from './support/runCli';

interface Shape {
  readonly [field: string]: string | Shape;
}

/** Fields of each object of the report and what may stand in them; `?` stands for null. */
const PLACE: Shape = { file: 'string', line: 'number', column: 'number' };

const ZONE: Shape = {
  name: 'string',
  directive: 'string?',
  module: 'string',
  implicit: 'boolean',
  sizeBytes: 'number?',
  footprint: {
    exactness: 'string',
    usablePages: 'number?',
    metadataBytes: 'number?',
    emptyFreePages: 'number?',
    emptyLoadedBytes: 'number?',
    emptyUsedChunks: 'number?',
    emptyFreeChunks: 'number?',
    canStart: 'boolean?',
  },
  capacity: {
    noun: 'string?',
    basis: 'string?',
    keyBytes: 'number?',
    valueBytes: 'number?',
    entryBytes: 'number?',
    slotBytes: 'number?',
    entries: 'number?',
    lostBytes: 'number?',
    largestValueBytes: 'number?',
  },
  whenFull: 'string',
  onReload: 'string',
};

const PROBLEM: Shape = { code: 'string', severity: 'string', message: 'string', ...PLACE };

const REPORT: Shape = {
  schema: 'string',
  root: 'string',
  pageSizeBytes: 'number',
  server: { product: 'string', coreVersion: 'string?', withCompat: 'boolean?' },
  memory: { limitBytes: 'number?', limitSource: 'string', availableBytes: 'number?', zoneHugePageBytes: 'number?' },
  totals: { sizeBytes: 'number?', emptyLoadedBytes: 'number?', unknownZones: 'number', exactness: 'string' },
};

/** Paths of fields that are missing, too many, or of another type than the shape says. */
function differences(value: Record<string, unknown>, shape: Shape, path: string): string[] {
  const unexpected = Object.keys(value).filter((field) => !(field in shape));
  return [
    ...unexpected.map((field) => `${path}.${field} is not in the schema`),
    ...Object.entries(shape).flatMap(([field, expected]) => {
      const found = value[field];
      if (typeof expected === 'object')
        return differences(found as Record<string, unknown>, expected, `${path}.${field}`);
      const type = expected.replace('?', '');
      const fits = found === null ? expected.endsWith('?') : typeof found === type && !Number.isNaN(found);
      return fits ? [] : [`${path}.${field} is ${JSON.stringify(found)}, not ${expected}`];
    }),
  ];
}

// biome-ignore lint/suspicious/noExplicitAny: what a program gets from JSON.parse, which these tests are about
type Json = any;

function report(...args: string[]): Json {
  const { output, errors, exitCode } = runCli(['zones', '--json', ...args]);
  expect({ errors, exitCode }).toEqual({ errors: '', exitCode: 0 });
  return JSON.parse(output);
}

describe('zone-lens zones --json', () => {
  test.each(['examples/nginx.conf', 'examples/problems/nginx.conf', 'examples/problems/syntax/nginx.conf'])(
    'keeps to its schema for %s',
    (file) => {
      for (const target of [TARGET, []]) {
        const { files, zones, problems, ...rest } = report(file, ...target);
        expect(differences(rest, REPORT, 'report')).toEqual([]);
        expect(files.every((path: unknown) => typeof path === 'string' && path.startsWith(`${ROOT}/examples/`))).toBe(
          true,
        );
        for (const { declaredAt, ...zone } of zones) {
          expect(differences(zone, ZONE, zone.name)).toEqual([]);
          if (zone.implicit) expect(declaredAt).toBeNull();
          else expect(differences(declaredAt, PLACE, `${zone.name}.declaredAt`)).toEqual([]);
          expect(['exact', 'estimated']).toContain(zone.footprint.exactness);
          expect(['set', 'key', 'assumed', null]).toContain(zone.capacity.basis);
        }
        for (const problem of problems) {
          expect(differences(problem, PROBLEM, problem.code)).toEqual([]);
          expect(['error', 'warning', 'information']).toContain(problem.severity);
          expect(Math.min(problem.line, problem.column)).toBeGreaterThanOrEqual(1);
        }
      }
    },
  );

  test('tells the target', () => {
    expect(report('examples/nginx.conf', ...TARGET)).toMatchObject({
      schema: 'zone-lens.zones/1',
      root: `${ROOT}/examples/nginx.conf`,
      pageSizeBytes: 4096,
      server: { product: 'nginx', coreVersion: '1.22.1', withCompat: true },
      memory: { limitBytes: 2 * 1024 ** 3, availableBytes: null, zoneHugePageBytes: null },
    });
  });

  test('lists files in the order in which nginx reads them', () => {
    const names = report('examples/nginx.conf', ...TARGET).files.map((path: string) => path.replace(/.*\//, ''));
    expect(names).toEqual(
      ['nginx.conf', '10-debian.conf', '10-limits.conf', '20-caches.conf', '30-lua.conf', '40-backend.conf'].concat([
        '50-site.conf',
        '10-tcp.conf',
      ]),
    );
  });

  test('has the published figures of an empty 100m dictionary', () => {
    const dogs = report('examples/nginx.conf', ...TARGET).zones.find((zone: Json) => zone.name === 'dogs');
    expect(dogs).toMatchObject({
      directive: 'lua_shared_dict',
      module: 'ngx_http_lua_module',
      implicit: false,
      declaredAt: { file: `${ROOT}/examples/conf.d/30-lua.conf`, line: 6, column: 1 },
      sizeBytes: 104857600,
      footprint: {
        exactness: 'exact',
        usablePages: 25450,
        metadataBytes: 614400,
        emptyFreePages: 25448,
        emptyLoadedBytes: 608 * 1024,
        emptyUsedChunks: 3,
        emptyFreeChunks: 157,
        canStart: true,
      },
      capacity: { noun: 'keys', basis: 'assumed', entryBytes: 120, slotBytes: 128 },
    });
  });

  test('has the page that nginx itself makes, without a directive', () => {
    const own = report('examples/nginx.conf', ...TARGET).zones.find((zone: Json) => zone.implicit);
    expect(own).toMatchObject({ name: 'nginx_shared_zone', directive: null, declaredAt: null });
    expect(own.footprint).toMatchObject({ emptyLoadedBytes: 4096, usablePages: null });
    expect(own.capacity.entries).toBeNull();
  });

  test('gives null, never 0, for what it does not know', () => {
    const folder = makeFolder({ 'nginx.conf': 'lua_shared_dict a {{ size }};\nlua_shared_dict b 1x;\n' });
    const { zones, totals } = report(`${folder}/nginx.conf`, ...TARGET);
    expect(zones).toHaveLength(2);
    for (const { sizeBytes, footprint, capacity } of zones) {
      expect(sizeBytes).toBeNull();
      const { exactness, ...figures } = footprint;
      expect(exactness).toBe('estimated');
      expect(new Set(Object.values(figures))).toEqual(new Set([null]));
      expect(new Set(Object.values(capacity))).toEqual(new Set([null]));
    }
    expect(totals).toEqual({ sizeBytes: null, emptyLoadedBytes: null, unknownZones: 2, exactness: 'estimated' });
  });

  test('adds up what it knows', () => {
    const { zones, totals } = report('examples/problems/nginx.conf', ...TARGET);
    const known = zones.filter((zone: Json) => zone.sizeBytes !== null);
    expect(totals.unknownZones).toBe(zones.length - known.length);
    expect(totals.unknownZones).toBe(2);
    expect(totals.sizeBytes).toBe(known.reduce((sum: number, zone: Json) => sum + zone.sizeBytes, 0));
    expect(totals.exactness).toBe('estimated');
    expect(report('examples/nginx.conf', ...TARGET).totals).toMatchObject({ unknownZones: 0, exactness: 'exact' });
  });

  test('counts lines and columns from 1, columns in UTF-16 units', () => {
    const folder = makeFolder({ 'nginx.conf': 'lua_shared_dict ü😀 1x;\n' });
    const { zones, problems } = report(`${folder}/nginx.conf`, ...TARGET);
    expect(zones[0].declaredAt).toMatchObject({ line: 1, column: 1 });
    expect(problems).toMatchObject([{ code: 'zone-size-invalid', line: 1, column: 21 }]);
  });
});
