import { type ConfigFiles, isMainConfig } from '../config/configFiles';
import type { FileSystem } from '../config/fileSystem';
import { holdsFile, rootCandidates } from '../config/rootFinder';

/** Loads the config that starts at a path; null where there is no such file. */
export type LoadConfig = (rootPath: string) => ConfigFiles | null;

/**
 * The main config of a config file: the one that was set where it includes the file, else the file itself where it reads
 * as one, else the nearest that includes it, else the file itself, as a fragment. The same as `findRoot`, over configs
 * that are loaded only once.
 */
export function rootOf(files: FileSystem, path: string, forcedRoot: string | undefined, load: LoadConfig): string {
  const holds = (rootPath: string): boolean => {
    const config = load(rootPath);
    return config !== null && holdsFile(files, config, path);
  };
  if (forcedRoot !== undefined && holds(forcedRoot)) return forcedRoot;
  const own = load(path);
  const tree = own?.files.get(path)?.tree;
  if (tree !== undefined && isMainConfig(tree)) return path;
  return rootCandidates(path).find((candidate) => files.kindOf(candidate) === 'file' && holds(candidate)) ?? path;
}
