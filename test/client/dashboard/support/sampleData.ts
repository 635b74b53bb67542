import type { ChartContext, ChartTheme } from '../../../../client/src/dashboard/chartView';
import type {
  DashboardData,
  DashboardProcess,
  DashboardSlot,
  DashboardZone,
  DashboardZoneDetail,
  MemoryRisk,
} from '../../../../server/src/shared/dashboard';
import type { LiveProcess } from '../../../../server/src/shared/liveServer';
import { samplePageMap } from './samplePageMap';
import { SAMPLE_TIME_MS, sampleTimeline } from './sampleTimeline';
import { PAGE_BYTES, sampleLiveZones, samplePlannedZones } from './sampleZones';

export { SAMPLE_PAGES, type SamplePages, samplePageMap } from './samplePageMap';
export { SAMPLE_TIME_MS, type SampleTimelineOptions, sampleTimeline } from './sampleTimeline';

const KILOBYTE = 1024;
const MEGABYTE = 1024 * KILOBYTE;
const GIGABYTE = 1024 * MEGABYTE;

/** What sample data may be asked to be. */
export interface SampleOptions {
  readonly zoneCount?: number;
  readonly kind?: 'live' | 'planned';
  /** Key of the zone that is looked at; the first without. */
  readonly zoneKey?: string;
  readonly takenAtMs?: number;
}

/** A dashboard with the figures of a busy server, or of the config of one. */
export function sampleDashboard(options: SampleOptions = {}): DashboardData {
  const { zoneCount = 9, kind = 'live', takenAtMs = SAMPLE_TIME_MS } = options;
  const isLive = kind === 'live';
  const zones = isLive ? sampleLiveZones(zoneCount) : samplePlannedZones(zoneCount);
  const looked = zones.find(({ key }) => key === options.zoneKey) ?? zones[0] ?? null;
  return {
    state: kind,
    title: isLive ? 'nginx 1.22.1, pid 4242' : 'nginx.conf',
    configPath: '/etc/nginx/nginx.conf',
    server: isLive
      ? {
          masterPid: 4242,
          product: 'nginx',
          version: '1.22.1',
          prefix: '/usr/share/nginx',
          startedAtMs: takenAtMs - 86_400_000,
          rung: 'exact',
          rungText: 'exact: the kernel’s own account',
          missing: null,
          intervalMs: 2000,
          cost: { wallMilliseconds: 6.4, cpuMilliseconds: 4.1, readBytes: 1_310_720 },
        }
      : null,
    takenAtMs,
    pageSizeBytes: PAGE_BYTES,
    trouble: null,
    differences: { count: 0, texts: [] },
    zones,
    totals: {
      zoneCount: zones.length,
      sizeBytes: sum(zones.map(({ sizeBytes }) => sizeBytes)),
      loaded: { bytes: sum(zones.map(({ loaded }) => loaded.bytes)), exactness: isLive ? 'exact' : 'estimated' },
      used: { bytes: sum(zones.map(({ usedBytes }) => usedBytes)), exactness: isLive ? 'at least' : 'estimated' },
      failures: isLive ? sum(zones.map(({ failures }) => failures)) : null,
    },
    processes: isLive ? sampleProcesses() : [],
    process: isLive ? sampleProcess(zones, takenAtMs) : null,
    zone: looked === null ? null : sampleZoneDetail(looked, isLive, takenAtMs),
    timeline: isLive ? sampleTimeline({ endsAtMs: takenAtMs }) : null,
    risk: sampleRisk(zones, isLive),
  };
}

/** The processes of the sample server: workers first, largest first. */
export function sampleProcesses(): LiveProcess[] {
  return [
    liveProcess(4243, 'worker', 412, 78.4, 62.1),
    liveProcess(4244, 'worker', 409, 71.9, 58.8),
    liveProcess(4190, 'old worker', 396, 41.2, 33),
    liveProcess(4242, 'master', 388, 9.8, 7.4),
    liveProcess(4245, 'cache manager', 388, 8.1, 6.6),
  ];
}

