import type { ProcFile, ProcFiles, ProcStat } from '../../../../server/src/live/system/procFiles';

/** A file in a test's memory: a text, bytes, a link, or a reader of its own. */
export type MemoryFile =
  | string
  | Uint8Array
  | { readonly link: string }
  | { readonly read: (target: Uint8Array, position: number | bigint) => number };

/** Files by path; what has no entry is missing. `opened` notes each path that was opened. */
export function memoryProc(files: Readonly<Record<string, MemoryFile>>): ProcFiles & { readonly opened: string[] } {
  const opened: string[] = [];
  const find = (path: string): MemoryFile | undefined => files[path];
  const isFolder = (path: string): boolean => Object.keys(files).some((one) => one.startsWith(`${path}/`));
  const stat = (path: string): ProcStat | null => {
    const file = find(path);
    if (file === undefined && !isFolder(path)) return null;
    return {
      device: 1,
      inode: Object.keys(files).indexOf(path) + 1,
      sizeBytes: file === undefined ? 0 : bytesOf(file).length,
      allocatedBytes: 0,
      userId: 0,
      modifiedAtMs: 0,
      isFile: file !== undefined,
      isFolder: file === undefined,
    };
  };
  return {
    opened,
    readText: (path) => {
      const file = find(path);
      return typeof file === 'string' ? file : null;
    },
    readLink: (path) => {
      const file = find(path);
      return typeof file === 'object' && 'link' in file ? file.link : null;
    },
    list: (path) => {
      const names = Object.keys(files)
        .filter((one) => one.startsWith(`${path === '/' ? '' : path}/`))
        .map((one) => one.slice(path === '/' ? 1 : path.length + 1).split('/')[0] ?? '');
      return names.length === 0 ? null : [...new Set(names)];
    },
    stat,
    open: (path) => {
      const file = find(path);
      if (file === undefined) return { refusal: 'ENOENT' };
      opened.push(path);
      return openFile(file, () => stat(path));
    },
  };
}

function bytesOf(file: MemoryFile): Uint8Array {
  if (typeof file === 'string') return Buffer.from(file, 'latin1');
  return file instanceof Uint8Array ? file : new Uint8Array(0);
}

function openFile(file: MemoryFile, stat: () => ProcStat | null): ProcFile {
  const bytes = bytesOf(file);
  return {
    refusal: null,
    read: (target, position) => {
      if (typeof file === 'object' && 'read' in file) return file.read(target, position);
      const part = bytes.subarray(Number(position), Number(position) + target.length);
      target.set(part);
      return part.length;
    },
    stat,
    close: () => {},
  };
}
