import type { ZoneKind } from '../zoneKind';
import {
  ANY_NUMBER,
  EIGHT_PAGES,
  HTTP_EVERYWHERE,
  KEPT_SENTENCE,
  logContext,
  SIZE_SLOT_MESSAGES,
  sized,
  structs,
  structsThenLog,
  takes,
  unsized,
  type ZoneKindRow,
  zoneKind,
} from './shared';

function tengine(row: Omit<ZoneKindRow, 'product' | 'repository'>): ZoneKind {
  return zoneKind({ ...row, product: 'tengine', repository: 'alibaba/tengine' });
}

const reqStatusZone = tengine({
  id: 51,
  directive: 'req_status_zone',
  module: 'ngx_http_reqstat_module',
  contexts: ['http'],
  syntax: 'req_status_zone NAME VALUE SIZE;',
  grammar: { form: 'positional', nameArgument: 1, sizeArgument: 3 },
  argumentCount: takes(2, ANY_NUMBER),
  size: sized(EIGHT_PAGES),
  messages: {
    invalidSize: 'invalid zone size "{size}"',
    tooSmall: 'zone "{name}" is too small',
  },
  duplicates: 'refused',
  tag: 'ngx_http_reqstat_module',
  logContext: logContext(' in req_status zone "', 23),
  logsNoMemory: true,
  initialAllocations: structsThenLog(['header (rbtree, sentinel, two queues)', 96]),
  entry: {
    chunks: [{ what: 'node with room for the longest key', fixedBytes: 640 }],
    typicalKeyBytes: 0,
    typicalValueBytes: 0,
    noun: 'keys',
  },
  whenFull:
    'After the first failure nothing is allocated any more: the coldest entry is recycled when it is rarely visited, ' +
    'otherwise requests are not counted.',
  reload: 'conditional',
  onReload: 'A reload keeps the counters when the size stays the same, and is refused when the value text changed.',
  references: [
    { directive: 'req_status', at: { form: 'allArguments' }, whenUndeclared: 'zeroSize' },
    { directive: 'req_status_show', at: { form: 'allArguments' }, whenUndeclared: 'zeroSize' },
  ],
  notes:
    'A constant value is refused: the value "VALUE" is a constant. A second directive of one name: req_status_zone ' +
    '"NAME" is already bound to value "VALUE". Entries take 488 bytes plus req_status_zone_key_length (152), however ' +
    'long the key is.',
});

const checkShmSize = tengine({
  id: 52,
  directive: 'check_shm_size',
  module: 'ngx_http_upstream_check_module',
  contexts: ['http'],
  syntax: 'check_shm_size SIZE;',
  grammar: { form: 'sizeOnly', sizeArgument: 1 },
  argumentCount: takes(1),
  fixedName: 'ngx_http_upstream_check#1',
  implicitWhen: { moduleFile: /upstream_check/, directives: ['check'] },
  size: sized({ bytes: 1024 * 1024 }, { belowMinimum: 'raised', defaultSize: { bytes: 1024 * 1024 } }),
  messages: {
    ...SIZE_SLOT_MESSAGES,
    cannotStart: 'http upstream check_shm_size is too small, you should specify a larger size.',
  },
  duplicates: 'directive',
  tag: 'ngx_http_upstream_check_module',
  logsNoMemory: true,
  initialModel: 'check-peers',
  whenFull: 'Nothing is evicted: peers that do not fit keep the server from starting.',
  reload: 'conditional',
  onReload: 'Every reload makes a fresh zone under a new number and copies the states by address.',
  notes:
    'The name ends in a number that grows with every reload. Header and 240 bytes for each peer and for 4096 more ' +
    'are one block, which takes 240 pages of the smallest zone; each peer takes a further chunk for its address. ' +
    'Tengine makes the zone even where nothing is checked.',
});

const dyupsShmZoneSize = tengine({
  id: 53,
  directive: 'dyups_shm_zone_size',
  module: 'ngx_http_dyups_module',
  contexts: ['http'],
  syntax: 'dyups_shm_zone_size SIZE;',
  grammar: { form: 'sizeOnly', sizeArgument: 1 },
  argumentCount: takes(1),
  fixedName: 'ngx_http_dyups_module#1',
  implicitWhen: { moduleFile: /dyups/, directives: ['dyups_interface'] },
  size: sized(null, { defaultSize: { bytes: 2 * 1024 * 1024 } }),
  messages: SIZE_SLOT_MESSAGES,
  duplicates: 'directive',
  tag: 'ngx_http_dyups_module',
  logsNoMemory: true,
  initialAllocations: structs(['header', 32]),
  whenFull: 'Nothing is evicted: the update message is refused.',
  reload: 'remade',
  onReload: 'Every reload makes a fresh zone under a new number.',
  notes:
    'The name ends in a number that grows with every reload. An update message takes its body, its name and four ' +
    'bytes per worker, and is freed once every worker has read it.',
});

const ingressPoolSize = tengine({
  id: 54,
  directive: 'ingress_gateway_pool_size',
  module: 'ngx_ingress_module',
  contexts: HTTP_EVERYWHERE,
  syntax: 'ingress_gateway_pool_size GATEWAY SIZE;',
  grammar: { form: 'sizeOnly', sizeArgument: 2, nameArgument: 1 },
  argumentCount: takes(2),
  fixedName: 'strategy_zone_ingress_gateway_NAME#0',
  size: sized(null, { defaultSize: { bytes: 32 * 1024 * 1024 } }),
  messages: { invalidSize: '"{directive}" directive invalid value' },
  duplicates: 'refused',
  tag: 'ngx_proc_strategy_module',
  logsNoMemory: true,
  whenFull: 'Nothing is evicted: the update fails.',
  reload: 'remade',
  onReload: 'Every reload makes a fresh zone under a new number.',
  references: [{ directive: 'ingress_gateway', at: { form: 'argument', argument: 1 }, whenUndeclared: 'unknown' }],
  notes:
    'SIZE is one pool; the zone holds two of them, with headers, both allocated at once, so it takes about twice ' +
    'SIZE. It is named strategy_zone_ingress_gateway_GATEWAY#N, N growing with every reload.',
});

