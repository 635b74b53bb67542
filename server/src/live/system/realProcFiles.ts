import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  type Stats,
  statSync,
} from 'node:fs';
import { LARGEST_TEXT_BYTES, type ProcFile, type ProcFiles, type ProcRefusal, type ProcStat } from './procFiles';

const FIRST_BUFFER_BYTES = 64 * 1024;
const BLOCK_BYTES = 512;

/** Non-blocking, so that a FIFO can't hold us up; never our controlling terminal. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/** The real system. */
export function realProcFiles(): ProcFiles {
  // One buffer for all texts: a refresh reads the same few files ten times a second.
  let buffer = Buffer.allocUnsafe(FIRST_BUFFER_BYTES);

  /** Files of /proc say that their size is 0, and give a part at each call. */
  function readWhole(descriptor: number): string | null {
    let length = 0;
    for (;;) {
      if (length === buffer.length) {
        if (length >= LARGEST_TEXT_BYTES) return null;
        const larger = Buffer.allocUnsafe(Math.min(length * 2, LARGEST_TEXT_BYTES));
        buffer.copy(larger, 0, 0, length);
        buffer = larger;
      }
      const got = readSync(descriptor, buffer, length, buffer.length - length, null);
      if (got === 0) return buffer.toString('latin1', 0, length);
      length += got;
    }
  }

  return {
    readText(path) {
      const descriptor = tryTo(() => openSync(path, OPEN_FLAGS));
      if (descriptor === null) return null;
      try {
        return fstatSync(descriptor).isFile() ? readWhole(descriptor) : null;
      } catch {
        return null;
      } finally {
        closeSync(descriptor);
        if (buffer.length > FIRST_BUFFER_BYTES * 16) buffer = Buffer.allocUnsafe(FIRST_BUFFER_BYTES);
      }
    },
    readLink: (path) => tryTo(() => readlinkSync(path, 'latin1')),
    list: (path) => tryTo(() => readdirSync(path, 'latin1')),
    stat: (path) => tryTo(() => procStat(statSync(path))),
    open,
  };
}

function open(path: string): ProcFile | ProcRefusal {
  let descriptor: number;
  try {
    descriptor = openSync(path, OPEN_FLAGS);
  } catch (error) {
    return { refusal: codeOf(error) };
  }
  return {
    refusal: null,
    read(target, position) {
      try {
        return readSync(descriptor, target, 0, target.length, position);
      } catch {
        return -1;
      }
    },
    stat: () => tryTo(() => procStat(fstatSync(descriptor))),
    close: () => closeSync(descriptor),
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'EIO';
}

function tryTo<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function procStat(stats: Stats): ProcStat {
  return {
    device: stats.dev,
    inode: stats.ino,
    sizeBytes: stats.size,
    allocatedBytes: stats.blocks * BLOCK_BYTES,
    userId: stats.uid,
    modifiedAtMs: stats.mtimeMs,
    isFile: stats.isFile(),
    isFolder: stats.isDirectory(),
  };
}
