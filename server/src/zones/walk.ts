import type { ConfigFile, ConfigFiles } from '../config/configFiles';
import type { BlockContext } from '../config/contexts';
import type { Directive } from '../config/tree';

/** A part of a file up to one of its includes. */
interface WalkedStretch {
  /** Directives that were looked at. */
  readonly visits: number;
  /** Where it ends; null at the end of the file. */
  readonly include: WalkedInclude | null;
}

interface WalkedInclude {
  readonly directive: Directive;
  readonly context: BlockContext;
}

/** A config that includes one file millions of times over must not keep us for ever. */
const MOST_VISITS = 2_000_000;

/**
 * Goes through a config in the order in which nginx reads it, files where they are included, as often as they are
 * included. Files are kept on a list of our own: a chain of includes may be longer than the stack.
 *
 * @param open gives the parts of a file that is read where `include` stands (null for the root)
 */
export function walkStretches<Stretch extends WalkedStretch>(
  config: ConfigFiles,
  open: (file: ConfigFile, base: BlockContext, include: Stretch['include']) => readonly Stretch[],
  visit: (stretch: Stretch) => void,
): void {
  const root = config.files.get(config.rootPath);
  if (root === undefined) return;
  const openFile = (file: ConfigFile, base: BlockContext, include: Stretch['include']): OpenFile<Stretch> => {
    return {
      path: file.path,
      stretches: open(file, base, include),
      next: 0,
      include: null,
      paths: NO_PATHS,
      nextPath: 0,
    };
  };
  const stack = [openFile(root, config.isWhole ? 'main' : 'fragment', null)];
  let visits = 0;
  for (let top = stack.at(-1); top !== undefined && visits < MOST_VISITS; top = stack.at(-1)) {
    const path = top.paths[top.nextPath++];
    if (path !== undefined) {
      const included = config.files.get(path);
      visits++;
      if (included !== undefined) stack.push(openFile(included, top.include?.context ?? 'other', top.include));
      continue;
    }
    const stretch = top.stretches[top.next++];
    if (stretch === undefined) {
      stack.pop();
      continue;
    }
    visits += stretch.visits;
    visit(stretch);
    top.include = stretch.include;
    const target = stretch.include && config.includes.get(top.path)?.get(stretch.include.directive);
    top.paths = target?.paths ?? NO_PATHS;
    top.nextPath = 0;
  }
}

const NO_PATHS: readonly string[] = [];

/** A file that is being read, and how far. */
interface OpenFile<Stretch extends WalkedStretch> {
  readonly path: string;
  readonly stretches: readonly Stretch[];
  next: number;
  /** The include that brings in files just now, and those files. */
  include: Stretch['include'];
  paths: readonly string[];
  nextPath: number;
}
