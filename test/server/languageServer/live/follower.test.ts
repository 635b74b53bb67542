import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFollower, type Follower } from '../../../../server/src/languageServer/live/follower';
import { liveSample, liveServer, liveZone } from '../../support/live';
import { fakeCollector } from '../support/fakeCollector';

const SERVER = liveServer({});
const NEXT = liveServer({ id: '200-5000', masterPid: 200, startTicks: 5000, startedAtMs: 3_000_000 });

let isShown = true;
let intervalMs = 2000;
let follower: Follower;
let fake: ReturnType<typeof fakeCollector>;

beforeEach(() => {
  vi.useFakeTimers({ now: 2_000_000 });
  isShown = true;
  intervalMs = 2000;
  fake = fakeCollector([SERVER]);
  follower = createFollower(SERVER, {
    collector: () => fake.collector,
    now: Date.now,
    baseIntervalMs: () => intervalMs,
    watchIntervalMs: () => 2000,
    isShown: () => isShown,
    changed: () => undefined,
  });
});
afterEach(() => {
  follower.stop();
  vi.useRealTimers();
});

/** Figures that are others at each sample. */
function moving(): void {
  let bytes = 4096;
  fake.state.answer = (depth, serverId) => {
    bytes += 4096;
    const zones = [liveZone({ loaded: { bytes, exactness: 'exact' } })];
    return { kind: 'sample', sample: liveSample({ depth, serverId, takenAtMs: Date.now(), zones }) };
  };
}

const attach = async (): Promise<void> => {
  const done = follower.sample('full');
  await vi.advanceTimersByTimeAsync(10);
  await done;
};

describe('following a server', () => {
  test('samples at the set interval while figures change', async () => {
    moving();
    await attach();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(fake.state.asked).toEqual(['full', 'refresh', 'refresh', 'refresh', 'refresh']);
    expect(follower.followed().state).toBe('live');
  });

  test('samples less often from when it is only seen from the corner of an eye, and at once when it is looked at', async () => {
    moving();
    await attach();
    await vi.advanceTimersByTimeAsync(1000);
    intervalMs = 10_000;
    follower.wake();
    await vi.advanceTimersByTimeAsync(8900);
    expect(fake.state.asked).toEqual(['full']);
    await vi.advanceTimersByTimeAsync(200);
    expect(fake.state.asked).toEqual(['full', 'refresh']);
    intervalMs = 2000;
    follower.wake();
    await vi.advanceTimersByTimeAsync(500);
    expect(fake.state.asked).toEqual(['full', 'refresh', 'refresh']);
  });

  test('samples less often while nothing changes', async () => {
    await attach();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(fake.state.asked.length).toBeLessThan(10);
    expect(follower.followed().intervalMs).toBe(30_000);
  });

  test('takes a full sample every 30 seconds', async () => {
    moving();
    await attach();
    await vi.advanceTimersByTimeAsync(100_000);
    expect(fake.state.asked.filter((depth) => depth === 'full')).toHaveLength(4);
  });

  test('does not sample while nothing shows it, and at once when something does again', async () => {
    moving();
    await attach();
    isShown = false;
    follower.wake();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fake.state.asked).toEqual(['full']);
    isShown = true;
    follower.wake();
    await vi.advanceTimersByTimeAsync(1);
    expect(fake.state.asked).toHaveLength(2);
  });

  test('never takes two samples at once', async () => {
    moving();
    const all = [follower.sample('full'), follower.sample('refresh'), follower.sample('full')];
    follower.wake();
    await vi.advanceTimersByTimeAsync(10_000);
    await Promise.all(all);
    expect(fake.state.mostRunning).toBe(1);
  });

  test('asks a server that was changing again soon', async () => {
    await attach();
    const { answer } = fake.state;
    fake.state.answer = () => ({ kind: 'changing' });
    await vi.advanceTimersByTimeAsync(2100);
    fake.state.answer = answer;
    await vi.advanceTimersByTimeAsync(400);
    expect(fake.state.asked.length).toBeGreaterThan(2);
    expect(follower.followed()).toMatchObject({ state: 'live', trouble: null });
  });
});

