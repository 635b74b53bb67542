import { block, type Statement, statement } from './statements';

/** Where a directive is put. */
export type Spot =
  | 'main'
  | 'events'
  | 'http'
  | 'http-server'
  | 'http-location'
  | 'http-if'
  | 'limit-except'
  | 'http-upstream'
  | 'stream'
  | 'stream-server'
  | 'stream-upstream'
  | 'mail'
  | 'mail-server';

export const SPOTS: readonly Spot[] = [
  'main',
  'events',
  'http',
  'http-server',
  'http-location',
  'http-if',
  'limit-except',
  'http-upstream',
  'stream',
  'stream-server',
  'stream-upstream',
  'mail',
  'mail-server',
];

/** One way to declare a zone, written down for these tests alone: nothing of it comes from the catalogue. */
export interface VerdictKind {
  readonly id: string;
  /** Zones of two kinds with one name are one zone only where this is the same. */
  readonly owner: string;
  readonly spot: Spot;
  readonly minimumBytes: number;
  /** The directive alone. */
  readonly directive: (name: string, size: string) => Statement;
  /** The directive as it stands at `spot`: an upstream zone in a block of its own. */
  readonly declare: (name: string, size: string) => Statement;
  readonly takesName: boolean;
  /** Name and size are one argument, which a colon divides. */
  readonly isSpec: boolean;
  /** The same zone may be declared by several directives. */
  readonly isShared: boolean;
}

let used = 0;

/** A number that no other zone of a config has in its path or upstream. */
export function cacheId(): number {
  return ++used;
}

/** Starts the numbers anew, so that the same configs come out each time. */
export function restartIds(): void {
  used = 0;
}

const PAGE = 4096;

interface KindRow {
  readonly id: string;
  readonly owner?: string;
  readonly spot: Spot;
  readonly minimumBytes?: number;
  readonly directive: (name: string, size: string) => Statement;
  readonly takesName?: boolean;
  readonly isSpec?: boolean;
  readonly isShared?: boolean;
}

function kind(row: KindRow): VerdictKind {
  const { directive } = row;
  return {
    owner: row.id,
    minimumBytes: 8 * PAGE,
    takesName: true,
    isSpec: false,
    isShared: false,
    declare: row.spot.endsWith('upstream') ? (name, size) => upstream([directive(name, size)]) : directive,
    ...row,
  };
}

/** An upstream that nginx accepts, with further directives in it. */
export function upstream(inside: readonly Statement[], servers = 1): Statement {
  const lines = Array.from({ length: servers }, (_, index) => statement('server', `127.0.0.1:${index + 1}`));
  return block(['upstream', `u${cacheId()}`], ...inside, ...lines);
}

function cachePath(protocol: string): VerdictKind {
  return kind({
    id: `${protocol}_cache_path`,
    spot: 'http',
    minimumBytes: 2 * PAGE,
    isSpec: true,
    directive: (name, size) =>
      statement(
        `${protocol}_cache_path`,
        `PREFIX-FOLDER/cache-${cacheId()}`,
        'levels=1:2',
        `keys_zone=${name}:${size}`,
      ),
  });
}

function sessionCache(subsystem: 'http' | 'stream' | 'mail'): VerdictKind {
  return kind({
    id: `ssl_session_cache in ${subsystem}`,
    spot: subsystem,
    isSpec: true,
    isShared: true,
    directive: (name, size) => statement('ssl_session_cache', `shared:${name}:${size}`),
  });
}

export const kinds: readonly VerdictKind[] = [
  kind({
    id: 'limit_req_zone',
    spot: 'http',
    isSpec: true,
    directive: (name, size) => statement('limit_req_zone', '$binary_remote_addr', `zone=${name}:${size}`, 'rate=5r/s'),
  }),
  kind({
    id: 'limit_conn_zone in http',
    spot: 'http',
    isSpec: true,
    directive: (name, size) => statement('limit_conn_zone', '$binary_remote_addr', `zone=${name}:${size}`),
  }),
  kind({
    id: 'limit_conn_zone in stream',
    spot: 'stream',
    isSpec: true,
    directive: (name, size) => statement('limit_conn_zone', '$remote_addr', `zone=${name}:${size}`),
  }),
  cachePath('proxy'),
  cachePath('fastcgi'),
  cachePath('scgi'),
  cachePath('uwsgi'),
  kind({
    id: 'lua_shared_dict',
    spot: 'http',
    minimumBytes: 8192,
    directive: (name, size) => statement('lua_shared_dict', name, size),
  }),
  kind({
    id: 'upload_progress',
    spot: 'http',
    directive: (name, size) => statement('upload_progress', name, size),
  }),
  sessionCache('http'),
  sessionCache('stream'),
  sessionCache('mail'),
  kind({
    id: 'ssl_ocsp_cache',
    spot: 'http',
    isSpec: true,
    isShared: true,
    directive: (name, size) => statement('ssl_ocsp_cache', `shared:${name}:${size}`),
  }),
  kind({
    id: 'zone of an http upstream',
    spot: 'http-upstream',
    isShared: true,
    directive: (name, size) => statement('zone', name, size),
  }),
  kind({
    id: 'zone of a stream upstream',
    spot: 'stream-upstream',
    isShared: true,
    directive: (name, size) => statement('zone', name, size),
  }),
  ...['nchan_shared_memory_size', 'nchan_max_reserved_memory', 'push_max_reserved_memory'].map((directive) =>
    kind({
      id: directive,
      owner: 'nchan',
      spot: 'http',
      takesName: false,
      directive: (_, size) => statement(directive, size),
    }),
  ),
  kind({
    id: 'upstream_fair_shm_size',
    spot: 'http',
    takesName: false,
    directive: (_, size) => statement('upstream_fair_shm_size', size),
  }),
];

export const namedKinds: readonly VerdictKind[] = kinds.filter(({ takesName }) => takesName);

/** A kind by its id. */
export function kindOf(id: string): VerdictKind {
  const found = kinds.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no kind ${id}`);
  return found;
}

/** A way to name a zone that stands elsewhere. */
export interface VerdictReference {
  readonly id: string;
  readonly spot: Spot;
  /** The kind of zone that it names. */
  readonly kind: string;
  readonly refer: (name: string) => Statement;
}

const CACHES = ['proxy', 'fastcgi', 'scgi', 'uwsgi'];

/** A handler has to stand before track_uploads; the other references need none. */
export const references: readonly VerdictReference[] = [
  {
    id: 'limit_req',
    spot: 'http-location',
    kind: 'limit_req_zone',
    refer: (name) => statement('limit_req', `zone=${name}`, 'burst=5', 'nodelay'),
  },
  {
    id: 'limit_conn in http',
    spot: 'http-server',
    kind: 'limit_conn_zone in http',
    refer: (name) => statement('limit_conn', name, '10'),
  },
  {
    id: 'limit_conn in stream',
    spot: 'stream-server',
    kind: 'limit_conn_zone in stream',
    refer: (name) => statement('limit_conn', name, '3'),
  },
  ...CACHES.map(
    (protocol): VerdictReference => ({
      id: `${protocol}_cache`,
      spot: 'http-location',
      kind: `${protocol}_cache_path`,
      refer: (name) => statement(`${protocol}_cache`, name),
    }),
  ),
  {
    id: 'track_uploads',
    spot: 'http-location',
    kind: 'upload_progress',
    refer: (name) => statement('track_uploads', name, '30s'),
  },
  {
    id: 'report_uploads',
    spot: 'http-location',
    kind: 'upload_progress',
    refer: (name) => statement('report_uploads', name),
  },
];
