import type { ConfigFiles } from '../../config/configFiles';
import { type BlockContext, contextInside, contextOf } from '../../config/contexts';
import { type Directive, directiveName, parentOf } from '../../config/tree';

/**
 * Contexts of what stands directly in a block of a file (-1: at the file's top): one for each way in which the file is
 * included. Those of blocks that hold no ordinary directives are left out.
 */
export function contextsInBlock(config: ConfigFiles, path: string, block: Directive): readonly BlockContext[] {
  const file = config.files.get(path);
  if (file === undefined) return [];
  const { tree } = file;
  // Contexts fold it into its location, where directives of zones may stand; here they may not.
  if (block >= 0 && directiveName(tree, block) === 'limit_except') return [];
  const contexts = [...contextsOfFile(config, path)].map((base) =>
    block < 0 ? base : contextInside(contextOf(tree, block, base, new Map()), directiveName(tree, block)),
  );
  return [...new Set(contexts)].filter((context) => context !== 'other');
}

/** Contexts at the top of a file. */
function contextsOfFile(config: ConfigFiles, path: string): ReadonlySet<BlockContext> {
  const base = config.isWhole ? 'main' : 'fragment';
  if (path === config.rootPath) return new Set([base]);
  const found = new Map<string, Set<BlockContext>>();
  const pending: (readonly [path: string, base: BlockContext])[] = [[config.rootPath, base]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [includer, context] = next;
    const { tree } = config.files.get(includer) ?? {};
    if (tree === undefined) continue;
    const cache = new Map<Directive, BlockContext>();
    for (const { directive, paths } of config.includes.get(includer)?.values() ?? []) {
      const inside = parentOf(tree, directive) < 0 ? context : contextOf(tree, directive, context, cache);
      for (const included of paths) {
        const known = found.get(included) ?? new Set();
        if (known.has(inside)) continue;
        found.set(included, known.add(inside));
        pending.push([included, inside]);
      }
    }
  }
  return found.get(path) ?? new Set();
}
