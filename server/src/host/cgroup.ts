import { t } from '../l10n';
import { cgroupDirectory, findMemoryCgroup, type MemoryCgroup } from './cgroupPath';
import { parseCount, parseUnsigned, smallerOf } from './numbers';
import type { HostFiles } from './procFiles';

/** What the memory cgroups of a process allow it. */
export interface CgroupMemory {
  readonly version: 1 | 2;
  /** The process's own memory cgroup, as /proc/PID/cgroup says it. */
  readonly path: string;
  /** The tightest limit from that cgroup up to the top that can be seen; null where none of them has one. */
  readonly limit: CgroupLimit | null;
  /**
   * The least of limit - usage over all levels that have a limit. Page cache counts as used. Null where there is no
   * limit, or a level's usage could not be read.
   */
  readonly roomBytes: number | null;
  /** The same, but page cache that has not been used lately (`inactive_file`) counts as free, as in MemAvailable. */
  readonly availableBytes: number | null;
  /** False where a level could not be seen or read, so that a tighter limit than `limit` may stand there. */
  readonly everyLevelRead: boolean;
}

export interface CgroupLimit {
  readonly limitBytes: number;
  /** The cgroup that set it. */
  readonly path: string;
  readonly file: 'memory.max' | 'memory.limit_in_bytes' | 'memory.stat hierarchical_memory_limit';
}

interface Level {
  readonly limit: CgroupLimit | null;
  readonly roomBytes: number | null;
  readonly availableBytes: number | null;
  readonly isRead: boolean;
}

const unlimitedLevel: Level = { limit: null, roomBytes: null, availableBytes: null, isRead: true };

/** Null where no memory cgroup is known for the process: not Linux, no cgroups, or the process is gone. */
export function readCgroupMemory(files: HostFiles, pid: number | 'self' = 'self'): CgroupMemory | null {
  const cgroup = findMemoryCgroup(files, pid);
  if (cgroup === null) return null;
  const levels = readLevels(files, cgroup);
  const limited = levels.filter((level) => level.limit !== null);
  const summary = { version: cgroup.version, path: cgroup.path };
  const everyLevelRead = cgroup.location !== null && levels.every((level) => level.isRead);
  const [first, ...others] = limited;
  if (first === undefined) return { ...summary, limit: null, roomBytes: null, availableBytes: null, everyLevelRead };
  const tightest = others.reduce(
    (best, level) => ((level.limit?.limitBytes ?? 0) < (best.limit?.limitBytes ?? 0) ? level : best),
    first,
  );
  return {
    ...summary,
    limit: tightest.limit,
    roomBytes: limited.map((level) => level.roomBytes).reduce(smallerOf),
    availableBytes: limited.map((level) => level.availableBytes).reduce(smallerOf),
    everyLevelRead,
  };
}

/** From the process's own cgroup up to the root of the mount. */
function readLevels(files: HostFiles, cgroup: MemoryCgroup): readonly Level[] {
  if (cgroup.location === null) return [];
  const { mount, names } = cgroup.location;
  const levels: Level[] = [];
  for (let depth = names.length; depth >= 0; depth--) {
    const directory = cgroupDirectory(mount.mountPoint, names.slice(0, depth));
    // v1 before Linux 5.11: a parent with use_hierarchy 0 does not limit its children (cgroup-v1/memory.rst, 6).
    const isOwn = depth === names.length;
    if (cgroup.version === 1 && !isOwn && files.read(`${directory}/memory.use_hierarchy`)?.trim() === '0') break;
    const path = ancestorPath(cgroup.path, names.length - depth);
    levels.push(
      cgroup.version === 2 ? readUnifiedLevel(files, directory, path) : readLegacyLevel(files, directory, path),
    );
  }
  if (cgroup.version === 1) levels.push(readHiddenLegacyLevel(files, cgroupDirectory(mount.mountPoint, names), levels));
  return levels;
}

/**
 * v2 (Documentation/admin-guide/cgroup-v2.rst, "Memory Interface Files"): memory.max is bytes or `max`; it is not there
 * in the root cgroup, nor where the parent does not hand the controller down.
 */
