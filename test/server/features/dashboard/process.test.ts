import { expect, test } from 'vitest';
import { dashboardOf } from '../../../../server/src/features/dashboard/dashboardOf';
import type { SnapshotBreakdown } from '../../../../server/src/shared/snapshot';
import { liveView, liveZone, MB, processOf, TAKEN_AT_MS } from '../support/liveView';
import { lookAt, sourceOf } from './support/dashboardSource';

const PROCESSES = [
  processOf(4242, 'master', { residentBytes: 90 * MB }),
  processOf(101, 'worker', { residentBytes: 20 * MB }),
  processOf(102, 'worker', { residentBytes: 30 * MB }),
  processOf(103, 'cache manager', { residentBytes: 80 * MB }),
  processOf(104, 'old worker', { residentBytes: 70 * MB }),
];

const DOGS = liveZone('dogs', {
  inode: 1,
  mapped: [
    { pid: 101, bytes: 3 * MB },
    { pid: 102, bytes: 4 * MB },
  ],
});
const CATS = liveZone('cats', { inode: 2, isCurrent: false, loaded: { bytes: 50 * MB, exactness: 'at least' } });
const VIEW = liveView([DOGS, CATS], { sample: { processes: PROCESSES } });

const BREAKDOWN: SnapshotBreakdown = {
  pid: 102,
  takenAtMs: TAKEN_AT_MS,
  parts: [
    { use: 'shared zones', virtualBytes: 200 * MB, residentBytes: 7 * MB },
    { use: 'heap', virtualBytes: 10 * MB, residentBytes: 8 * MB },
    { use: 'LuaJIT', virtualBytes: 20 * MB, residentBytes: 9 * MB },
    { use: 'code and libraries', virtualBytes: 30 * MB, residentBytes: null },
  ],
  zones: [
    { inode: 1, virtualBytes: 100 * MB, residentBytes: 6 * MB },
    { inode: 77, virtualBytes: 4096, residentBytes: 4096 },
  ],
  isLuaJitEstimated: false,
  cost: { wallMilliseconds: 1, cpuMilliseconds: 1, readBytes: 1 },
};

const breakdownOf = (pid: number): SnapshotBreakdown | null => (pid === 102 ? BREAKDOWN : null);

test('processes stand with the workers first, of one role the largest', () => {
  const { processes } = dashboardOf(sourceOf({ view: VIEW }), lookAt());
  expect(processes.map(({ pid }) => pid)).toEqual([102, 101, 104, 4242, 103]);
});

test.each([
  [null, 102],
  [101, 101],
  [4242, 4242],
  [999, 102],
])('of pid %s, process %i is looked at', (pid, looked) => {
  expect(dashboardOf(sourceOf({ view: VIEW }), lookAt({ pid })).process?.pid).toBe(looked);
});

test('where no memory is known the first process is looked at, and where there is none, none', () => {
  const unknown = liveView([], { sample: { processes: [processOf(7, 'worker')] } });
  expect(dashboardOf(sourceOf({ view: unknown }), lookAt()).process).toEqual({
    ...processOf(7, 'worker'),
    breakdown: null,
  });
  const none = liveView([], { sample: { processes: [] } });
  expect(dashboardOf(sourceOf({ view: none }), lookAt()).process).toBeNull();
});

test('the application is the worker with all that is loaded of the zones', () => {
  const { process } = dashboardOf(sourceOf({ view: VIEW, breakdownOf }), lookAt({ parts: ['process'] }));
  expect(process?.breakdown).toEqual({
    takenAtMs: TAKEN_AT_MS,
    isLuaJitEstimated: false,
    parts: BREAKDOWN.parts,
    application: [
      { use: 'shared zones', figure: { bytes: 38_108 * 1024 + 50 * MB, exactness: 'at least' } },
      { use: 'heap', figure: { bytes: 8 * MB, exactness: 'exact' } },
      { use: 'LuaJIT', figure: { bytes: 9 * MB, exactness: 'exact' } },
      { use: 'code and libraries', figure: { bytes: null, exactness: 'exact' } },
    ],
    // In the order of the zones; the one that only the old worker has is not mapped here.
    zones: [
      { zoneKey: 'cats', virtualBytes: 0, residentBytes: 0, loaded: CATS.loaded },
      { zoneKey: 'dogs', virtualBytes: 100 * MB, residentBytes: 6 * MB, loaded: DOGS.loaded },
    ],
  });
});

test('parts that were told apart by a guess are estimated', () => {
  const guessed = (): SnapshotBreakdown => ({ ...BREAKDOWN, isLuaJitEstimated: true });
  const { process } = dashboardOf(sourceOf({ view: VIEW, breakdownOf: guessed }), lookAt({ parts: ['process'] }));
  const exactness = process?.breakdown?.application.map(({ use, figure }) => `${use} ${figure.exactness}`);
  expect(exactness).toEqual([
    'shared zones at least',
    'heap estimated',
    'LuaJIT estimated',
    'code and libraries exact',
  ]);
});

test('a breakdown that tells of no zones opens none up', () => {
  const plain = (): SnapshotBreakdown => ({ ...BREAKDOWN, zones: [] });
  const { process } = dashboardOf(sourceOf({ view: VIEW, breakdownOf: plain }), lookAt({ parts: ['process'] }));
  expect(process?.breakdown?.zones).toEqual([]);
});

test.each([
  ['the breakdown, while it is looked at', 102, ['process'], 6 * MB],
  ['the sample, while it is not', 102, [], 4 * MB],
  ['the sample, without a breakdown', 101, ['process'], 3 * MB],
  ['nothing of a process that was not counted', 104, ['process'], null],
] as const)('what a page table has of a zone is told by %s', (_title, pid, parts, bytes) => {
  const { zones, process } = dashboardOf(sourceOf({ view: VIEW, breakdownOf }), lookAt({ pid, parts }));
  expect(zones.find(({ key }) => key === 'dogs')?.pageTableBytes).toBe(bytes);
  expect(process?.breakdown === null).toBe(pid !== 102 || parts.length === 0);
});
