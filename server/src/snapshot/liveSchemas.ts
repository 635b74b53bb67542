import * as v from 'valibot';
import {
  address,
  count,
  countOrNull,
  finite,
  finiteOrNull,
  list,
  pageSize,
  position,
  span,
  spanOrNull,
  text,
  textOrNull,
  time,
  timeOrNull,
} from './basicSchemas';
import { MOST_LONG_ITEMS, MOST_SLOTS } from './bounds';

/** What is known of a running server, as `shared/liveView.ts` and what it is made of have it. */

export const cost = v.object({ wallMilliseconds: span, cpuMilliseconds: span, readBytes: count });

export const declaredAt = v.nullable(v.object({ file: text, line: position, column: position }));

const rung = v.picklist(['exact', 'mapped', 'page tables', 'none']);

const obstacle = v.variant('kind', [
  v.object({ kind: v.picklist(['ended', 'no /proc']) }),
  v.object({ kind: v.picklist(['map_files', 'mem', 'all']), pid: count }),
  v.object({ kind: v.literal('ptrace scope'), scope: count }),
  v.object({ kind: v.literal('other user'), pid: count, userId: count, readerUserId: finite }),
]);

const remedy = v.picklist([
  'as root',
  'node with capabilities',
  'ptrace scope',
  'on the host',
  'container with capabilities',
]);

const access = v.object({
  rung,
  missing: textOrNull,
  remedies: list(text),
  told: v.exactOptional(v.object({ obstacle, remedies: list(remedy) })),
});

const confinement = v.object({
  kind: v.picklist(['container', 'namespace', 'chroot']),
  containerId: textOrNull,
  innerPid: countOrNull,
});

const server = v.object({
  id: text,
  masterPid: count,
  startTicks: count,
  startedAtMs: timeOrNull,
  product: text,
  version: textOrNull,
  coreVersion: textOrNull,
  withCompat: v.nullable(v.boolean()),
  executable: textOrNull,
  isExecutableReplaced: v.boolean(),
  prefix: textOrNull,
  configFile: textOrNull,
  fileRoot: text,
  confinement: v.nullable(confinement),
  userId: countOrNull,
  isSingleProcess: v.boolean(),
  upgradesPid: countOrNull,
  access,
});

export const processRole = v.picklist([
  'master',
  'single',
  'worker',
  'old worker',
  'cache manager',
  'cache loader',
  'privileged agent',
  'other',
]);

const liveProcess = v.object({
  pid: count,
  startTicks: count,
  role: processRole,
  virtualBytes: countOrNull,
  residentBytes: countOrNull,
  sharedBytes: countOrNull,
  privateBytes: countOrNull,
});

const slot = v.object({
  slotBytes: count,
  pages: count,
  usedChunks: count,
  freeChunks: count,
  bitmapChunks: count,
  requests: countOrNull,
  failures: countOrNull,
});

const lengths = list(v.object({ pages: count, count }), MOST_LONG_ITEMS);

const zone = v.object({
  inode: count,
  isCurrent: v.boolean(),
  name: textOrNull,
  kind: textOrNull,
  module: textOrNull,
  namedBy: v.nullable(v.picklist(['zone list', 'log context', 'size and order'])),
  address,
  sizeBytes: count,
  mappedBytes: count,
  declaredAt,
  loaded: v.object({ bytes: countOrNull, exactness: v.picklist(['exact', 'at least', 'estimated']) }),
  mapped: v.nullable(list(v.object({ pid: count, bytes: count }))),
  pool: v.picklist(['slab', 'none', 'unknown layout', 'unreadable']),
  metadataBytes: countOrNull,
  pages: v.nullable(v.object({ total: count, free: count, used: count, largestFreeRun: countOrNull })),
  slots: v.nullable(list(slot, MOST_SLOTS)),
  chunks: v.nullable(v.object({ used: count, free: count })),
  walk: v.nullable(v.object({ freeRuns: lengths, pageAllocations: lengths })),
  walkObstacle: v.nullable(v.picklist(['busy', 'unreadable'])),
  isConsistent: v.boolean(),
});

const sample = v.object({
  serverId: text,
  takenAtMs: time,
  depth: v.picklist(['refresh', 'full']),
  rung,
  pageSizeBytes: pageSize,
  processes: list(liveProcess),
  zones: list(zone),
  cost,
});

const trend = v.object({
  inode: count,
  overMs: span,
  loadedBytesPerMinute: finiteOrNull,
  usedBytesPerMinute: finiteOrNull,
  requestsPerMinute: finiteOrNull,
  failuresPerMinute: finiteOrNull,
  fullInMs: spanOrNull,
  loadedInMs: spanOrNull,
});

const zoneChange = v.object({
  name: textOrNull,
  change: v.picklist(['kept', 'added', 'removed', 'data lost', 'resized', 'kind changed']),
  sizeBytesBefore: countOrNull,
  sizeBytesAfter: countOrNull,
});

const event = v.object({
  atMs: time,
  kind: v.picklist(['reload', 'restart', 'binary upgrade', 'worker replaced', 'stopped']),
  zones: list(zoneChange),
});

export const verdict = v.object({
  pid: count,
  overMs: span,
  residentGrowthBytes: finite,
  zoneGrowthBytes: finite,
  zoneRoomBytes: finite,
  unexplainedBytes: finite,
  text,
});

export const view = v.object({
  server,
  sample,
  trends: list(trend),
  events: list(event),
  verdict: v.nullable(verdict),
  state: v.picklist(['live', 'stopped', 'lost']),
});
