import { kindOf, kinds, namedKinds, references, SPOTS, upstream, type VerdictKind } from './kinds';
import { background, type ConfigMaker, declared, join, type Parts } from './maker';
import { block, pick, raw, type Statement, statement } from './statements';

/** Configs without a mistake: several zones of all kinds and references to them. */
export function validConfigs(maker: ConfigMaker): void {
  for (let round = 0; round < 60; round++) {
    const parts: Parts[] = [background(maker, round % 12)];
    for (const { refer, spot, kind } of references) {
      if (maker.random() < 0.5) continue;
      const name = `zone-of-${kind}`;
      const used: Parts = { [spot]: [refer(name)] };
      const zone = declared(kindOf(kind), name, maker.size());
      // Two references share their zone; the second finds it declared.
      const isThere = JSON.stringify(parts).includes(JSON.stringify(name).slice(1, -1));
      parts.push(...(isThere ? [used] : [used, zone]));
    }
    maker.add('valid', join(...parts));
  }
}

/** A zone that several directives name, with one size and with two. */
export function declaredTwice(maker: ConfigMaker): void {
  for (const kind of kinds) {
    for (const [first, second] of [
      ['1m', '1m'],
      ['1m', '2m'],
      ['1m', '1024k'],
      ['64k', '1m'],
      ['1m', '1x'],
    ] as const) {
      const parts = join(declared(kind, 'twice', first), background(maker, 1), declared(kind, 'twice', second));
      maker.add('declared twice', parts);
    }
    maker.add('declared three times', join(...['1m', '1m', '2m'].map((size) => declared(kind, 'thrice', size))));
  }
}

/** One name for every pair of kinds, in both orders. */
export function differentUses(maker: ConfigMaker): void {
  for (const first of namedKinds) {
    for (const second of namedKinds) {
      if (first === second) continue;
      maker.add('different use', join(declared(first, 'shared', '1m'), declared(second, 'shared', '1m')));
    }
  }
  for (const kind of namedKinds) {
    for (const { refer, spot, kind: own } of references) {
      if (own === kind.id) continue;
      maker.add('different use, referred to', join(declared(kind, 'shared', '1m'), { [spot]: [refer('shared')] }));
    }
    for (const name of ['memstore', 'nchan_worker_stats', 'upstream_fair', 'nginx_shared_zone']) {
      const fair = maker.random() < 0.5 ? [upstream([statement('fair')])] : [];
      maker.add("different use, a module's own zone", join(declared(kind, name, '1m'), { http: fair }));
    }
  }
}

/** Without a handler before it, track_uploads is refused, whatever zone it names. */
function needsHandler(reference: string): boolean {
  return reference === 'track_uploads';
}

/** References to zones that nothing declares. */
export function undeclaredZones(maker: ConfigMaker): void {
  for (const { id, refer, spot, kind } of references) {
    for (let round = 0; round < 4; round++) {
      maker.add('undeclared', join(background(maker, round), { [spot]: [refer('missing')] }));
      maker.add(
        'undeclared, another is near',
        join(declared(kindOf(kind), 'missin', '1m'), { [spot]: [refer('missing')] }),
      );
    }
    maker.add('undeclared, without a name', { [spot]: [refer('')] });
    maker.add('undeclared, of a variable', { [spot]: [refer('$uri')] });
    maker.add('undeclared, of a variable', join(declared(kindOf(kind), '$uri', '1m'), { [spot]: [refer('$uri')] }));
    for (const outer of needsHandler(id) ? [] : (['http', 'http-server', 'stream'] as const)) {
      maker.add('undeclared, further out', { [outer]: [refer('missing')] });
    }
  }
}

