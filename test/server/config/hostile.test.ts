import { expect, it } from 'vitest';
import { contextOf } from '../../../server/src/config/contexts';
import { parseConfig } from '../../../server/src/config/parser';
import { childrenOf, luaBlockRanges } from '../../../server/src/config/tree';

const LENGTH = 1_000_000;
const MOST_CPU_MS = 2000;

const PATTERNS = [
  ...[
    '{',
    '}',
    ';',
    '\n',
    ' ',
    '"',
    "'",
    '\\',
    '#',
    '$',
    'a',
    '(',
    'é',
    '😀',
    '\uDCFF',
    '\0',
    'a{',
    'a;',
    'a ',
    'a\n',
    '"" ',
    '" ',
  ],
  ...[
    '""',
    `"'`,
    '\\"',
    `\\'`,
    '"a;\n',
    '"\n',
    `"\n'\n`,
    '"a\nb"c\n',
    '#\n',
    `\${`,
    '{}',
    '{{',
    '{%',
    '{#',
    '{(',
    '{*',
    '<%',
    '<%=',
    '$(',
    '$( ',
  ],
  ...[
    '{{}}',
    '{{}} ',
    '{{a}}b',
    '<%%>',
    '$(a)',
    '$(()',
    '\n> ',
    '\n> if a',
    '> if\n',
    '\n  > ',
    `\${A}\n`,
    '@A@\n',
    '__A',
    '@a',
    '%%a',
  ],
  ...['[[', ']]', '[=', ']=', '--', '--[[\n'].flatMap((sign) => [`x_by_lua_block { ${sign}`, sign]),
  ...['x_by_lua_block {', 'x_by_lua_block {\n', 'x_by_lua_block {\n{\n}\n', 'x_by_lua_block {}', 'x_by_lua_block { } '],
  ...[
    'http {',
    'server {',
    'server {\n',
    'upstream {',
    'location / {',
    'events {',
    'http { server {',
    'if\n',
    'server\n',
    'listen\n',
    'a listen\n',
  ],
  ...[
    'location / {\n}\n}\n',
    '  a {\n}\n',
    'http { upstream { location {',
    'a "b" c;',
    '\uFEFF',
    'a\n"b"',
    '\r\n',
    '\t',
    'map {\nlisten\n',
  ],
];

const HALVES: readonly [string, string][] = [
  ['http { ' + 'a { ', 'upstream { location { } '],
  ['a { ', 'server { } '],
  ['{', '}'],
  [' ', 'x'],
  ['a {', '\n'],
  ['x_by_lua_block { "\\', '\\"'],
];

/** Everything that is done with a tree whatever is in it takes time in proportion to the text. */
function checkTime(text: string, path?: string): void {
  const before = process.cpuUsage();
  const tree = parseConfig(text, path);
  const contexts = new Map<number, string>();
  for (let directive = 0; directive < tree.directiveCount; directive++) contextOf(tree, directive, 'main', contexts);
  childrenOf(tree, -1);
  luaBlockRanges(tree);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(MOST_CPU_MS);
}

it.each(PATTERNS)('1 MB of %j', (pattern) => {
  checkTime(pattern.repeat(LENGTH / pattern.length));
  const shorter = pattern.repeat(LENGTH / 5 / pattern.length);
  checkTime(`a "${shorter}`);
  checkTime(shorter, 'nginx.conf.j2');
});

it.each(HALVES)('1 MB of %j, then of %j', (first, second) => {
  checkTime(first.repeat(LENGTH / 2 / first.length) + second.repeat(LENGTH / 2 / second.length));
});

it('1 MB of escaped quotes on one line of Lua', () => {
  checkTime(`x_by_lua_block { "${'\\"'.repeat(LENGTH / 2)}\n}`);
  checkTime(`x_by_lua_block { [${'='.repeat(1000)}[${`]${'='.repeat(999)}`.repeat(LENGTH / 1000)} }`);
});

it('a block with a name of 500 kB, with 100,000 lines in it', () => {
  checkTime(`${'\\\\'.repeat(250_000)} {\na\n${'listen\n'.repeat(100_000)};}`);
});

it('a long chain of blocks, then many that cannot stand in it', () => {
  checkTime(`http { ${'a { '.repeat(100_000)}upstream { ${'location { } '.repeat(50_000)}`);
});
