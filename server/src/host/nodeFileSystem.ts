import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs';
import type { FileSystem, ReadFileResult } from '../config/fileSystem';
import { decodeConfig } from '../config/sourceText';
import { messageOf } from '../errorText';
import { t } from '../l10n';

/** A config file larger than this is no config; reading it would only cost memory. */
const LARGEST_FILE_BYTES = 512 * 1024 * 1024;

/** The disk, as far as a config may reach: regular files only, opened so that a pipe or device can't hold us up. */
export function nodeFileSystem(): FileSystem {
  return { readFile, listDirectory, kindOf, realPath };
}

function readFile(path: string): ReadFileResult {
  try {
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const status = fstatSync(descriptor);
      if (status.isDirectory()) return { found: false, reason: '21: Is a directory' };
      if (!status.isFile()) return { found: false, reason: t('not a regular file') };
      if (status.size > LARGEST_FILE_BYTES)
        return { found: false, reason: t('larger than {0} bytes', LARGEST_FILE_BYTES) };
      return { found: true, text: decodeConfig(readWhole(descriptor, status.size)) };
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return { found: false, reason: reasonOf(error) };
  }
}

function readWhole(descriptor: number, size: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const read = readSync(descriptor, bytes, length, size - length, length);
    if (read === 0) break;
    length += read;
  }
  return bytes.subarray(0, length);
}

/** The system's errors with their numbers, as nginx prints them. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: '2: No such file or directory',
  EACCES: '13: Permission denied',
  ENOTDIR: '20: Not a directory',
  ELOOP: '40: Too many levels of symbolic links',
  ENAMETOOLONG: '36: File name too long',
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? messageOf(error);
}

function listDirectory(path: string): readonly string[] | null {
  try {
    return readdirSync(path);
  } catch {
    return null;
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function kindOf(path: string): 'file' | 'directory' | null {
  try {
    const status = statSync(path);
    return status.isDirectory() ? 'directory' : 'file';
  } catch {
    return null;
  }
}
