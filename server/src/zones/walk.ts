import type { ConfigFile, ConfigFiles } from '../config/configFiles';
import { type BlockContext, contextOf } from '../config/contexts';
import { type Directive, directiveName } from '../config/tree';

/** A marked directive, met on the way that nginx takes through a config. */
export interface Visit {
  readonly file: ConfigFile;
  readonly directive: Directive;
  readonly name: string;
  readonly context: BlockContext;
}

/** A config that includes one file millions of times over must not keep us for ever. */
const MOST_VISITS = 20_000_000;

/**
 * Visits the marked directives of a config in the order in which nginx reads them, files where they are included, as
 * often as they are included.
 */
export function walkConfig(config: ConfigFiles, visit: (visit: Visit) => void): void {
  const root = config.files.get(config.rootPath);
  if (root === undefined) return;
  const budget = { visits: MOST_VISITS };
  walkFile(config, root, config.isWhole ? 'main' : 'fragment', visit, budget);
}

function walkFile(
  config: ConfigFiles,
  file: ConfigFile,
  base: BlockContext,
  visit: (visit: Visit) => void,
  budget: { visits: number },
): void {
  const contexts = new Map<Directive, BlockContext>();
  const includes = config.includes.get(file.path);
  for (const directive of file.marked) {
    if (--budget.visits < 0) return;
    const context = contextOf(file.tree, directive, base, contexts);
    for (const path of includes?.get(directive)?.paths ?? []) {
      const included = config.files.get(path);
      if (included !== undefined) walkFile(config, included, context, visit, budget);
    }
    // Words in a map or types block only look like directives.
    if (context !== 'other') visit({ file, directive, name: directiveName(file.tree, directive), context });
  }
}
