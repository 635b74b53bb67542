import { describe, expect, it } from 'vitest';
import { contextInside, contextOf } from '../../../server/src/config/contexts';
import { parseConfig } from '../../../server/src/config/parser';
import { directiveName } from '../../../server/src/config/tree';

describe('contextOf', () => {
  /** Contexts of the directives named `x`. */
  const check = (text: string, base: string, expected: readonly string[]): void => {
    const tree = parseConfig(text);
    const cache = new Map<number, string>();
    const found: string[] = [];
    for (let directive = 0; directive < tree.directiveCount; directive++) {
      if (directiveName(tree, directive) === 'x') found.push(contextOf(tree, directive, base, cache));
    }
    expect(found).toEqual(expected);
  };

  it.each<[string, string, string[]]>([
    [
      'x; http { x; server { x; location / { x; location /a { x; if ($b) { x; } } } } }',
      'main',
      ['main', 'http', 'http/server', 'http/location', 'http/location', 'http/if'],
    ],
    [
      'stream { x; upstream a { x; } server { x; } } mail { server { x; } }',
      'main',
      ['stream', 'stream/upstream', 'stream/server', 'mail/server'],
    ],
    ['http { map $a $b { x; } types { x; } upstream c { x; } }', 'main', ['other', 'other', 'http/upstream']],
    [
      'server { x; } location / { x; } http { x; } x;',
      'fragment',
      ['http/server', 'http/location', 'http', 'fragment'],
    ],
    ['x; server { x; }', 'stream', ['stream', 'stream/server']],
    ['constructor { x; } __proto__ { x; }', 'main', ['other', 'other']],
  ])('%s in %s', check);

  it('finds the context of every directive of 100,000 levels', () => {
    const tree = parseConfig(`http { server { ${'location / { '.repeat(100_000)}`);
    const cache = new Map<number, string>();
    for (let directive = tree.directiveCount - 1; directive >= 0; directive--)
      contextOf(tree, directive, 'main', cache);
    expect(contextOf(tree, tree.directiveCount - 1, 'main', cache)).toBe('http/location');
  });
});

it('knows no context inside of one that it does not know', () => {
  expect(contextInside('other', 'server')).toBe('other');
  expect(contextInside('toString', 'server')).toBe('other');
});
