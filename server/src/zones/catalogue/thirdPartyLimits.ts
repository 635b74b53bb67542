import type { ZoneKind } from '../zoneKind';
import {
  BOUND_TO_KEY,
  EIGHT_PAGES,
  HTTP_EVERYWHERE,
  KEPT_SENTENCE,
  keyedEntry,
  logContext,
  SIZE_SLOT_MESSAGES,
  sized,
  structs,
  structsThenLog,
  takes,
  unknownSize,
  ZONE_ARGUMENT_MESSAGES,
  type ZoneKindRow,
  zoneKind,
} from './shared';

function thirdParty(row: Omit<ZoneKindRow, 'product'>): ZoneKind {
  return zoneKind({ ...row, product: 'third-party' });
}

const MEGABYTE = 1024 * 1024;

function limitTrafficRateZone(id: number, repository: string): ZoneKind {
  return thirdParty({
    id,
    directive: 'limit_traffic_rate_zone',
    module: 'ngx_http_limit_traffic_rate_filter_module',
    repository,
    contexts: ['http'],
    syntax: 'limit_traffic_rate_zone NAME $VARIABLE SIZE;',
    grammar: { form: 'positional', nameArgument: 1, sizeArgument: 3 },
    argumentCount: takes(3),
    size: sized(EIGHT_PAGES),
    messages: {
      invalidSize: 'invalid size of limit_traffic_rate_zone "{size}"',
      tooSmall: 'limit_traffic_rate_zone "{name}" is too small',
    },
    duplicates: 'refused',
    tag: 'ngx_http_limit_traffic_rate_filter_module',
    logContext: logContext(' in limit_traffic_rate_filter "', 33),
    logsNoMemory: true,
    initialAllocations: structsThenLog(['rbtree', 24], ['sentinel', 40]),
    entry: keyedEntry('keys', 'node with key', 64, 16, { keyArgument: 2 }),
    whenFull: 'Nothing is evicted; older code does not check for it and a worker may crash.',
    reload: 'conditional',
    onReload: 'A reload keeps the counters when the size stays the same, and is refused when the variable changed.',
    references: [
      { directive: 'limit_traffic_rate', at: { form: 'argument', argument: 1 }, whenUndeclared: 'zeroSize' },
    ],
    notes:
      'Every request in flight takes a further 32 bytes. A second directive of one name: limit_traffic_rate_zone ' +
      '"NAME" is already bound to variable "VARIABLE".',
  });
}

const authDigestShmSize = thirdParty({
  id: 92,
  directive: 'auth_digest_shm_size',
  module: 'ngx_http_auth_digest_module',
  repository: 'samizdatco/nginx-http-auth-digest',
  contexts: ['http', 'http/server'],
  syntax: 'auth_digest_shm_size SIZE;',
  grammar: { form: 'sizeOnly', sizeArgument: 1 },
  argumentCount: takes(1),
  fixedName: 'auth_digest',
  implicitWhen: { moduleFile: /auth_digest/ },
  size: sized(EIGHT_PAGES, {
    belowMinimum: 'raised-with-warning',
    pageMultiple: 'rounded',
    defaultSize: { pages: 1024 },
  }),
  messages: {
    invalidSize: "Invalid memory area size `{size}'",
    // 32KiB is for 4K pages.
    tooSmall: 'The auth_digest_shm_size value must be at least 32KiB',
    duplicate: 'Cannot change memory area size without restart, ignoring change',
  },
  duplicates: 'ignored',
  tag: 'ngx_http_auth_digest_module',
  logsNoMemory: true,
  initialAllocations: structs(
    ['rbtree of nonces', 24],
    ['sentinel of nonces', 40],
    ['rbtree of evading clients', 24],
    ['sentinel of evading clients', 40],
    ['cleanup lock', 8],
  ),
  entry: keyedEntry('nonces', 'node with the bits of its replays', 56, 3),
  whenFull: 'A timer removes expired nonces; until then logins fail with "auth_digest ran out of shm space".',
  reload: 'kept',
  onReload: 'A reload keeps the nonces and ignores another size: it changes only with a restart.',
  notes:
    'The zone is there as soon as the module is loaded, 1024 pages of it. Its name carries a terminating NUL. A ' +
    'nonce takes one bit per allowed replay and one more; an evading client takes 80 bytes. The atomx fork is the ' +
    'same.',
});

const limitAccessZone = thirdParty({
  id: 93,
  directive: 'limit_access_zone',
  module: 'ngx_http_limit_access_module',
  repository: 'yaoweibin/nginx_limit_access_module',
  contexts: ['http'],
  syntax: 'limit_access_zone zone=NAME:SIZE [bucket_number=N] [type=ip|$VARIABLE];',
  grammar: { form: 'keyed', prefix: 'zone=' },
  argumentCount: takes(1, 3),
  knownParameters: ['zone=', 'bucket_number=', 'type='],
  size: sized({ bytes: MEGABYTE }),
  messages: { unknownParameter: 'invalid parameter "{parameter}"' },
  duplicates: 'refused',
  tag: 'ngx_http_limit_access_module',
  logContext: logContext(' in limit_access zone "', 25),
  logsNoMemory: true,
  whenFull: 'Expired entries are removed; nothing else is evicted.',
  reload: 'kept',
  onReload: KEPT_SENTENCE,
  references: ['limit_access', 'limit_access_interface', 'limit_access_status'].map((directive) => ({
    directive,
    at: { form: 'keyed', prefix: 'zone=' },
    whenUndeclared: 'zeroSize',
  })),
  notes:
    'The colon is overwritten with NUL before the message: invalid zone size "zone=NAME". A second directive quotes ' +
    'its first argument so: limit_access_zone "zone=NAME" is already used. The array of buckets takes 8 bytes each.',
});

