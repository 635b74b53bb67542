import type { Context, ZoneKind } from '../zoneKind';
import {
  ANY_NUMBER,
  DIRECTIVE_IS_DUPLICATE,
  EIGHT_PAGES,
  fixedEntry,
  KEPT_SENTENCE,
  logContext,
  SESSION_CACHE_MESSAGES,
  SESSION_CACHE_PARAMETERS,
  SIZE_SLOT_MESSAGES,
  sized,
  structs,
  takes,
  unsized,
  type ZoneKindRow,
  zoneKind,
} from './shared';

function thirdParty(row: Omit<ZoneKindRow, 'product'>): ZoneKind {
  return zoneKind({ ...row, product: 'third-party' });
}

const ONE_MEGABYTE = { bytes: 1024 * 1024 };

interface CheckModule {
  readonly id: number;
  readonly subsystem: 'http' | 'stream';
  readonly repository: string;
}

function checkShmSize({ id, subsystem, repository }: CheckModule): ZoneKind {
  const module = `ngx_${subsystem}_upstream_check_module`;
  return thirdParty({
    id,
    directive: 'check_shm_size',
    module,
    repository,
    contexts: [subsystem],
    syntax: 'check_shm_size SIZE;',
    grammar: { form: 'sizeOnly', sizeArgument: 1 },
    argumentCount: takes(1),
    fixedName: `ngx_${subsystem}_upstream_check#1`,
    // A check in an http upstream must not stand for a zone of stream.
    ...(subsystem === 'http' ? { implicitWhen: { directives: ['check'] } } : {}),
    size: sized(ONE_MEGABYTE, { belowMinimum: 'raised', defaultSize: ONE_MEGABYTE }),
    messages: {
      ...SIZE_SLOT_MESSAGES,
      ...(subsystem === 'http'
        ? { cannotStart: 'http upstream check_shm_size is too small, you should specify a larger size.' }
        : {}),
    },
    duplicates: 'directive',
    tag: module,
    logsNoMemory: true,
    initialModel: 'check-peers',
    whenFull: 'Nothing is evicted: peers that do not fit keep nginx from starting.',
    reload: 'conditional',
    onReload: 'Every reload makes a fresh zone under a new number and copies the states.',
    notes:
      'The name ends in a number that grows with every reload. One block of 24 bytes and 216 per peer, and a chunk ' +
      'for each address. The zone exists only where an upstream has "check".',
  });
}

const tcpCheckShmSize = thirdParty({
  id: 72,
  directive: 'check_shm_size',
  module: 'ngx_tcp_upstream_module',
  repository: 'yaoweibin/nginx_tcp_proxy_module',
  contexts: ['tcp'],
  syntax: 'check_shm_size SIZE;',
  grammar: { form: 'sizeOnly', sizeArgument: 1 },
  argumentCount: takes(1),
  fixedName: 'ngx_tcp_upstream#1',
  size: sized(null, { belowMinimum: 'raised' }),
  messages: SIZE_SLOT_MESSAGES,
  duplicates: 'directive',
  tag: 'ngx_tcp_upstream_module',
  whenFull: 'Nothing is evicted.',
  reload: 'remade',
  onReload: 'Every reload makes a fresh zone under a new number.',
  notes: 'At least one page per upstream and one more, which is also what it takes without the directive.',
});

const tcpSessionCache = thirdParty({
  id: 73,
  directive: 'ssl_session_cache',
  module: 'ngx_tcp_ssl_module',
  repository: 'yaoweibin/nginx_tcp_proxy_module',
  contexts: ['tcp', 'tcp/server'],
  syntax: 'ssl_session_cache off | none | [builtin[:N]] [shared:NAME:SIZE];',
  grammar: { form: 'keyed', prefix: 'shared:', everyArgument: true },
  argumentCount: takes(1, 2),
  offValues: ['off', 'none'],
  knownParameters: SESSION_CACHE_PARAMETERS,
  size: sized(EIGHT_PAGES),
  messages: SESSION_CACHE_MESSAGES,
  duplicates: 'merged',
  tag: 'ngx_tcp_ssl_module',
  logContext: logContext(' in SSL session shared cache "', 32),
  whenFull: 'The oldest session is dropped to make room.',
  reload: 'kept',
  onReload: KEPT_SENTENCE,
});

