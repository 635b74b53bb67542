import { closeSync, constants, fstatSync, openSync, readdirSync, readSync } from 'node:fs';

/**
 * The files that host facts are read from: procfs, sysfs and cgroupfs. Everything else in this folder is pure over it,
 * so a test hands in a map of paths. No function throws: what is missing, refused or not a plain file is null.
 */
export interface HostFiles {
  /** The whole file as UTF-8 text; null where it cannot be read or is larger than `largestTextFileBytes`. */
  read(path: string): string | null;
  /** The first `maximumBytes` of the file (all of it where it is shorter). */
  readBytes(path: string, maximumBytes: number): Uint8Array | null;
  /** Names of the directories inside a directory. */
  listDirectories(path: string): readonly string[] | null;
}

/** No file that is read whole comes near this: /proc/self/mountinfo of a host with 1,000 containers is about 2 MiB. */
export const largestTextFileBytes = 4 * 1024 * 1024;

const chunkBytes = 64 * 1024;

export function realHostFiles(): HostFiles {
  return {
    read: (path) => {
      const bytes = readFileStart(path, largestTextFileBytes + 1);
      return bytes === null || bytes.length > largestTextFileBytes ? null : bytes.toString('utf8');
    },
    readBytes: readFileStart,
    listDirectories,
  };
}

/**
 * Reads until the end or `maximumBytes`: files of /proc say that their size is 0. Opened without blocking, and nothing
 * but a regular file is read, so that a FIFO or a device at the path cannot hang the caller.
 */
export function readFileStart(path: string, maximumBytes: number): Buffer | null {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return null;
    const chunks: Buffer[] = [];
    let totalBytes = 0;
    while (totalBytes < maximumBytes) {
      const chunk = Buffer.allocUnsafe(
        Math.min(Math.max(chunkBytes, stat.size - totalBytes), maximumBytes - totalBytes),
      );
      const readBytes = readSync(descriptor, chunk, 0, chunk.length, null);
      if (readBytes === 0) break;
      chunks.push(chunk.subarray(0, readBytes));
      totalBytes += readBytes;
    }
    return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, totalBytes);
  } catch {
    return null;
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

function listDirectories(path: string): readonly string[] | null {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return null;
  }
}
