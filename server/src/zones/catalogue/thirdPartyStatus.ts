import type { ZoneKind } from '../zoneKind';
import {
  ANY_NUMBER,
  EIGHT_PAGES,
  KEPT_SENTENCE,
  keyedEntry,
  logContext,
  sized,
  structs,
  structsThenLog,
  takes,
  unsized,
  zoneKind,
} from './shared';

const SHARED_MESSAGES = {
  invalidSize: 'invalid shared size "{argument}"',
  tooSmall: 'shared "{argument}" is too small',
  unknownParameter: 'invalid parameter "{parameter}"',
};

/** One byte less than a megabyte, which costs a page. */
const ALMOST_A_MEGABYTE = { bytes: 0xfffff };

const vhostTrafficStatusZone = zoneKind({
  id: 60,
  directive: 'vhost_traffic_status_zone',
  module: 'nginx-module-vts',
  product: 'third-party',
  repository: 'vozlt/nginx-module-vts',
  contexts: ['http'],
  syntax: 'vhost_traffic_status_zone [shared:NAME:SIZE];',
  grammar: { form: 'keyed', prefix: 'shared:' },
  argumentCount: takes(0, 1),
  knownParameters: ['shared:'],
  fixedName: 'ngx_http_vhost_traffic_status',
  size: sized(EIGHT_PAGES, { defaultSize: ALMOST_A_MEGABYTE }),
  messages: { ...SHARED_MESSAGES, duplicate: 'vhost_traffic_status: "{name}" is already bound to key' },
  duplicates: 'refused',
  tag: 'ngx_http_vhost_traffic_status_module',
  logContext: logContext(' in vhost_traffic_status_zone "', 33),
  logsNoMemory: true,
  initialAllocations: structsThenLog(['header', 40], ['sentinel', 40]),
  entry: keyedEntry('counted keys', 'node with key', 3536, 24),
  whenFull:
    'Nothing is evicted: further hosts and upstreams are not counted, and nginx logs "ngx_slab_alloc_locked() failed".',
  reload: 'kept',
  onReload: KEPT_SENTENCE,
  notes:
    'Every node takes a whole page. Without the argument the zone takes 1048575 bytes, one page less than 1m. The ' +
    'header was 24 bytes in older releases; vhost_traffic_status_filter_max_node lets nodes be dropped.',
});

const serverTrafficStatusZone = zoneKind({
  id: 61,
  directive: 'server_traffic_status_zone',
  module: 'nginx-module-stream-sts',
  product: 'third-party',
  repository: 'vozlt/nginx-module-stream-sts',
  contexts: ['stream'],
  syntax: 'server_traffic_status_zone [shared:NAME:SIZE];',
  grammar: { form: 'keyed', prefix: 'shared:' },
  argumentCount: takes(0, 1),
  knownParameters: ['shared:'],
  fixedName: 'stream_server_traffic_status',
  size: sized(EIGHT_PAGES, { defaultSize: ALMOST_A_MEGABYTE }),
  messages: { ...SHARED_MESSAGES, duplicate: 'server_traffic_status: "{name}" is already bound to key' },
  duplicates: 'refused',
  tag: 'ngx_stream_server_traffic_status_module',
  logContext: logContext(' in server_traffic_status_zone "', 34),
  logsNoMemory: true,
  initialAllocations: structsThenLog(['rbtree', 24], ['sentinel', 40]),
  entry: keyedEntry('counted keys', 'node with key', 6558, 24),
  whenFull: 'Nothing is evicted: further servers are not counted, and nginx logs "no memory".',
  reload: 'kept',
  onReload: KEPT_SENTENCE,
  notes:
    'Every node takes two whole pages. stream_server_traffic_status_zone of nginx-module-sts (in http) only looks ' +
    'the zone up.',
});

const graphiteConfig = zoneKind({
  id: 113,
  directive: 'graphite_config',
  module: 'graphite-nginx-module',
  product: 'third-party',
  repository: 'mailru/graphite-nginx-module',
  contexts: ['http'],
  syntax: 'graphite_config ... [shared=SIZE] ...;',
  grammar: { form: 'sizeOnly', sizeArgument: 1, sizePrefix: 'shared=' },
  argumentCount: takes(0, ANY_NUMBER),
  fixedName: 'graphite_shared',
  size: { parser: 'bkm', minimum: null, belowMinimum: 'refused', defaultSize: { bytes: 1024 * 1024 } },
  tag: 'ngx_http_graphite_module',
  logsNoMemory: true,
  whenFull: 'Nothing is evicted: the zone must hold every metric, or nginx does not start.',
  reload: 'remade',
  onReload: 'Every reload makes a fresh zone, because its name holds the time.',
  notes:
    'shared= may stand at any argument. The zone is named graphite_shared.TIME. Too small a zone is told as an ' +
    'error, not as emerg: graphite too small shared memory (minimum size is Nb).',
});

const statusZone = zoneKind({
  id: 114,
  directive: 'status_zone',
  module: 'status-nginx-module',
  product: 'third-party',
  repository: 'hnlq715/status-nginx-module',
  contexts: ['http'],
  syntax: 'status_zone NAME VALUE SIZE;',
  grammar: { form: 'positional', nameArgument: 1, sizeArgument: 3 },
  size: sized(EIGHT_PAGES),
  messages: { invalidSize: 'invalid zone size "{size}"', tooSmall: 'zone "{name}" is too small' },
  duplicates: 'refused',
  tag: 'ngx_http_status_module',
  logsNoMemory: true,
  initialAllocations: structs(['header', 80]),
  entry: keyedEntry('counted values', 'node with value', 168, 24, { keyArgument: 2 }),
  whenFull: 'Nothing is evicted: further values are not counted.',
  reload: 'conditional',
  onReload: 'A reload keeps the counters when the size stays the same, and is refused when the value text changed.',
  references: [{ directive: 'status', at: { form: 'allArguments' }, whenUndeclared: 'unknown' }],
  notes:
    'Same directive as in NGINX Plus and Angie, but always with three arguments. A constant value is refused: the ' +
    'value "VALUE" is a constant.',
});

const slaPool = zoneKind({
  id: 115,
  directive: 'sla_pool',
  module: 'nginx-sla',
  product: 'third-party',
  repository: 'goldenclone/nginx-sla',
  contexts: ['http'],
  syntax: 'sla_pool NAME [timings=TIMINGS] [http=CODES] [avg=N] [min_timing=MS] [default];',
  grammar: { form: 'nameOnly', nameArgument: 1 },
  argumentCount: takes(1, ANY_NUMBER),
  size: unsized({ pages: 11 }),
  messages: { emptyName: 'invaid sla_pool name "{name}"', duplicate: 'duplicate sla_pool name "{name}"' },
  duplicates: 'refused',
  tag: 'ngx_http_sla_module',
  logsNoMemory: true,
  whenFull: 'Nothing is evicted: there are 16 counters of 2024 bytes each.',
  reload: 'kept',
  onReload: 'A reload keeps the counters.',
  references: [
    {
      directive: 'sla_pass',
      at: { form: 'argument', argument: 1 },
      notNames: ['off'],
      whenUndeclared: 'refused',
      message: 'sla_pool "{name}" not found',
    },
  ],
  notes: 'The zone takes 2024 * 16 / page size pages and 4 more: 11 pages of 4K.',
});

/** Counters of requests, servers and codes. */
export const thirdPartyStatusZoneKinds: readonly ZoneKind[] = [
  vhostTrafficStatusZone,
  serverTrafficStatusZone,
  graphiteConfig,
  statusZone,
  slaPool,
];
