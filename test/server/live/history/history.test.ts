import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHistory, type History } from '../../../../server/src/live/history/history';
import { LEVELS, ROWS, ROWS_PER_LEVEL, THINNING } from '../../../../server/src/live/history/ring';
import type { LiveSample } from '../../../../server/src/shared/liveSample';
import type { ProcessRole } from '../../../../server/src/shared/liveServer';
import { MB, processOf, sampleAt, zoneOf } from './liveSamples';

describe('samples that are kept', () => {
  test('are the latest ones one by one, older ones thinned, and never more than the ring has rows', () => {
    const history = createHistory();
    const seconds = 100_000;
    for (let second = 0; second < seconds; second++) {
      history.add(sampleAt(second, { zones: [zoneOf({ usedPages: second % 20_000, failures: second })] }));
    }
    const { takenAtMs, zones } = history.samples();
    expect(takenAtMs.length).toBeLessThanOrEqual(ROWS);
    expect(takenAtMs.length).toBeGreaterThan(ROWS - LEVELS * THINNING * 40);
    const steps = takenAtMs.slice(1).map((time, index) => time - (takenAtMs[index] ?? 0));
    expect(steps.slice(-ROWS_PER_LEVEL + 1).every((step) => step === 1000)).toBe(true);
    expect(steps.every((step) => step > 0)).toBe(true);
    // The oldest one lies as far back as the highest level reaches.
    expect((takenAtMs.at(-1) ?? 0) - (takenAtMs[0] ?? 0)).toBeGreaterThan(95_000 * 1000);
    // Each value is of its own time.
    for (const [index, time] of takenAtMs.entries()) {
      expect(zones[0]?.failures[index]).toBe((time - 1_700_000_000_000) / 1000);
    }
  });

  test('have null where a zone or process was not there, and one line for a zone that was made anew', () => {
    const history = createHistory();
    history.add(sampleAt(0, { zones: [], processes: [] }));
    history.add(sampleAt(1, { zones: [zoneOf({ inode: 1, usedPages: null })], processes: [processOf(9, 'worker')] }));
    history.add(sampleAt(2, { zones: [zoneOf({ inode: 2, loadedBytes: 3 * MB })], processes: [] }));
    const { zones, processes } = history.samples();
    expect(zones).toEqual([
      {
        name: 'dogs',
        kind: 'lua_shared_dict',
        loadedBytes: [null, 2 * MB, 3 * MB],
        usedBytes: [null, null, 10 * 4096],
        failures: [null, null, 0],
      },
    ]);
    expect(processes).toMatchObject([{ pid: 9, residentBytes: [null, 5 * MB, null] }]);
  });

  test('stay bounded where every sample brings other zones and processes', () => {
    const history = createHistory();
    for (let second = 0; second < 300; second++) {
      const zones = Array.from({ length: 20 }, (_, index) =>
        zoneOf({ inode: second * 20 + index, name: `${second}.${index}` }),
      );
      const processes = Array.from({ length: 5 }, (_, index) => processOf(second * 5 + index, 'worker'));
      history.add(sampleAt(second, { zones, processes }));
    }
    const kept = history.samples();
    expect(kept.zones.length).toBeLessThanOrEqual(1024);
    expect(kept.processes.length).toBeLessThanOrEqual(256);
    expect(kept.zones.some(({ name }) => name === '299.19')).toBe(true);
    expect(kept.processes.some(({ pid }) => pid === 299 * 5 + 4)).toBe(true);
    expect(history.trends()).toHaveLength(20);
  });

  test('a sample of another server is left out', () => {
    const history = createHistory();
    history.add(sampleAt(0));
    history.add(sampleAt(1, { serverId: 'two' }));
    expect(history.samples().takenAtMs).toHaveLength(1);
    const waiting = createHistory({ serverId: 'two' });
    waiting.add(sampleAt(0));
    expect(waiting.samples().takenAtMs).toHaveLength(0);
  });
});

