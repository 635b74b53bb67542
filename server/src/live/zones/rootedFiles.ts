/**
 * The files of a server as the server sees them: below `/proc/PID/root` for one in a container or chroot. Links are followed
 * by hand, for the kernel would take an absolute one from our own root.
 */
import type { FileSystem, ReadFileResult } from '../../config/fileSystem';
import { decodeConfig } from '../../config/sourceText';
import type { ProcFiles, ProcStat } from '../system/procFiles';

/** What was read, so that a change can be seen. */
export interface ReadFileMark {
  /** As we see it, links followed. */
  readonly path: string;
  readonly modifiedAtMs: number;
  readonly inode: number;
  readonly sizeBytes: number;
}

export interface RootedFiles {
  readonly fileSystem: FileSystem;
  /** Files that were read or looked for so far. */
  marks(): readonly ReadFileMark[];
}

/** A config is read while somebody waits, and again whenever it changes. */
const LARGEST_FILE_BYTES = 16 * 1024 * 1024;
const LARGEST_TOTAL_BYTES = 64 * 1024 * 1024;
/** As the kernel has it (ELOOP). */
const MOST_LINKS = 40;
const MOST_NAMES = 1024;

/**
 * @param root put before the server's paths: empty for our own files. What the server does to its files meanwhile is not
 *   held against: a link that is put in a folder's place between two calls could lead out of the root, to a config that we
 *   may read and that then is shown to whoever runs us.
 */
export function rootedFiles(files: ProcFiles, root: string): RootedFiles {
  const marks = new Map<string, ReadFileMark>();
  const realPaths = new Map<string, string | null>();
  let totalBytes = 0;

  const resolve = (path: string): string | null => {
    let real = realPaths.get(path);
    if (real === undefined) {
      real = followLinks(files, root, path);
      realPaths.set(path, real);
    }
    return real;
  };
  const here = (path: string): string => `${root}${path}`;
  const statOf = (path: string): ProcStat | null => {
    const real = resolve(path);
    return real === null ? null : files.stat(here(real) || '/');
  };

  function readFile(path: string): ReadFileResult {
    const stat = statOf(path);
    const real = here(resolve(path) ?? path);
    marks.set(real, {
      path: real,
      modifiedAtMs: stat?.modifiedAtMs ?? 0,
      inode: stat?.inode ?? 0,
      sizeBytes: stat?.sizeBytes ?? 0,
    });
    if (stat === null) return { found: false, reason: '2: No such file or directory' };
    if (stat.isFolder) return { found: false, reason: '21: Is a directory' };
    totalBytes += stat.sizeBytes;
    if (!stat.isFile || stat.sizeBytes > LARGEST_FILE_BYTES || totalBytes > LARGEST_TOTAL_BYTES) {
      return { found: false, reason: '27: File too large' };
    }
    // What /proc and /sys make up has no size, and reading it may do something; an empty file has nothing to read.
    const text = stat.sizeBytes === 0 ? '' : files.readText(real);
    if (text === null) return { found: false, reason: '13: Permission denied' };
    return { found: true, text: decodeConfig(Buffer.from(text, 'latin1')) };
  }

  return {
    fileSystem: {
      readFile,
      listDirectory: (path) => {
        const real = resolve(path);
        return real === null ? null : files.list(here(real) || '/');
      },
      kindOf: (path) => {
        const stat = statOf(path);
        return stat === null ? null : stat.isFolder ? 'directory' : 'file';
      },
      realPath: (path) => resolve(path) ?? path,
    },
    marks: () => [...marks.values()],
  };
}

/** The path with all links followed inside of the root; null where there are too many of them. */
function followLinks(files: ProcFiles, root: string, path: string): string | null {
  const waiting = namesOf(path).reverse();
  let real: string[] = [];
  let links = 0;
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (name === '..') {
      real.pop();
      continue;
    }
    const target = files.readLink(`${root}/${[...real, name].join('/')}`);
    if (target === null) {
      real.push(name);
      continue;
    }
    links += 1;
    if (target.startsWith('/')) real = [];
    waiting.push(...namesOf(target).reverse());
    if (links > MOST_LINKS || waiting.length > MOST_NAMES) return null;
  }
  return `/${real.join('/')}`;
}

function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}