function limitUpstreamZone(id: number, subsystem: 'http' | 'stream'): ZoneKind {
  const module = `ngx_${subsystem}_limit_upstream_module`;
  return thirdParty({
    id,
    directive: 'limit_upstream_zone',
    module,
    repository: 'cfsego/nginx-limit-upstream',
    contexts: [subsystem],
    syntax: 'limit_upstream_zone NAME SIZE;',
    grammar: { form: 'positional', nameArgument: 1, sizeArgument: 2 },
    argumentCount: takes(2),
    size: sized(EIGHT_PAGES),
    messages: {
      invalidSize: 'invalid size of limit_upstream_zone "{size}"',
      tooSmall: 'limit_upstream_zone "{name}" is too small',
      duplicate: 'limit_upstream_zone "{name}" is duplicate',
    },
    duplicates: 'refused',
    tag: module,
    logsNoMemory: true,
    initialAllocations: structs(['rbtree', 24], ['queue', 16]),
    entry: fixedEntry('servers', 'node', 72),
    whenFull: 'Nothing is evicted.',
    reload: 'kept',
    onReload: 'A reload keeps the counters and removes expired ones.',
    references: [
      { directive: 'limit_upstream_conn', at: { form: 'keyed', prefix: 'zone=' }, whenUndeclared: 'zeroSize' },
    ],
  });
}

function upsyncZone(id: number, subsystem: 'http' | 'stream', repository: string): ZoneKind {
  return thirdParty({
    id,
    directive: null,
    module: `ngx_${subsystem}_upsync_module`,
    repository,
    contexts: [subsystem],
    syntax: '',
    grammar: { form: 'implicit' },
    fixedName: 'ngx_upsync_shared_zone',
    implicitWhen: { directives: ['upsync'] },
    size: unsized({ bytes: 256 }),
    tag: `ngx_${subsystem}_upsync_module`,
    memory: 'raw',
    whenFull: 'It cannot fill up: it holds one lock per upstream.',
    reload: 'remade',
    onReload: 'It is made again on every reload.',
    notes: '128 bytes, and 128 more for every upstream with upsync.',
  });
}

const dyupsShmZoneSize = thirdParty({
  id: 80,
  directive: 'dyups_shm_zone_size',
  module: 'ngx_http_dyups_module',
  repository: 'yzprofile/ngx_http_dyups_module',
  contexts: ['http'],
  syntax: 'dyups_shm_zone_size SIZE;',
  grammar: { form: 'sizeOnly', sizeArgument: 1 },
  argumentCount: takes(1),
  fixedName: 'ngx_http_dyups_module#shm',
  implicitWhen: { moduleFile: /dyups/ },
  size: sized(null, { defaultSize: { bytes: 2 * 1024 * 1024 } }),
  messages: SIZE_SLOT_MESSAGES,
  duplicates: 'directive',
  tag: 'ngx_http_dyups_module',
  logsNoMemory: true,
  initialAllocations: structs(['header', 72]),
  whenFull: 'Nothing is evicted: the update message is refused.',
  reload: 'kept',
  onReload: KEPT_SENTENCE,
  notes: 'Before April 2020 the name ended in a number, and every reload made a fresh zone.',
});

