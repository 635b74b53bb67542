import { expect, test } from 'vitest';
import { timelineColumns } from '../../../../server/src/features/dashboard/timelineColumns';
import type { HistorySamples } from '../../../../server/src/shared/historySamples';

const NOTHING: HistorySamples = {
  takenAtMs: [],
  total: { loadedBytes: [], usedBytes: [], failures: [] },
  zones: [],
  processes: [],
};

const DOGS = { name: 'dogs', kind: 'lua_shared_dict' };

const KEPT: HistorySamples = {
  // A file may say anything.
  takenAtMs: [10, 20, 15, 30],
  total: { loadedBytes: [1, 2, 3, 4], usedBytes: [1, 1, 1, 1], failures: [0, 0, 0, null] },
  zones: [
    { ...DOGS, loadedBytes: [1, 2, null, null], usedBytes: [1, 1, null, null], failures: [0, 0, null, null] },
    { ...DOGS, kind: 'limit_req_zone', loadedBytes: [null, null, 3], usedBytes: [], failures: [] },
  ],
  processes: [
    { pid: 11, startTicks: 5, role: 'worker', residentBytes: [null, null, 7, 8] },
    { pid: 11, startTicks: 1, role: 'worker', residentBytes: [5, null, null, null] },
  ],
};

const VERDICT = {
  pid: 11,
  overMs: 1,
  residentGrowthBytes: 1,
  zoneGrowthBytes: 1,
  zoneRoomBytes: 1,
  unexplainedBytes: 0,
};

test('samples of a file: times never fall, a name is one line, and lists that are too short are not known', () => {
  const look = { zoneName: 'dogs', pid: 11, after: null };
  expect(timelineColumns(KEPT, look, { ...VERDICT, text: 'grows' })).toEqual({
    sampleNumbers: [0, 1, 2, 3],
    takenAtMs: [10, 20, 20, 30],
    total: { loadedBytes: [1, 2, 3, 4], usedBytes: [1, 1, 1, 1], failures: [0, 0, 0, null] },
    zone: { loadedBytes: [1, 2, 3, null], usedBytes: [1, 1, null, null], failures: [0, 0, null, null] },
    // Of the later process of that pid.
    residentBytes: [null, null, 7, 8],
    verdict: 'grows',
  });
});

test.each([
  [1, [2, 3]],
  [3, []],
  [4, [0, 1, 2, 3]],
  [-5, [0, 1, 2, 3]],
  [Number.NaN, [0, 1, 2, 3]],
])('samples behind number %d', (after, numbers) => {
  const columns = timelineColumns(KEPT, { zoneName: 'gone', pid: 12, after }, { ...VERDICT, text: 'grows' });
  expect(columns?.sampleNumbers).toEqual(numbers);
  expect(columns?.takenAtMs).toHaveLength(numbers.length);
  expect(columns?.residentBytes).toEqual(numbers.map(() => null));
  expect(columns).toMatchObject({ zone: null, verdict: null });
});

test('without samples there is no timeline', () => {
  expect(timelineColumns(NOTHING, { zoneName: null, pid: null, after: null }, null)).toBeNull();
});
