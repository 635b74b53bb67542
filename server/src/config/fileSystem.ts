/** The files that a config is made of, however they are held: on disk, in an editor, in a test's memory. Paths are absolute POSIX paths. */
export interface FileSystem {
  readFile(path: string): ReadFileResult;
  /** Names in a folder in any order; null where it can't be read. */
  listDirectory(path: string): readonly string[] | null;
  /** What stands at a path, links followed. */
  kindOf(path: string): 'file' | 'directory' | null;
  /** The path with links followed; the path itself where nothing stands there. */
  realPath(path: string): string;
}

export type ReadFileResult =
  | { readonly found: true; readonly text: string }
  /** `reason` as the system words it, with its number: `2: No such file or directory`. */
  | { readonly found: false; readonly reason: string };

/** A file system over a map of paths and texts; folders are those that the paths name. */
export function memoryFileSystem(files: ReadonlyMap<string, string>): FileSystem {
  const folders = new Map<string, Set<string>>();
  for (const path of files.keys()) {
    const parts = path.split('/');
    for (let depth = 1; depth < parts.length; depth++) {
      const folder = parts.slice(0, depth).join('/') || '/';
      const names = folders.get(folder) ?? new Set();
      folders.set(folder, names.add(parts[depth] ?? ''));
    }
  }
  return {
    readFile: (path) => {
      const text = files.get(path);
      if (text !== undefined) return { found: true, text };
      return { found: false, reason: folders.has(path) ? '21: Is a directory' : '2: No such file or directory' };
    },
    listDirectory: (path) => {
      const names = folders.get(path.replace(/(.)\/+$/, '$1'));
      return names === undefined ? null : [...names];
    },
    kindOf: (path) => (files.has(path) ? 'file' : folders.has(path) ? 'directory' : null),
    realPath: (path) => path,
  };
}
