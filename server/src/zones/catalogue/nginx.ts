import type { ZoneKind } from '../zoneKind';
import { nginxSslZoneKinds } from './nginxSsl';
import { nginxUpstreamZoneKinds } from './nginxUpstream';
import {
  ANY_NUMBER,
  BOUND_TO_KEY,
  CACHE_PATH_PARAMETERS,
  DIRECTIVE_IS_DUPLICATE,
  EIGHT_PAGES,
  fixedEntry,
  KEPT_SENTENCE,
  KEYS_ZONE_MESSAGES,
  keyedEntry,
  logContext,
  MUST_HAVE_ZONE,
  sized,
  structs,
  structsThenLog,
  TWO_PAGES,
  takes,
  unsized,
  ZONE_ARGUMENT_MESSAGES,
  zoneKind,
} from './shared';

const REPOSITORY = 'nginx/nginx';

const limitReqZone = zoneKind({
  id: 1,
  directive: 'limit_req_zone',
  module: 'ngx_http_limit_req_module',
  product: 'nginx',
  repository: REPOSITORY,
  verification: 'live',
  contexts: ['http'],
  syntax: 'limit_req_zone KEY zone=NAME:SIZE rate=RATE;',
  grammar: { form: 'keyed', prefix: 'zone=' },
  argumentCount: takes(3),
  // Checking starts after the first argument, the key.
  knownParameters: ['zone=', 'rate='],
  size: sized(EIGHT_PAGES),
  messages: { ...ZONE_ARGUMENT_MESSAGES, duplicate: BOUND_TO_KEY },
  duplicates: 'refused',
  tag: 'ngx_http_limit_req_module',
  logContext: logContext(' in limit_req zone "', 22),
  logsNoMemory: false,
  initialAllocations: structsThenLog(['ngx_http_limit_req_shctx_t', 80]),
  entry: keyedEntry('keys', 'node with key', 80, 16, { keyArgument: 1, maximumKeyBytes: 65535 }),
  whenFull:
    'The least recently used idle key is dropped without a log line; only when none can be dropped the request fails.',
  reload: 'conditional',
  onReload: 'A reload keeps the counters when name and size stay the same, and is refused when the key text changed.',
  references: [{ directive: 'limit_req', at: { form: 'keyed', prefix: 'zone=' }, whenUndeclared: 'zeroSize' }],
  since: '0.7.21',
});

function limitConnZone(id: number, subsystem: 'http' | 'stream', since: string): ZoneKind {
  const module = `ngx_${subsystem}_limit_conn_module`;
  return zoneKind({
    id,
    directive: 'limit_conn_zone',
    module,
    product: 'nginx',
    repository: REPOSITORY,
    verification: subsystem === 'http' ? 'live' : 'source',
    contexts: [subsystem],
    syntax: 'limit_conn_zone KEY zone=NAME:SIZE;',
    grammar: { form: 'keyed', prefix: 'zone=' },
    argumentCount: takes(2),
    // Checking starts after the first argument, the key.
    knownParameters: ['zone='],
    size: sized(EIGHT_PAGES),
    messages: { ...ZONE_ARGUMENT_MESSAGES, duplicate: BOUND_TO_KEY },
    duplicates: 'refused',
    tag: module,
    logContext: logContext(' in limit_conn_zone "', 23),
    logsNoMemory: true,
    initialAllocations: structsThenLog([`ngx_${subsystem}_limit_conn_shctx_t`, 64]),
    entry: keyedEntry('keys', 'node with key', 36, 16, { keyArgument: 1, maximumKeyBytes: 255 }),
    whenFull:
      subsystem === 'http'
        ? 'Nothing is evicted: requests with a new key are rejected with limit_conn_status, and nginx logs "no memory".'
        : 'Nothing is evicted: connections with a new key are closed, and nginx logs "no memory".',
    reload: 'conditional',
    onReload: 'A reload keeps the counters when name and size stay the same, and is refused when the key text changed.',
    references: [{ directive: 'limit_conn', at: { form: 'argument', argument: 1 }, whenUndeclared: 'zeroSize' }],
    since,
  });
}

const limitZone = zoneKind({
  id: 4,
  directive: 'limit_zone',
  module: 'ngx_http_limit_conn_module',
  product: 'nginx',
  repository: REPOSITORY,
  contexts: ['http'],
  syntax: 'limit_zone NAME $variable SIZE;',
  grammar: { form: 'positional', nameArgument: 1, sizeArgument: 3 },
  size: sized(EIGHT_PAGES),
  duplicates: 'refused',
  tag: 'ngx_http_limit_conn_module',
  entry: keyedEntry('keys', 'node with key', 36, 16, { keyArgument: 2, maximumKeyBytes: 255 }),
  whenFull: 'Nothing is evicted: requests with a new key are rejected.',
  reload: 'kept',
  onReload: KEPT_SENTENCE,
  references: [{ directive: 'limit_conn', at: { form: 'argument', argument: 1 }, whenUndeclared: 'zeroSize' }],
  since: '0.5.6',
  removedIn: '1.7.6',
  notes:
    'Obsolete since 1.1.8 and removed in 1.7.6: a later nginx answers unknown directive "limit_zone". ' +
    'Use limit_conn_zone.',
});

