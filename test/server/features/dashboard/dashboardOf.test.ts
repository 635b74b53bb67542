import { expect, test } from 'vitest';
import { dashboardOf } from '../../../../server/src/features/dashboard/dashboardOf';
import type { TimelineColumns, TimelineLook } from '../../../../server/src/features/dashboard/dashboardSource';
import type { LivePageMap, LiveWalk, LiveZone } from '../../../../server/src/shared/liveSample';
import type { LiveServer, Rung } from '../../../../server/src/shared/liveServer';
import type { PlannedZone } from '../../../../server/src/shared/plannedZone';
import { failingZone, liveView, liveZone, MB, processOf, TAKEN_AT_MS, trendOf } from '../support/liveView';
import { lookAt, plannedZone, sourceOf } from './support/dashboardSource';

const keysOf = (zones: readonly LiveZone[]): string[] =>
  dashboardOf(sourceOf({ view: liveView(zones) }), lookAt()).zones.map(({ key }) => key);

const loaded = (megabytes: number | null): LiveZone['loaded'] => ({
  bytes: megabytes === null ? null : megabytes * MB,
  exactness: 'exact',
});

test('zones stand by what is loaded, what is not known last, equal ones by name', () => {
  const zones = [
    liveZone('b', { inode: 1, loaded: loaded(5) }),
    liveZone('unknown', { inode: 2, loaded: loaded(null) }),
    liveZone('a', { inode: 3, loaded: loaded(5) }),
    liveZone('large', { inode: 4, loaded: loaded(9) }),
    liveZone('empty', { inode: 5, loaded: loaded(0) }),
  ];
  expect(keysOf(zones)).toEqual(['large', 'a', 'b', 'empty', 'unknown']);
});

test('of many differences between the config and what runs the worst are told, and all are counted', () => {
  const differences = ['a', 'b', 'c', 'd', 'e', 'f'];
  const shown = dashboardOf(sourceOf({ view: liveView([liveZone('dogs')]), differences }), lookAt());
  expect(shown.differences).toEqual({ count: 6, texts: ['a', 'b', 'c', 'd'] });
});

test('a running zone with all its figures', () => {
  const trend = trendOf({ loadedBytesPerMinute: 4096 });
  const planned = [plannedZone('dogs', { inode: 100 })];
  const view = liveView([liveZone('dogs')], { trends: [trend] });
  expect(dashboardOf(sourceOf({ view, planned }), lookAt()).zones).toEqual([
    {
      key: 'dogs',
      name: 'dogs',
      kind: 'lua_shared_dict',
      isCurrent: true,
      inode: 100,
      sizeBytes: 100 * MB,
      metadataBytes: 614_400,
      loaded: { bytes: 38_108 * 1024, exactness: 'exact' },
      usedBytes: 9377 * 4096,
      freeBytes: 16_073 * 4096,
      pieces: [
        { piece: 'metadata', bytes: 614_400 },
        { piece: 'used', bytes: 9377 * 4096 },
        { piece: 'never touched', bytes: 100 * MB - 38_108 * 1024 },
      ],
      pageTableBytes: null,
      requests: 300_002,
      failures: 0,
      largestRequestBytes: 16_073 * 4096,
      trend,
      declaredAt: planned[0]?.declaredAt,
      capacity: planned[0]?.capacity,
      isConsistent: true,
    },
  ]);
});

test.each([
  ['the one that it was found to be, whatever its name', { inode: 100, name: 'other' }, true],
  ['its name', { inode: null }, true],
  ['no other one’s name', { inode: null, name: 'cats' }, false],
  ['no name of another kind', { inode: null, kind: 'limit_req_zone' }, false],
])('a zone of the config is known by %s', (_title, changes, isJoined) => {
  const planned = [plannedZone('dogs', changes)];
  const [zone] = dashboardOf(sourceOf({ view: liveView([liveZone('dogs')]), planned }), lookAt()).zones;
  expect(zone?.capacity !== null).toBe(isJoined);
});

test('what the config declares and the server does not run is not among its zones', () => {
  const planned = [plannedZone('dogs'), plannedZone('new')];
  const data = dashboardOf(sourceOf({ view: liveView([liveZone('dogs')]), planned }), lookAt());
  expect(data.zones.map(({ key }) => key)).toEqual(['dogs']);
});