const BAD_ARGUMENTS: readonly (readonly string[])[] = [
  ['limit_req_zone', '$uri', 'rate=1r/s', 'rate=2r/s'],
  ['limit_req_zone', '$uri', 'zone=a:1m', 'burst=5'],
  ['limit_req_zone', '$uri', 'zone=a', 'rate=1r/s'],
  ['limit_req_zone', '$uri', 'zone=', 'rate=1r/s'],
  ['limit_req_zone', '$uri', 'zone=:1m', 'rate=1r/s'],
  ['limit_req_zone', '$uri', 'zone=:', 'rate=1r/s'],
  ['limit_req_zone', '$uri', 'zone=a:b:1m', 'rate=1r/s'],
  ['limit_req_zone', '$uri', 'ZONE=a:1m', 'rate=1r/s'],
  ['limit_req_zone', '$uri', 'zone=a:1m', 'zone=b:2m'],
  ['limit_req_zone', '$uri', 'zone=a:1', 'zone=b:2m'],
  ['limit_req_zone', '$uri', 'zone=a:1m', 'zone=:2m'],
  ['limit_req_zone', '$uri', 'zone=a:1x', 'zone=b:2m'],
  ['limit_req_zone', 'zone=a:1m', '$uri', 'rate=1r/s'],
  ['limit_req_zone', 'zone=a:1m', 'zone=b:1m', 'rate=1r/s'],
  ['limit_conn_zone', '$uri', 'zone=a'],
  ['limit_conn_zone', '$uri', 'zone=:1m'],
  ['limit_conn_zone', '$uri', 'rate=1r/s'],
  ['limit_conn_zone', 'zone=a:1m', '$uri'],
  ['limit_conn_zone', '', 'zone=a:1m'],
  ['proxy_cache_path', 'PREFIX-FOLDER/c', 'levels=1:2'],
  ['proxy_cache_path', 'PREFIX-FOLDER/c', 'keys_zone=a'],
  ['proxy_cache_path', 'PREFIX-FOLDER/c', 'keys_zone='],
  ['proxy_cache_path', 'PREFIX-FOLDER/c', 'keys_zone=:1m'],
  ['proxy_cache_path', 'PREFIX-FOLDER/c', 'keys_zone=a:1m', 'purger=on'],
  ['proxy_cache_path', 'PREFIX-FOLDER/c', 'keys_zone=a:1m', 'zone=b:1m'],
  ['proxy_cache_path', 'PREFIX-FOLDER/c', 'keys_zone=a:1m', 'keys_zone=b:1m'],
  ['proxy_cache_path', 'PREFIX-FOLDER/c', 'keys_zone=a:1k', 'keys_zone=b:1m'],
  ['proxy_cache_path', 'keys_zone=a:1m', 'PREFIX-FOLDER/c'],
  ['fastcgi_cache_path', 'PREFIX-FOLDER/c', 'key_zone=a:1m'],
  ...[
    'off shared:x:1',
    'off shared:x:1m',
    'none',
    'off',
    'shared:x',
    'shared:',
    'shared::1m',
    'shared:x:',
    'OFF',
    '',
  ].map((text) => ['ssl_session_cache', ...text.split(' ')]),
  ...[
    'builtin',
    'builtin:',
    'builtin:0',
    'builtin:x',
    'builtin:-1',
    'builtin:1000 shared:x:1m',
    'shared:x:1m builtin:y',
  ].map((text) => ['ssl_session_cache', ...text.split(' ')]),
  ['ssl_session_cache', 'shared:x:1m', 'shared:y:1m'],
  ['ssl_session_cache', 'shared:x:1m', 'shared:x:2m'],
  ['ssl_session_cache', 'shared:x:1', 'shared:y:1m'],
  ['ssl_ocsp_cache', 'off'],
  ['ssl_ocsp_cache', 'none'],
  ['ssl_ocsp_cache', 'shared:x'],
  ['ssl_ocsp_cache', 'shared::1m'],
  ['lua_shared_dict', '', '1m'],
  ['lua_shared_dict', 'dogs:1m', ''],
  ['lua_shared_dict', '1m', 'dogs'],
  ['upload_progress', '', '1m'],
];

const VALUES: Readonly<Record<string, readonly string[]>> = {
  rate: [
    '1r/s',
    '5r/m',
    '5',
    '',
    'r/s',
    '0r/s',
    '-1r/s',
    '1r/h',
    '1.5r/s',
    '1 r/s',
    'xr/s',
    '99999999999999999999r/s',
    '007r/m',
  ],
  levels: ['1', '1:2', '1:2:2', '', '0', '3', '1:', ':1', '1:2:2:2', '12', 'a'],
  use_temp_path: ['on', 'off', 'yes', 'ON', ''],
  inactive: ['10m', '1h30m', '1h 30m', '30m1h', '', '5ms', '1y', '1M', '1w2d', '0', 'm', '-1', '1.5h', '10 '],
  max_size: ['1g', '10m', '0', '-1', '1t', '', '1.5g', '99999999999999999999'],
  min_free: ['1G', 'x'],
  loader_files: ['0', '100', '-1', 'x', ''],
  loader_sleep: ['50', '50ms', '1s', 'x', '', '1M', '1s500ms', '5ms1s'],
  loader_threshold: ['200ms', 'y'],
  manager_files: ['1', 'z'],
  manager_sleep: ['1m', '1y'],
  manager_threshold: ['1w', '?'],
};

/** Arguments that a zone directive does not take. */
export function badArguments(maker: ConfigMaker): void {
  for (const args of BAD_ARGUMENTS) maker.add('bad argument', { http: [{ args }] });
  for (const [name, values] of Object.entries(VALUES)) {
    for (const value of values) {
      const args =
        name === 'rate'
          ? ['limit_req_zone', '$uri', 'zone=a:1m', `rate=${value}`]
          : ['uwsgi_cache_path', 'PREFIX-FOLDER/c', 'keys_zone=a:1m', `${name}=${value}`];
      maker.add('value of a parameter', { http: [{ args }] });
    }
  }
}

