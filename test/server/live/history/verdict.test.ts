import { describe, expect, test } from 'vitest';
import { createHistory } from '../../../../server/src/live/history/history';
import type { LiveProcess } from '../../../../server/src/shared/liveServer';
import { MB, processesOf, processOf, sampleAt, zoneOf } from './liveSamples';

const master = processOf(1, 'master', { residentBytes: 50 * MB });

/** A worker that holds so many megabytes. */
function worker(pid: number, sharedMb: number, privateMb: number): LiveProcess {
  return processOf(pid, 'worker', {
    residentBytes: (sharedMb + privateMb) * MB,
    sharedBytes: sharedMb * MB,
    privateBytes: privateMb * MB,
  });
}

function mappedZone(pid: number, mappedMb: number, loadedMb = mappedMb) {
  return zoneOf({ loadedBytes: loadedMb * MB, mapped: [{ pid, bytes: mappedMb * MB }] });
}

describe('a worker that grows', () => {
  test('by zones: all of it, what can still come, and where that ends', () => {
    const history = createHistory();
    history.add(sampleAt(0, { processes: [master, worker(11, 3, 4)], zones: [mappedZone(11, 1)] }));
    history.add(sampleAt(300, { processes: [master, worker(11, 39, 4)], zones: [mappedZone(11, 37)] }));
    expect(history.verdict()).toEqual({
      pid: 11,
      overMs: 300_000,
      residentGrowthBytes: 36 * MB,
      zoneGrowthBytes: 36 * MB,
      zoneRoomBytes: 63 * MB,
      unexplainedBytes: 0,
      text:
        'Process 11 grew by 36 MB in 5 minutes: pages of zones that it mapped for the first time. ' +
        'Zones can add 63 MB more at most, and then stop by themselves: at 106 MB resident, if nothing else grows.',
    });
  });

  test('by zones that it has mapped whole', () => {
    const history = createHistory();
    history.add(sampleAt(0, { processes: [worker(11, 3, 4)], zones: [mappedZone(11, 1)] }));
    history.add(sampleAt(60, { processes: [worker(11, 102, 4)], zones: [mappedZone(11, 100)] }));
    expect(history.verdict()).toMatchObject({ zoneRoomBytes: 0 });
    expect(history.verdict()?.text).toContain('It has mapped every page of all zones: they add no more.');
  });

  test('by its heap', () => {
    const history = createHistory();
    history.add(sampleAt(0, { processes: [worker(11, 3, 4)], zones: [mappedZone(11, 1)] }));
    history.add(sampleAt(60, { processes: [worker(11, 3, 44)], zones: [mappedZone(11, 1)] }));
    expect(history.verdict()).toMatchObject({ zoneGrowthBytes: 0, unexplainedBytes: 40 * MB });
    expect(history.verdict()?.text).toContain('grew by 40 MB in 60 seconds, and not by zones: it is memory of its own');
  });

  test('by both', () => {
    const history = createHistory();
    history.add(sampleAt(0, { processes: [worker(11, 3, 4)], zones: [mappedZone(11, 1)] }));
    history.add(sampleAt(7200, { processes: [worker(11, 23, 14)], zones: [mappedZone(11, 21)] }));
    expect(history.verdict()).toMatchObject({
      residentGrowthBytes: 30 * MB,
      zoneGrowthBytes: 20 * MB,
      unexplainedBytes: 10 * MB,
    });
    expect(history.verdict()?.text).toContain(
      'grew by 30 MB in 2 hours: 20 MB is pages of zones that it mapped for the first time, and 10 MB is memory of its own',
    );
  });

  test('by something that is neither zones nor its own', () => {
    const history = createHistory();
    history.add(sampleAt(0, { processes: [worker(11, 3, 4)], zones: [mappedZone(11, 1)] }));
    history.add(sampleAt(60, { processes: [worker(11, 33, 4)], zones: [mappedZone(11, 11)] }));
    expect(history.verdict()).toMatchObject({ zoneGrowthBytes: 10 * MB, unexplainedBytes: 20 * MB });
    expect(history.verdict()?.text).toContain('and 20 MB is not explained by zones.');
  });

  test('where page tables were not counted: shared memory says how much zones can be at most', () => {
    const history = createHistory();
    history.add(sampleAt(0, { processes: [worker(11, 3, 4)] }));
    history.add(sampleAt(60, { processes: [worker(11, 23, 14)] }));
    expect(history.verdict()).toMatchObject({
      zoneGrowthBytes: 20 * MB,
      unexplainedBytes: 10 * MB,
      zoneRoomBytes: 80 * MB,
    });
    expect(history.verdict()?.text).toContain('up to 20 MB is pages of zones');
  });

  test('by more shared memory than zones have', () => {
    const history = createHistory();
    const zones = [zoneOf({ sizeBytes: 8 * MB })];
    history.add(sampleAt(0, { processes: [worker(11, 3, 4)], zones }));
    history.add(sampleAt(60, { processes: [worker(11, 23, 4)], zones }));
    expect(history.verdict()).toMatchObject({ zoneGrowthBytes: 8 * MB, zoneRoomBytes: 0 });
    // That would be more than was seen: what grew may have been something else.
    expect(history.verdict()?.text).not.toContain('every page');
  });

  test('where zones cannot be seen, that is what is said', () => {
    const history = createHistory();
    const blind = { rung: 'none', zones: [] } as const;
    history.add(sampleAt(0, { processes: [worker(11, 3, 4)], ...blind }));
    history.add(sampleAt(60, { processes: [worker(11, 23, 4)], ...blind }));
    expect(history.verdict()?.text).toBe(
      'Process 11 grew by 20 MB in 60 seconds; how much of that is zones can not be seen with these rights.',
    );
  });
});

