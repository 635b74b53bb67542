import { kindOf, kinds, namedKinds, references, upstream } from './kinds';
import { background, type ConfigMaker, declared, join } from './maker';
import { statement } from './statements';

const SPELLINGS = [
  ...['32k', '32K', '1m', '1M', '32768', '007m', '00000000000000000000000000000000000000000001m', '10000k'],
  ...['1g', '1G', '1.5m', '.5m', '1.', '.', '2.5', '0.04m', '1t', '1mb', '1kk', '1 m', ' 1m', '1m ', '0x8000', '1e6'],
  ...[
    '0',
    '0m',
    '-1',
    '-1m',
    '+1m',
    '',
    'k',
    'm',
    'M',
    '1',
    '31k',
    '1k1',
    'one',
    '1_000k',
    '1,5m',
    '１m',
    '$size',
    '1m:',
  ],
  ...['99999999999999999999m', '9223372036854775807', '9223372036854775808', '8796093022207m', '8796093022208m'],
  ...['18446744073709551616', '9223372036854774784', '9007199254740993k', '300000000m', '1000000000000000'],
];

/** Every spelling of a size for every kind of zone. */
export function sizeSpellings(maker: ConfigMaker): void {
  for (const kind of kinds) {
    for (const size of SPELLINGS) {
      const fair = kind.id === 'upstream_fair_shm_size' ? [upstream([statement('fair')])] : [];
      maker.add('size spelled in some way', join(background(maker, 1), declared(kind, 'a', size), { http: fair }));
    }
  }
}

/** Sizes around the smallest that a kind takes, and around whole pages. */
export function sizesAtTheLimit(maker: ConfigMaker): void {
  for (const kind of kinds) {
    for (const bytes of [kind.minimumBytes, 8192, 32768]) {
      for (const more of [-4096, -1, 0, 1, 4095, 4096]) {
        maker.add('size at a limit', declared(kind, 'limit', String(bytes + more)));
      }
    }
  }
}

/** Two pages pass the checks of lua and cache, but whether such a zone starts hangs on its name. */
export function twoPages(maker: ConfigMaker): void {
  for (let length = 1; length <= 120; length++) {
    for (const id of ['lua_shared_dict', 'proxy_cache_path']) {
      maker.add(`two pages, ${id}`, declared(kindOf(id), 'n'.repeat(length), '8k'));
    }
  }
  for (const id of ['fastcgi_cache_path', 'scgi_cache_path', 'uwsgi_cache_path', 'lua_shared_dict']) {
    for (const name of [
      'a',
      'n'.repeat(41),
      'n'.repeat(42),
      'n'.repeat(105),
      'n'.repeat(106),
      'ü'.repeat(20),
      'ü'.repeat(21),
    ]) {
      for (const size of ['8k', '8193', '8250', '12287', '12k']) {
        maker.add('two to three pages', declared(kindOf(id), name, size));
      }
    }
  }
}

const NAMES = [
  ...[
    'a',
    'A-b_c.d',
    'ünï',
    '日本語',
    'with space',
    'a"b',
    "a'b",
    'back\\slash',
    '$dollar',
    'br{ace',
    'br}ace',
    'se;mi',
  ],
  ...[
    'a=b',
    'a/b',
    '#hash',
    '-',
    '0',
    'off',
    'on',
    'constructor',
    '__proto__',
    'toString',
    'n'.repeat(300),
    '*',
    '[a]',
  ],
  ...['\u001b[31mred', 'tab\there', 'new\nline', '%d%s%n', '{name}', '$(id)', '@NAME@', '<%= a %>', '\u202eright'],
];

/** Names with all sorts of characters, declared and referred to. */
export function oddNames(maker: ConfigMaker): void {
  for (const kind of namedKinds) {
    for (const name of NAMES) maker.add('odd name', declared(kind, name, maker.size()));
  }
  for (const { refer, spot, kind } of references) {
    // A dollar stands for a variable in references to caches.
    for (const name of NAMES.filter((one) => !one.includes('$') || !isCache(kind))) {
      maker.add('odd name, referred to', join(declared(kindOf(kind), name, '1m'), { [spot]: [refer(name)] }));
    }
  }
}

function isCache(kind: string): boolean {
  return kind.endsWith('_cache_path');
}
