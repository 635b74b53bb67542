import type { Context, EntryChunk, ZoneKind, ZoneMessages } from '../zoneKind';
import {
  ANY_NUMBER,
  BOUND_TO_KEY,
  CACHE_PATH_PARAMETERS,
  CANNOT_START,
  DIRECTIVE_IS_DUPLICATE,
  EIGHT_PAGES,
  fixedEntry,
  HTTP_EVERYWHERE,
  handlerMessages,
  keyedEntry,
  logContext,
  MUST_HAVE_ZONE,
  sized,
  structs,
  structsThenLog,
  TWO_PAGES,
  takes,
  UPSTREAM_CANNOT_START,
  unsized,
  type ZoneKindRow,
  zoneKind,
} from './shared';

type Subsystem = 'http' | 'stream';

function angie(row: Omit<ZoneKindRow, 'product' | 'repository'>): ZoneKind {
  return zoneKind({ ...row, product: 'angie', repository: 'webserver-llc/angie' });
}

/** Angie reads every zone with one parser, after the prefix is cut off. */
const SPEC_MESSAGES = {
  invalidSize: 'invalid zone size "{size}"',
  tooSmall: 'zone "{name}" is too small, at least {minimumBytes} bytes expected',
  emptyName: 'invalid zone specification ":{size}"',
} as const satisfies ZoneMessages;

const SPEC_NOTES =
  'NAME without a size is let through as a reference; an empty size is "invalid zone specification". ":file=" is ' +
  'answered with "this zone cannot be serialized using file".';

const KEY_MESSAGES: ZoneMessages = {
  ...SPEC_MESSAGES,
  missingZone: MUST_HAVE_ZONE,
  unknownParameter: 'invalid parameter "{parameter}"',
  duplicate: BOUND_TO_KEY,
};

const CHANGED_KEY =
  'A reload keeps the counters when name and size stay the same, and is refused when the key text changed.';

const limitReqZone = angie({
  id: 32,
  directive: 'limit_req_zone',
  module: 'ngx_http_limit_req_module',
  contexts: ['http'],
  syntax: 'limit_req_zone KEY zone=NAME:SIZE rate=RATE;',
  grammar: { form: 'keyed', prefix: 'zone=', sizeOptional: true },
  argumentCount: takes(3),
  // Checking starts after the first argument, the key.
  knownParameters: ['zone=', 'rate='],
  size: sized(EIGHT_PAGES),
  messages: KEY_MESSAGES,
  duplicates: 'refused',
  tag: 'ngx_http_limit_req_module',
  logContext: logContext(' in limit_req zone "', 22),
  logsNoMemory: false,
  initialAllocations: structsThenLog(['header with API counters', 120]),
  entry: keyedEntry('keys', 'node with key', 80, 16, { keyArgument: 1, maximumKeyBytes: 65535 }),
  whenFull:
    'The least recently used idle key is dropped; what fails all the same is counted as "exhausted" in the API.',
  reload: 'conditional',
  onReload: CHANGED_KEY,
  references: [
    { directive: 'limit_req', at: { form: 'keyed', prefix: 'zone=', cutAtColon: true }, whenUndeclared: 'zeroSize' },
  ],
  notes: SPEC_NOTES,
});

function limitConnZone(id: number, subsystem: Subsystem): ZoneKind {
  const module = `ngx_${subsystem}_limit_conn_module`;
  return angie({
    id,
    directive: 'limit_conn_zone',
    module,
    contexts: [subsystem],
    syntax: 'limit_conn_zone KEY zone=NAME:SIZE;',
    grammar: { form: 'keyed', prefix: 'zone=', sizeOptional: true },
    argumentCount: takes(2),
    // Checking starts after the first argument, the key.
    knownParameters: ['zone='],
    size: sized(EIGHT_PAGES),
    messages: KEY_MESSAGES,
    duplicates: 'refused',
    tag: module,
    logContext: logContext(' in limit_conn_zone "', 23),
    logsNoMemory: true,
    initialAllocations: structsThenLog(['header with API counters', 96]),
    entry: keyedEntry('keys', 'node with key', 36, 16, { keyArgument: 1, maximumKeyBytes: 255 }),
    whenFull: 'Nothing is evicted: new keys are rejected and counted as "exhausted" in the API.',
    reload: 'conditional',
    onReload: CHANGED_KEY,
    references: [{ directive: 'limit_conn', at: { form: 'argument', argument: 1 }, whenUndeclared: 'zeroSize' }],
    notes: SPEC_NOTES,
  });
}

