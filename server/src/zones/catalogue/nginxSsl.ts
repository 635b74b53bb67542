import type { EntryCost, ZoneKind } from '../zoneKind';
import {
  DIRECTIVE_IS_DUPLICATE,
  EIGHT_PAGES,
  fixedEntry,
  KEPT_SENTENCE,
  logContext,
  SESSION_CACHE_MESSAGES,
  SESSION_CACHE_PARAMETERS,
  sized,
  structsThenLog,
  takes,
  zoneKind,
} from './shared';

const REPOSITORY = 'nginx/nginx';

const SESSION_ENTRY: EntryCost = {
  chunks: [
    { what: 'ngx_ssl_sess_id_t', fixedBytes: 112 },
    { what: 'ASN.1 session', fixedBytes: 0, holdsValue: true },
  ],
  typicalKeyBytes: 0,
  typicalValueBytes: 200,
  noun: 'sessions',
};

function sslSessionCache(id: number, subsystem: 'http' | 'stream' | 'mail'): ZoneKind {
  const module = `ngx_${subsystem}_ssl_module`;
  return zoneKind({
    id,
    directive: 'ssl_session_cache',
    module,
    product: 'nginx',
    repository: REPOSITORY,
    verification: 'live',
    contexts: [subsystem, `${subsystem}/server`],
    syntax: 'ssl_session_cache off | none | [builtin[:N]] [shared:NAME:SIZE];',
    grammar: { form: 'keyed', prefix: 'shared:', everyArgument: true },
    argumentCount: takes(1, 2),
    offValues: ['off', 'none'],
    knownParameters: SESSION_CACHE_PARAMETERS,
    size: sized(EIGHT_PAGES),
    messages: SESSION_CACHE_MESSAGES,
    duplicates: 'merged',
    tag: module,
    logContext: logContext(' in SSL session shared cache "', 32),
    logsNoMemory: false,
    initialAllocations: structsThenLog([
      'ngx_ssl_session_cache_t',
      [
        { since: '1.23.2', bytes: 376 },
        { since: '0', bytes: 80 },
      ],
    ]),
    entry: SESSION_ENTRY,
    whenFull:
      'The oldest session is dropped without a log line; when that does not help, nginx warns "could not allocate ' +
      'new session".',
    reload: 'kept',
    onReload: KEPT_SENTENCE,
    notes:
      'A TLS 1.3 handshake without tickets stores two sessions. A shared: argument behind off or none still makes ' +
      'the zone.',
  });
}

function sslOcspCache(id: number, subsystem: 'http' | 'stream', since: string): ZoneKind {
  const module = `ngx_${subsystem}_ssl_module`;
  return zoneKind({
    id,
    directive: 'ssl_ocsp_cache',
    module,
    product: 'nginx',
    repository: REPOSITORY,
    contexts: [subsystem, `${subsystem}/server`],
    syntax: 'ssl_ocsp_cache off | shared:NAME:SIZE;',
    grammar: { form: 'keyed', prefix: 'shared:' },
    argumentCount: takes(1),
    offValues: ['off'],
    knownParameters: ['off', 'shared:'],
    size: sized(EIGHT_PAGES),
    messages: {
      invalidSize: 'invalid OCSP cache "{argument}"',
      tooSmall: 'OCSP cache "{argument}" is too small',
      emptyName: 'invalid OCSP cache "{argument}"',
      duplicate: DIRECTIVE_IS_DUPLICATE,
      unknownParameter: 'invalid OCSP cache "{parameter}"',
    },
    duplicates: 'merged',
    tag: `${module} (ocsp)`,
    logContext: logContext(' in OCSP cache "', 18),
    logsNoMemory: false,
    initialAllocations: structsThenLog(['ngx_ssl_ocsp_cache_t', 80]),
    entry: fixedEntry('OCSP responses', 'node with key', 148),
    whenFull: 'The oldest entry is dropped; when that does not help, nginx logs "could not allocate new entry".',
    reload: 'kept',
    onReload: KEPT_SENTENCE,
    since,
    notes:
      'Zones of one name are merged across servers; the message for duplicates is for two directives in one block.',
  });
}

/** Caches of the three TLS modules. */
export const nginxSslZoneKinds: readonly ZoneKind[] = [
  sslSessionCache(9, 'http'),
  sslSessionCache(10, 'stream'),
  sslSessionCache(11, 'mail'),
  sslOcspCache(12, 'http', '1.19.0'),
  sslOcspCache(13, 'stream', '1.27.2'),
];
