import type { Context, ZoneKind } from '../zoneKind';
import { HTTP_EVERYWHERE, takes, unknownSize, unsized, type ZoneKindRow, zoneKind } from './shared';

/** Rows of the closed modules: what is not in the manual is not known. */
function documented(row: Omit<ZoneKindRow, 'product' | 'repository' | 'verification' | 'tag'>): ZoneKind {
  return zoneKind({ ...row, product: 'nginx-plus', repository: null, verification: 'documentation', tag: row.module });
}

function keyvalZone(id: number, subsystem: 'http' | 'stream'): ZoneKind {
  return documented({
    id,
    directive: 'keyval_zone',
    module: `ngx_${subsystem}_keyval_module`,
    contexts: [subsystem],
    syntax: 'keyval_zone zone=NAME:SIZE [state=FILE] [timeout=TIME] [type=string|ip|prefix] [sync];',
    grammar: { form: 'keyed', prefix: 'zone=' },
    size: unknownSize(),
    whenFull: 'The manual does not tell what happens when the zone is full.',
    reload: 'kept',
    onReload: 'A reload keeps the pairs; with state= they also survive a restart.',
    references: [
      { directive: 'keyval', at: { form: 'keyed', prefix: 'zone=' }, whenUndeclared: 'unknown' },
      { directive: 'session_store', at: { form: 'argument', argument: 1 }, whenUndeclared: 'unknown' },
    ],
    since: '1.13.3',
    notes: 'Cost of an entry is not public; type=ip and type=prefix keep an index in the same zone.',
  });
}

const oidcStore = documented({
  id: 27,
  directive: 'oidc_provider',
  module: 'ngx_http_oidc_module',
  contexts: ['http'],
  syntax: 'oidc_provider NAME { ... [session_store NAME;] }',
  grammar: { form: 'nameOnly', nameArgument: 1 },
  argumentCount: takes(1),
  size: unsized({ bytes: 8 * 1024 * 1024 }),
  whenFull: 'The manual does not tell what happens when the store is full.',
  reload: 'unknown',
  onReload: 'The manual does not tell what a reload does.',
  notes:
    'A store of 8 megabytes named oidc_default_store_NAME is made when the block has no session_store; with ' +
    'session_store the keyval zone of that name is used and this one is not made.',
});

const sessionLogZone = documented({
  id: 28,
  directive: 'session_log_zone',
  module: 'ngx_http_session_log_module',
  contexts: ['http'],
  syntax: 'session_log_zone PATH zone=NAME:SIZE [format=FORMAT] [timeout=TIME] [id=ID] [md5=MD5];',
  grammar: { form: 'keyed', prefix: 'zone=' },
  size: unknownSize(),
  whenFull: 'The manual does not tell what happens when the zone is full.',
  reload: 'unknown',
  onReload: 'The manual does not tell what a reload does.',
  references: [
    { directive: 'session_log', at: { form: 'argument', argument: 1 }, notNames: ['off'], whenUndeclared: 'unknown' },
  ],
});

const statusZone = documented({
  id: 29,
  directive: 'status_zone',
  module: 'ngx_http_api_module',
  contexts: ['http/server', 'http/location', 'http/if', 'stream/server'],
  syntax: 'status_zone NAME;',
  grammar: { form: 'nameOnly', nameArgument: 1 },
  argumentCount: takes(1),
  offValues: ['off'],
  size: unsized(),
  duplicates: 'merged',
  whenFull: 'It cannot fill up: the memory is managed inside nginx.',
  reload: 'unknown',
  onReload: 'The manual does not tell what a reload does.',
  notes: 'Several servers may share a name.',
});

const RESOLVER_CONTEXTS: readonly Context[] = [
  ...HTTP_EVERYWHERE,
  'http/upstream',
  'stream',
  'stream/server',
  'stream/upstream',
  'mail',
  'mail/server',
  'mgmt',
];

const resolverStatusZone = documented({
  id: 30,
  directive: 'resolver',
  module: 'ngx_resolver (Plus)',
  contexts: RESOLVER_CONTEXTS,
  syntax: 'resolver ADDRESS ... [valid=TIME] [ipv4=on|off] [ipv6=on|off] [status_zone=NAME];',
  grammar: { form: 'nameOnly', nameArgument: 2, namePrefix: 'status_zone=' },
  size: unsized(),
  duplicates: 'merged',
  whenFull: 'It cannot fill up: the memory is managed inside nginx.',
  reload: 'unknown',
  onReload: 'The manual does not tell what a reload does.',
  notes: 'status_zone= may stand at any argument; without it there is no zone.',
});

const zoneSync = documented({
  id: 31,
  directive: null,
  module: 'ngx_stream_zone_sync_module',
  contexts: ['http', 'stream'],
  syntax: '... zone=NAME:SIZE ... sync;',
  grammar: { form: 'marker' },
  size: unknownSize(),
  whenFull: 'As for the zone that carries the flag.',
  reload: 'unknown',
  onReload: 'As for the zone that carries the flag.',
  notes:
    'The flag "sync" of limit_req_zone, sticky learn and keyval_zone shares an existing zone in a cluster; it makes ' +
    'no zone of its own, and entries of such a zone cost more than without it. zone_sync itself takes neither name ' +
    'nor size.',
});

/** Zones of NGINX Plus, from its manual. */
export const plusZoneKinds: readonly ZoneKind[] = [
  keyvalZone(25, 'http'),
  keyvalZone(26, 'stream'),
  oidcStore,
  sessionLogZone,
  statusZone,
  resolverStatusZone,
  zoneSync,
];
