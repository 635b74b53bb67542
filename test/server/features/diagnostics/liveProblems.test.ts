import { describe, expect, test } from 'vitest';
import { diagnoseByFile } from '../../../../server/src/features/diagnostics/diagnose';
import { diagnoseLive, mergeDiagnoses } from '../../../../server/src/features/diagnostics/liveProblems';
import type { LiveZone } from '../../../../server/src/shared/liveSample';
import { withCursorInHttp } from '../cursor';
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
import { codes, only } from './check';
import { codesOf, liveProblems } from './liveCheck';

const DOGS = 'lua_shared_dict dogs 100m;';
const CONN = 'limit_conn_zone $uri zone=dogs:100m;';
/** `limit_conn_zone` drops nothing: it fails. */
const CONN_KIND = { kind: 'limit_conn_zone', module: 'ngx_http_limit_conn_module' } as const;

test('a zone that has room and runs as it is written gives no problem', () => {
  expect(codesOf(DOGS, [liveZone('dogs')])).toEqual([]);
});

test.each(['stopped', 'lost'] as const)('nothing is concluded from a server that is %s', (state) => {
  const zones = [filledZone('dogs', 0), liveZone('cats')];
  expect(codesOf(DOGS, zones)).not.toEqual([]);
  expect(codesOf(DOGS, zones, { state })).toEqual([]);
});

describe('live-zone-full', () => {
  test('is a warning where the module fails, and says what happens', () => {
    const problem = only(liveProblems(CONN, liveView([filledZone('dogs', 0, CONN_KIND)])), 'live-zone-full');
    expect(problem.severity).toBe('warning');
    expect(problem.message).toMatch(
      /^Zone "dogs" is full in the running server \(nginx 1\.22\.1, pid 4242\): none of its 25,450 pages is free\. \S/,
    );
  });

  test('is information where the module makes room', () => {
    expect(codesOf(DOGS, [filledZone('dogs', 0)])).toEqual(['live-zone-full (information)']);
  });

  test('not where chunks of the pages are still free', () => {
    // 12k: both pages are cut when it is made.
    const tiny = liveZone('dogs', {
      sizeBytes: 12_288,
      pages: { total: 2, free: 0, used: 2, largestFreeRun: 0 },
      slots: [
        { slotBytes: 32, pages: 1, usedChunks: 1, freeChunks: 126, bitmapChunks: 1, requests: 1, failures: 0 },
        { slotBytes: 128, pages: 1, usedChunks: 1, freeChunks: 31, bitmapChunks: 0, requests: 1, failures: 0 },
      ],
    });
    expect(codesOf('lua_shared_dict dogs 12k;', [tiny])).toEqual([]);
  });

  test('not where the pool could not be read, or was written at every attempt', () => {
    const unread = { pages: null, slots: null, chunks: null };
    expect(codesOf(DOGS, [filledZone('dogs', 0, { ...unread, pool: 'unreadable' })])).toEqual([]);
    expect(codesOf(DOGS, [filledZone('dogs', 0, { ...unread, isConsistent: false })])).toEqual([]);
  });
});

describe('live-zone-nearly-full', () => {
  test('where less than a tenth is left', () => {
    const problem = only(liveProblems(CONN, liveView([filledZone('dogs', 1018, CONN_KIND)])), 'live-zone-nearly-full');
    expect(problem.severity).toBe('warning');
    expect(problem.message).toContain(
      'is nearly full in the running server (nginx 1.22.1, pid 4242): 4.0 % of it is left.',
    );
    expect(codesOf(CONN, [filledZone('dogs', 2600, CONN_KIND)])).toEqual([]);
  });

  test('is information where the module makes room', () => {
    expect(codesOf(DOGS, [filledZone('dogs', 1018)])).toEqual(['live-zone-nearly-full (information)']);
  });

  test('where it is half full, and will be full within an hour', () => {
    const soon = (fullInMs: number) => ({ trends: [trendOf({ usedBytesPerMinute: MB, fullInMs })] });
    const half = filledZone('dogs', 12_725);
    const [problem] = liveProblems(DOGS, liveView([half], soon(3_600_000)));
    expect(problem?.code).toBe('live-zone-nearly-full');
    expect(problem?.message).toContain(
      'fills up in the running server (nginx 1.22.1, pid 4242): 50 % of it is left. If it goes on so, it is full within an hour.',
    );
    expect(codesOf(DOGS, [half], soon(3_600_001))).toEqual([]);
    expect(codesOf(DOGS, [filledZone('dogs', 12_726)], soon(3_600_000))).toEqual([]);
  });

  test('not for a zone of servers, which hardly grows', () => {
    const servers = filledZone('dogs', 1018, { kind: 'zone', module: 'ngx_http_upstream_module' });
    expect(codesOf('upstream u { zone dogs 100m; server 10.0.0.1; }', [servers])).toEqual([]);
  });
});

