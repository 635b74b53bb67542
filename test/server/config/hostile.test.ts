import { expect, it } from 'vitest';
import { contextOf } from '../../../server/src/config/contexts';
import { parseConfig } from '../../../server/src/config/parser';
import { childrenOf, luaBlockRanges } from '../../../server/src/config/tree';

const LENGTH = 1_000_000;

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

/**
 * Does everything that is done with a tree whatever is in it. Time in proportion to the square of such a text would be
 * hours, so a test that comes to an end at all says that it is not.
 */
function checkEnds(text: string, path?: string): void {
  const tree = parseConfig(text, path);
  const contexts = new Map<number, string>();
  for (let directive = 0; directive < tree.directiveCount; directive++) contextOf(tree, directive, 'main', contexts);
  childrenOf(tree, -1);
  luaBlockRanges(tree);
  expect(tree.subtreeEnds).toHaveLength(tree.directiveCount);
}

it.each(PATTERNS)('1 MB of %j', (pattern) => {
  checkEnds(pattern.repeat(LENGTH / pattern.length));
  const shorter = pattern.repeat(LENGTH / 5 / pattern.length);
  checkEnds(`a "${shorter}`);
  checkEnds(shorter, 'nginx.conf.j2');
});

it.each(HALVES)('1 MB of %j, then of %j', (first, second) => {
  checkEnds(first.repeat(LENGTH / 2 / first.length) + second.repeat(LENGTH / 2 / second.length));
});

it('1 MB of escaped quotes on one line of Lua', () => {
  checkEnds(`x_by_lua_block { "${'\\"'.repeat(LENGTH / 2)}\n}`);
  checkEnds(`x_by_lua_block { [${'='.repeat(1000)}[${`]${'='.repeat(999)}`.repeat(LENGTH / 1000)} }`);
});

it('a block with a name of 500 kB, with 100,000 lines in it', () => {
  checkEnds(`${'\\\\'.repeat(250_000)} {\na\n${'listen\n'.repeat(100_000)};}`);
});

it('a long chain of blocks, then many that cannot stand in it', () => {
  checkEnds(`http { ${'a { '.repeat(100_000)}upstream { ${'location { } '.repeat(50_000)}`);
});