const wafCcDeny = thirdParty({
  id: 100,
  directive: 'waf_cc_deny',
  module: 'ngx_http_waf_module (LTS)',
  repository: 'ADD-SP/ngx_waf',
  contexts: HTTP_EVERYWHERE,
  syntax: 'waf_cc_deny on|off rate=RATE [duration=TIME] [size=SIZE];',
  grammar: { form: 'sizeOnly', sizeArgument: 3, sizePrefix: 'size=' },
  offValues: ['off'],
  size: {
    ...unknownSize({ bytes: 20 * MEGABYTE }),
    minimum: { bytes: 20 * MEGABYTE },
    belowMinimum: 'raised',
  },
  tag: 'ngx_http_waf_module (LTS)',
  whenFull: 'The least recently used addresses are dropped.',
  reload: 'remade',
  onReload: 'Every reload makes a fresh zone under a new random name, so the counters start again.',
  notes:
    'size= may stand at any argument. The name is 16 random characters and __ADD-SP_NGX_WAF_CC_DENY_SHM__. Anything ' +
    'it does not understand is "ngx_waf: invalid value".',
});

const wafZone = thirdParty({
  id: 101,
  directive: 'waf_zone',
  module: 'ngx_http_waf_module',
  repository: 'ADD-SP/ngx_waf',
  contexts: ['http'],
  syntax: 'waf_zone name=NAME size=SIZE;',
  grammar: { form: 'separate', namePrefix: 'name=', sizePrefix: 'size=' },
  size: sized(null, { belowMinimum: 'raised' }),
  messages: { invalidSize: 'ngx_waf: invalid value', duplicate: 'ngx_waf: duplicate zone names' },
  duplicates: 'refused',
  tag: 'ngx_http_waf_module',
  whenFull: 'The least recently used entries are dropped.',
  reload: 'kept',
  onReload: KEPT_SENTENCE,
  references: ['waf_cc_deny', 'waf_action'].map((directive) => ({
    directive,
    at: { form: 'keyed', prefix: 'zone=', cutAtColon: true },
    whenUndeclared: 'unknown',
  })),
  notes: 'A smaller size than the module needs is raised to it.',
});

const dynamicLimitReqZone = thirdParty({
  id: 109,
  directive: 'dynamic_limit_req_zone',
  module: 'ngx_http_dynamic_limit_req_module',
  repository: 'limithit/ngx_dynamic_limit_req_module',
  contexts: ['http'],
  syntax: 'dynamic_limit_req_zone KEY zone=NAME:SIZE rate=RATE redis=HOST block_second=N;',
  grammar: { form: 'keyed', prefix: 'zone=' },
  argumentCount: takes(5),
  // Checking starts after the first argument, the key.
  knownParameters: ['zone=', 'rate=', 'redis=', 'block_second='],
  size: sized(EIGHT_PAGES),
  messages: { ...ZONE_ARGUMENT_MESSAGES, duplicate: BOUND_TO_KEY },
  duplicates: 'refused',
  tag: 'ngx_http_dynamic_limit_req_module',
  logContext: logContext(' in limit_req zone "', 22),
  logsNoMemory: false,
  entry: keyedEntry('keys', 'node with key', 80, 16, { keyArgument: 1 }),
  whenFull: 'The least recently used idle key is dropped without a log line.',
  reload: 'conditional',
  onReload: 'A reload keeps the counters when name and size stay the same, and is refused when the key text changed.',
  references: [{ directive: 'dynamic_limit_req', at: { form: 'keyed', prefix: 'zone=' }, whenUndeclared: 'zeroSize' }],
  notes: 'Log lines carry the same text as those of limit_req_zone.',
});

function pgpAuthZone(id: number, directive: string, name: string, defaultBytes: number): ZoneKind {
  return thirdParty({
    id,
    directive,
    module: 'ngx_http_pgp_auth_module',
    repository: 'didi75345/ngx_http_pgp_auth_module',
    contexts: HTTP_EVERYWHERE,
    syntax: `${directive} SIZE;`,
    grammar: { form: 'sizeOnly', sizeArgument: 1 },
    argumentCount: takes(1),
    fixedName: name,
    implicitWhen: { directives: ['pgp_auth'] },
    size: sized(null, { defaultSize: { bytes: defaultBytes } }),
    messages: SIZE_SLOT_MESSAGES,
    duplicates: 'merged',
    tag: 'ngx_http_pgp_auth_module',
    whenFull: 'The least recently used entries are dropped.',
    reload: 'kept',
    onReload: KEPT_SENTENCE,
  });
}

/** Limits and access control. */
export const thirdPartyLimitsZoneKinds: readonly ZoneKind[] = [
  limitTrafficRateZone(76, 'bigplum/Nginx-limit-traffic-rate-module'),
  limitTrafficRateZone(77, 'nginx-modules/ngx_http_limit_traffic_ratefilter_module'),
  authDigestShmSize,
  limitAccessZone,
  wafCcDeny,
  wafZone,
  dynamicLimitReqZone,
  pgpAuthZone(111, 'pgp_auth_nonce_zone_size', 'pgp_auth_nonce', 8 * MEGABYTE),
  pgpAuthZone(112, 'pgp_auth_failure_zone_size', 'pgp_auth_throttle', MEGABYTE),
];