test('a zone without a name, and names that no screen should be given as they are', () => {
  const zones = [
    liveZone(null, { inode: 7 }),
    liveZone('a\u202eb\n', { inode: 8 }),
    liveZone('x'.repeat(5000), { inode: 9 }),
  ];
  const names = dashboardOf(sourceOf({ view: liveView(zones) }), lookAt()).zones.map(({ name }) => name);
  expect(names.slice(0, 2)).toEqual(['? (inode 7)', 'a\\u202eb\\n']);
  expect(names[2]).toHaveLength(200);
});

test('what is not known is null, and not nothing', () => {
  const dark = {
    metadataBytes: null,
    pages: null,
    slots: null,
    chunks: null,
    pool: 'unreadable',
    loaded: loaded(null),
  } as const;
  const data = dashboardOf(sourceOf({ view: liveView([liveZone('dogs', dark)]) }), lookAt());
  expect(data.zones[0]).toMatchObject({
    usedBytes: null,
    freeBytes: null,
    pieces: [],
    requests: null,
    failures: null,
    largestRequestBytes: null,
    trend: null,
  });
  expect(data.totals).toEqual({
    zoneCount: 1,
    sizeBytes: 100 * MB,
    loaded: { bytes: null, exactness: 'at least' },
    used: { bytes: null, exactness: 'at least' },
    failures: null,
  });
  expect(data.zone).toMatchObject({
    slots: null,
    largeAllocationPages: null,
    losses: null,
    walk: null,
    obstacle: 'not known: its contents may not be read',
  });
});

test('all zones together', () => {
  const other = { inode: 101, loaded: { bytes: 2 * MB, exactness: 'at least' }, pages: null, slots: null } as const;
  const view = liveView([failingZone('dogs', 3), liveZone('cats', other)]);
  expect(dashboardOf(sourceOf({ view }), lookAt()).totals).toEqual({
    zoneCount: 2,
    sizeBytes: 200 * MB,
    loaded: { bytes: 38_108 * 1024 + 2 * MB, exactness: 'at least' },
    used: { bytes: 9377 * 4096, exactness: 'at least' },
    failures: 3,
  });
});

test('who is looked at, and by which right', () => {
  const access = { rung: 'mapped', missing: 'map_files may not be opened', remedies: [] } as const;
  const view = liveView([], { server: { access }, sample: { rung: 'mapped' }, state: 'lost' });
  const data = dashboardOf(sourceOf({ view, intervalMs: 2000, trouble: 'no answer' }), lookAt());
  expect(data).toMatchObject({
    state: 'lost',
    title: 'nginx 1.22.1, pid 4242',
    takenAtMs: TAKEN_AT_MS,
    trouble: 'no answer',
    server: {
      masterPid: 4242,
      rung: 'mapped',
      rungText: 'at least: pages that some process of the server has mapped',
      missing: 'map_files may not be opened',
      intervalMs: 2000,
      cost: view.sample.cost,
    },
  });
  expect(dashboardOf(sourceOf({ view, isSnapshot: true }), lookAt()).state).toBe('snapshot');
});

test('a config with nothing running', () => {
  const planned = [
    plannedZone('dogs'),
    plannedZone('large', { sizeBytes: 200 * MB + 1, exactness: 'estimated', emptyFreePages: null }),
    plannedZone('unknown', { sizeBytes: null, metadataBytes: null, emptyLoadedBytes: null, emptyFreePages: null }),
  ];
  const data = dashboardOf(sourceOf({ planned }), lookAt({ parts: ['process', 'page map', 'timeline'] }));
  expect(data).toMatchObject({ state: 'planned', server: null, processes: [], process: null, timeline: null });
  expect(data.zones.map(({ key }) => key)).toEqual(['large', 'dogs', 'unknown']);
  expect(data.zones[1]).toMatchObject({
    inode: null,
    loaded: { bytes: 622_592, exactness: 'exact' },
    // 25,450 pages can be handed out, and two of them are at once.
    usedBytes: 8192,
    freeBytes: 25_448 * 4096,
    pieces: [
      { piece: 'metadata', bytes: 614_400 },
      { piece: 'used', bytes: 8192 },
      { piece: 'never touched', bytes: 100 * MB - 622_592 },
    ],
  });
  expect(data.zones[0]).toMatchObject({
    loaded: { bytes: 622_592, exactness: 'at least' },
    pieces: [
      { piece: 'loaded', bytes: 622_592 },
      { piece: 'never touched', bytes: 200 * MB + 4096 - 622_592 },
    ],
  });
  expect(data.totals).toMatchObject({ zoneCount: 3, sizeBytes: 300 * MB + 1, failures: null });
  expect(data.zone).toMatchObject({ zoneKey: 'large', slots: null, obstacle: 'nothing runs that has this zone' });
});

