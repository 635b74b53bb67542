import { type ConfigTree, type Directive, directiveName, parentOf } from './tree';

/**
 * Where a directive stands, as a path of blocks in which repeated nesting is folded: `main`, `http`, `http/server`,
 * `http/location`, `stream/upstream`, …; `fragment` is the top of a file whose surroundings are not known, and `other`
 * the inside of a block that holds no ordinary directives (`map`, `types`).
 */
export type BlockContext = string;

const CHILDREN: Readonly<Record<string, Readonly<Record<string, BlockContext>>>> = {
  main: {
    http: 'http',
    stream: 'stream',
    mail: 'mail',
    rtmp: 'rtmp',
    tcp: 'tcp',
    mgmt: 'mgmt',
    wasm: 'wasm',
    nacos: 'nacos',
    lua: 'lua',
    events: 'events',
  },
  http: { server: 'http/server', upstream: 'http/upstream', tfs_upstream: 'http/tfs_upstream' },
  'http/server': { location: 'http/location', if: 'http/if' },
  'http/location': { location: 'http/location', if: 'http/if', limit_except: 'http/location' },
  stream: { server: 'stream/server', upstream: 'stream/upstream' },
  mail: { server: 'mail/server' },
  rtmp: { server: 'rtmp/server' },
  'rtmp/server': { application: 'rtmp/application' },
  tcp: { server: 'tcp/server' },
  wasm: { metrics: 'wasm/metrics' },
};

/** What a block means at the top of a fragment: the most common place for it. */
const FRAGMENT_CHILDREN: Readonly<Record<string, BlockContext>> = {
  ...CHILDREN.main,
  ...CHILDREN.http,
  location: 'http/location',
  if: 'http/if',
};

/** Context inside a block of a given name. */
export function contextInside(context: BlockContext, blockName: string): BlockContext {
  const children = context === 'fragment' ? FRAGMENT_CHILDREN : CHILDREN[context];
  // A block may be called "constructor": only our own words count.
  return children !== undefined && Object.hasOwn(children, blockName) ? (children[blockName] ?? 'other') : 'other';
}

/**
 * Context of a directive of a file that is included where `base` holds.
 *
 * @param cache contexts inside blocks of this file at this base, filled as they are found
 */
export function contextOf(
  tree: ConfigTree,
  directive: Directive,
  base: BlockContext,
  cache: Map<Directive, BlockContext>,
): BlockContext {
  const parent = parentOf(tree, directive);
  if (parent < 0) return base;
  // Found without recursion: a hostile file nests deeper than the stack.
  const path: Directive[] = [];
  let at = parent;
  while (at >= 0 && !cache.has(at)) {
    path.push(at);
    at = parentOf(tree, at);
  }
  let context = at < 0 ? base : (cache.get(at) ?? base);
  for (const block of path.reverse()) {
    context = contextInside(context, directiveName(tree, block));
    cache.set(block, context);
  }
  return context;
}
