import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createFollowers,
  type Followers,
  type TrackedServer,
} from '../../../../server/src/languageServer/live/followers';
import { liveSample, liveServer, liveZone } from '../../support/live';
import { fakeCollector } from '../support/fakeCollector';

const SERVER = liveServer({});
const OTHER = liveServer({ id: '200-5000', masterPid: 200, configFile: '/other/nginx.conf' });
const NEXT = liveServer({ id: '300-9000', masterPid: 300, startTicks: 9000, startedAtMs: 3_000_000 });

let fake: ReturnType<typeof fakeCollector>;
let followers: Followers;
let changes: TrackedServer[];
let joined: [TrackedServer, TrackedServer][];

beforeEach(() => {
  vi.useFakeTimers({ now: 2_000_000 });
  fake = fakeCollector([SERVER, OTHER]);
  changes = [];
  joined = [];
  let bytes = 4096;
  fake.state.answer = (depth, serverId) => {
    bytes += 4096;
    const zones = [liveZone({ loaded: { bytes, exactness: 'exact' } })];
    return { kind: 'sample', sample: liveSample({ depth, serverId, takenAtMs: Date.now(), zones }) };
  };
  followers = createFollowers({
    collector: () => fake.collector,
    now: Date.now,
    intervalMs: () => 2000,
    changed: (tracked) => changes.push(tracked),
    joined: (from, into) => joined.push([from, into]),
  });
});
afterEach(() => {
  followers.dispose();
  vi.useRealTimers();
});

const samples = (): number => fake.state.asked.length;
/** How many samples are taken in a time. */
const samplesIn = async (milliseconds: number): Promise<number> => {
  const before = samples();
  await vi.advanceTimersByTimeAsync(milliseconds);
  return samples() - before;
};

