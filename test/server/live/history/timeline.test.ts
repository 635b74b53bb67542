import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timelineColumns } from '../../../../server/src/features/dashboard/timelineColumns';
import { createHistory, type History } from '../../../../server/src/live/history/history';
import { ROWS, ROWS_PER_LEVEL } from '../../../../server/src/live/history/ring';
import type { LiveZone } from '../../../../server/src/shared/liveSample';
import { MB, processesOf, processOf, sampleAt, zoneOf } from './liveSamples';

const LOOK = { zoneName: 'dogs', pid: 11, after: null };

function historyOf(seconds: number, zonesAt: (second: number) => LiveZone[] = () => [zoneOf()]): History {
  const history = createHistory();
  for (let second = 0; second < seconds; second++) history.add(sampleAt(second, { zones: zonesAt(second) }));
  return history;
}

test('without samples there is no timeline', () => {
  expect(createHistory().timelineOf(LOOK)).toBeNull();
});

test('all zones together, one of them, and one process', () => {
  const history = historyOf(3, (second) => [
    zoneOf({ inode: 1, loadedBytes: second * MB, usedPages: second, failures: second }),
    zoneOf({ inode: 2, name: 'cats', loadedBytes: 5 * MB, usedPages: 1 }),
    zoneOf({ inode: 3, name: 'old', isCurrent: false, loadedBytes: MB, usedPages: 1 }),
  ]);
  expect(history.timelineOf(LOOK)).toMatchObject({
    sampleNumbers: [0, 1, 2],
    total: { loadedBytes: [6 * MB, 7 * MB, 8 * MB], usedBytes: [8192, 12_288, 16_384], failures: [0, 1, 2] },
    zone: { loadedBytes: [0, MB, 2 * MB], usedBytes: [0, 4096, 8192], failures: [0, 1, 2] },
    residentBytes: [5 * MB, 5 * MB, 5 * MB],
  });
  expect(history.timelineOf({ zoneName: 'none', pid: 99, after: null })).toMatchObject({
    zone: null,
    residentBytes: [null, null, null],
    verdict: null,
  });
});

test('a zone that was being written while it was read does not make the sum of all fall', () => {
  const history = historyOf(3, (second) => [
    zoneOf({ inode: 1, usedPages: second === 1 ? null : 10 }),
    zoneOf({ inode: 2, name: 'cats', usedPages: 5 }),
  ]);
  const timeline = history.timelineOf(LOOK);
  expect(timeline?.total.usedBytes).toEqual([15 * 4096, 15 * 4096, 15 * 4096]);
  expect(timeline?.zone?.usedBytes).toEqual([40_960, null, 40_960]);
});

test('what is not known of any zone is not known of all, and a new server’s zones have nothing of the old one’s', () => {
  const history = historyOf(1);
  history.followTo('two', 1);
  history.add(sampleAt(1, { serverId: 'two', zones: [zoneOf({ loadedBytes: null, usedPages: null })] }));
  expect(history.timelineOf(LOOK)?.total).toEqual({
    loadedBytes: [2 * MB, null],
    usedBytes: [40_960, null],
    failures: [0, null],
  });
});

test('a name goes on in one line where its zone is made anew as another kind', () => {
  const history = historyOf(4, (second) => [
    zoneOf({
      inode: second < 2 ? 1 : 2,
      kind: second < 2 ? 'lua_shared_dict' : 'limit_req_zone',
      loadedBytes: second * MB,
    }),
  ]);
  expect(history.timelineOf(LOOK)?.zone?.loadedBytes).toEqual([0, MB, 2 * MB, 3 * MB]);
});

test('only what is behind a sample is told, and all of it where the numbers begin anew', () => {
  const history = historyOf(20);
  const numbers = (after: number | null): readonly number[] =>
    history.timelineOf({ ...LOOK, after })?.sampleNumbers ?? [];
  expect(numbers(17)).toEqual([18, 19]);
  expect(numbers(19)).toEqual([]);
  expect(numbers(20)).toHaveLength(20);
  expect(numbers(null)).toHaveLength(20);
  expect(numbers(Number.NaN)).toHaveLength(20);
});

