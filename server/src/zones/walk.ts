import type { ConfigFile, ConfigFiles } from '../config/configFiles';
import { type BlockContext, contextOf } from '../config/contexts';
import { type Directive, directiveName, parentOf } from '../config/tree';

/** A marked directive, met on the way that nginx takes through a config. */
export interface Visit {
  readonly file: ConfigFile;
  readonly directive: Directive;
  readonly name: string;
  readonly context: BlockContext;
  readonly reading: Reading;
}

/** One reading of a file: a file that is included twice is read twice, into blocks of their own. */
interface Reading {
  readonly number: number;
  /** Where the file's outermost directives end up. */
  readonly block: string;
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
  const walk: Walk = { config, visit, visits: MOST_VISITS, readings: 0 };
  walkFile(walk, root, config.isWhole ? 'main' : 'fragment', '');
}

/** Names the block that a directive ends up in: two have the same exactly where nginx reads them into one block. */
export function blockOf({ file, directive, reading }: Pick<Visit, 'file' | 'directive' | 'reading'>): string {
  const parent = parentOf(file.tree, directive);
  return parent < 0 ? reading.block : `${reading.number}:${parent}`;
}

interface Walk {
  readonly config: ConfigFiles;
  readonly visit: (visit: Visit) => void;
  visits: number;
  readings: number;
}

function walkFile(walk: Walk, file: ConfigFile, base: BlockContext, block: string): void {
  const contexts = new Map<Directive, BlockContext>();
  const includes = walk.config.includes.get(file.path);
  const reading: Reading = { number: walk.readings++, block };
  for (const directive of file.marked) {
    if (--walk.visits < 0) return;
    const context = contextOf(file.tree, directive, base, contexts);
    for (const path of includes?.get(directive)?.paths ?? []) {
      const included = walk.config.files.get(path);
      if (included !== undefined) walkFile(walk, included, context, blockOf({ file, directive, reading }));
    }
    // Words in a map or types block only look like directives.
    if (context !== 'other') {
      walk.visit({ file, directive, name: directiveName(file.tree, directive), context, reading });
    }
  }
}