describe('live-zone-failures', () => {
  const failing = (perMinute: number): ViewSetup => ({ trends: [trendOf({ failuresPerMinute: perMinute })] });

  test('where evictions hide them', () => {
    const problem = only(liveProblems(DOGS, liveView([failingZone('dogs', 1905)], failing(12))), 'live-zone-failures');
    expect(problem.severity).toBe('warning');
    expect(problem.message).toMatch(
      /^Allocations fail in zone "dogs" of the running server \(nginx 1\.22\.1, pid 4242\): ≈ 10 a minute found no free page\. /,
    );
    expect(problem.message).toContain('Each is an entry that was dropped to make room for another');
    // 63 % of the pages are free at this moment.
    expect(problem.message).toContain('There is room again now, so it is full only at times.');
  });

  test('where the log says so too', () => {
    const full = failingZone('dogs', 7, {
      ...CONN_KIND,
      pages: { total: 25_450, free: 3, used: 25_447, largestFreeRun: 3 },
    });
    const { message } = only(liveProblems(CONN, liveView([full], failing(0.2))), 'live-zone-failures');
    expect(message).toContain('< 1 a minute');
    expect(message).toContain('Each is something that was not stored');
    expect(message).not.toContain('room again');
  });

  test('reads the same while the rate hardly changes', () => {
    const messageAt = (perMinute: number): string =>
      liveProblems(DOGS, liveView([failingZone('dogs', 5)], failing(perMinute)))[0]?.message ?? '';
    expect(messageAt(1905)).toBe(messageAt(1750));
    expect(messageAt(1905)).toContain('≈ 2,000 a minute');
    expect(messageAt(80)).toContain('≈ 100 a minute');
  });

  test('not where there were some, and no more come', () => {
    expect(codesOf(DOGS, [failingZone('dogs', 1905)])).toEqual([]);
    expect(codesOf(DOGS, [failingZone('dogs', 1905)], failing(0))).toEqual([]);
  });
});

describe('live-zone-no-run', () => {
  const fragmented = (largestFreeRun: number, pages: number, count: number): LiveZone =>
    liveZone('dogs', {
      pages: { total: 25_450, free: 10_000, used: 15_450, largestFreeRun },
      walk: { freeRuns: [{ pages: largestFreeRun, count: 1 }], pageAllocations: [{ pages, count }] },
    });

  test('where values of several pages are stored, and no run is as long', () => {
    const problem = only(liveProblems(DOGS, liveView([fragmented(3, 4, 12)])), 'live-zone-no-run');
    expect(problem.severity).toBe('warning');
    expect(problem.message).toContain(
      'has 10,000 free pages, but at most 3 of them side by side: a value of 16 KB, of which it holds 12, finds no room.',
    );
  });

  test.each([
    ['a run is long enough', fragmented(4, 4, 12)],
    ['there is one such allocation, which may be a table of the module', fragmented(3, 4, 1)],
    ['the values are larger than all that is free', fragmented(3, 10_001, 12)],
    ['the page array was not walked', { ...fragmented(3, 4, 12), walk: null }],
  ])('not where %s', (_, zone) => {
    expect(codesOf(DOGS, [zone])).toEqual([]);
  });
});