/** The form of a directive: number of arguments, a block, a wrong place. */
export function wrongForms(maker: ConfigMaker): void {
  for (const kind of kinds) {
    const { args } = kind.directive('form', '1m');
    const at = (one: Statement): Parts => inPlaceOf(kind, one);
    for (let count = 0; count < args.length; count++)
      maker.add('too few arguments', at({ args: args.slice(0, count + 1) }));
    maker.add('too many arguments', at({ args: [...args, 'inactive=1m'] }));
    maker.add('too many arguments', at({ args: [...args, 'more', 'inactive=1m'] }));
    maker.add('a block', at(block(args)));
    maker.add('a block', at(block(args, statement('zone', 'a', '1m'))));
    for (const spot of SPOTS) maker.add('place of a zone', { [spot]: [{ args }] });
  }
  for (const { id, refer, kind } of references) {
    const { args } = refer('form');
    const zone = declared(kindOf(kind), 'form', '1m');
    const spots = SPOTS.filter((spot) => !needsHandler(id) || !['http', 'http-server'].includes(spot));
    for (const spot of spots) maker.add('place of a reference', join(zone, { [spot]: [{ args }] }));
  }
}

function inPlaceOf(kind: VerdictKind, one: Statement): Parts {
  if (kind.spot === 'http-upstream') return { http: [upstream([one])] };
  return kind.spot === 'stream-upstream' ? { stream: [upstream([one])] } : { [kind.spot]: [one] };
}

/** What stands in references besides the zone's name. */
export function badReferences(maker: ConfigMaker): void {
  const zones = join(...['a', 'b'].map((name) => declared(kindOf('limit_req_zone'), name, '1m')));
  const limits = [
    ...[
      'burst=x',
      'burst=0',
      'burst=-5',
      'burst=',
      'burst=5 nodelay',
      'delay=0',
      'delay=3',
      'delay=x',
      'foo',
      'NODELAY',
    ],
    ...['burst=5 delay=3 nodelay', 'burst=5 delay=3 nodelay x', 'burst=99999999999999999999', 'burst=007', 'zone=b'],
  ];
  for (const text of limits) {
    maker.add(
      'parameter of limit_req',
      join(zones, { 'http-server': [statement('limit_req', 'zone=a', ...text.split(' '))] }),
    );
  }
  for (const text of ['burst=5', '', 'zone=', 'zone', 'a', 'zone=a zone=a', 'zone=a:1m']) {
    maker.add('zone of limit_req', join(zones, { 'http-server': [statement('limit_req', ...text.split(' '))] }));
  }
  maker.add('number of arguments of a reference', join(zones, { http: [statement('limit_req')] }));
  for (const spot of ['http', 'stream'] as const) {
    const conn = declared(kindOf(`limit_conn_zone in ${spot}`), 'c', '1m');
    for (const count of ['x', '0', '-1', '1', '65535', '65536', '99999999999999999999', '', '1m', '00012']) {
      maker.add('number of limit_conn', join(conn, { [spot]: [statement('limit_conn', 'c', count)] }));
    }
    for (const args of [['c'], ['c', '1', '2'], []]) {
      maker.add('number of arguments of a reference', join(conn, { [spot]: [statement('limit_conn', ...args)] }));
    }
  }
  for (const { id, refer, spot, kind } of references) {
    const { args } = refer('r');
    const zone = declared(kindOf(kind), 'r', '1m');
    maker.add('number of arguments of a reference', join(zone, { [spot]: [{ args: args.slice(0, -1) }] }));
    maker.add('number of arguments of a reference', join(zone, { [spot]: [{ args: [...args, 'x', 'y'] }] }));
    maker.add('a reference with a block', join(zone, { [spot]: [block(args)] }));
    maker.add('a reference twice', join(zone, { [spot]: [refer('r'), refer('r')] }));
    maker.add('a reference twice', join(zone, declared(kindOf(kind), 'q', '1m'), { [spot]: [refer('r'), refer('q')] }));
    if (spot === 'http-location' && !needsHandler(id))
      maker.add('a reference in two blocks', join(zone, { http: [refer('r')], 'http-server': [refer('r')] }));
  }
  for (const value of ['30s', '30x', '', '0', '1h', '5ms']) {
    const zone = declared(kindOf('upload_progress'), 'p', '1m');
    maker.add('timeout of track_uploads', join(zone, { 'http-location': [statement('track_uploads', 'p', value)] }));
  }
  for (const protocol of ['proxy', 'fastcgi']) {
    for (const [first, second] of [
      ['off', 'off'],
      ['off', 'k'],
      ['$uri', 'k'],
      ['k', 'off'],
    ] as const) {
      const zone = declared(kindOf(`${protocol}_cache_path`), 'k', '1m');
      const twice = [first, second].map((name) => statement(`${protocol}_cache`, name));
      maker.add('a reference twice', join(zone, { 'http-server': twice }));
    }
  }
}

