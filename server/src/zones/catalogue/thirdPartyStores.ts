import type { ZoneKind } from '../zoneKind';
import {
  ANY_NUMBER,
  EIGHT_PAGES,
  KEPT_SENTENCE,
  keyValueEntry,
  logContext,
  MUST_HAVE_ZONE,
  sized,
  structsThenLog,
  takes,
  unsized,
  type ZoneKindRow,
  zoneKind,
} from './shared';

function thirdParty(row: Omit<ZoneKindRow, 'product'>): ZoneKind {
  return zoneKind({ ...row, product: 'third-party' });
}

const MEGABYTE = 1024 * 1024;

const sharedDictZone = thirdParty({
  id: 20,
  directive: 'shared_dict_zone',
  module: 'ngx_http_shared_dict_module',
  repository: 'nginx/ngx-rust',
  contexts: ['http'],
  syntax: 'shared_dict_zone NAME SIZE;',
  grammar: { form: 'positional', nameArgument: 1, sizeArgument: 2 },
  argumentCount: takes(2),
  size: sized(null),
  duplicates: 'merged',
  tag: 'ngx_http_shared_dict_module',
  whenFull: 'Nothing is evicted: writing fails.',
  reload: 'kept',
  onReload: KEPT_SENTENCE,
  notes: 'Sample code of ngx-rust. A size that cannot be read fails without a message.',
});

const sessionZone = thirdParty({
  id: 94,
  directive: 'session_zone',
  module: 'ngx_http_session_store_module',
  repository: 'yaoweibin/nginx_session_store_module',
  contexts: ['http', 'http/server'],
  syntax: 'session_zone $VARIABLE zone=NAME:SIZE;',
  grammar: { form: 'keyed', prefix: 'zone=' },
  argumentCount: takes(2),
  size: sized({ bytes: 8192 }),
  messages: { missingZone: MUST_HAVE_ZONE },
  duplicates: 'merged',
  tag: 'ngx_http_session_store_module',
  logContext: logContext(' in session store zone "', 26),
  logsNoMemory: true,
  initialAllocations: structsThenLog(['header', 80]),
  whenFull: 'The least recently used session is dropped to make room.',
  reload: 'kept',
  onReload: KEPT_SENTENCE,
  references: ['session_store', 'session_get'].map((directive) => ({
    directive,
    at: { form: 'keyed', prefix: 'zone=' },
    whenUndeclared: 'refused',
    message: `unknown ${directive}_zone "{name}"`,
  })),
  notes:
    'The colon is overwritten with NUL before the message: invalid zone size "zone=NAME". A size that cannot be read ' +
    'is not noticed and is taken as a huge one.',
});

const linkFuncShmSize = thirdParty({
  id: 95,
  directive: 'ngx_link_func_shm_size',
  module: 'ngx_http_link_func_module',
  repository: 'Taymindis/nginx-link-function',
  contexts: ['http'],
  syntax: 'ngx_link_func_shm_size SIZE;',
  grammar: { form: 'sizeOnly', sizeArgument: 1 },
  argumentCount: takes(1),
  fixedName: 'nginx_link_function_shm_cache',
  implicitWhen: { moduleFile: /link_func/ },
  size: sized(null, { defaultSize: { bytes: MEGABYTE } }),
  messages: { invalidSize: 'Invalid cache size, please specify like 1m,1g and etc.' },
  tag: 'ngx_http_link_func_module',
  logContext: logContext(' in nginx link function session shared cache "', 48),
  logsNoMemory: false,
  whenFull: 'Nothing is evicted: allocating fails in the linked application.',
  reload: 'kept',
  onReload: KEPT_SENTENCE,
  notes: 'The message speaks of 1g, but g is not read.',
});

const KEYVAL_REFERENCES: ZoneKind['references'] = [
  {
    directive: 'keyval',
    at: { form: 'keyed', prefix: 'zone=' },
    whenUndeclared: 'refused',
    message: '"{directive}" directive zone not found',
  },
];

const NO_ZONE = '"{directive}" directive must have "zone" parameter';
const DUPLICATE_ZONE = '"{directive}" duplicate "zone={name}" parameter';