const upstreamFairShmSize = thirdParty({
  id: 91,
  directive: 'upstream_fair_shm_size',
  module: 'ngx_http_upstream_fair_module',
  repository: 'gnosek/nginx-upstream-fair',
  contexts: ['http'],
  syntax: 'upstream_fair_shm_size SIZE;',
  grammar: { form: 'sizeOnly', sizeArgument: 1 },
  argumentCount: takes(1),
  fixedName: 'upstream_fair',
  implicitWhen: { directives: ['fair'] },
  setsSizeOnly: true,
  size: sized(EIGHT_PAGES, { belowMinimum: 'raised-with-warning', pageMultiple: 'rounded', defaultSize: EIGHT_PAGES }),
  messages: {
    invalidSize: "Invalid memory area size `{size}'",
    // 32KiB is for 4K pages.
    tooSmall: 'The upstream_fair_shm_size value must be at least 32KiB',
    duplicate: 'Cannot change memory area size without restart, ignoring change',
  },
  duplicates: 'ignored',
  tag: 'ngx_http_upstream_fair_module',
  logsNoMemory: true,
  initialAllocations: structs(['rbtree', 24], ['sentinel', 40]),
  whenFull: 'Nothing is evicted: nginx logs "upstream_fair_shm_size too small".',
  reload: 'kept',
  onReload: 'A reload ignores another size: it changes only with a restart.',
  notes:
    'The directive alone makes no zone: an upstream must have "fair". A second directive with another size is ' +
    'ignored with a warning; with the same size nothing is said. itoffshore/nginx-upstream-fair is the same.',
});

const NACOS_CONTEXTS: readonly Context[] = ['nacos'];

const keyZoneSize = thirdParty({
  id: 116,
  directive: 'key_zone_size',
  module: 'ngx_nacos_module',
  repository: 'zhwaaaaaa/nginx-nacos-upstream',
  contexts: NACOS_CONTEXTS,
  syntax: 'key_zone_size SIZE;',
  grammar: { form: 'sizeOnly', sizeArgument: 1 },
  argumentCount: takes(1),
  fixedName: 'nacos_zone',
  implicitWhen: { directives: ['use_nacos_address', 'nacos_config_var'] },
  size: sized(null, { defaultSize: { bytes: 4 * 1024 * 1024 } }),
  messages: { ...SIZE_SLOT_MESSAGES, duplicate: DIRECTIVE_IS_DUPLICATE },
  duplicates: 'directive',
  tag: 'ngx_nacos_module',
  whenFull: 'Nothing is evicted.',
  reload: 'remade',
  onReload: 'Every reload makes a fresh zone.',
  notes: 'Older versions made one zone per key, named GROUP@@DATA_ID.',
});

const dynamicHealthcheck = thirdParty({
  id: 117,
  directive: 'healthcheck',
  module: 'ngx_dynamic_healthcheck',
  repository: 'ZigzagAK/ngx_dynamic_healthcheck',
  contexts: ['http/upstream', 'stream/upstream'],
  syntax: 'healthcheck ...;',
  grammar: { form: 'marker' },
  argumentCount: takes(0, ANY_NUMBER),
  size: unsized({ bytes: 256 * 1024 }),
  tag: 'ngx_dynamic_healthcheck',
  whenFull: 'Nothing is evicted.',
  reload: 'kept',
  onReload: 'A reload keeps the states.',
  notes: 'One zone of 262144 bytes per upstream, named MODULE:UPSTREAM.',
});

/** Health checks, balancers and discovery of upstream servers. */
export const thirdPartyUpstreamZoneKinds: readonly ZoneKind[] = [
  checkShmSize({ id: 69, subsystem: 'http', repository: 'yaoweibin/nginx_upstream_check_module' }),
  checkShmSize({ id: 70, subsystem: 'http', repository: 'zhouchangxun/ngx_healthcheck_module' }),
  checkShmSize({ id: 71, subsystem: 'stream', repository: 'zhouchangxun/ngx_healthcheck_module' }),
  tcpCheckShmSize,
  tcpSessionCache,
  limitUpstreamZone(74, 'http'),
  limitUpstreamZone(75, 'stream'),
  upsyncZone(78, 'http', 'weibocom/nginx-upsync-module'),
  upsyncZone(79, 'stream', 'xiaokai-wang/nginx-stream-upsync-module'),
  dyupsShmZoneSize,
  upstreamFairShmSize,
  keyZoneSize,
  dynamicHealthcheck,
];
