import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createDetails,
  type Details,
  type WantedDetails,
} from '../../../../server/src/languageServer/dashboard/details';
import type { Followed } from '../../../../server/src/languageServer/live/follower';
import type { LivePageMap, LiveSample } from '../../../../server/src/shared/liveSample';
import type { LiveProcess, MemoryBreakdown } from '../../../../server/src/shared/liveServer';
import { liveSample, liveServer, liveZone } from '../../support/live';
import { fakeCollector } from '../support/fakeCollector';

const SERVER = liveServer({});

let fake: ReturnType<typeof fakeCollector>;
let followed: Followed;
let wanted: WantedDetails | null;
let changes: number;
let details: Details;

const process = (pid: number): LiveProcess => ({
  pid,
  startTicks: 1,
  role: 'worker',
  virtualBytes: null,
  residentBytes: null,
  sharedBytes: null,
  privateBytes: null,
});
const breakdown = (pid: number, wallMilliseconds: number): MemoryBreakdown => ({
  pid,
  parts: [],
  zones: [],
  isLuaJitEstimated: false,
  cost: { wallMilliseconds, cpuMilliseconds: 1, readBytes: 1 },
});
const pageMap = (inode: number, wallMilliseconds: number): LivePageMap => ({
  inode,
  takenAtMs: Date.now(),
  pageSizeBytes: 4096,
  runs: [],
  groupPages: 1,
  isConsistent: true,
  cost: { wallMilliseconds, cpuMilliseconds: 1, readBytes: 1 },
});

/** A sample is taken now, and what was asked for because of it comes. */
async function sample(given: Partial<LiveSample> = {}, serverId = SERVER.id): Promise<void> {
  await vi.advanceTimersByTimeAsync(2000);
  const taken = liveSample({ processes: [process(11), process(12)], ...given, serverId, takenAtMs: Date.now() });
  const server = serverId === SERVER.id ? SERVER : liveServer({ id: serverId, masterPid: 300 });
  const view = { server, sample: taken, trends: [], events: [], verdict: null, state: 'live' as const };
  followed = { ...followed, server, view };
  details.refresh();
  await vi.advanceTimersByTimeAsync(10);
}
const askedFor = (what: string): number => fake.state.asked.filter((asked) => asked === what).length;