function keyvalZone(id: number, subsystem: 'http' | 'stream'): ZoneKind {
  return thirdParty({
    id,
    directive: 'keyval_zone',
    module: `ngx_${subsystem}_keyval_module (kjdev)`,
    repository: 'kjdev/nginx-keyval',
    contexts: [subsystem],
    syntax: 'keyval_zone zone=NAME:SIZE [timeout=TIME] [ttl=TIME];',
    grammar: { form: 'keyed', prefix: 'zone=' },
    argumentCount: takes(1, ANY_NUMBER),
    knownParameters: ['zone=', 'timeout=', 'ttl='],
    size: sized(EIGHT_PAGES),
    messages: {
      invalidSize: '"{directive}" invalid zone size "{argument}"',
      tooSmall: '"{directive}" zone "{argument}" is too small',
      missingZone: NO_ZONE,
      emptyName: NO_ZONE,
      duplicate: DUPLICATE_ZONE,
      unknownParameter: '"{directive}" invalid parameter "{parameter}"',
    },
    duplicates: 'refused',
    tag: `ngx_${subsystem}_keyval_module (kjdev)`,
    logContext: logContext(' in keyval zone "', 19),
    logsNoMemory: false,
    initialAllocations: structsThenLog(['rbtree and sentinel', 64]),
    entry: keyValueEntry(64),
    whenFull: 'Nothing is evicted: nginx logs "failed to allocate slab", and the old value of that key is gone.',
    reload: 'kept',
    onReload: KEPT_SENTENCE,
    references: KEYVAL_REFERENCES,
    notes:
      'Same directive as in NGINX Plus. zone= must be the first argument; keyval must come after it in the config.',
  });
}

function keyvalZoneRedis(id: number, subsystem: 'http' | 'stream'): ZoneKind {
  return thirdParty({
    id,
    directive: 'keyval_zone_redis',
    module: `ngx_${subsystem}_keyval_module (kjdev)`,
    repository: 'kjdev/nginx-keyval',
    contexts: [subsystem],
    syntax: 'keyval_zone_redis zone=NAME [hostname=HOST] [port=PORT] [database=N] ...;',
    grammar: { form: 'nameOnly', nameArgument: 1, namePrefix: 'zone=' },
    argumentCount: takes(1, ANY_NUMBER),
    size: unsized(EIGHT_PAGES),
    messages: { missingZone: NO_ZONE, emptyName: NO_ZONE, duplicate: DUPLICATE_ZONE },
    duplicates: 'refused',
    tag: `ngx_${subsystem}_keyval_module (kjdev)`,
    logsNoMemory: true,
    whenFull: 'It cannot fill up: the data is in Redis.',
    reload: 'kept',
    onReload: 'A reload changes nothing: the data is in Redis.',
    references: KEYVAL_REFERENCES,
    notes: 'The zone only reserves the name.',
  });
}

function wasmZone(id: number, directive: 'shm_kv' | 'shm_queue'): ZoneKind {
  const keyValue = directive === 'shm_kv';
  return thirdParty({
    id,
    directive,
    module: 'ngx_wasm_core_module',
    repository: 'Kong/ngx_wasm_module',
    contexts: ['wasm'],
    syntax: keyValue ? 'shm_kv NAME SIZE [eviction=lru|slru|none];' : 'shm_queue NAME SIZE;',
    grammar: { form: 'positional', nameArgument: 1, sizeArgument: 2 },
    argumentCount: takes(2, 4),
    size: sized({ pages: 3 }, { pageMultiple: 'required' }),
    messages: {
      invalidSize: '[wasm] invalid shm size "{size}"',
      emptyName: '[wasm] invalid shm name "{name}"',
      duplicate: '[wasm] "{name}" shm already defined',
    },
    duplicates: 'refused',
    tag: 'ngx_wasmx_module',
    logsNoMemory: true,
    entry: keyValue ? keyValueEntry(96) : null,
    whenFull: keyValue
      ? 'Entries are evicted in the order that eviction= chose (slru without it); with none writing fails.'
      : 'Nothing is evicted: one buffer spans the zone, and what does not fit is refused.',
    reload: 'remade',
    onReload: 'Every reload makes a fresh zone: the contents are lost.',
    notes:
      'Messages give sizes in bytes: [wasm] shm size of N bytes is too small, minimum required is M bytes; [wasm] ' +
      'shm size of N bytes is not page-aligned, must be a multiple of P.',
  });
}