function liveProcess(
  pid: number,
  role: LiveProcess['role'],
  virtualMegabytes: number,
  residentMegabytes: number,
  sharedMegabytes: number,
): LiveProcess {
  return {
    pid,
    startTicks: pid * 10,
    role,
    virtualBytes: pages(virtualMegabytes),
    residentBytes: pages(residentMegabytes),
    sharedBytes: pages(sharedMegabytes),
    privateBytes: pages(residentMegabytes) - pages(sharedMegabytes),
  };
}

function sampleProcess(zones: readonly DashboardZone[], takenAtMs: number): DashboardProcess | null {
  const [process] = sampleProcesses();
  if (process === undefined) return null;
  const zonesVirtualBytes = sum(zones.map(({ sizeBytes }) => sizeBytes));
  const zonesResidentBytes = sum(zones.map(({ pageTableBytes }) => pageTableBytes));
  const own = [
    { use: 'heap', virtualBytes: pages(11.2), residentBytes: pages(9.1) },
    { use: 'LuaJIT', virtualBytes: pages(16), residentBytes: pages(5.5) },
    { use: 'code and libraries', virtualBytes: pages(38), residentBytes: pages(7.9) },
    { use: 'stack', virtualBytes: pages(0.13), residentBytes: pages(0.06) },
    { use: 'other', virtualBytes: pages(12), residentBytes: pages(1.6) },
  ] as const;
  return {
    ...process,
    breakdown: {
      takenAtMs,
      isLuaJitEstimated: true,
      parts: [
        { use: 'shared zones', virtualBytes: zonesVirtualBytes, residentBytes: zonesResidentBytes },
        ...own.map((part) => ({ ...part })),
      ],
      application: [
        {
          use: 'shared zones',
          figure: { bytes: sum(zones.map(({ loaded }) => loaded.bytes)), exactness: 'exact' },
        },
        ...own.map(
          ({ use, residentBytes }) =>
            ({
              use,
              figure: { bytes: residentBytes, exactness: use === 'LuaJIT' ? 'estimated' : 'exact' },
            }) as const,
        ),
      ],
      zones: zones.map((zone) => ({
        zoneKey: zone.key,
        virtualBytes: zone.sizeBytes ?? 0,
        residentBytes: zone.pageTableBytes,
        loaded: zone.loaded,
      })),
    },
  };
}

function sampleZoneDetail(zone: DashboardZone, isLive: boolean, takenAtMs: number): DashboardZoneDetail {
  if (!isLive || zone.usedBytes === null) {
    const obstacle = isLive ? 'The zone holds something else than a slab pool.' : 'Nothing runs.';
    return {
      zoneKey: zone.key,
      slots: null,
      largeAllocationPages: null,
      losses: null,
      walk: null,
      obstacle,
      pageMap: null,
      pageMapObstacle: obstacle,
    };
  }
  return {
    zoneKey: zone.key,
    slots: sampleSlots(),
    largeAllocationPages: 80,
    losses: {
      freeChunkBytes: sum(sampleSlots().map(({ freeBytes }) => freeBytes)),
      bitmapBytes: sum(sampleSlots().map(({ bitmapBytes }) => bitmapBytes)),
      roundingBytes: 3_120_000,
      roundingAtMostBytes: 17_203_200,
    },
    walk: {
      freeRuns: [
        { pages: 16_072, count: 1 },
        { pages: 300, count: 1 },
        { pages: 40, count: 1 },
      ],
      pageAllocations: [
        { pages: 64, count: 1 },
        { pages: 16, count: 1 },
      ],
    },
    obstacle: null,
    pageMap: samplePageMap(takenAtMs),
    pageMapObstacle: null,
  };
}

/** Slot classes of a pool: as many pages as {@link SAMPLE_PAGES} has. */
export function sampleSlots(): DashboardSlot[] {
  return [
    slot(8, 0, 0, 0),
    slot(16, 0, 0, 0),
    slot(32, 1, 6, 1),
    slot(64, 0, 0, 0),
    slot(128, 7000, 176_000, 0, 3),
    slot(256, 0, 0, 0),
    slot(512, 1200, 7200, 0),
    slot(1024, 755, 755, 0, 12),
    slot(2048, 0, 0, 0),
  ];
}

