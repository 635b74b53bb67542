import { expect, test } from 'vitest';
import { parseConfig } from '../../../server/src/config/parser';
import { directiveName } from '../../../server/src/config/tree';
import { createBlockStack } from '../../../server/src/zones/openBlocks';

const TEXT = `a;
http {
  b;
  server { c; location / { d; limit_except GET { e; } f; } g; }
  map $x $y { h; }
}
stream { i; }
j;`;

/** Name, sort of block and block of every directive of a letter, asked for in their order. */
function blocksOf(base: string, isAsked: (name: string) => boolean): string[] {
  const tree = parseConfig(TEXT);
  const blockAt = createBlockStack(tree, base, 'r', 'outer');
  const found: string[] = [];
  for (let directive = 0; directive < tree.directiveCount; directive++) {
    const name = directiveName(tree, directive);
    if (!isAsked(name)) continue;
    const { sort, block } = blockAt(directive);
    found.push(`${name} ${sort} ${block}`);
  }
  return found;
}

test('a directive is given the block around it, by the index of the directive that opens it', () => {
  expect(blocksOf('main', (name) => name.length === 1)).toEqual([
    'a main outer',
    'b http r:1',
    'c http/server r:3',
    'd http/location r:5',
    'e http/location limit_except r:7',
    'f http/location r:5',
    'g http/server r:3',
    'h other r:11',
    'i stream r:13',
    'j main outer',
  ]);
});

test('it is the same whichever directives are left out', () => {
  const all = blocksOf('main', () => true);
  for (const some of ['aeij', 'fg', 'cg', 'dhj']) {
    expect(blocksOf('main', (name) => some.includes(name))).toEqual(
      all.filter((one) => some.includes(one.split(' ')[0] ?? '')),
    );
  }
});

test('the context of the outermost directives is that of the include', () => {
  expect(blocksOf('http/server', (name) => name === 'a' || name === 'b')).toEqual([
    'a http/server outer',
    'b other r:1',
  ]);
});