describe('live-zone-oversized', () => {
  const small = liveZone('dogs', { loaded: { bytes: 2 * MB, exactness: 'exact' } });

  test('where little was ever loaded in hours', () => {
    const problem = only(liveProblems(DOGS, liveView([small])), 'live-zone-oversized');
    expect(problem.severity).toBe('information');
    expect(problem.message).toBe(
      'Of the 100 MB of zone "dogs", no more than 2 MB was ever loaded in the 1 h since the workers of the running server ' +
        '(nginx 1.22.1, pid 4242) started. What is not loaded takes addresses, but no RAM.',
    );
  });

  /** Ticks of workers that were started so many minutes after the master, which has run for two hours. */
  const startedAfter = (minutes: number): ViewSetup => ({
    sample: { processes: [processOf(101, 'worker', { startTicks: 1000 + minutes * 6000 })] },
  });

  test.each([
    ['the server has not run for an hour', [small], { sample: { takenAtMs: TAKEN_AT_MS - 2 * 3_600_000 } }],
    // A reload, which may have made the zone anew.
    ['the workers have not run for an hour', [small], startedAfter(61)],
    ['the start is not known', [small], { server: { startedAtMs: null } }],
    ['only a part of it may have been seen', [{ ...small, loaded: { bytes: MB, exactness: 'at least' } }], {}],
    ['a twentieth was loaded', [liveZone('dogs', { loaded: { bytes: 5 * MB, exactness: 'exact' } })], {}],
  ] as [string, LiveZone[], ViewSetup][])('not where %s', (_, zones, setup) => {
    expect(codesOf(DOGS, zones, setup)).toEqual([]);
  });

  test('and not for a zone that is small anyway', () => {
    const tiny = liveZone('dogs', { sizeBytes: 10 * MB, loaded: { bytes: 81_920, exactness: 'exact' } });
    expect(codesOf('lua_shared_dict dogs 10m;', [tiny])).toEqual([]);
    expect(codesOf(DOGS, [small], startedAfter(59))).toEqual(['live-zone-oversized (information)']);
  });
});

describe('problems of the text and of the server', () => {
  const at = (zone: LiveZone) => attached(withCursorInHttp('|lua_shared_dict dogs 200m;').analysis, liveView([zone]));
  const analysis = at(liveZone('dogs'));
  const text = diagnoseByFile(analysis);

  test('stand together in the order of their places', () => {
    const merged = mergeDiagnoses(text, diagnoseLive(analysis), undefined);
    expect(codes([...merged.problemsByFile.values()].flat())).toEqual([
      'zone-unused (information)',
      'live-size-differs (warning)',
    ]);
  });

  test('are those of the text alone where the server gives none', () => {
    expect(mergeDiagnoses(text, { problemsByFile: new Map() }, undefined)).toBe(text);
  });

  test('are the same lists as before as long as nothing of them changes', () => {
    const first = diagnoseLive(analysis);
    const merged = { diagnosis: mergeDiagnoses(text, first, undefined), textDiagnosis: text, liveDiagnosis: first };
    // Other figures, of which no problem tells.
    const later = diagnoseLive(at(liveZone('dogs', { loaded: { bytes: 39 * MB, exactness: 'exact' } })), first);
    expect(later).toBe(first);
    expect(mergeDiagnoses(text, later, merged)).toBe(merged.diagnosis);
    const newText = { problemsByFile: new Map(text.problemsByFile) };
    const [path = ''] = text.problemsByFile.keys();
    expect(mergeDiagnoses(newText, later, merged).problemsByFile.get(path)).toBe(
      merged.diagnosis.problemsByFile.get(path),
    );
    const other = diagnoseLive(at(liveZone('dogs', { sizeBytes: 50 * MB })), first);
    expect(other).not.toBe(first);
    expect(mergeDiagnoses(text, other, merged).problemsByFile.get(path)).not.toBe(
      merged.diagnosis.problemsByFile.get(path),
    );
  });
});