function slot(slotBytes: number, pageCount: number, usedChunks: number, bitmapChunks: number, failures = 0) {
  const chunks = (pageCount * PAGE_BYTES) / slotBytes;
  const freeChunks = chunks - usedChunks - bitmapChunks;
  return {
    slotBytes,
    pages: pageCount,
    usedChunks,
    freeChunks,
    bitmapChunks,
    requests: usedChunks * 3 + failures,
    failures,
    usedBytes: usedChunks * slotBytes,
    freeBytes: freeChunks * slotBytes,
    bitmapBytes: bitmapChunks * slotBytes,
  };
}

function sampleRisk(zones: readonly DashboardZone[], isLive: boolean): MemoryRisk {
  const loadedBytes = sum(zones.map(({ loaded }) => loaded.bytes));
  const fullBytes = sum(zones.map(({ sizeBytes }) => sizeBytes));
  const processes = { bytes: isLive ? pages(41.7) : null, exactness: isLive ? 'exact' : 'estimated' } as const;
  return {
    limits: [
      { kind: 'host', bytes: 2 * GIGABYTE, label: 'RAM' },
      { kind: 'cgroup', bytes: 256 * MEGABYTE, label: 'cgroup /system.slice/nginx.service (memory.max)' },
    ],
    availableBytes: 190 * MEGABYTE,
    scenarios: isLive
      ? [
          { scenario: 'now', zones: { bytes: loadedBytes, exactness: 'exact' }, processes },
          { scenario: 'forecast', zones: { bytes: loadedBytes + 62 * MEGABYTE, exactness: 'estimated' }, processes },
          { scenario: 'full', zones: { bytes: fullBytes, exactness: 'exact' }, processes },
        ]
      : [
          { scenario: 'empty', zones: { bytes: loadedBytes, exactness: 'estimated' }, processes },
          { scenario: 'full', zones: { bytes: fullBytes, exactness: 'exact' }, processes },
        ],
    severity: 'tight',
    text: 'With all zones full, 272 MB would be needed, and the cgroup allows 256 MB. In a day, at the present growth, dogs is full.',
  };
}

/** Colours of VS Code's Dark Modern, as a chart gets them. */
export function sampleTheme(): ChartTheme {
  return {
    kind: 'dark',
    background: '#1f1f1f',
    foreground: '#cccccc',
    mutedForeground: '#9d9d9d',
    gridLine: '#454545',
    focus: '#0078d4',
    error: '#f85149',
    warning: '#cca700',
    palette: ['#3794ff', '#d18616', '#89d185', '#b180d7', '#cca700', '#f48771', '#4ec9b0', '#9d9d9d'],
    meaning: {
      metadata: '#b180d7',
      used: '#3794ff',
      'free again': '#89d185',
      loaded: '#4ec9b0',
      'never touched': '#454545',
      mark: '#cca700',
      limit: '#f85149',
    },
    patterns: Array.from({ length: 6 }, (_, index) => ({ symbol: 'rect', rotation: (index * Math.PI) / 6 })),
    fontFamily: 'sans-serif',
    fontSizePx: 12,
  };
}

/** All that a chart is drawn from, with what is given instead of the samples. */
export function sampleContext(overrides: Partial<ChartContext> = {}): ChartContext {
  const data = overrides.data ?? sampleDashboard();
  return {
    data,
    baseline: null,
    timeline: data.timeline,
    theme: sampleTheme(),
    widthPx: 640,
    choice: () => null,
    ...overrides,
  };
}

function sum(list: readonly (number | null)[]): number {
  return list.reduce<number>((total, value) => total + (value ?? 0), 0);
}

/** Whole pages of about so many megabytes. */
function pages(megabytes: number): number {
  return Math.round((megabytes * MEGABYTE) / PAGE_BYTES) * PAGE_BYTES;
}