const amount = fc.oneof(fc.nat(200 * MB), fc.constantFrom(0, 2 ** 53, 1e300));
const orNull = <Value>(values: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> => fc.option(values, { freq: 5 });

const zone = fc
  .record({
    inode: fc.nat(6),
    name: orNull(fc.constantFrom('a', 'b', 'c')),
    kind: orNull(fc.constantFrom('zone', 'lua_shared_dict')),
    sizeBytes: fc.integer({ min: 0, max: 200 * MB }),
    loadedBytes: orNull(amount),
    exactness: fc.constantFrom<'exact' | 'at least' | 'estimated'>('exact', 'at least', 'estimated'),
    usedPages: orNull(amount),
    requests: orNull(amount),
    failures: orNull(amount),
  })
  .map(zoneOf);

const process = fc
  .record({
    pid: fc.nat(5),
    role: fc.constantFrom<ProcessRole>('master', 'worker', 'old worker', 'single', 'cache manager'),
    residentBytes: orNull(amount),
    sharedBytes: orNull(amount),
    privateBytes: orNull(amount),
  })
  .map(({ pid, role, ...parts }) => processOf(pid, role, parts));

const sample: fc.Arbitrary<LiveSample> = fc
  .record({
    seconds: fc.integer({ min: -1e6, max: 1e6 }),
    serverId: fc.constantFrom('one', 'one', 'one', 'two'),
    rung: fc.constantFrom<LiveSample['rung']>('exact', 'exact', 'mapped', 'page tables', 'none'),
    zones: fc.array(zone, { maxLength: 4 }),
    processes: fc.array(process, { maxLength: 4 }),
    isFull: fc.boolean(),
  })
  .map(({ seconds, isFull, zones, ...parts }) =>
    sampleAt(seconds, {
      ...parts,
      zones: isFull
        ? zones.map((one) => ({ ...one, mapped: parts.processes.map(({ pid }) => ({ pid, bytes: one.inode * MB })) }))
        : zones,
    }),
  );

type Step = (history: History) => void;

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 20, arbitrary: sample.map((one) => (history: History) => history.add(one)) },
  { weight: 1, arbitrary: fc.constant((history: History) => history.ended(1)) },
  { weight: 2, arbitrary: fc.constantFrom('one', 'two').map((id) => (history: History) => history.followTo(id, 2)) },
);

/** Every number in a value. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

test('whatever comes in whatever order, every figure is a number and every answer is of the latest sample', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const history = createHistory();
      for (const take of steps) {
        take(history);
        const trends = history.trends();
        const verdict = history.verdict();
        for (const figure of numbersIn([trends, verdict, history.events()])) expect(figure).toSatisfy(Number.isFinite);
        for (const { fullInMs, loadedInMs, overMs } of trends) {
          expect(Math.min(fullInMs ?? 0, loadedInMs ?? 0, overMs)).toBeGreaterThanOrEqual(0);
        }
        if (verdict !== null) {
          expect(Math.min(verdict.overMs, verdict.zoneGrowthBytes, verdict.zoneRoomBytes)).toBeGreaterThanOrEqual(0);
          expect(verdict.unexplainedBytes).toBeGreaterThanOrEqual(0);
          expect(verdict.text).toMatch(/\.$/);
          expect(verdict.text).not.toMatch(/NaN|Infinity|undefined|null/);
        }
      }
      const kept = history.samples();
      for (const figure of numbersIn(kept)) expect(figure).toSatisfy(Number.isFinite);
      for (const line of [
        ...kept.zones.map(({ loadedBytes }) => loadedBytes),
        ...kept.processes.map((one) => one.residentBytes),
      ]) {
        expect(line).toHaveLength(kept.takenAtMs.length);
      }
    }),
    { numRuns: 500 },
  );
});

test('the order in which a sample names its zones makes no difference', () => {
  const named = zone.map((one) => ({ ...one, name: `zone ${one.inode}`, kind: 'zone' }));
  const zones = fc.uniqueArray(named, { selector: ({ inode }) => inode, maxLength: 5 });
  fc.assert(
    fc.property(fc.array(zones, { minLength: 6, maxLength: 12 }), (series) => {
      const [forward, backward] = [createHistory(), createHistory()];
      for (const [second, all] of series.entries()) {
        forward.add(sampleAt(second, { zones: all }));
        backward.add(sampleAt(second, { zones: [...all].reverse() }));
      }
      expect([...backward.trends()].reverse()).toEqual(forward.trends());
    }),
    { numRuns: 300 },
  );
});