const WALK: LiveWalk = { freeRuns: [{ pages: 16_073, count: 1 }], pageAllocations: [] };

test('one zone in detail', () => {
  const view = liveView([liveZone('dogs', { walk: WALK }), liveZone('cats', { inode: 101, loaded: loaded(1) })]);
  const planned = [plannedZone('dogs')];
  const { zone } = dashboardOf(sourceOf({ view, planned }), lookAt());
  expect(zone).toMatchObject({ zoneKey: 'dogs', largeAllocationPages: 0, walk: WALK, obstacle: null, pageMap: null });
  expect(zone?.slots?.map(({ usedBytes, freeBytes, bitmapBytes }) => [usedBytes, freeBytes, bitmapBytes])).toEqual([
    [32, 126 * 32, 32],
    [300_001 * 128, 31 * 128, 0],
  ]);
  // An entry of 100 bytes is in a chunk of 128.
  expect(zone?.losses?.roundingBytes).toBe(300_001 * 28);
  expect(dashboardOf(sourceOf({ view, planned }), lookAt({ zoneKey: 'cats' })).zone?.zoneKey).toBe('cats');
  expect(dashboardOf(sourceOf({ view, planned }), lookAt({ zoneKey: 'gone' })).zone?.zoneKey).toBe('dogs');
  expect(dashboardOf(sourceOf({ view: liveView([]) }), lookAt()).zone).toBeNull();
});

test('the length of an entry that is several allocations says nothing about a chunk', () => {
  const view = liveView([liveZone('tls', { kind: 'ssl_session_cache' })]);
  const planned = [plannedZone('tls', { kind: 'ssl_session_cache' })];
  const data = dashboardOf(sourceOf({ view, planned }), lookAt());
  expect(data.zones[0]?.capacity).not.toBeNull();
  expect(data.zone?.losses?.roundingBytes).toBeNull();
});

test.each([
  ['was being written', { pages: null, slots: null, isConsistent: false }, 'the server was writing at every attempt'],
  ['is busy', { walkObstacle: 'busy' }, 'pages came and went at every attempt to follow them'],
  ['may not be read whole', { walkObstacle: 'unreadable' }, 'with these rights'],
  ['was not walked yet', {}, 'have not been followed yet'],
] as const)('why there is no detail of a pool that %s', (_title, changes, text) => {
  const view = liveView([liveZone('dogs', changes)]);
  expect(dashboardOf(sourceOf({ view }), lookAt()).zone?.obstacle).toContain(text);
});

const MAP: LivePageMap = {
  inode: 100,
  takenAtMs: TAKEN_AT_MS,
  pageSizeBytes: 4096,
  runs: [{ firstPage: 0, pageCount: 25_600, state: 'free', slotBytes: null, usedChunks: null, isLoaded: false }],
  groupPages: 1,
  isConsistent: true,
  cost: { wallMilliseconds: 1, cpuMilliseconds: 1, readBytes: 1 },
};

test('a page map is told where it is asked for, else why there is none', () => {
  const view = liveView([liveZone('dogs')]);
  const pageMapOf = (inode: number): LivePageMap | null => (inode === 100 ? MAP : null);
  const pageMapObstacle = (): string => 'refused';
  const mapped = lookAt({ parts: ['page map'] });
  expect(dashboardOf(sourceOf({ view, pageMapOf }), mapped).zone).toMatchObject({
    pageMap: { totalPages: 25_600, pagesPerCell: 8 },
    pageMapObstacle: null,
  });
  expect(dashboardOf(sourceOf({ view, pageMapObstacle }), mapped).zone).toMatchObject({
    pageMap: null,
    pageMapObstacle: 'refused',
  });
  expect(dashboardOf(sourceOf({ view, pageMapOf, pageMapObstacle }), lookAt()).zone).toMatchObject({
    pageMap: null,
    pageMapObstacle: null,
  });
});

function columnsOf(sampleNumbers: readonly number[]): TimelineColumns {
  const values = sampleNumbers.map(() => 1);
  const figures = { loadedBytes: values, usedBytes: values, failures: values };
  return { sampleNumbers, takenAtMs: values, total: figures, zone: figures, residentBytes: values, verdict: 'grows' };
}