function readUnifiedLevel(files: HostFiles, directory: string, path: string): Level {
  const text = files.read(`${directory}/memory.max`);
  if (text === null) {
    // A cgroup that is not there at all tells nothing: it may have gone, or be hidden.
    return { ...unlimitedLevel, isRead: files.listDirectories(directory) !== null };
  }
  if (text.trim() === 'max') return unlimitedLevel;
  return limitedLevel(files, parseUnsigned(text), {
    usageFile: `${directory}/memory.current`,
    statFile: `${directory}/memory.stat`,
    inactiveFileKey: 'inactive_file',
    path,
    file: 'memory.max',
  });
}

/**
 * v1 (Documentation/admin-guide/cgroup-v1/memory.rst): memory.limit_in_bytes without a limit shows PAGE_COUNTER_MAX
 * pages: 2^63 less one page where `long` has 64 bits.
 */
function readLegacyLevel(files: HostFiles, directory: string, path: string): Level {
  const text = files.read(`${directory}/memory.limit_in_bytes`);
  if (text === null) return { ...unlimitedLevel, isRead: false };
  return limitedLevel(files, parseUnsigned(text), {
    usageFile: `${directory}/memory.usage_in_bytes`,
    statFile: `${directory}/memory.stat`,
    inactiveFileKey: 'total_inactive_file',
    path,
    file: 'memory.limit_in_bytes',
  });
}

/**
 * v1 tells the tightest limit of ALL ancestors in memory.stat, also of those above a container's mount. It counts as
 * a level of its own where it is tighter than what was seen; how much is used up there is not known.
 */
function readHiddenLegacyLevel(files: HostFiles, directory: string, seen: readonly Level[]): Level {
  const limit = readStat(files, `${directory}/memory.stat`, 'hierarchical_memory_limit');
  if (limit === null || isNoLimit(limit)) return unlimitedLevel;
  const limitBytes = Number(limit);
  if (seen.some((level) => level.limit !== null && level.limit.limitBytes <= limitBytes)) return unlimitedLevel;
  const file = 'memory.stat hierarchical_memory_limit';
  return { ...unlimitedLevel, limit: { limitBytes, path: t('above what is visible here'), file } };
}

interface LevelFiles {
  readonly usageFile: string;
  readonly statFile: string;
  readonly inactiveFileKey: string;
  readonly path: string;
  readonly file: CgroupLimit['file'];
}

function limitedLevel(files: HostFiles, limit: bigint | null, level: LevelFiles): Level {
  if (limit === null) return { ...unlimitedLevel, isRead: false };
  if (isNoLimit(limit)) return unlimitedLevel;
  const limitBytes = Number(limit);
  const usedBytes = parseCount(files.read(level.usageFile) ?? '');
  const inactive = readStat(files, level.statFile, level.inactiveFileKey) ?? 0n;
  const roomAt = (used: number | null) => (used === null ? null : Math.max(0, limitBytes - used));
  const heldBytes = usedBytes === null ? null : usedBytes - Math.min(usedBytes, Number(inactive));
  return {
    limit: { limitBytes, path: level.path, file: level.file },
    roomBytes: roomAt(usedBytes),
    availableBytes: roomAt(heldBytes),
    isRead: true,
  };
}

/** The kernel's own "none" lies above 2^62; nothing from 2^53 (8 PiB) on limits any machine or is an exact number. */
function isNoLimit(limit: bigint): boolean {
  return limit > BigInt(Number.MAX_SAFE_INTEGER);
}

/** One row `key value` of memory.stat. */
function readStat(files: HostFiles, path: string, key: string): bigint | null {
  const row = (files.read(path) ?? '').split('\n').find((line) => line.startsWith(`${key} `));
  return row === undefined ? null : parseUnsigned(row.slice(key.length + 1));
}

/** The path of the cgroup so many levels above, in the words of /proc/PID/cgroup; beyond its top, `/`, then `/..`. */
function ancestorPath(path: string, levelsAbove: number): string {
  const names = path.split('/').filter((name) => name !== '');
  for (let level = 0; level < levelsAbove; level++) {
    if (names.length === 0 || names.at(-1) === '..') names.push('..');
    else names.pop();
  }
  return `/${names.join('/')}`;
}
