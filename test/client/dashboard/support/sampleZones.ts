import type { DashboardZone, ZonePiece } from '../../../../server/src/shared/dashboard';

const KILOBYTE = 1024;
const MEGABYTE = 1024 * KILOBYTE;

export const PAGE_BYTES = 4096;

/** What a sample zone is made from, in pages of 4 KB; null: not known. */
interface ZoneSketch {
  readonly name: string;
  readonly kind: string | null;
  readonly sizeBytes: number;
  readonly metadataPages: number;
  readonly usedPages: number | null;
  readonly loadedPages: number;
  readonly pageTablePages: number;
  readonly failures?: number | null;
  readonly requests?: number | null;
  readonly largestRunPages?: number | null;
  readonly loadedBytesPerMinute?: number;
}

/** The zones of a busy server: one that grows, one that is full, one never touched, one whose pool is not known. */
const SKETCHES: readonly ZoneSketch[] = [
  {
    name: 'dogs',
    kind: 'lua_shared_dict',
    sizeBytes: 100 * MEGABYTE,
    metadataPages: 151,
    usedPages: 9376,
    loadedPages: 9527,
    pageTablePages: 4711,
    requests: 300_001,
    failures: 0,
    largestRunPages: 16_073,
    loadedBytesPerMinute: 4 * MEGABYTE,
  },
  {
    name: 'tiles',
    kind: 'proxy_cache_path',
    sizeBytes: 32 * MEGABYTE,
    metadataPages: 49,
    usedPages: 4600,
    loadedPages: 5200,
    pageTablePages: 5100,
    requests: 147_200,
    failures: 0,
    largestRunPages: 2400,
  },
  {
    name: 'cats',
    kind: 'lua_shared_dict',
    sizeBytes: 10 * MEGABYTE,
    metadataPages: 17,
    usedPages: 2543,
    loadedPages: 2560,
    pageTablePages: 2380,
    requests: 91_422,
    failures: 1207,
    largestRunPages: 0,
  },
  {
    name: 'tracking',
    kind: null,
    sizeBytes: 8 * MEGABYTE,
    metadataPages: 0,
    usedPages: null,
    loadedPages: 800,
    pageTablePages: 800,
    requests: null,
    failures: null,
    largestRunPages: null,
  },
  {
    name: 'SSL',
    kind: 'ssl_session_cache',
    sizeBytes: 10 * MEGABYTE,
    metadataPages: 17,
    usedPages: 620,
    loadedPages: 700,
    pageTablePages: 350,
    requests: 61_000,
    failures: 0,
    largestRunPages: 1860,
  },
  {
    name: 'one',
    kind: 'limit_req_zone',
    sizeBytes: 10 * MEGABYTE,
    metadataPages: 17,
    usedPages: 210,
    loadedPages: 227,
    pageTablePages: 120,
    requests: 6720,
    failures: 0,
    largestRunPages: 2333,
  },
  {
    name: 'addr',
    kind: 'limit_conn_zone',
    sizeBytes: 10 * MEGABYTE,
    metadataPages: 17,
    usedPages: 12,
    loadedPages: 31,
    pageTablePages: 31,
    requests: 700,
    failures: 0,
    largestRunPages: 2529,
  },
  {
    name: 'backend',
    kind: 'zone',
    sizeBytes: 64 * KILOBYTE,
    metadataPages: 1,
    usedPages: 5,
    loadedPages: 6,
    pageTablePages: 6,
    requests: 22,
    failures: 0,
    largestRunPages: 10,
  },
  {
    name: 'spare',
    kind: 'lua_shared_dict',
    sizeBytes: 50 * MEGABYTE,
    metadataPages: 76,
    usedPages: 0,
    loadedPages: 0,
    pageTablePages: 0,
    requests: 0,
    failures: 0,
    largestRunPages: 12_724,
  },
];

/** Zones of a running server, by loaded bytes; those above nine are small and all alike. */
export function sampleLiveZones(zoneCount: number): DashboardZone[] {
  return sketches(zoneCount)
    .map(liveZone)
    .sort((left, right) => (right.loaded.bytes ?? 0) - (left.loaded.bytes ?? 0) || left.name.localeCompare(right.name));
}

/** The same zones as a config declares them, by size; nothing runs. */
export function samplePlannedZones(zoneCount: number): DashboardZone[] {
  return sketches(zoneCount)
    .map(plannedZone)
    .sort((left, right) => (right.sizeBytes ?? 0) - (left.sizeBytes ?? 0) || left.name.localeCompare(right.name));
}

function sketches(zoneCount: number): ZoneSketch[] {
  return Array.from({ length: zoneCount }, (_, index) => SKETCHES[index] ?? smallSketch(index));
}