test('a place that a container tells is none of this machine, but that of the config is', () => {
  const declaredAt = { file: '/etc/nginx/nginx.conf', line: 7, column: 3 };
  const zones = [liveZone('dogs', { declaredAt })];
  const placeOf = (changes: Partial<LiveServer>, planned: readonly PlannedZone[] = []) => {
    const view = liveView(zones);
    const source = sourceOf({ view: { ...view, server: { ...view.server, ...changes } }, planned });
    return dashboardOf(source, lookAt()).zones[0]?.declaredAt;
  };
  const confinement = { kind: 'container', containerId: 'abc', innerPid: 1 } as const;
  expect(placeOf({})).toEqual(declaredAt);
  expect(placeOf({ fileRoot: '/proc/7/root', confinement })).toBeNull();
  const [planned] = [plannedZone('dogs', { inode: 100 })];
  expect(placeOf({ fileRoot: '/proc/7/root', confinement }, [planned])).toEqual(planned.declaredAt);
});

test('what right is missing is told only of the rung that the server was found on', () => {
  const view = liveView([], { sample: { rung: 'mapped' } });
  const found = (rung: Rung): LiveServer['access'] => ({ rung, missing: 'Root may read more.', remedies: [] });
  const missing = (rung: Rung) =>
    dashboardOf(sourceOf({ view: { ...view, server: { ...view.server, access: found(rung) } } }), lookAt()).server
      ?.missing;
  expect(missing('mapped')).toBe('Root may read more.');
  expect(missing('none')).toBeNull();
});

test('a zone with an endless name has a short key, by which it is found, and its line', () => {
  const name = 'x'.repeat(10_000);
  const asked: TimelineLook[] = [];
  const timelineOf = (look: TimelineLook): null => {
    asked.push(look);
    return null;
  };
  const source = sourceOf({ view: liveView([liveZone('dogs'), liveZone(name, { inode: 7 })]), timelineOf });
  const key = dashboardOf(source, lookAt()).zones.find(({ inode }) => inode === 7)?.key ?? '';
  expect(key.length).toBeLessThan(300);
  expect(dashboardOf(source, lookAt({ parts: ['timeline'], zoneKey: key })).zone?.zoneKey).toBe(key);
  expect(asked.map(({ zoneName }) => zoneName)).toEqual([name]);
});

test('a timeline is of the zone and the process that are looked at', () => {
  const looks: TimelineLook[] = [];
  const timelineOf = (look: TimelineLook): TimelineColumns => {
    looks.push(look);
    return columnsOf([4, 5]);
  };
  const events = [{ atMs: TAKEN_AT_MS, kind: 'reload', zones: [] } as const];
  const zones = [liveZone('dogs'), liveZone('dogs', { inode: 50, isCurrent: false }), liveZone(null, { inode: 51 })];
  const processes = [processOf(101, 'worker', { residentBytes: MB })];
  const source = sourceOf({ view: liveView(zones, { events, sample: { processes } }), timelineOf });
  expect(dashboardOf(source, lookAt()).timeline).toBeNull();
  const parts = ['timeline'] as const;
  const whole = dashboardOf(source, lookAt({ parts, zoneKey: 'dogs' })).timeline;
  expect(whole).toMatchObject({ isWhole: true, sampleNumbers: [4, 5], events, verdict: 'grows' });
  expect(dashboardOf(source, lookAt({ parts, zoneKey: 'dogs#50', timelineAfter: 3 })).timeline?.isWhole).toBe(false);
  // The history has begun anew since the page asked last.
  expect(dashboardOf(source, lookAt({ parts, zoneKey: '#51', timelineAfter: 900 })).timeline?.isWhole).toBe(true);
  expect(looks).toEqual([
    { zoneName: 'dogs', pid: 101, after: null },
    // Lines are kept by name, and the new zone has that.
    { zoneName: null, pid: 101, after: 3 },
    { zoneName: null, pid: 101, after: 900 },
  ]);
  const idle = sourceOf({ view: source.view, timelineOf: () => columnsOf([]) });
  expect(dashboardOf(idle, lookAt({ parts, timelineAfter: 5 })).timeline).toMatchObject({
    isWhole: false,
    sampleNumbers: [],
  });
});