function cachePath(id: number, protocol: string): ZoneKind {
  const module = `ngx_http_${protocol}_module`;
  return angie({
    id,
    directive: `${protocol}_cache_path`,
    module,
    contexts: ['http'],
    syntax:
      `${protocol}_cache_path PATH [levels=LEVELS] [use_temp_path=on|off] keys_zone=NAME:SIZE[:file=FILE] ` +
      '[inactive=TIME] [max_size=SIZE] [min_free=SIZE] [loader_*] [manager_*];',
    grammar: { form: 'keyed', prefix: 'keys_zone=' },
    argumentCount: takes(2, ANY_NUMBER),
    knownParameters: CACHE_PATH_PARAMETERS,
    size: sized(TWO_PAGES),
    messages: {
      ...SPEC_MESSAGES,
      missingZone: '"{directive}" must have "keys_zone" parameter',
      unknownParameter: 'invalid parameter "{parameter}"',
      ...CANNOT_START,
    },
    duplicates: 'refused',
    tag: module,
    logContext: logContext(' in cache keys zone "', 23),
    logsNoMemory: false,
    initialAllocations: structsThenLog(['ngx_http_file_cache_sh_t with API statistics', 344]),
    entry: fixedEntry('cached files', 'ngx_http_file_cache_node_t', 120),
    whenFull:
      'A least recently used cached file is deleted to make room; when that does not help, Angie logs "could not ' +
      'allocate node" and does not cache.',
    reload: 'conditional',
    onReload:
      'A reload keeps the keys when the size stays the same, and is refused when path or levels changed; with file= ' +
      'the keys also survive a restart.',
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
      'NAME without a size is answered with "zone size is not specified". The size is followed by :file=FILE where ' +
      'the keys are saved on disk; the name after "duplicate zone" is not the zone\'s.',
  });
}

function upstreamZone(id: number, subsystem: Subsystem, compatBytes: number): ZoneKind {
  const responses: readonly EntryChunk[] =
    subsystem === 'http' ? [{ what: 'counters of 501 response codes', fixedBytes: 4008 }] : [];
  return angie({
    id,
    directive: 'zone',
    module: `ngx_${subsystem}_upstream_zone_module`,
    contexts: [`${subsystem}/upstream`],
    syntax: 'zone NAME [SIZE]; or zone NAME:SIZE;',
    grammar: { form: 'positional', nameArgument: 1, sizeArgument: 2, sizeOptional: true, specAllowed: true },
    argumentCount: takes(1, 2),
    size: sized(EIGHT_PAGES),
    messages: {
      ...SPEC_MESSAGES,
      cannotStart: UPSTREAM_CANNOT_START,
      // The size is read before the name, which is still empty then.
      tooSmall: 'zone "" is too small, at least {minimumBytes} bytes expected',
    },
    duplicates: 'merged',
    tag: `ngx_${subsystem}_upstream_module`,
    logContext: logContext(' in upstream zone "', 21),
    logsNoMemory: true,
    initialAllocations: [{ what: 'log_ctx' }],
    initialModel: 'upstream-servers',
    entry: {
      chunks: [
        { what: `ngx_${subsystem}_upstream_rr_peer_t`, fixedBytes: [{ since: '0', bytes: 320, compatBytes }] },
        { what: 'socket address', fixedBytes: 112 },
        { what: 'address text', fixedBytes: 113 },
        ...responses,
        { what: 'sticky id', fixedBytes: 32 },
        { what: 'server name', fixedBytes: 0, holdsKey: true },
      ],
      typicalKeyBytes: 15,
      typicalValueBytes: 0,
      noun: 'servers',
    },
    whenFull: 'Servers of the config that do not fit keep Angie from starting.',
    reload: 'remade',
    onReload: "Every reload makes a fresh zone; part of the servers' state is copied from the old one.",
    notes:
      `Per upstream a generation counter and rr_peers_t of ${subsystem === 'http' ? 120 : 112} bytes. ` +
      'Built without the API, servers have no counters of response codes. In the form NAME:SIZE the message ' +
      'for a small zone names the zone.',
  });
}

