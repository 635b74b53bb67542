import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../../../server/src/features/analysis';
import { diagnoseLive } from '../../../../server/src/features/diagnostics/liveProblems';
import { quickFixes } from '../../../../server/src/features/quickFixes/quickFixes';
import type { LiveZone } from '../../../../server/src/shared/liveSample';
import { ROOT } from '../../zones/modelOf';
import { withCursorInHttp } from '../cursor';
import {
  attached,
  failingZone,
  filledZone,
  liveView,
  liveZone,
  MB,
  trendOf,
  type ViewSetup,
} from '../support/liveView';

/** The fixes for the live problems of a text, each with the text that it makes of it. */
function fixesOf(text: string, zone: LiveZone, setup: ViewSetup = {}): string[] {
  const cursor = withCursorInHttp(`|${text}`);
  const analysis: Analysis = attached(cursor.analysis, liveView([zone], setup));
  const problems = [...diagnoseLive(analysis).problemsByFile.values()].flat();
  const whole = { start: 0, end: cursor.text.length };
  const fixes = quickFixes(analysis, ROOT, whole, problems).filter(({ problem }) => problem !== null);
  return fixes.map(({ title, edits, isPreferred, problem }) => {
    let shown = cursor.text;
    for (const { range, newText } of [...edits].sort((left, right) => right.range.start - left.range.start)) {
      shown = shown.slice(0, range.start) + newText + shown.slice(range.end);
    }
    const changed = shown.slice('events {}\nhttp {\n'.length, -'\n}\n'.length);
    // Nobody knows which size was meant: none is applied unasked.
    expect(isPreferred).toBe(false);
    return `${problem?.code}: ${title}: ${changed}`;
  });
}

const DOGS = 'lua_shared_dict dogs 100m;';

describe('a zone of another size gets the one that runs', () => {
  test('in its one declaration', () => {
    expect(fixesOf('lua_shared_dict dogs 200m;', liveZone('dogs'))).toEqual([
      'live-size-differs: Write 100m, the size that runs: lua_shared_dict dogs 100m;',
    ]);
  });

  test('in all that share it', () => {
    const text = 'ssl_session_cache shared:dogs:2m; server { ssl_session_cache shared:dogs:2m; }';
    const cache = liveZone('dogs', { kind: 'ssl_session_cache', module: 'ngx_http_ssl_module', sizeBytes: MB });
    expect(fixesOf(text, cache)).toEqual([
      'live-size-differs: Write 1m, the size that runs: ssl_session_cache shared:dogs:1m; server { ssl_session_cache shared:dogs:1m; }',
    ]);
  });
});

describe('too little room gets twice as much', () => {
  const GROWN = 'Write 200m, twice as much: lua_shared_dict dogs 200m;';

  test.each([
    ['live-zone-full', filledZone('dogs', 0), {}],
    ['live-zone-nearly-full', filledZone('dogs', 100), {}],
    ['live-zone-failures', failingZone('dogs', 5), { trends: [trendOf({ failuresPerMinute: 5 })] }],
    [
      'live-zone-no-run',
      liveZone('dogs', {
        pages: { total: 25_450, free: 10_000, used: 15_450, largestFreeRun: 1 },
        walk: { freeRuns: [], pageAllocations: [{ pages: 4, count: 3 }] },
      }),
      {},
    ],
  ] as [string, LiveZone, ViewSetup][])('%s', (code, zone, setup) => {
    expect(fixesOf(DOGS, zone, setup)).toEqual([`${code}: ${GROWN}`]);
  });

  test('but not where the file gives it more already', () => {
    const titles = fixesOf('lua_shared_dict dogs 150m;', filledZone('dogs', 0));
    expect(titles.map((title) => title.slice(0, title.indexOf(':')))).toEqual(['live-size-differs']);
  });
});

test('a zone far too big gets four times what was ever loaded', () => {
  const small = liveZone('dogs', { loaded: { bytes: 2 * MB, exactness: 'exact' } });
  expect(fixesOf(DOGS, small)).toEqual([
    'live-zone-oversized: Write 8m, 4 times what was ever loaded: lua_shared_dict dogs 8m;',
  ]);
});

test('none for what only a reload ends', () => {
  const other = liveZone('dogs', { kind: 'limit_req_zone', module: null });
  expect(fixesOf(DOGS, other)).toEqual([]);
  expect(fixesOf(DOGS, liveZone('cats'))).toEqual([]);
});
