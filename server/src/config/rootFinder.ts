import { posix } from 'node:path';
import { type ConfigFiles, isMainConfig, loadConfigFiles } from './configFiles';
import type { FileSystem } from './fileSystem';
import { parseConfig } from './parser';

/** Where a main config usually lies, seen from a folder above the file. */
const ROOT_NAMES = ['nginx.conf', 'conf/nginx.conf', 'openresty.conf', 'angie.conf'];

/** How far above a file its root is looked for. */
const MOST_FOLDERS_UP = 8;

/**
 * The main config that includes a file: the file itself where it reads as one, else an nginx.conf in its folder or one
 * above that includes it, else null (the file is a fragment).
 */
export function findRoot(fileSystem: FileSystem, path: string, text: string): string | null {
  if (isMainConfig(parseConfig(text, path))) return path;
  return rootAbove(fileSystem, path, (rootPath) => {
    const root = fileSystem.readFile(rootPath);
    return root.found ? loadConfigFiles(fileSystem, rootPath, root.text, { isMarked: () => false }) : null;
  });
}

/** Loads the config that starts at a path; null where there is no such file. */
export type LoadConfig = (rootPath: string) => ConfigFiles | null;

/** The nearest main config above a file that includes it; null where there is none. */
export function rootAbove(fileSystem: FileSystem, path: string, load: LoadConfig): string | null {
  const includes = (candidate: string): boolean => {
    const config = fileSystem.kindOf(candidate) === 'file' ? load(candidate) : null;
    return config !== null && holdsFile(fileSystem, config, path);
  };
  return rootCandidates(path).find(includes) ?? null;
}

/** Where the main config of a file may lie, the nearest first; the file itself is not among them. */
export function rootCandidates(path: string): string[] {
  const candidates: string[] = [];
  let folder = posix.dirname(path);
  for (let up = 0; up < MOST_FOLDERS_UP; up++) {
    candidates.push(...ROOT_NAMES.map((name) => posix.join(folder, name)));
    const parent = posix.dirname(folder);
    if (parent === folder) break;
    folder = parent;
  }
  return candidates.filter((candidate) => candidate !== path);
}

/** A file is part of a config, by its path or through a link: sites-enabled holds links into sites-available. */
export function holdsFile(fileSystem: FileSystem, { files }: ConfigFiles, path: string): boolean {
  if (files.has(path)) return true;
  const realPath = fileSystem.realPath(path);
  return [...files.keys()].some((included) => fileSystem.realPath(included) === realPath);
}