const wasmMetrics = thirdParty({
  id: 104,
  directive: 'slab_size',
  module: 'ngx_wasm_core_module',
  repository: 'Kong/ngx_wasm_module',
  contexts: ['wasm/metrics'],
  syntax: 'slab_size SIZE;',
  grammar: { form: 'sizeOnly', sizeArgument: 1 },
  argumentCount: takes(1),
  fixedName: 'metrics',
  implicitWhen: { directives: ['wasm'] },
  size: sized({ pages: 3 }, { pageMultiple: 'required', defaultSize: { bytes: 5 * MEGABYTE } }),
  messages: { invalidSize: '[wasm] invalid shm size "{size}"' },
  tag: 'ngx_wasmx_module',
  logsNoMemory: true,
  whenFull: 'Nothing is evicted: further metrics are not defined.',
  reload: 'conditional',
  onReload: 'A reload keeps the metrics unless slab_size or worker_processes changed.',
  notes: 'An entry takes 96 bytes, its name and a slot for each worker.',
});

const clojureSharedMap = thirdParty({
  id: 105,
  directive: 'shared_map',
  module: 'ngx_http_clojure_module',
  repository: 'nginx-clojure/nginx-clojure',
  contexts: ['http'],
  syntax: 'shared_map NAME hashmap?space=SIZE&entries=N | tinymap?space=SIZE&entries=N;',
  grammar: { form: 'nameOnly', nameArgument: 1 },
  argumentCount: takes(2),
  size: unsized(),
  messages: { duplicate: '"{name}" is already bound to key "{name}"' },
  duplicates: 'refused',
  tag: 'ngx_http_clojure_module',
  logContext: logContext(' in hashmap_zone "', 20),
  logsNoMemory: true,
  whenFull: 'Nothing is evicted: writing throws an out of memory error.',
  reload: 'kept',
  onReload: KEPT_SENTENCE,
  notes:
    'The size is the argument "space" behind the question mark: ngx_parse_size, raised to eight pages with the ' +
    'warning "space is too small", for a tinymap at most 4096m.',
});

const clojureSharedZone = thirdParty({
  id: 106,
  directive: null,
  module: 'ngx_http_clojure_module',
  repository: 'nginx-clojure/nginx-clojure',
  contexts: ['main'],
  syntax: '',
  grammar: { form: 'implicit' },
  fixedName: 'nginx_clojure_shared_zone',
  implicitWhen: { moduleFile: /clojure/, directives: ['jvm_path'] },
  size: unsized({ bytes: 16 }),
  tag: 'ngx_http_clojure_module (shared)',
  memory: 'raw',
  whenFull: 'It cannot fill up.',
  reload: 'kept',
  onReload: 'A reload keeps it.',
  notes: 'With statistics of the workers it takes 24600 bytes.',
});

interface ShmDict {
  readonly id: number;
  readonly directive: string;
  readonly module: string;
  readonly repository: string;
  readonly label: string;
}

function shmDictZone({ id, directive, module, repository, label }: ShmDict): ZoneKind {
  const missing = `[${label}] "{directive}" must have "zone" parameter`;
  return thirdParty({
    id,
    directive,
    module,
    repository,
    contexts: ['http'],
    syntax: `${directive} zone=NAME max_size=SIZE;`,
    grammar: { form: 'separate', namePrefix: 'zone=', sizePrefix: 'max_size=' },
    argumentCount: takes(1, 3),
    knownParameters: ['zone=', 'max_size='],
    size: sized(EIGHT_PAGES),
    messages: {
      invalidSize: `[${label}] invalid zone size "max_size={size}"`,
      tooSmall: `[${label}] zone "max_size={size}" is too small`,
      missingZone: missing,
      emptyName: missing,
      unknownParameter: `[${label}] invalid parameter "{parameter}"`,
    },
    duplicates: 'refused',
    tag: module,
    whenFull: 'The least recently used entries are dropped.',
    reload: 'kept',
    onReload: KEPT_SENTENCE,
  });
}

/** Dictionaries, sessions and shared maps. */
export const thirdPartyStoresZoneKinds: readonly ZoneKind[] = [
  sharedDictZone,
  sessionZone,
  linkFuncShmSize,
  keyvalZone(96, 'http'),
  keyvalZoneRedis(97, 'http'),
  keyvalZone(98, 'stream'),
  keyvalZoneRedis(99, 'stream'),
  wasmZone(102, 'shm_kv'),
  wasmZone(103, 'shm_queue'),
  wasmMetrics,
  clojureSharedMap,
  clojureSharedZone,
  shmDictZone({
    id: 107,
    directive: 'ngx_shm_dict_zone',
    module: 'ngx_http_shm_dict_module',
    repository: 'lidaohang/ngx_shm_dict',
    label: 'ah_shm_zone',
  }),
  shmDictZone({
    id: 108,
    directive: 'shm_dict_zone',
    module: 'ngx_shm_dict_module',
    repository: 'wuxibin89/nginx_modules',
    label: '_shm_zone',
  }),
];