describe('a worker that does not grow', () => {
  test('is said to stand still, or to have shrunk', () => {
    const history = createHistory();
    history.add(sampleAt(0, { processes: [worker(11, 20, 4)] }));
    history.add(sampleAt(60, { processes: [worker(11, 20, 4)] }));
    expect(history.verdict()?.text).toContain('Process 11 has not grown in 60 seconds.');
    history.add(sampleAt(90, { processes: [worker(11, 10, 4)] }));
    expect(history.verdict()).toMatchObject({ residentGrowthBytes: -10 * MB, zoneGrowthBytes: 0, unexplainedBytes: 0 });
    expect(history.verdict()?.text).toContain('Process 11 has shrunk by 10 MB in 90 seconds.');
  });
});

describe('after a reload', () => {
  const before = sampleAt(0, { processes: [master, worker(11, 38, 4)], zones: [zoneOf({ loadedBytes: 37 * MB })] });

  test('RSS has fallen while the zones still hold every page', () => {
    const history = createHistory();
    history.add(before);
    history.add(sampleAt(10, { processes: [master, worker(21, 1, 4)], zones: [zoneOf({ loadedBytes: 37 * MB })] }));
    expect(history.verdict()?.text).toBe(
      'The reload took the largest process from 42 MB to 5 MB resident, but the zones still hold 37 MB: new processes ' +
        'map those pages again as they use them, which takes no more RAM. Zones can add 100 MB more at most, and then ' +
        'stop by themselves: at 105 MB resident, if nothing else grows.',
    );
  });

  test('a figure of what could be seen is said as such', () => {
    const history = createHistory();
    history.add(before);
    const zones = [zoneOf({ loadedBytes: 30 * MB, exactness: 'at least' })];
    history.add(sampleAt(10, { processes: [master, worker(21, 1, 4)], zones }));
    expect(history.verdict()?.text).toContain('still hold 30 MB at least');
  });

  test('nothing of it is said once the worker is back where the one before it was', () => {
    const history = createHistory();
    history.add(before);
    history.add(sampleAt(10, { processes: [master, worker(21, 1, 4)], zones: [zoneOf({ loadedBytes: 37 * MB })] }));
    history.add(sampleAt(70, { processes: [master, worker(21, 39, 4)], zones: [zoneOf({ loadedBytes: 37 * MB })] }));
    expect(history.verdict()?.text).not.toContain('reload');
  });

  test('nothing of it is said where the zones were lost', () => {
    const history = createHistory();
    history.add(before);
    const zones = [zoneOf({ inode: 200, loadedBytes: MB })];
    history.add(sampleAt(10, { processes: [master, worker(21, 1, 4)], zones }));
    expect(history.events()).toMatchObject([{ kind: 'reload' }]);
    expect(history.verdict()).toBeNull();
  });
});

describe('which process', () => {
  test('the largest worker, though the master is larger; another one on request', () => {
    const history = createHistory();
    for (const second of [0, 60])
      history.add(sampleAt(second, { processes: [master, worker(11, 1, 1), worker(12, 9, 9)] }));
    expect(history.verdict()?.pid).toBe(12);
    expect(history.verdict(11)?.pid).toBe(11);
    expect(history.verdict(1)?.pid).toBe(1);
    expect(history.verdict(99)).toBeNull();
  });

  test('none before there are two samples, and none whose memory is not known', () => {
    const history = createHistory();
    expect(history.verdict()).toBeNull();
    history.add(sampleAt(0, { processes: processesOf(11) }));
    expect(history.verdict()).toBeNull();
    const unknown = processOf(11, 'worker', { residentBytes: null });
    const blind = createHistory();
    for (const second of [0, 60]) blind.add(sampleAt(second, { processes: [unknown] }));
    expect(blind.verdict()).toBeNull();
  });
});
