import type { ZoneKind } from '../zoneKind';
import {
  ANY_NUMBER,
  CACHE_PATH_PARAMETERS,
  DIRECTIVE_IS_DUPLICATE,
  EIGHT_PAGES,
  fixedEntry,
  HTTP_EVERYWHERE,
  KEPT_SENTENCE,
  KEYS_ZONE_MESSAGES,
  keyedEntry,
  logContext,
  sized,
  structs,
  TWO_PAGES,
  takes,
  unsized,
  type ZoneKindRow,
  zoneKind,
} from './shared';

function thirdParty(row: Omit<ZoneKindRow, 'product'>): ZoneKind {
  return zoneKind({ ...row, product: 'third-party' });
}

const uploadProgress = thirdParty({
  id: 68,
  directive: 'upload_progress',
  module: 'ngx_http_uploadprogress_module',
  repository: 'masterzen/nginx-upload-progress-module',
  verification: 'live',
  contexts: ['http'],
  syntax: 'upload_progress NAME SIZE;',
  grammar: { form: 'positional', nameArgument: 1, sizeArgument: 2 },
  argumentCount: takes(2),
  size: sized(EIGHT_PAGES),
  messages: {
    invalidSize: 'invalid size of track_uploads "{size}"',
    tooSmall: 'track_uploads "{name}" is too small',
    duplicate: 'track_uploads "{name}" is already created',
  },
  duplicates: 'refused',
  tag: 'ngx_http_uploadprogress_module',
  logsNoMemory: true,
  initialAllocations: structs(['rbtree', 24], ['sentinel', 40]),
  entry: keyedEntry('uploads', 'node with id', 104, 32),
  whenFull: 'Nothing is evicted: a tracked upload is answered with 503.',
  reload: 'kept',
  onReload: KEPT_SENTENCE,
  references: ['track_uploads', 'report_uploads'].map((directive) => ({
    directive,
    at: { form: 'argument', argument: 1 },
    whenUndeclared: 'zeroSize',
  })),
  notes: 'An empty name is accepted.',
});

const VOD = {
  module: 'ngx_http_vod_module',
  repository: 'kaltura/nginx-vod-module',
  contexts: HTTP_EVERYWHERE,
  offValues: ['off'],
  tag: 'ngx_http_vod_module',
  memory: 'overwritten',
} as const;

function vodCache(id: number, directive: string): ZoneKind {
  return thirdParty({
    ...VOD,
    id,
    directive,
    syntax: `${directive} off | NAME SIZE [EXPIRATION];`,
    grammar: { form: 'positional', nameArgument: 1, sizeArgument: 2 },
    argumentCount: takes(1, 3),
    size: sized(null),
    messages: { invalidSize: 'invalid size {size}', duplicate: 'duplicate zone "{name}"' },
    duplicates: 'refused',
    logContext: logContext(' in buffer cache "', 0),
    logsNoMemory: true,
    whenFull: 'The oldest buffers that nobody reads are overwritten, at most 128 of them for one store.',
    reload: 'kept',
    onReload: KEPT_SENTENCE,
    notes:
      'The module keeps only the 200-byte header of the pool and writes over the rest: texts and a 256-byte header ' +
      'follow it, entries of 120 bytes grow upwards and buffers, in steps of 16 bytes, downwards from the end. A ' +
      'name without a size: size not specified in "DIRECTIVE". Two in one block: "DIRECTIVE" directive is duplicate.',
  });
}

const vodPerformanceCounters = thirdParty({
  ...VOD,
  id: 88,
  directive: 'vod_performance_counters',
  syntax: 'vod_performance_counters off | NAME;',
  grammar: { form: 'nameOnly', nameArgument: 1 },
  argumentCount: takes(1),
  size: unsized({ bytes: 793 }),
  messages: { duplicate: DIRECTIVE_IS_DUPLICATE },
  duplicates: 'merged',
  logContext: logContext(' in perf counters "', 21),
  whenFull: 'It cannot fill up: it holds 14 counters of 40 bytes each.',
  reload: 'kept',
  onReload: 'A reload keeps the counters.',
  notes: '793 bytes and the length of the name, which is less than a page: no usable pool.',
});