function stickyLearn(id: number, subsystem: Subsystem): ZoneKind {
  const module = `ngx_${subsystem}_upstream_sticky_module`;
  return angie({
    id,
    directive: 'sticky',
    module,
    contexts: [`${subsystem}/upstream`],
    syntax:
      subsystem === 'http'
        ? 'sticky learn zone=NAME:SIZE create=$VARIABLE lookup=$VARIABLE [timeout=TIME] [norefresh] [header];'
        : 'sticky learn zone=NAME:SIZE create=$VARIABLE lookup=$VARIABLE [timeout=TIME] ...;',
    grammar: { form: 'keyed', prefix: 'zone=' },
    argumentCount: takes(2, ANY_NUMBER),
    firstArgument: 'learn',
    size: sized(EIGHT_PAGES),
    messages: handlerMessages({
      invalidSize: 'invalid zone size',
      tooSmall: 'zone is too small',
      missingZone: 'zone not specified',
      emptyName: 'empty zone name',
    }),
    duplicates: 'refused',
    tag: module,
    logContext: logContext(' in sticky learn zone "', 25),
    logsNoMemory: false,
    initialAllocations: structsThenLog(['private struct in place of the 80-byte header', 136]),
    entry: fixedEntry('sessions', 'session node', 120),
    whenFull: 'Angie warns, drops the least recently used session and tries once more.',
    reload: 'conditional',
    onReload: 'A reload keeps the sessions, and is refused when the zone moved to another upstream.',
    notes:
      'A zone without a size is answered with "zone size is not specified". A name that another upstream uses: ' +
      'sticky zone "NAME" is already used in upstream "U".',
  });
}

const ELEMENTS: ZoneMessages = {
  invalidSize: 'invalid zone elements count "{size}"',
  emptyName: 'invalid zone specification ":{size}"',
  duplicate: DIRECTIVE_IS_DUPLICATE,
};

function statusZone(id: number, subsystem: Subsystem, contexts: readonly Context[], perElementBytes: number): ZoneKind {
  const http = subsystem === 'http';
  const baseBytes = 96;
  return angie({
    id,
    directive: 'status_zone',
    module: `ngx_${subsystem}_core_module`,
    contexts,
    syntax: http ? 'status_zone off | NAME | KEY zone=NAME[:COUNT];' : 'status_zone NAME | KEY zone=NAME[:COUNT];',
    grammar: { form: 'keyed', prefix: 'zone=', sizeOptional: true },
    argumentCount: takes(1, 2),
    // Checking starts after the first argument, the key or the name.
    ...(http ? { offValues: ['off'] } : {}),
    size: {
      parser: 'count',
      minimum: null,
      belowMinimum: 'refused',
      // A name without a count is a reference: another directive gives the size.
      defaultSize: null,
      count: { perElementBytes, extraElements: 1, baseBytes },
    },
    messages: ELEMENTS,
    duplicates: 'merged',
    tag: `ngx_${subsystem}_core_module (status_zone)`,
    namePrefixes: http
      ? { 'http/server': 'angie_http_server_status_zone_', '*': 'angie_http_location_status_zone_' }
      : { '*': 'angie_stream_status_zone_' },
    memory: 'raw',
    whenFull: 'The array is fixed: further keys are counted in the base element.',
    reload: 'kept',
    onReload: 'A reload keeps the counters as long as the computed size stays the same.',
    notes:
      'With one argument that argument is the name, and the zone takes one element. zone=NAME without a count refers ' +
      'to a zone that another directive sizes. "directive is duplicate" is said of two in one block.',
  });
}