function cachePath(id: number, protocol: string): ZoneKind {
  const module = `ngx_http_${protocol}_module`;
  return zoneKind({
    id,
    directive: `${protocol}_cache_path`,
    module,
    product: 'nginx',
    repository: REPOSITORY,
    verification: 'live',
    contexts: ['http'],
    syntax:
      `${protocol}_cache_path PATH [levels=LEVELS] [use_temp_path=on|off] keys_zone=NAME:SIZE [inactive=TIME] ` +
      '[max_size=SIZE] [min_free=SIZE] [loader_*] [manager_*];',
    grammar: { form: 'keyed', prefix: 'keys_zone=' },
    argumentCount: takes(2, ANY_NUMBER),
    knownParameters: CACHE_PATH_PARAMETERS,
    size: sized(TWO_PAGES),
    messages: KEYS_ZONE_MESSAGES,
    duplicates: 'refused',
    tag: module,
    logContext: logContext(' in cache keys zone "', 23),
    logsNoMemory: false,
    initialAllocations: structsThenLog([
      'ngx_http_file_cache_sh_t',
      [
        { since: '1.9.13', bytes: 120 },
        { since: '0', bytes: 104 },
      ],
    ]),
    entry: fixedEntry('cached files', 'ngx_http_file_cache_node_t', [
      { since: '1.7.8', bytes: 120 },
      { since: '0', bytes: 112 },
    ]),
    whenFull:
      'A least recently used cached file is deleted to make room; when that does not help, nginx logs "could not ' +
      'allocate node" and does not cache.',
    reload: 'conditional',
    onReload:
      'A reload keeps the keys when the size stays the same, and is refused when path or levels changed; another ' +
      'size starts cold and rescans the disk.',
    references: [
      {
        directive: `${protocol}_cache`,
        at: { form: 'argument', argument: 1 },
        notNames: ['off'],
        whenUndeclared: 'refused',
        message: '"{directive}" zone "{name}" is unknown',
      },
    ],
    notes:
      'Two pages pass the check, but such a zone only starts when its name is 42 to 105 characters long; three pages ' +
      'always start.',
  });
}

const acmeSharedZone = zoneKind({
  id: 19,
  directive: 'acme_shared_zone',
  module: 'ngx_http_acme_module',
  product: 'nginx',
  repository: 'nginx/nginx-acme',
  contexts: ['http'],
  syntax: 'acme_shared_zone zone=NAME:SIZE;',
  grammar: { form: 'keyed', prefix: 'zone=' },
  argumentCount: takes(1),
  fixedName: 'ngx_acme_shared',
  implicitWhen: { directives: ['acme_issuer'] },
  size: sized(EIGHT_PAGES, { defaultSize: { bytes: 256 * 1024 } }),
  messages: {
    invalidSize: '{directive}: invalid zone size "{name}:{size}"',
    tooSmall: '{directive}: zone {name} is too small',
    missingZone: MUST_HAVE_ZONE,
    duplicate: DIRECTIVE_IS_DUPLICATE,
  },
  duplicates: 'directive',
  tag: 'ngx_http_acme_module',
  logsNoMemory: true,
  whenFull: 'Nothing is evicted: storing a certificate fails with an error.',
  reload: 'remade',
  onReload: 'Every reload makes a fresh zone and copies the certificates from the old one.',
  notes: 'Without the directive the zone takes 256k, or eight pages where that is more.',
});

const nginxSharedZone = zoneKind({
  id: 21,
  directive: null,
  module: 'ngx_event_core_module',
  product: 'nginx',
  repository: REPOSITORY,
  verification: 'live',
  contexts: ['main'],
  syntax: '',
  grammar: { form: 'implicit' },
  fixedName: 'nginx_shared_zone',
  implicitWhen: {},
  isOutsideList: true,
  size: unsized({ bytes: 1280 }),
  tag: 'ngx_event_core_module',
  memory: 'raw',
  initialAllocations: structs(['128-byte lines of counters', 1280]),
  whenFull: 'It cannot fill up: it holds a fixed set of counters.',
  reload: 'kept',
  onReload: 'It is made once and survives every reload.',
  notes:
    'Not in the list of zones that a config declares, and not made with "master_process off". 384 bytes without ' +
    '--with-http_stub_status_module; in either case the mapping is one page. Angie, freenginx and OpenResty have the ' +
    'same.',
});

/** Zones of nginx itself and of the modules that its authors publish. */
export const nginxZoneKinds: readonly ZoneKind[] = [
  limitReqZone,
  limitConnZone(2, 'http', '1.1.8'),
  limitConnZone(3, 'stream', '1.9.3'),
  limitZone,
  cachePath(5, 'proxy'),
  cachePath(6, 'fastcgi'),
  cachePath(7, 'scgi'),
  cachePath(8, 'uwsgi'),
  ...nginxSslZoneKinds,
  ...nginxUpstreamZoneKinds,
  acmeSharedZone,
  nginxSharedZone,
];
