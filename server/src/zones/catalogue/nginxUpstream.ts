import type { VersionedBytes, ZoneKind } from '../zoneKind';
import {
  ANY_NUMBER,
  EIGHT_PAGES,
  fixedEntry,
  handlerMessages,
  logContext,
  sized,
  structsThenLog,
  takes,
  UPSTREAM_ZONE_MESSAGES,
  zoneKind,
} from './shared';

const REPOSITORY = 'nginx/nginx';

/** Sizes with SSL, as compiled from the release tags. */
const PEER_BYTES: Readonly<Record<'http' | 'stream', VersionedBytes>> = {
  http: [
    { since: '1.31.0', bytes: 264, compatBytes: 320 },
    { since: '1.29.6', bytes: 216, compatBytes: 320 },
    { since: '1.27.3', bytes: 200, compatBytes: 320 },
    { since: '1.11.5', bytes: 184, compatBytes: 440 },
    { since: '0', bytes: 160 },
  ],
  stream: [
    { since: '1.31.0', bytes: 256, compatBytes: 312 },
    { since: '1.27.3', bytes: 200, compatBytes: 312 },
    { since: '1.11.5', bytes: 184, compatBytes: 384 },
    { since: '0', bytes: 160 },
  ],
};

/** Address texts are copied into the zone since 1.13.4; a size of 0 is no allocation. */
function copiedSince1134(bytes: number): VersionedBytes {
  return [
    { since: '1.13.4', bytes },
    { since: '0', bytes: 0 },
  ];
}

function upstreamZone(id: number, subsystem: 'http' | 'stream'): ZoneKind {
  const stickyId = {
    what: 'sticky id',
    fixedBytes: [
      { since: '1.29.6', bytes: 32 },
      { since: '0', bytes: 0 },
    ],
  };
  return zoneKind({
    id,
    directive: 'zone',
    module: `ngx_${subsystem}_upstream_zone_module`,
    product: 'nginx',
    repository: REPOSITORY,
    verification: 'live',
    contexts: [`${subsystem}/upstream`],
    syntax: 'zone NAME [SIZE];',
    grammar: { form: 'positional', nameArgument: 1, sizeArgument: 2, sizeOptional: true },
    argumentCount: takes(1, 2),
    size: sized(EIGHT_PAGES),
    messages: UPSTREAM_ZONE_MESSAGES,
    duplicates: 'merged',
    tag: `ngx_${subsystem}_upstream_module`,
    logContext: logContext(' in upstream zone "', 21),
    logsNoMemory: true,
    initialAllocations: [{ what: 'log_ctx' }],
    initialModel: 'upstream-servers',
    entry: {
      chunks: [
        { what: `ngx_${subsystem}_upstream_rr_peer_t`, fixedBytes: PEER_BYTES[subsystem] },
        { what: 'socket address', fixedBytes: copiedSince1134(112) },
        { what: 'address text', fixedBytes: copiedSince1134(113) },
        ...(subsystem === 'http' ? [stickyId] : []),
        { what: 'server name', fixedBytes: 0, holdsKey: true },
      ],
      typicalKeyBytes: 15,
      typicalValueBytes: 0,
      noun: 'servers',
    },
    whenFull:
      'Servers of the config that do not fit keep nginx from starting; a re-resolved address that does not fit is ' +
      'left out with "memory exhausted".',
    reload: 'remade',
    onReload:
      'Every reload makes a fresh zone: counters and failed states are lost, and both zones exist until the old ' +
      'workers have gone.',
    since: '1.9.0',
    notes:
      'Several upstreams may share one zone; one of them must give the size. A server with "resolve" takes a host ' +
      'record and the host name besides, and each TLS peer with session reuse its session. Names of servers are ' +
      'copied since 1.13.4, the sticky id is there unless nginx was built without the sticky module.',
  });
}

const stickyLearn = zoneKind({
  id: 16,
  directive: 'sticky',
  module: 'ngx_http_upstream_sticky_module',
  product: 'nginx',
  repository: REPOSITORY,
  verification: 'live',
  contexts: ['http/upstream'],
  syntax: 'sticky learn create=$VARIABLE lookup=$VARIABLE zone=NAME:SIZE [timeout=TIME] [header];',
  grammar: { form: 'keyed', prefix: 'zone=' },
  argumentCount: takes(2, ANY_NUMBER),
  firstArgument: 'learn',
  size: sized(EIGHT_PAGES),
  messages: {
    ...handlerMessages({
      invalidSize: 'invalid zone size',
      tooSmall: 'zone is too small',
      missingZone: '"zone" parameter is not specified',
      emptyName: 'zone name is not specified',
    }),
    unknownParameter: 'unknown parameter "{parameter}"',
  },
  duplicates: 'refused',
  tag: 'ngx_http_upstream_sticky_module',
  logContext: logContext(' in sticky session zone "', 27),
  logsNoMemory: false,
  initialAllocations: structsThenLog(['two rbtrees and their sentinels', 128]),
  entry: fixedEntry('sessions', 'session node', 144),
  whenFull:
    'nginx warns, drops the least recently used session and tries once more; then the new session is not learnt.',
  reload: 'conditional',
  onReload:
    'A reload keeps the sessions when the size stays the same, and is refused when the zone moved to another upstream.',
  since: '1.29.6',
  notes:
    'In NGINX Plus since 1.7.1, there with a further "sync" parameter. A zone without a size is answered with "zone ' +
    'size is not specified". A name that another upstream uses: sticky zone "NAME" is already used in upstream "U".',
});

/** Zones of upstream blocks. */
export const nginxUpstreamZoneKinds: readonly ZoneKind[] = [
  upstreamZone(14, 'http'),
  upstreamZone(15, 'stream'),
  stickyLearn,
];
