import type { Context, ZoneKind } from '../zoneKind';
import {
  ANY_NUMBER,
  DIRECTIVE_IS_DUPLICATE,
  EIGHT_PAGES,
  HTTP_EVERYWHERE,
  KEPT_SENTENCE,
  QUOTED_ARGUMENT_MESSAGES,
  SIZE_SLOT_MESSAGES,
  sized,
  takes,
  unsized,
  type ZoneKindRow,
  zoneKind,
} from './shared';

type ForkRow = Omit<ZoneKindRow, 'product' | 'repository' | 'whenFull' | 'reload' | 'onReload' | 'tag'> &
  Partial<Pick<ZoneKindRow, 'tag'>>;

function senginx(row: ForkRow): ZoneKind {
  return zoneKind({
    product: 'senginx',
    repository: 'NeusoftSecurity/SEnginx',
    whenFull: 'What happens then is up to the module.',
    reload: 'kept',
    onReload: KEPT_SENTENCE,
    tag: row.module,
    ...row,
  });
}

const OPENNJET_NOTES = 'OpenNJet changed the pool and the zone structs, so sizes of nginx do not hold for them.';

/** The grammar of these was partly inferred from call sites and directive tables. */
function opennjet(row: ForkRow): ZoneKind {
  return zoneKind({
    product: 'opennjet',
    repository: 'OpenNJet/OpenNJet',
    verification: 'inferred',
    whenFull: 'What happens then is up to the module.',
    reload: 'unknown',
    onReload: 'As in nginx, unless the zone was made at run time.',
    tag: row.module,
    ...row,
    notes: row.notes === undefined ? OPENNJET_NOTES : `${row.notes} ${OPENNJET_NOTES}`,
  });
}

function countOf(id: number, directive: string, module: string, name: string, what: string): ZoneKind {
  return senginx({
    id,
    directive,
    module,
    contexts: ['http'],
    syntax: `${directive} NUMBER;`,
    grammar: { form: 'sizeOnly', sizeArgument: 1 },
    argumentCount: takes(1),
    fixedName: name,
    size: { parser: 'count', minimum: null, belowMinimum: 'refused', defaultSize: null },
    notes: `A number of ${what}; the zone's size is computed from it.`,
  });
}

const ipBehaviorZone = senginx({
  id: 120,
  directive: 'ip_behavior_zone',
  module: 'ngx_http_ip_behavior_module',
  contexts: ['http'],
  syntax: 'ip_behavior_zone zone=NAME:SIZE [sample_base=N] [sample_cycle=TIME];',
  grammar: { form: 'keyed', prefix: 'zone=' },
  argumentCount: takes(1, 3),
  size: sized(EIGHT_PAGES),
  messages: { invalidSize: 'invalid zone size "{key}"', tooSmall: 'zone "{key}" is too small' },
  notes: 'The messages quote the first argument, wherever zone= stands.',
});

const statisticsZone = senginx({
  id: 121,
  directive: 'statistics_zone',
  module: 'ngx_http_statistics_module',
  contexts: ['http'],
  syntax: 'statistics_zone SIZE;',
  grammar: { form: 'sizeOnly', sizeArgument: 1 },
  argumentCount: takes(1),
  fixedName: 'statistics',
  size: sized(EIGHT_PAGES),
  messages: { invalidSize: 'invalid zone size "{size}"', tooSmall: 'zone "{size}" is too small' },
});

const TEN_MEGABYTES = { bytes: 10 * 1024 * 1024 };

const sharedSlabPoolSize = opennjet({
  id: 122,
  directive: 'shared_slab_pool_size',
  module: 'njet core',
  contexts: ['main'],
  syntax: 'shared_slab_pool_size SIZE;',
  grammar: { form: 'sizeOnly', sizeArgument: 1 },
  argumentCount: takes(1),
  fixedName: 'njet main dynamic slab',
  size: sized(TEN_MEGABYTES, { belowMinimum: 'raised' }),
  messages: SIZE_SLOT_MESSAGES,
  duplicates: 'directive',
  notes:
    'One pool for the zones of upstreams and limits that are added at run time; it can only grow on a reload, and ' +
    'takes at least 10m.',
});

const shmStatus = opennjet({
  id: 123,
  directive: 'shm_status',
  module: 'njt_shm_status_module',
  contexts: ['main'],
  syntax: 'shm_status on|off ...;',
  grammar: { form: 'marker' },
  argumentCount: takes(1, 4),
  offValues: ['off'],
  fixedName: 'njt_shm_status',
  size: unsized(TEN_MEGABYTES),
});

/** A directive with zone=NAME:SIZE somewhere in it. */
interface KeyedZone extends Pick<ForkRow, 'id' | 'module' | 'syntax'> {
  readonly directive: string;
  readonly contexts: readonly Context[];
  readonly argumentCount: NonNullable<ZoneKind['argumentCount']>;
  readonly checked?: boolean;
  readonly more?: Partial<Pick<ForkRow, 'notes' | 'references' | 'knownParameters'>>;
}

function keyedZone({ checked, more, ...row }: KeyedZone): ZoneKind {
  return opennjet({
    ...row,
    grammar: { form: 'keyed', prefix: 'zone=' },
    size: sized(checked === true ? EIGHT_PAGES : null),
    ...(checked === true ? { messages: QUOTED_ARGUMENT_MESSAGES } : {}),
    ...more,
  });
}