const ingressShmConfig = tengine({
  id: 55,
  directive: 'ingress_gateway_shm_config',
  module: 'ngx_ingress_module',
  contexts: HTTP_EVERYWHERE,
  syntax: 'ingress_gateway_shm_config GATEWAY SHMNAME SIZE LOCKFILE;',
  grammar: { form: 'positional', nameArgument: 2, sizeArgument: 3 },
  argumentCount: takes(4),
  size: sized(null),
  messages: { invalidSize: '"{directive}" directive invalid value' },
  tag: 'ngx_ingress_module (shm_open)',
  memory: 'raw',
  whenFull: 'Another process fills it.',
  reload: 'kept',
  onReload: 'The memory belongs to another process and is mapped again.',
  notes: 'Not a zone of nginx: POSIX shared memory under /dev/shm that another process owns.',
});

const rcsZone = tengine({
  id: 56,
  directive: 'rcs_zone',
  module: 'ngx_http_tfs_module',
  contexts: ['http/tfs_upstream'],
  syntax: 'rcs_zone name=NAME size=SIZE;',
  grammar: { form: 'separate', namePrefix: 'name=', sizePrefix: 'size=' },
  argumentCount: takes(2),
  knownParameters: ['name=', 'size='],
  size: sized(EIGHT_PAGES),
  messages: {
    invalidSize: 'invalid zone size "size={size}"',
    tooSmall: 'zone "size={size}" is too small',
    missingZone: '"rcs_zone" must have  "name" parameter',
    emptyName: '"rcs_zone" must have  "name" parameter',
    unknownParameter: 'invalid parameter "{parameter}"',
  },
  duplicates: 'merged',
  tag: 'ngx_http_tfs_module',
  logContext: logContext(' in tfs rc servers zone "', 27),
  logsNoMemory: true,
  whenFull: 'Nothing is evicted.',
  reload: 'kept',
  onReload: KEPT_SENTENCE,
  notes: 'Without size= nginx says "rcs_zone" must have "size" parameter.',
});

const tfsBlockCacheZone = tengine({
  id: 57,
  directive: 'tfs_block_cache_zone',
  module: 'ngx_http_tfs_module',
  contexts: ['http'],
  syntax: 'tfs_block_cache_zone size=SIZE;',
  grammar: { form: 'sizeOnly', sizeArgument: 1, sizePrefix: 'size=' },
  argumentCount: takes(1, ANY_NUMBER),
  knownParameters: ['size='],
  fixedName: 'tfs_module_block_cache_zone',
  size: sized({ bytes: 8192 }),
  messages: {
    tooSmall: 'invalid parameter "{argument}"',
    unknownParameter: 'invalid parameter "{parameter}"',
  },
  duplicates: 'merged',
  tag: 'ngx_http_tfs_module',
  logContext: logContext(' in tfs block cache zone "', 28),
  logsNoMemory: true,
  whenFull: 'A batch of the least recently used entries is dropped.',
  reload: 'kept',
  onReload: KEPT_SENTENCE,
  notes: 'A size that cannot be read is not noticed and is taken as a huge one.',
});

const tfsKeepaliveZone = tengine({
  id: 58,
  directive: null,
  module: 'ngx_http_tfs_module',
  contexts: ['main'],
  syntax: '',
  grammar: { form: 'implicit' },
  fixedName: 'nginx_tfs_keepalive_zone',
  implicitWhen: { moduleFile: /http_tfs/, directives: ['tfs_upstream'] },
  size: unsized({ bytes: 128 }),
  tag: 'ngx_http_tfs_module (keepalive)',
  memory: 'raw',
  initialAllocations: structs(['mutex', 128]),
  whenFull: 'It cannot fill up: it holds one mutex.',
  reload: 'remade',
  onReload: 'It is made again on every reload.',
});

const nginxSharedZone = tengine({
  id: 59,
  directive: null,
  module: 'ngx_event_core_module',
  contexts: ['main'],
  syntax: '',
  grammar: { form: 'implicit' },
  fixedName: 'nginx_shared_zone',
  implicitWhen: {},
  isOutsideList: true,
  size: unsized({ bytes: 1408 }),
  tag: 'ngx_event_core_module',
  memory: 'raw',
  initialAllocations: structs(['128-byte lines of counters', 1408]),
  whenFull: 'It cannot fill up: it holds a fixed set of counters.',
  reload: 'kept',
  onReload: 'It is made once and survives every reload.',
  notes:
    '384 bytes without stub_status, 1408 with it and request_time, up to 2560 with xquic; always one 4K page. Not ' +
    'made with "master_process off".',
});

/** Zones of Tengine. */
export const tengineZoneKinds: readonly ZoneKind[] = [
  reqStatusZone,
  checkShmSize,
  dyupsShmZoneSize,
  ingressPoolSize,
  ingressShmConfig,
  rcsZone,
  tfsBlockCacheZone,
  tfsKeepaliveZone,
  nginxSharedZone,
];
