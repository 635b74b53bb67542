import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inspectReport, reportedServer } from '../../../../server/src/cli/inspect/inspectReport';
import { liveSample, liveServer, liveZone } from './fakes';

const DOCUMENT = join(import.meta.dirname, '../../../../docs/json.md');

/** Paths of all fields of a value, with `[]` for what stands in a list. */
function fieldPaths(value: unknown, path: string): string[] {
  if (Array.isArray(value))
    return value.flatMap((one) => (typeof one === 'object' ? fieldPaths(one, `${path}[]`) : []));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const own = path === '' ? name : `${path}.${name}`;
    return [own, ...fieldPaths(inner, own)];
  });
}

test('docs/json.md describes every field, and no other', () => {
  const runs = [{ pages: 3, count: 1 }];
  const zone = liveZone({ mapped: [{ pid: 1, bytes: 1 }], walk: { freeRuns: runs, pageAllocations: runs } });
  const server = liveServer({ confinement: { kind: 'container', containerId: 'a', innerPid: 1 } });
  const zones = [{ name: 'dogs', change: 'resized', sizeBytesBefore: 1, sizeBytesAfter: 2 }] as const;
  const watched = {
    state: 'live',
    trends: [
      {
        inode: 1,
        overMs: 1,
        loadedBytesPerMinute: 1,
        usedBytesPerMinute: 1,
        requestsPerMinute: 1,
        failuresPerMinute: 1,
        fullInMs: 1,
        loadedInMs: 1,
      },
    ],
    events: [{ atMs: 1, kind: 'reload', zones }],
    verdict: {
      pid: 1,
      overMs: 1,
      residentGrowthBytes: 1,
      zoneGrowthBytes: 1,
      zoneRoomBytes: 1,
      unexplainedBytes: 1,
      text: '',
    },
  } as const;
  const cost = { wallMilliseconds: 1, cpuMilliseconds: 1, readBytes: 1 };
  const parts = [{ use: 'heap', virtualBytes: 1, residentBytes: 1 }] as const;
  const memory = new Map([[4711, { pid: 4711, parts, zones: [], isLuaJitEstimated: false, cost }]]);
  const reading = { kind: 'sample', sample: liveSample({ zones: [zone] }), memory } as const;
  const report = inspectReport([reportedServer({ server, reading }, watched)]);
  const chapters = readFileSync(DOCUMENT, 'utf8').split(/^## /m);
  const chapter = chapters.find((text) => text.startsWith('`zone-lens.inspect/1`')) ?? '';
  const documented = [...chapter.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? '');
  expect(documented.sort()).toEqual([...new Set(fieldPaths(report, ''))].sort());
});
