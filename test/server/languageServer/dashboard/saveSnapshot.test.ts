import { describe, expect, test } from 'vitest';
import type { DashboardSource } from '../../../../server/src/features/dashboard/dashboardSource';
import { saveSnapshot } from '../../../../server/src/languageServer/dashboard/saveSnapshot';
import type { LivePageMap } from '../../../../server/src/shared/liveSample';
import type { LiveProcess, MemoryBreakdown } from '../../../../server/src/shared/liveServer';
import type { LiveView } from '../../../../server/src/shared/liveView';
import type { Snapshot } from '../../../../server/src/shared/snapshot';
import { parseSnapshot } from '../../../../server/src/snapshot/parseSnapshot';
import { liveSample, liveServer, liveZone } from '../../support/live';
import { fakeCollector } from '../support/fakeCollector';

const AT = Date.UTC(2026, 10, 23, 3, 10, 59);
const MEMORY = { totalBytes: 8_000_000, availableBytes: 4_000_000, cgroup: null, isWhole: true };
const COST = { wallMilliseconds: 1, cpuMilliseconds: 1, readBytes: 1 };

const worker = (pid: number, role: LiveProcess['role'] = 'worker'): LiveProcess => ({
  pid,
  startTicks: 1,
  role,
  virtualBytes: 4096 * pid,
  residentBytes: 4096 * pid,
  sharedBytes: null,
  privateBytes: null,
});
const breakdown = (pid: number): MemoryBreakdown => ({
  pid,
  parts: [],
  zones: [],
  isLuaJitEstimated: false,
  cost: COST,
});
const pageMap = (inode: number, runCount: number): LivePageMap => ({
  inode,
  takenAtMs: AT,
  pageSizeBytes: 4096,
  runs: Array.from({ length: runCount }, (_, index) => ({
    firstPage: index,
    pageCount: 1,
    state: index % 2 === 0 ? 'free' : 'pages',
    slotBytes: null,
    usedChunks: null,
    isLoaded: null,
  })),
  groupPages: 1,
  isConsistent: true,
  cost: COST,
});

const SERVER = liveServer({ product: 'my nginx/../x', masterPid: 4242 });
const PROCESSES = [worker(1, 'master'), ...Array.from({ length: 40 }, (_, index) => worker(10 + index))];
const ZONES = Array.from({ length: 8 }, (_, index) =>
  liveZone({
    inode: index + 1,
    name: `zone${index + 1}`,
    address: (0x7000_0000 + index * 0x100_0000).toString(16),
    loaded: { bytes: 4096 * (index + 1), exactness: 'exact' },
  }),
);
const VIEW: LiveView = {
  server: SERVER,
  sample: liveSample({ serverId: SERVER.id, processes: PROCESSES, zones: ZONES }),
  trends: [],
  events: [],
  verdict: null,
  state: 'live',
};

function sourceOf(given: Partial<DashboardSource> = {}): DashboardSource {
  return {
    isSnapshot: false,
    title: '',
    configPath: '/etc/nginx/nginx.conf',
    view: VIEW,
    takenAtMs: AT,
    trouble: null,
    differences: [],
    intervalMs: 2000,
    pageSizeBytes: 4096,
    planned: [],
    memory: { totalBytes: null, availableBytes: null, cgroup: null, isWhole: false },
    breakdownOf: () => null,
    pageMapOf: () => null,
    pageMapObstacle: () => null,
    timelineOf: () => null,
    ...given,
  };
}

async function save(source: DashboardSource, fake = fakeCollector([SERVER])) {
  const parts = { follower: null, collector: () => fake.collector, fileNameBase: 'nginx.conf', version: '1.2.3' };
  const answer = await saveSnapshot(source, { ...parts, now: () => AT });
  if (!('text' in answer)) throw new Error(answer.failure);
  const parsed = parseSnapshot(answer.text);
  if (!('snapshot' in parsed)) throw new Error(parsed.problem);
  return { ...answer, snapshot: parsed.snapshot as Snapshot };
}

describe('a snapshot that is saved', () => {
  test('is named after the server and the time, with nothing in the name that a path could be made of', async () => {
    const { suggestedFileName, snapshot } = await save(sourceOf());
    expect(suggestedFileName).toBe('my-nginx-..-x-4242-2026-11-23T03-10.zone-lens.json');
    expect(snapshot).toMatchObject({ savedAtMs: AT, writtenBy: '1.2.3', configPath: '/etc/nginx/nginx.conf' });
  });

  test('holds the breakdowns of the largest workers, and the memory that there is', async () => {
    const fake = fakeCollector([SERVER]);
    fake.state.breakdown = breakdown;
    fake.state.memory = () => MEMORY;
    const { snapshot } = await save(sourceOf(), fake);
    expect(snapshot.breakdowns.map(({ pid }) => pid)).toEqual(Array.from({ length: 16 }, (_, index) => 49 - index));
    expect(snapshot.breakdowns[0]?.takenAtMs).toBe(AT);
    expect(snapshot.memory).toEqual(MEMORY);
  });

  test('holds page maps of the zones with the most loaded, as far as there is room', async () => {
    const fake = fakeCollector([SERVER]);
    fake.state.pageMap = (inode) => pageMap(inode, 40_000);
    const { snapshot } = await save(sourceOf(), fake);
    expect(snapshot.pageMaps.map(({ inode }) => inode)).toEqual([8, 7]);
    // What does not fit is read once, and the rest not at all.
    expect(fake.state.asked.filter((asked) => asked.startsWith('zone'))).toHaveLength(3);
  });

  test('of a server that has ended holds what is known, and asks for nothing', async () => {
    const fake = fakeCollector([SERVER]);
    const known = { ...breakdown(12), takenAtMs: AT };
    const source = sourceOf({
      view: { ...VIEW, state: 'stopped' },
      memory: MEMORY,
      breakdownOf: (pid) => (pid === 12 ? known : null),
      pageMapOf: (inode) => (inode === 2 ? pageMap(2, 3) : null),
    });
    const everyone = { ...source, view: { ...VIEW, sample: { ...VIEW.sample, processes: [worker(12)] } } };
    const { snapshot } = await save({ ...everyone, view: { ...everyone.view, state: 'stopped' } }, fake);
    expect(fake.state.asked).toEqual([]);
    expect(snapshot.breakdowns).toEqual([known]);
    expect(snapshot.pageMaps.map(({ inode }) => inode)).toEqual([2]);
    expect(snapshot.memory).toEqual(MEMORY);
  });

  test('is written all the same where the collector fails', async () => {
    const fake = fakeCollector([SERVER]);
    for (const answer of ['breakdown', 'pageMap', 'memory'] as const) {
      fake.state[answer] = () => {
        throw new Error('it has ended');
      };
    }
    const { snapshot } = await save(sourceOf(), fake);
    expect(snapshot).toMatchObject({ breakdowns: [], pageMaps: [], memory: { totalBytes: null } });
    expect(snapshot.view?.sample.zones).toHaveLength(ZONES.length);
  });
});