beforeEach(() => {
  vi.useFakeTimers({ now: 2_000_000 });
  fake = fakeCollector([SERVER]);
  followed = { server: SERVER, view: null, state: 'live', intervalMs: 2000, cost: null, trouble: null };
  wanted = { pids: new Set([11]), inodes: new Set([1]) };
  changes = 0;
  fake.state.breakdown = (pid) => breakdown(pid, 1);
  fake.state.pageMap = (inode) => pageMap(inode, 1);
  details = createDetails({
    collector: () => fake.collector,
    followed: () => followed,
    wanted: () => wanted,
    now: Date.now,
    changed: () => {
      changes++;
    },
  });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('what costs more than a sample', () => {
  test('is not asked for while nobody looks', async () => {
    wanted = null;
    await sample();
    await sample();
    expect(fake.state.asked).toEqual([]);
  });

  test('is asked for of what is looked at only, and told of once when it has come', async () => {
    await sample();
    expect(fake.state.asked.toSorted()).toEqual(['memory', 'process 11', 'zone 1']);
    expect(details.breakdownOf(11)).toMatchObject({ pid: 11, takenAtMs: Date.now() });
    expect(details.breakdownOf(12)).toBeNull();
    expect(details.pageMapOf(1)).toMatchObject({ inode: 1 });
    expect(changes).toBe(1);
    expect(details.isAsking()).toBe(false);
  });

  test('is read once a sample at most', async () => {
    await sample();
    for (let time = 1; time <= 5; time++) {
      details.refresh();
      await vi.advanceTimersByTimeAsync(300);
    }
    expect(askedFor('process 11')).toBe(1);
    await sample();
    expect(askedFor('process 11')).toBe(2);
  });

  test('is read anew with the next sample where a person wants that, and waited for', async () => {
    fake.state.breakdown = (pid) => breakdown(pid, 5000);
    fake.state.pageMap = (inode) => pageMap(inode, 5000);
    await sample();
    await sample();
    expect(fake.state.asked.toSorted()).toEqual(['memory', 'process 11', 'zone 1']);
    details.outdate();
    await sample();
    expect(fake.state.asked.toSorted()).toEqual(['memory', 'memory', 'process 11', 'process 11', 'zone 1', 'zone 1']);
    details.outdate();
    details.refresh();
    let hasRead = false;
    const read = details.read().then(() => {
      hasRead = true;
    });
    await vi.advanceTimersByTimeAsync(5);
    expect(hasRead).toBe(false);
    await vi.advanceTimersByTimeAsync(20);
    await read;
    expect(askedFor('zone 1')).toBe(3);
    await details.read();
    expect(askedFor('zone 1')).toBe(3);
  });

  test('that was on its way when it got old is read once more', async () => {
    fake.state.breakdown = (pid) => breakdown(pid, 5000);
    wanted = { pids: new Set([11]), inodes: new Set() };
    await sample();
    details.outdate();
    await sample();
    await vi.advanceTimersByTimeAsync(1);
    details.outdate();
    details.refresh();
    await vi.advanceTimersByTimeAsync(1);
    details.outdate();
    const read = details.read();
    await vi.advanceTimersByTimeAsync(50);
    await read;
    expect(askedFor('process 11')).toBe(4);
  });

  test('takes a hundredth of the time at most', async () => {
    fake.state.breakdown = (pid) => breakdown(pid, 100);
    for (let time = 1; time <= 10; time++) await sample();
    // 100 ms are read every 10 s, in 20 s.
    expect(askedFor('process 11')).toBe(2);
  });

  test('is not read twice at a time', async () => {
    let answer: (found: MemoryBreakdown) => void = () => undefined;
    fake.collector.memoryBreakdown = ({ pid }) => {
      fake.state.asked.push(`process ${pid}`);
      return new Promise((resolve) => {
        answer = resolve;
      });
    };
    await sample();
    await sample();
    expect(askedFor('process 11')).toBe(1);
    answer(breakdown(11, 1));
    await sample();
    expect(askedFor('process 11')).toBe(2);
  });

  test('of a process that has gone is dropped', async () => {
    await sample();
    await sample({ processes: [process(12)] });
    expect(details.breakdownOf(11)).toBeNull();
    expect(askedFor('process 11')).toBe(1);
  });

  test('of a server before a restart is dropped, also where it comes late', async () => {
    await sample();
    let answer: (found: MemoryBreakdown) => void = () => undefined;
    fake.collector.memoryBreakdown = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    await sample();
    wanted = { pids: new Set(), inodes: new Set() };
    await sample({}, '300-1');
    answer(breakdown(11, 1));
    await vi.advanceTimersByTimeAsync(10);
    expect(details.breakdownOf(11)).toBeNull();
    expect(details.pageMapOf(1)).toBeNull();
  });
});

describe('a page map', () => {
  const loaded = (bytes: number): Partial<LiveSample> => ({
    zones: [liveZone({ loaded: { bytes, exactness: 'exact' } })],
  });

  test('is read again when the figures of its zone are others, and rarely without that', async () => {
    await sample(loaded(4096));
    await sample(loaded(4096));
    expect(askedFor('zone 1')).toBe(1);
    await sample(loaded(8192));
    expect(askedFor('zone 1')).toBe(2);
    for (let time = 1; time <= 16; time++) await sample(loaded(8192));
    expect(askedFor('zone 1')).toBe(3);
  });

  test('that can not be had is known as that, and asked for again', async () => {
    fake.state.pageMap = () => null;
    expect(details.hasNoPageMap(1)).toBe(false);
    await sample();
    expect(details.hasNoPageMap(1)).toBe(true);
    fake.state.pageMap = (inode) => pageMap(inode, 1);
    await sample();
    expect(details.hasNoPageMap(1)).toBe(false);
    expect(details.pageMapOf(1)).not.toBeNull();
  });

  test('stays where the collector fails', async () => {
    await sample(loaded(4096));
    fake.state.pageMap = () => {
      throw new Error('it has ended');
    };
    await sample(loaded(8192));
    expect(details.pageMapOf(1)).not.toBeNull();
  });

  test('is kept of a few zones only', async () => {
    const zones = [1, 2, 3, 4, 5, 6].map((inode) => liveZone({ inode }));
    for (const { inode } of zones) {
      wanted = { pids: new Set(), inodes: new Set([inode]) };
      await sample({ zones });
    }
    const kept = zones.filter(({ inode }) => details.pageMapOf(inode) !== null).map(({ inode }) => inode);
    expect(kept).toEqual([3, 4, 5, 6]);
  });
});

describe('the memory that there is', () => {
  const MEMORY = { totalBytes: 8, availableBytes: 4, cgroup: null, isWhole: true };

  test('is read every ten seconds, and told of where it is other', async () => {
    wanted = { pids: new Set(), inodes: new Set() };
    expect(details.memory()).toEqual({ totalBytes: null, availableBytes: null, cgroup: null, isWhole: false });
    fake.state.memory = () => MEMORY;
    for (let time = 1; time <= 10; time++) await sample();
    expect(askedFor('memory')).toBe(2);
    expect(details.memory()).toEqual(MEMORY);
    expect(changes).toBe(1);
  });

  test('is not known where the collector does not know the question', async () => {
    fake.state.memory = () => {
      throw new Error('no such method');
    };
    await sample();
    expect(details.memory().totalBytes).toBeNull();
  });
});