test('of a long history no more rows are told than there are', () => {
  const history = historyOf(ROWS * 2, () => []);
  const whole = history.timelineOf(LOOK);
  expect(whole?.sampleNumbers.length).toBeLessThanOrEqual(ROWS);
  expect(whole?.sampleNumbers.at(-1)).toBe(ROWS * 2 - 1);
  expect(history.timelineOf({ ...LOOK, after: ROWS * 2 - 5 })?.sampleNumbers).toHaveLength(4);
  expect(history.timelineOf({ ...LOOK, after: 0 })?.sampleNumbers.length).toBeGreaterThan(ROWS_PER_LEVEL);
});

test('times never fall where the clock is put back, and go on from where they were', () => {
  const history = createHistory();
  for (const second of [0, 1, 2, -3600, -3599, -3598]) history.add(sampleAt(second));
  const { takenAtMs = [] } = history.timelineOf(LOOK) ?? {};
  expect(takenAtMs.map((time) => (time - (takenAtMs[0] ?? 0)) / 1000)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(history.timelineOf({ ...LOOK, after: 3 })?.takenAtMs).toEqual(takenAtMs.slice(4));
});

test('the verdict is on the process that is looked at', () => {
  const history = createHistory();
  for (let second = 0; second < 10; second++) {
    const grown = processOf(12, 'worker', { residentBytes: (5 + second) * MB, privateBytes: (3 + second) * MB });
    history.add(sampleAt(second, { processes: [...processesOf(11), grown] }));
  }
  expect(history.timelineOf({ ...LOOK, pid: 12 })?.verdict).toContain('Process 12 grew by 9 MB');
  expect(history.timelineOf({ ...LOOK, pid: 12 })?.verdict).toBe(history.verdict()?.text);
  expect(history.timelineOf(LOOK)?.verdict).toContain('Process 11 has not grown');
  expect(history.timelineOf({ ...LOOK, pid: null })?.verdict).toBeNull();
});

test('what a snapshot keeps gives the same lines', () => {
  const anyZone = fc.record({
    inode: fc.integer({ min: 1, max: 4 }),
    name: fc.constantFrom('dogs', 'cats', null),
    kind: fc.constantFrom('lua_shared_dict', 'limit_req_zone', null),
    isCurrent: fc.boolean(),
    loadedBytes: fc.option(fc.nat(1000).map((pages) => pages * 4096)),
    usedPages: fc.option(fc.nat(1000)),
    failures: fc.option(fc.nat(9)),
  });
  const anySample = fc.record({
    seconds: fc.integer({ min: -100, max: 1000 }),
    zones: fc.uniqueArray(anyZone, { selector: ({ inode }) => inode, maxLength: 4 }),
    pids: fc.uniqueArray(fc.integer({ min: 11, max: 13 }), { maxLength: 3 }),
  });
  fc.assert(
    fc.property(fc.array(anySample, { minLength: 1, maxLength: 40 }), fc.nat(45), (samples, after) => {
      const history = createHistory();
      for (const { seconds, zones, pids } of samples) {
        history.add(sampleAt(seconds, { zones: zones.map(zoneOf), processes: processesOf(...pids) }));
      }
      for (const zoneName of ['dogs', 'cats', null]) {
        for (const pid of [11, 13, null]) {
          for (const from of [null, after]) {
            const look = { zoneName, pid, after: from };
            const verdict = pid === null ? null : (history.verdict(pid) ?? null);
            const { verdict: told, ...kept } = timelineColumns(history.samples(), look, verdict) ?? { verdict: null };
            // Fewer samples than a level has rows: places are numbers.
            expect(history.timelineOf(look)).toMatchObject(kept);
            if (history.verdict()?.pid !== pid) expect(history.timelineOf(look)?.verdict).toBe(told);
          }
        }
      }
    }),
    { numRuns: 50 },
  );
});