const resolverStatusZone = angie({
  id: 45,
  directive: 'resolver',
  module: 'ngx_resolver (Angie)',
  contexts: [...HTTP_EVERYWHERE, 'http/upstream', 'stream', 'stream/server', 'mail', 'mail/server'],
  syntax: 'resolver ADDRESS ... [valid=TIME] [ipv4=on|off] [ipv6=on|off] [status_zone=NAME];',
  grammar: { form: 'nameOnly', nameArgument: 2, namePrefix: 'status_zone=' },
  argumentCount: takes(1, ANY_NUMBER),
  size: unsized({ bytes: 120 }),
  duplicates: 'merged',
  tag: 'ngx_resolver (Angie)',
  namePrefixes: { '*': 'angie_resolver_status_zone_' },
  memory: 'raw',
  initialAllocations: structs(['ngx_resolver_stats_t', 120]),
  whenFull: 'It cannot fill up: it holds a fixed set of counters.',
  reload: 'kept',
  onReload: 'A reload keeps the counters.',
  notes: 'status_zone= may stand at any argument; without it there is no zone.',
});

function metricZone(id: number, subsystem: Subsystem, complex: boolean): ZoneKind {
  const directive = complex ? 'metric_complex_zone' : 'metric_zone';
  const module = `ngx_${subsystem}_metric_module`;
  return angie({
    id,
    directive,
    module,
    contexts: [subsystem],
    syntax: complex
      ? 'metric_complex_zone NAME:SIZE [expire=on|off] [discard_key=KEY] { METRIC MODE [ARGUMENTS]; ... }'
      : 'metric_zone NAME:SIZE [expire=on|off] [discard_key=KEY] MODE [ARGUMENTS];',
    grammar: { form: 'spec', argument: 1, sizeOptional: true },
    argumentCount: complex ? takes(1, 3) : takes(2, ANY_NUMBER),
    size: sized(EIGHT_PAGES),
    messages: { ...SPEC_MESSAGES, duplicate: '{directive} "{name}" already exists' },
    duplicates: 'refused',
    tag: module,
    // The text has 128 bytes whatever the name is, and is cut off there.
    logContext: logContext(' in metric zone "', 128),
    logsNoMemory: false,
    initialAllocations: structs(['header, rounded up', 128], ['text for log lines, always 128 bytes', 128]),
    entry: keyedEntry('keys', 'first chunk of the chain', 65, 16, { maximumKeyBytes: 255 }),
    whenFull: 'With expire=on the least recently used key is dropped; otherwise new keys are discarded and counted.',
    reload: 'conditional',
    onReload: 'A reload keeps the metrics only when size and all metrics stay the same.',
    references: [{ directive: 'metric', at: { form: 'argument', argument: 1 }, whenUndeclared: 'zeroSize' }],
    notes:
      `${SPEC_NOTES} discard_key takes a further 128 bytes. An entry is a ` +
      'chain of 128-byte chunks, so values beyond 120 bytes in all take further chunks.',
  });
}

const acmeShm = angie({
  id: 50,
  directive: null,
  module: 'ngx_http_acme_module',
  contexts: ['http'],
  syntax: '',
  grammar: { form: 'implicit' },
  fixedName: 'acme_shm',
  implicitWhen: { directives: ['acme_client'] },
  size: unsized(),
  tag: 'none (acme_shm)',
  memory: 'raw',
  whenFull: 'It cannot fill up: its size is computed from the clients.',
  reload: 'remade',
  onReload: 'Every reload makes a fresh zone.',
  notes: 'Size is the sum of the buffers for certificates, keys and challenges; no zone where that is zero.',
});

/** Zones of Angie. */
export const angieZoneKinds: readonly ZoneKind[] = [
  limitReqZone,
  limitConnZone(33, 'http'),
  limitConnZone(34, 'stream'),
  cachePath(35, 'proxy'),
  cachePath(36, 'fastcgi'),
  cachePath(37, 'scgi'),
  cachePath(38, 'uwsgi'),
  upstreamZone(39, 'http', 576),
  stickyLearn(40, 'http'),
  upstreamZone(41, 'stream', 520),
  stickyLearn(42, 'stream'),
  statusZone(43, 'http', ['http/server', 'http/location', 'http/if'], 4392),
  statusZone(44, 'stream', ['stream/server'], 440),
  resolverStatusZone,
  metricZone(46, 'http', false),
  metricZone(47, 'http', true),
  metricZone(48, 'stream', false),
  metricZone(49, 'stream', true),
  acmeShm,
];