describe('several things that show servers', () => {
  test('share what follows a server, and it ends with the last of them', async () => {
    const text = followers.show(SERVER, 'text');
    const dashboard = followers.show(SERVER, 'dashboard');
    expect(dashboard.tracked).toBe(text.tracked);
    expect(followers.all()).toHaveLength(1);
    text.attend('looked at');
    dashboard.attend('looked at');
    await vi.advanceTimersByTimeAsync(1000);
    text.leave();
    expect(await samplesIn(10_000)).toBe(5);
    dashboard.leave();
    expect(followers.all()).toEqual([]);
    expect(await samplesIn(60_000)).toBe(0);
  });

  test('follow each server by itself', async () => {
    const one = followers.show(SERVER, 'dashboard');
    const other = followers.show(OTHER, 'dashboard');
    one.attend('looked at');
    other.attend('looked at');
    await vi.advanceTimersByTimeAsync(5000);
    const ids = followers.all().map(({ follower }) => follower.followed().view?.sample.serverId);
    expect(ids).toEqual([SERVER.id, OTHER.id]);
    expect(new Set(changes)).toEqual(new Set([one.tracked, other.tracked]));
  });

  test('are sampled as the most attentive of them has it', async () => {
    const text = followers.show(SERVER, 'text');
    const dashboard = followers.show(SERVER, 'dashboard');
    expect(await samplesIn(60_000)).toBe(0);
    text.attend('in sight');
    await vi.advanceTimersByTimeAsync(1000);
    expect(await samplesIn(30_000)).toBe(3);
    dashboard.attend('looked at');
    expect(await samplesIn(30_000)).toBeGreaterThanOrEqual(14);
    dashboard.attend('none');
    await vi.advanceTimersByTimeAsync(12_000);
    expect(await samplesIn(30_000)).toBe(3);
    text.attend('none');
    expect(await samplesIn(60_000)).toBe(0);
  });

  test('cost no sample more where a second one looks', async () => {
    followers.show(SERVER, 'text').attend('looked at');
    await vi.advanceTimersByTimeAsync(1000);
    const second = followers.show(SERVER, 'dashboard');
    second.attend('looked at');
    expect(await samplesIn(10_000)).toBe(5);
    second.leave();
    expect(await samplesIn(10_000)).toBe(5);
  });

  test.each([
    ['dashboard', 'looked at', 30],
    ['dashboard', 'in sight', 2],
    ['text', 'looked at', 2],
  ] as const)(
    'are sampled by a %s that is %s as often as %i times a minute while nothing changes',
    async (by, attention, times) => {
      fake.state.answer = (depth, serverId) => ({
        kind: 'sample',
        sample: liveSample({ depth, serverId, takenAtMs: Date.now() }),
      });
      followers.show(SERVER, by).attend(attention);
      await vi.advanceTimersByTimeAsync(120_000);
      const taken = await samplesIn(60_000);
      expect(Math.abs(taken - times)).toBeLessThanOrEqual(1);
    },
  );

  test('are sampled more rarely again when a dashboard is hidden, and at once when it is seen', async () => {
    fake.state.answer = (depth, serverId) => ({
      kind: 'sample',
      sample: liveSample({ depth, serverId, takenAtMs: Date.now() }),
    });
    followers.show(SERVER, 'text').attend('looked at');
    const dashboard = followers.show(SERVER, 'dashboard');
    await vi.advanceTimersByTimeAsync(120_000);
    dashboard.attend('looked at');
    expect(await samplesIn(10_000)).toBeGreaterThanOrEqual(5);
    dashboard.attend('none');
    await vi.advanceTimersByTimeAsync(120_000);
    expect(await samplesIn(60_000)).toBeLessThanOrEqual(3);
  });

  test('find a server by what it is after a restart', async () => {
    const showing = followers.show(SERVER, 'dashboard');
    showing.attend('looked at');
    await vi.advanceTimersByTimeAsync(1000);
    const { answer } = fake.state;
    fake.state.answer = (depth, serverId) => (serverId === SERVER.id ? { kind: 'gone' } : answer(depth, serverId));
    fake.state.servers = [NEXT, OTHER];
    await vi.advanceTimersByTimeAsync(10_000);
    expect(followers.find(NEXT.id)).toBe(showing.tracked);
    expect(followers.find(SERVER.id)).toBeNull();
    expect(showing.tracked.key).toBe(SERVER.id);
    expect(followers.show(NEXT, 'text').tracked).toBe(showing.tracked);
  });

  test('follow one server once, also where it was followed beside the one that it took over from', async () => {
    const upgraded = { ...NEXT, startedAtMs: 1_000_000 };
    const old = followers.show(SERVER, 'text');
    const next = followers.show(upgraded, 'dashboard');
    old.attend('looked at');
    next.attend('looked at');
    await vi.advanceTimersByTimeAsync(3000);
    expect(joined).toEqual([]);
    const { answer } = fake.state;
    fake.state.answer = (depth, serverId) => (serverId === SERVER.id ? { kind: 'gone' } : answer(depth, serverId));
    fake.state.servers = [upgraded, OTHER];
    await vi.advanceTimersByTimeAsync(5000);
    // The first goes on: its history is the longer one.
    expect(joined).toEqual([[next.tracked, old.tracked]]);
    expect(followers.all()).toEqual([old.tracked]);
    expect(old.tracked.follower.followed().view?.events.map(({ kind }) => kind)).toContain('binary upgrade');
    expect(await samplesIn(10_000)).toBe(5);
    next.leave();
    expect(followers.all()).toEqual([old.tracked]);
  });

  test('can be left twice, and attend nothing after that', async () => {
    const showing = followers.show(SERVER, 'dashboard');
    const kept = followers.showTracked(showing.tracked, 'text');
    showing.leave();
    showing.leave();
    showing.attend('looked at');
    expect(followers.all()).toHaveLength(1);
    expect(await samplesIn(10_000)).toBe(0);
    kept.leave();
    expect(followers.all()).toEqual([]);
  });
});