describe('a server that has ended', () => {
  test('keeps its last figures, and is followed to the one that is started alike', async () => {
    await attach();
    fake.state.servers = [liveServer({ id: '300-1', masterPid: 300, configFile: '/other.conf' })];
    const { answer } = fake.state;
    fake.state.answer = (depth, serverId) => (serverId === SERVER.id ? { kind: 'gone' } : answer(depth, serverId));
    await vi.advanceTimersByTimeAsync(10_000);
    const stopped = follower.followed();
    expect(stopped).toMatchObject({ state: 'stopped', server: { masterPid: 100 } });
    expect(stopped.view).toMatchObject({ state: 'stopped', sample: { serverId: SERVER.id } });
    expect(stopped.view?.events.at(-1)?.kind).toBe('stopped');
    fake.state.servers = [...fake.state.servers, NEXT];
    await vi.advanceTimersByTimeAsync(60_000);
    const again = follower.followed();
    expect(again).toMatchObject({ state: 'live', server: { masterPid: 200 }, trouble: null });
    expect(again.view?.events.at(-1)?.kind).toBe('restart');
  });

  test.each([
    ['restart', 'was started within what the clocks are off', 900],
    ['binary upgrade', 'ran beside the one that ended', 5000],
  ])('is told of as a %s where the one that is followed %s', async (kind, _what, beforeMs) => {
    await attach();
    const { answer } = fake.state;
    fake.state.answer = (depth, serverId) => (serverId === SERVER.id ? { kind: 'gone' } : answer(depth, serverId));
    fake.state.servers = [{ ...NEXT, startedAtMs: 2_000_000 - beforeMs }];
    await vi.advanceTimersByTimeAsync(10_000);
    expect(follower.followed().view?.events.at(-1)?.kind).toBe(kind);
  });
});

describe('a quiet server, which is sampled rarely,', () => {
  /** Nothing has changed for so long that the next sample is half a minute away. */
  const quiet = async (): Promise<void> => {
    await attach();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(follower.followed().intervalMs).toBe(30_000);
  };

  test('is known to have ended within the interval that is set', async () => {
    await quiet();
    fake.state.isRunning = () => false;
    fake.state.answer = () => ({ kind: 'gone' });
    await vi.advanceTimersByTimeAsync(2100);
    expect(follower.followed().state).toBe('stopped');
  });

  test('is not sampled more often for that, also by a collector that does not know the question', async () => {
    await quiet();
    const samples = fake.state.asked.length;
    fake.state.isRunning = () => {
      throw new Error('no such method');
    };
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fake.state.asked.length - samples).toBeLessThanOrEqual(2);
    expect(follower.followed()).toMatchObject({ state: 'live', trouble: null });
  });

  test('is not asked for while nothing shows it, nor where samples come as often', async () => {
    await quiet();
    isShown = false;
    follower.wake();
    fake.state.watched.length = 0;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fake.state.watched).toEqual([]);
    isShown = true;
    moving();
    follower.wake();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(fake.state.watched).toEqual([]);
  });
});

test('a sample that somebody asks for is fresh, and those that only come may be shared', async () => {
  moving();
  await attach();
  await vi.advanceTimersByTimeAsync(5000);
  expect(fake.state.fresh).toEqual([true, false, false]);
});

test('a clock that is put back keeps nobody waiting who looks again', async () => {
  moving();
  await attach();
  isShown = false;
  follower.wake();
  vi.setSystemTime(1_000_000);
  isShown = true;
  follower.wake();
  await vi.advanceTimersByTimeAsync(600);
  expect(fake.state.asked).toHaveLength(2);
});

describe('a collector that does not answer', () => {
  test('is said to be lost, and its figures come again when it answers', async () => {
    await attach();
    const { answer } = fake.state;
    fake.state.answer = () => {
      throw new Error('the collector has ended');
    };
    await vi.advanceTimersByTimeAsync(5000);
    expect(follower.followed()).toMatchObject({
      state: 'lost',
      trouble: 'the collector has ended',
      view: { state: 'lost', sample: { serverId: SERVER.id } },
    });
    fake.state.answer = answer;
    await vi.advanceTimersByTimeAsync(5000);
    expect(follower.followed()).toMatchObject({ state: 'live', trouble: null });
  });
});