/** Zones that only some of several directives give a size. */
export function upstreamZones(maker: ConfigMaker): void {
  for (const spot of ['http', 'stream'] as const) {
    const zone = (name: string, ...size: string[]): Statement => upstream([statement('zone', name, ...size)]);
    maker.add('upstream zone without a size', { [spot]: [zone('a')] });
    maker.add('upstream zone without a size', { [spot]: [zone('a'), zone('a'), zone('b', '1m')] });
    maker.add('upstream zone with its size elsewhere', { [spot]: [zone('a'), zone('a', '1m'), zone('a')] });
    maker.add('upstream zone, two sizes', { [spot]: [zone('a'), zone('a', '1m'), zone('a', '2m')] });
    maker.add('upstream zone twice in one upstream', {
      [spot]: [upstream([statement('zone', 'a', '1m'), statement('zone', 'b', '1m')])],
    });
    maker.add('upstream zone twice in one upstream', {
      [spot]: [upstream([statement('zone', 'a', '1m'), statement('zone', 'b')])],
    });
    maker.add('upstream zone twice in one upstream', {
      [spot]: [upstream([statement('zone', 'a', '1m'), statement('zone', 'a')])],
    });
    for (const size of ['32k', '40k', '64k', '128k']) {
      for (let count = 8; count < 200; count += 3 + Math.floor(maker.random() * 12)) {
        maker.add('servers of an upstream zone', { [spot]: [upstream([statement('zone', 'many', size)], count)] });
      }
    }
    for (const count of [20, 25, 28, 30, 35]) {
      const backups = Array.from({ length: count }, (_, index) =>
        statement('server', `127.0.0.2:${index + 1}`, 'backup'),
      );
      maker.add('servers of an upstream zone', {
        [spot]: [upstream([statement('zone', 'many', '48k'), ...backups], 10)],
      });
      const two = [upstream([statement('zone', 'both', '48k')], count), upstream([statement('zone', 'both')], 12)];
      maker.add('servers of an upstream zone', { [spot]: two });
    }
  }
}

/** The three spellings of one size of nchan, and the size that upstream_fair reads once. */
export function sharedSlots(maker: ConfigMaker): void {
  const spellings = kinds.filter(({ owner }) => owner === 'nchan');
  for (const first of spellings) {
    for (const second of spellings)
      maker.add('nchan sizes', join(declared(first, '', '1m'), declared(second, '', '1m')));
  }
  const fair = (size: string): Statement => statement('upstream_fair_shm_size', size);
  const balanced = upstream([statement('fair')]);
  for (const sizes of [
    ['1m', '1m'],
    ['1m', '2m'],
    ['1', '1m'],
    ['2m', '1x'],
  ]) {
    maker.add('upstream_fair sizes', { http: [...sizes.map(fair), balanced] });
    maker.add('upstream_fair sizes', { http: [balanced, ...sizes.map(fair)] });
  }
}

/** Two to four mistakes and valid parts in any order: some error of ours must be nginx's. */
export function mixtures(maker: ConfigMaker, mistakes: readonly Parts[]): void {
  for (let round = 0; round < 80; round++) {
    const chosen = Array.from({ length: 2 + Math.floor(maker.random() * 3) }, () => pick(maker.random, mistakes));
    maker.add('several mistakes', join(background(maker, 2), ...chosen, background(maker, 2)));
  }
}

/** A cache that no server takes over from the http block. */
export function uninheritedCaches(maker: ConfigMaker): void {
  for (const protocol of ['proxy', 'fastcgi', 'scgi', 'uwsgi']) {
    const cache = (name: string): Statement => statement(`${protocol}_cache`, name);
    maker.add('undeclared, not inherited', { http: [cache('missing')], 'http-server': [cache('off')] });
    const zone = declared(kindOf(`${protocol}_cache_path`), 'there', '1m');
    maker.add('undeclared, not inherited', join(zone, { http: [cache('missing')], 'http-server': [cache('there')] }));
  }
}

/** Parts with one mistake each, with names of their own. */
export function singleMistakes(maker: ConfigMaker): Parts[] {
  const bad = namedKinds.flatMap((kind) =>
    ['1x', '1k', ''].map((size, index) => declared(kind, `bad${kind.id}${index}`, size)),
  );
  const uses = references.map(({ refer, spot }): Parts => ({ [spot]: [refer(`undeclared ${maker.random()}`)] }));
  const places = namedKinds.map((kind): Parts => ({ 'http-location': [kind.directive(`misplaced ${kind.id}`, '1m')] }));
  return [...bad, ...uses, ...places, { http: [raw('lua_shared_dict brace 1m { }')] }];
}