function smallSketch(index: number): ZoneSketch {
  const usedPages = 20 + ((index * 37) % 180);
  return {
    name: `zone_${index}`,
    kind: index % 3 === 0 ? 'limit_req_zone' : 'lua_shared_dict',
    sizeBytes: MEGABYTE,
    metadataPages: 3,
    usedPages,
    loadedPages: usedPages + 3,
    pageTablePages: Math.floor(usedPages / 2),
    requests: usedPages * 60,
    failures: index % 50 === 0 ? 3 : 0,
    largestRunPages: 253 - usedPages,
  };
}

function liveZone(sketch: ZoneSketch, index: number): DashboardZone {
  const totalPages = sketch.sizeBytes / PAGE_BYTES;
  const loadedBytes = sketch.loadedPages * PAGE_BYTES;
  const usedBytes = sketch.usedPages === null ? null : sketch.usedPages * PAGE_BYTES;
  const freePages = sketch.usedPages === null ? null : totalPages - sketch.metadataPages - sketch.usedPages;
  const rate = sketch.loadedBytesPerMinute ?? null;
  return {
    key: sketch.name,
    name: sketch.name,
    kind: sketch.kind,
    isCurrent: true,
    inode: 81_000 + index,
    sizeBytes: sketch.sizeBytes,
    metadataBytes: sketch.usedPages === null ? null : sketch.metadataPages * PAGE_BYTES,
    loaded: { bytes: loadedBytes, exactness: 'exact' },
    usedBytes,
    freeBytes: freePages === null ? null : freePages * PAGE_BYTES,
    pieces: pieces(sketch, totalPages),
    pageTableBytes: sketch.pageTablePages * PAGE_BYTES,
    requests: sketch.requests ?? null,
    failures: sketch.failures ?? null,
    largestRequestBytes: sketch.largestRunPages == null ? null : sketch.largestRunPages * PAGE_BYTES,
    trend:
      rate === null
        ? null
        : {
            inode: 81_000 + index,
            overMs: 300_000,
            loadedBytesPerMinute: rate,
            usedBytesPerMinute: rate,
            requestsPerMinute: 31_000,
            failuresPerMinute: 0,
            fullInMs: Math.round((((freePages ?? 0) * PAGE_BYTES) / rate) * 60_000),
            loadedInMs: Math.round(((sketch.sizeBytes - loadedBytes) / rate) * 60_000),
          },
    declaredAt: sketch.kind === null ? null : { file: '/etc/nginx/nginx.conf', line: 12 + index, column: 5 },
    capacity: capacity(sketch),
    isConsistent: true,
  };
}

function plannedZone(sketch: ZoneSketch, index: number): DashboardZone {
  const metadataBytes = sketch.metadataPages * PAGE_BYTES;
  const emptyBytes = metadataBytes + PAGE_BYTES;
  return {
    ...liveZone(sketch, index),
    inode: null,
    metadataBytes,
    loaded: { bytes: emptyBytes, exactness: 'estimated' },
    usedBytes: PAGE_BYTES,
    freeBytes: sketch.sizeBytes - emptyBytes,
    pieces: present([
      { piece: 'metadata', bytes: metadataBytes },
      { piece: 'used', bytes: PAGE_BYTES },
      { piece: 'never touched', bytes: sketch.sizeBytes - emptyBytes },
    ]),
    pageTableBytes: null,
    requests: null,
    failures: null,
    largestRequestBytes: null,
    trend: null,
  };
}

function pieces(sketch: ZoneSketch, totalPages: number): ZonePiece[] {
  const untouchedBytes = (totalPages - sketch.loadedPages) * PAGE_BYTES;
  if (sketch.usedPages === null || sketch.loadedPages === 0) {
    return present([
      { piece: 'loaded', bytes: sketch.loadedPages * PAGE_BYTES },
      { piece: 'never touched', bytes: untouchedBytes },
    ]);
  }
  return present([
    { piece: 'metadata', bytes: sketch.metadataPages * PAGE_BYTES },
    { piece: 'used', bytes: sketch.usedPages * PAGE_BYTES },
    { piece: 'free again', bytes: (sketch.loadedPages - sketch.metadataPages - sketch.usedPages) * PAGE_BYTES },
    { piece: 'never touched', bytes: untouchedBytes },
  ]);
}

function present(list: readonly ZonePiece[]): ZonePiece[] {
  return list.filter(({ bytes }) => bytes > 0);
}

function capacity(sketch: ZoneSketch): DashboardZone['capacity'] {
  if (sketch.kind !== 'lua_shared_dict' && sketch.kind !== 'limit_req_zone') return null;
  return {
    noun: sketch.kind === 'lua_shared_dict' ? 'keys' : 'states',
    entries: Math.floor((sketch.sizeBytes / PAGE_BYTES - sketch.metadataPages) * 32),
    entryBytes: 128,
    basis: sketch.kind === 'lua_shared_dict' ? 'assumed' : 'key',
  };
}
