import { largestBinaryBytes, parseServerBinary, type ServerBinary } from '../../host/serverBinary';
import type { ProcFile, ProcFiles, ProcStat } from '../system/procFiles';

/** The program that a process runs. */
export interface Executable {
  /**
   * As the kernel shows it here, without ` (deleted)`, latin1; null where the link may not be read. The text does not
   * always lead to the file: that may have another name by now, or none.
   */
  readonly linkedPath: string | null;
  /** The link's file has lost its name. */
  readonly isUnlinked: boolean;
  readonly stat: ProcStat | null;
  /** `unreadable`: refused, or too large to be searched for a banner. `other`: a program that is no server. */
  readonly binary: ServerBinary | 'other' | 'unreadable';
}

/** What was read from each executable, by the file it is: servers keep theirs for months. */
const known = new WeakMap<ProcFiles, Map<string, ServerBinary | 'other'>>();
const MOST_KNOWN = 256;

const DELETED = ' (deleted)';
const NOTHING: Executable = { linkedPath: null, isUnlinked: false, stat: null, binary: 'unreadable' };

/** Opens the file that runs through /proc/PID/exe, which leads to it whether or not it still has a name. */
export function readExecutable(files: ProcFiles, pid: number): Executable {
  const place = `/proc/${pid}/exe`;
  const link = files.readLink(place);
  const stat = files.stat(place);
  const path = link === null ? NOTHING : pathOfLink(files, link, stat);
  return { ...NOTHING, ...path, stat, binary: binaryAt(files, place, stat) };
}

/** A file's own name may end in the kernel's words too. */
function pathOfLink(
  files: ProcFiles,
  link: string,
  stat: ProcStat | null,
): Pick<Executable, 'linkedPath' | 'isUnlinked'> {
  if (!link.endsWith(DELETED)) return { linkedPath: link, isUnlinked: false };
  const sameName = files.stat(link);
  const isItsName = stat !== null && sameName !== null && isSameFile(sameName, stat);
  return isItsName
    ? { linkedPath: link, isUnlinked: false }
    : { linkedPath: link.slice(0, -DELETED.length), isUnlinked: true };
}

export function isSameFile(one: ProcStat, other: ProcStat): boolean {
  return one.device === other.device && one.inode === other.inode;
}

function binaryAt(files: ProcFiles, place: string, stat: ProcStat | null): Executable['binary'] {
  if (stat === null || !stat.isFile || stat.sizeBytes > largestBinaryBytes) return 'unreadable';
  const key = `${stat.device}:${stat.inode}:${stat.sizeBytes}:${stat.modifiedAtMs}`;
  const cache = known.get(files) ?? new Map<string, ServerBinary | 'other'>();
  known.set(files, cache);
  const before = cache.get(key);
  if (before !== undefined) return before;

  const file = files.open(place);
  if (file.refusal !== null) return 'unreadable';
  try {
    const bytes = readStart(file, largestBinaryBytes);
    if (bytes === null) return 'unreadable';
    const binary = parseServerBinary(bytes) ?? 'other';
    const oldest = cache.keys().next().value;
    if (cache.size >= MOST_KNOWN && oldest !== undefined) cache.delete(oldest);
    cache.set(key, binary);
    return binary;
  } finally {
    file.close();
  }
}

/** All of the file that is open: of the size that it says itself. Null where it cannot be read, or is larger. */
function readStart(file: ProcFile, mostBytes: number): Uint8Array | null {
  const sizeBytes = file.stat()?.sizeBytes ?? 0;
  if (sizeBytes === 0 || sizeBytes > mostBytes) return null;
  const bytes = new Uint8Array(sizeBytes);
  let length = 0;
  while (length < bytes.length) {
    const got = file.read(bytes.subarray(length), length);
    if (got <= 0) break;
    length += got;
  }
  return length === 0 ? null : bytes.subarray(0, length);
}