const rtmpMaxConnections = thirdParty({
  id: 89,
  directive: 'max_connections',
  module: 'ngx_rtmp_limit_module',
  repository: 'arut/nginx-rtmp-module',
  contexts: ['rtmp', 'rtmp/server', 'rtmp/application'],
  syntax: 'max_connections NUMBER;',
  grammar: { form: 'marker' },
  argumentCount: takes(1),
  fixedName: 'rtmp_limit',
  implicitWhen: { directives: ['max_connections'] },
  size: unsized(TWO_PAGES),
  duplicates: 'merged',
  tag: 'ngx_rtmp_limit_module',
  logsNoMemory: true,
  initialAllocations: structs(['counter', 4]),
  whenFull: 'It cannot fill up: it holds one counter.',
  reload: 'kept',
  onReload: 'A reload keeps the counter.',
  notes: 'nginx-http-flv-module has the same.',
});

const slowfsCachePath = thirdParty({
  id: 90,
  directive: 'slowfs_cache_path',
  module: 'ngx_http_slowfs_module',
  repository: 'FRiCKLE/ngx_slowfs_cache',
  contexts: ['http'],
  syntax: 'slowfs_cache_path PATH [levels=LEVELS] keys_zone=NAME:SIZE [inactive=TIME] [max_size=SIZE] ...;',
  grammar: { form: 'keyed', prefix: 'keys_zone=' },
  argumentCount: takes(2, ANY_NUMBER),
  knownParameters: CACHE_PATH_PARAMETERS,
  size: sized(TWO_PAGES),
  messages: KEYS_ZONE_MESSAGES,
  duplicates: 'refused',
  tag: 'ngx_http_slowfs_module',
  logContext: logContext(' in cache keys zone "', 23),
  logsNoMemory: false,
  entry: fixedEntry('cached files', 'ngx_http_file_cache_node_t', 120),
  whenFull: 'A least recently used cached file is deleted to make room.',
  reload: 'conditional',
  onReload:
    'A reload keeps the keys when the size stays the same, and is refused when path or levels changed; another size ' +
    'starts cold.',
  references: [
    {
      directive: 'slowfs_cache',
      at: { form: 'argument', argument: 1 },
      notNames: ['off'],
      whenUndeclared: 'refused',
      message: '"slowfs_cache" zone "{name}" is unknown',
    },
  ],
  notes: "The code is the file cache of nginx's core.",
});

const cachePurgeQueueSize = thirdParty({
  id: 110,
  directive: 'cache_purge_queue_size',
  module: 'ngx_cache_purge_module',
  repository: 'nginx-modules/ngx_cache_purge',
  contexts: ['http'],
  syntax: 'cache_purge_queue_size NUMBER;',
  grammar: { form: 'sizeOnly', sizeArgument: 1 },
  argumentCount: takes(1),
  fixedName: 'cache_purge_queue',
  implicitWhen: { directives: ['cache_purge_background_queue'] },
  setsSizeOnly: true,
  size: {
    parser: 'count',
    minimum: EIGHT_PAGES,
    belowMinimum: 'raised',
    pageMultiple: 'rounded',
    defaultSize: { bytes: 136 + 1024 * 1096 },
    count: { perElementBytes: 72 + 2 * 512, extraElements: 0, baseBytes: 136 },
  },
  messages: {
    invalidSize: '"{directive}" directive invalid number',
    duplicate: DIRECTIVE_IS_DUPLICATE,
    cannotStart: 'ngx_cache_purge: could not allocate queue in shared memory zone "{name}"',
  },
  duplicates: 'directive',
  tag: 'ngx_cache_purge_module',
  logsNoMemory: true,
  initialAllocations: structs(['queue header', 136]),
  whenFull: 'Nothing is evicted: further purges are refused with "queue full".',
  reload: 'kept',
  onReload: KEPT_SENTENCE,
  notes:
    'A number of queued purges, 1024 without the directive. The zone is made by "cache_purge_background_queue on"; ' +
    'the size alone makes none. Only this fork of ngx_cache_purge has it.',
});

const VOD_CACHES: readonly (readonly [number, string])[] = [
  [81, 'vod_metadata_cache'],
  [82, 'vod_response_cache'],
  [83, 'vod_live_response_cache'],
  [84, 'vod_mapping_cache'],
  [85, 'vod_live_mapping_cache'],
  [86, 'vod_dynamic_mapping_cache'],
  [87, 'vod_drm_info_cache'],
];

/** Uploads, media and caches. */
export const thirdPartyContentZoneKinds: readonly ZoneKind[] = [
  uploadProgress,
  ...VOD_CACHES.map(([id, directive]) => vodCache(id, directive)),
  vodPerformanceCounters,
  rtmpMaxConnections,
  slowfsCachePath,
  cachePurgeQueueSize,
];
