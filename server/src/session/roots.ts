import { isMainConfig } from '../config/configFiles';
import type { FileSystem } from '../config/fileSystem';
import { holdsFile, type LoadConfig, rootAbove } from '../config/rootFinder';

/**
 * The main config of a config file: the one that was set where it includes the file, else the file itself where it reads
 * as one, else the nearest that includes it, else the file itself, as a fragment. The same as `findRoot`, over configs
 * that are loaded only once.
 */
export function rootOf(files: FileSystem, path: string, forcedRoot: string | undefined, load: LoadConfig): string {
  const forced = forcedRoot === undefined ? null : load(forcedRoot);
  if (forced !== null && holdsFile(files, forced, path)) return forced.rootPath;
  const own = load(path);
  const tree = own?.files.get(path)?.tree;
  if (tree !== undefined && isMainConfig(tree)) return path;
  return rootAbove(files, path, load) ?? path;
}
