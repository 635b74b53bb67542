import { expect, it } from 'vitest';
import { contextOf } from '../../../server/src/config/contexts';
import { parseConfig } from '../../../server/src/config/parser';
import { childrenOf, luaBlockRanges } from '../../../server/src/config/tree';
import { HALVES, PATTERNS } from './hostileTexts';

const LENGTH = 1_000_000;

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
