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
  /** The block that was named last, by the directive that opens it. */
  lastParent: number;
  lastBlock: string;
}

/** A config that includes one file millions of times over must not keep us for ever. */
const MOST_VISITS = 20_000_000;

/**
 * Visits the marked directives of a config in the order in which nginx reads them, files where they are included, as
 * often as they are included. Files are kept on a list of our own: a chain of includes may be longer than the stack.
 */
export function walkConfig(config: ConfigFiles, visit: (visit: Visit) => void): void {
  const root = config.files.get(config.rootPath);
  if (root === undefined) return;
  let readings = 0;
  const open = (file: ConfigFile, base: BlockContext, block: string): OpenFile => {
    const reading = { number: readings++, block, lastParent: -1, lastBlock: '' };
    return { file, base, contexts: new Map(), reading, next: 0, pending: [] };
  };
  const stack = [open(root, config.isWhole ? 'main' : 'fragment', '')];
  let visits = 0;
  for (let top = stack.at(-1); top !== undefined && visits < MOST_VISITS; top = stack.at(-1)) {
    const { file, base, contexts, reading } = top;
    const directive = file.marked[top.next];
    if (directive === undefined) {
      stack.pop();
      continue;
    }
    const context = contextOf(file.tree, directive, base, contexts);
    const included = top.pending.pop();
    if (included !== undefined) {
      visits++;
      stack.push(open(included, context, blockOf({ file, directive, reading })));
      if (top.pending.length === 0) top.next++;
      continue;
    }
    visits++;
    const name = directiveName(file.tree, directive);
    // Words in a map or types block only look like directives.
    if (context !== 'other') visit({ file, directive, name, context, reading });
    if (name === 'include') top.pending = includedFiles(config, file, directive).reverse();
    if (top.pending.length === 0) top.next++;
  }
}

function includedFiles(config: ConfigFiles, file: ConfigFile, directive: Directive): ConfigFile[] {
  const paths = config.includes.get(file.path)?.get(directive)?.paths ?? [];
  return paths.flatMap((path) => config.files.get(path) ?? []);
}

/** Names the block that a directive ends up in: two have the same exactly where nginx reads them into one block. */
export function blockOf({ file, directive, reading }: Pick<Visit, 'file' | 'directive' | 'reading'>): string {
  const parent = parentOf(file.tree, directive);
  if (parent < 0) return reading.block;
  // Directives of one block follow each other, and a text made anew for each costs more than all else here.
  if (reading.lastParent !== parent) {
    reading.lastParent = parent;
    reading.lastBlock = `${reading.number}:${parent}`;
  }
  return reading.lastBlock;
}

/** A file that is being read, and how far. */
interface OpenFile {
  readonly file: ConfigFile;
  readonly base: BlockContext;
  readonly contexts: Map<Directive, BlockContext>;
  readonly reading: Reading;
  /** Place in the file's marked directives. */
  next: number;
  /** Files that the include at that place still has to bring in, the next one last. */
  pending: ConfigFile[];
}
