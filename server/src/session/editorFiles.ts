import { posix } from 'node:path';
import type { FileSystem, ReadFileResult } from '../config/fileSystem';

/**
 * The files of an editor's session: what is open stands for what is on disk, and the disk is asked once for each thing
 * until somebody says that it changed. An unchanged file gives the same string each time.
 */
export interface EditorFiles extends FileSystem {
  /** The text that an editor holds for a path, also for other names (links) of the same file. */
  setOpen(path: string, text: string): void;
  /** The editor gave up the path: what is on disk counts again. */
  close(path: string): void;
  /** Forgets what is known of a path, what lies in it, and its folder. */
  forget(path: string): void;
  /** Forgets everything that came from the disk. */
  forgetAll(): void;
}

/** The file starts with a mark that editors take off and put back. */
const BYTE_ORDER_MARK = '\uFEFF';

/** The session's files over those of the disk. */
export function createEditorFiles(disk: FileSystem): EditorFiles {
  const open = new Map<string, string>();
  const texts = new Map<string, ReadFileResult>();
  const listings = new Map<string, readonly string[] | null>();
  const kinds = new Map<string, 'file' | 'directory' | null>();
  const realPaths = new Map<string, string>();

  const realPath = (path: string): string => remember(realPaths, path, disk.realPath);
  const readDisk = (path: string): ReadFileResult => remember(texts, path, disk.readFile);
  const forgetDisk = (): void => {
    for (const cache of [texts, listings, kinds, realPaths]) cache.clear();
  };
  return {
    readFile: (path) => {
      const text = open.size === 0 ? undefined : open.get(realPath(path));
      return text === undefined ? readDisk(path) : { found: true, text };
    },
    listDirectory: (path) => remember(listings, path, disk.listDirectory),
    kindOf: (path) => (open.has(realPath(path)) ? 'file' : remember(kinds, path, disk.kindOf)),
    realPath,
    setOpen: (path, text) => {
      open.set(realPath(path), text);
    },
    close: (path) => {
      open.delete(realPath(path));
    },
    forget: (path) => {
      const inside = posix.join(path, '/');
      for (const cache of [texts, listings, kinds, realPaths]) {
        cache.delete(path);
        for (const known of cache.keys()) if (known.startsWith(inside)) cache.delete(known);
      }
      listings.delete(posix.dirname(path));
    },
    forgetAll: forgetDisk,
  };
}

function remember<Value>(cache: Map<string, Value>, path: string, read: (path: string) => Value): Value {
  const known = cache.get(path);
  if (known !== undefined || cache.has(path)) return known as Value;
  const value = read(path);
  cache.set(path, value);
  return value;
}

/** The text of an open file with the byte order mark that its file on disk starts with: nginx reads that too. */
export function withByteOrderMark(disk: FileSystem, path: string, text: string): string {
  if (text.startsWith(BYTE_ORDER_MARK)) return text;
  const saved = disk.readFile(path);
  return saved.found && saved.text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK + text : text;
}

/** A file system that shows nothing outside of some folders, but what {@link isExempt} lets through. */
export function restrictFiles(
  files: FileSystem,
  folders: () => readonly string[],
  isExempt: (path: string) => boolean,
  reason: () => string,
): FileSystem {
  const isInside = (path: string): boolean => {
    // A link in the folder may lead out of it.
    const real = files.realPath(path);
    return folders().some((folder) => real === folder || real.startsWith(posix.join(folder, '/'))) || isExempt(path);
  };
  return {
    readFile: (path) => (isInside(path) ? files.readFile(path) : { found: false, reason: reason() }),
    listDirectory: (path) => (isInside(path) ? files.listDirectory(path) : null),
    kindOf: (path) => (isInside(path) ? files.kindOf(path) : null),
    realPath: files.realPath,
  };
}