const accessLogZone = opennjet({
  id: 127,
  directive: 'access_log_zone',
  module: 'njt_http_access_log_zone_module',
  contexts: ['http'],
  syntax: 'access_log_zone NAME [SIZE];',
  grammar: { form: 'positional', nameArgument: 1, sizeArgument: 2, sizeOptional: true },
  argumentCount: takes(1, 2),
  size: sized(EIGHT_PAGES),
  messages: {
    invalidSize: 'invalid zone size "{size}"',
    tooSmall: 'zone "{name}" is too small',
    emptyName: 'invalid zone name "{name}"',
    duplicate: DIRECTIVE_IS_DUPLICATE,
  },
  duplicates: 'directive',
});

const captchaSessionZone = opennjet({
  id: 129,
  directive: 'captcha_session_zone',
  module: 'njt_http_captcha_module',
  contexts: HTTP_EVERYWHERE,
  syntax: 'captcha_session_zone NAME SIZE;',
  grammar: { form: 'positional', nameArgument: 1, sizeArgument: 2 },
  argumentCount: takes(2),
  size: sized(EIGHT_PAGES),
  messages: {
    invalidSize: 'invalid zone size "{size}"',
    tooSmall: 'zone "{name}" is too small',
    emptyName: 'invalid zone name "{name}"',
    duplicate: DIRECTIVE_IS_DUPLICATE,
  },
  duplicates: 'directive',
});

const apiDyServer = opennjet({
  id: 134,
  directive: null,
  module: 'njt_http_dyn_server_module',
  contexts: ['http'],
  syntax: '',
  grammar: { form: 'implicit' },
  fixedName: 'api_dy_server',
  implicitWhen: { moduleFile: /dyn_server|dy_server/ },
  size: unsized({ pages: 10 }),
  notes: 'Made by the module for servers that are added at run time.',
});

/** Zones that only forks of nginx have. */
export const forkZoneKinds: readonly ZoneKind[] = [
  countOf(118, 'ip_blacklist_size', 'ngx_http_ip_blacklist_module', 'ip_blacklist', 'addresses'),
  countOf(119, 'session_max_size', 'ngx_http_session_module', 'session', 'sessions'),
  ipBehaviorZone,
  statisticsZone,
  sharedSlabPoolSize,
  shmStatus,
  keyedZone({
    id: 124,
    directive: 'sticky_group_zone',
    module: 'njt_http_core_module',
    contexts: ['http'],
    syntax: 'sticky_group_zone zone=NAME:SIZE;',
    argumentCount: takes(1),
    checked: true,
  }),
  keyedZone({
    id: 125,
    directive: 'app_sticky',
    module: 'njt_app_sticky_module',
    contexts: ['http/upstream'],
    syntax: 'app_sticky cookie:NAME|header:NAME zone=NAME:SIZE [ttl=TIME];',
    argumentCount: takes(2, 3),
  }),
  keyedZone({
    id: 126,
    directive: 'gossip',
    module: 'njt_gossip_module',
    contexts: ['stream/server'],
    syntax: 'gossip zone=NAME:SIZE [heartbeat_timeout=TIME] [nodeclean_timeout=TIME];',
    argumentCount: takes(1, ANY_NUMBER),
    more: { notes: 'A wrong argument is told as: invalid gossip param, format is zone={zone_name}:{size}M.' },
  }),
  accessLogZone,
  keyedZone({
    id: 128,
    directive: 'captcha_zone',
    module: 'njt_http_captcha_module',
    contexts: HTTP_EVERYWHERE,
    syntax: 'captcha_zone KEY zone=NAME:SIZE;',
    argumentCount: takes(2),
    checked: true,
  }),
  captchaSessionZone,
  keyedZone({
    id: 130,
    directive: 'cluster_limit_conn',
    module: 'njt_http_cluster_limit_conn_module',
    contexts: HTTP_EVERYWHERE,
    syntax: 'cluster_limit_conn KEY zone=NAME:SIZE conn=N;',
    argumentCount: takes(3),
  }),
  keyedZone({
    id: 131,
    directive: 'cluster_limit_req',
    module: 'njt_http_cluster_limit_req_module',
    contexts: HTTP_EVERYWHERE,
    syntax: 'cluster_limit_req KEY zone=NAME:SIZE rate=RATE;',
    argumentCount: takes(3),
  }),
  keyedZone({
    id: 132,
    directive: 'token_sync',
    module: 'njt_http_token_sync_module',
    contexts: ['http'],
    syntax: 'token_sync zone=NAME:SIZE ...;',
    argumentCount: takes(1, 3),
  }),
  keyedZone({
    id: 133,
    directive: 'ftp_ctrl',
    module: 'njt_stream_ftp_proxy_module',
    contexts: ['stream/server'],
    syntax: 'ftp_ctrl zone=NAME:SIZE proxy_ip=ADDRESS ...;',
    argumentCount: takes(2, ANY_NUMBER),
    more: {
      references: [{ directive: 'ftp_data', at: { form: 'keyed', prefix: 'zone=' }, whenUndeclared: 'unknown' }],
    },
  }),
  apiDyServer,
];
