import { type CgroupMount, readCgroupMounts } from './mountInfo';
import { parseCount } from './numbers';
import type { HostFiles } from './procFiles';

/** The cgroup that a process's memory is charged to. */
export interface MemoryCgroup {
  readonly version: 1 | 2;
  /** As /proc/PID/cgroup says it. */
  readonly path: string;
  /** Where its files stand: the mount, and the names that lead from its root to the cgroup. Null: not visible here. */
  readonly location: { readonly mount: CgroupMount; readonly names: readonly string[] } | null;
}

/** A cgroup path as /proc shows it: so many levels above the reader's cgroup namespace, then down by these names. */
interface NamespacePath {
  readonly levelsUp: number;
  readonly names: readonly string[];
}

const longestPath = 4096;
const mostDirectoriesSearched = 10_000;

/** Null where the process is gone, the system has no cgroups, or no hierarchy of this process counts memory. */
export function findMemoryCgroup(files: HostFiles, pid: number | 'self' = 'self'): MemoryCgroup | null {
  if (pid !== 'self' && !(Number.isSafeInteger(pid) && pid > 0)) return null;
  const membership = parseMembership(files.read(`/proc/${pid}/cgroup`) ?? '');
  if (membership === null) return null;
  const { version, path } = membership;
  // A cgroup that was removed under its process keeps its name with this ending; its charges went to its parent.
  const livingPath = path.endsWith(' (deleted)') ? path.slice(0, -' (deleted)'.length) : path;
  const candidates = readCgroupMounts(files)
    .filter((mount) => mount.version === version && (version === 2 || mount.controllers.includes('memory')))
    .flatMap((mount) => {
      const names = namesBelowMount(files, mount, livingPath, pid);
      return names === null || files.listDirectories(mount.mountPoint) === null ? [] : [{ mount, names }];
    })
    // The mount with the longest way down shows the most ancestors.
    .sort((left, right) => right.names.length - left.names.length);
  return { version, path, location: candidates[0] ?? null };
}

/**
 * Which row of /proc/PID/cgroup counts memory (cgroups(7)): rows are `hierarchy:controllers:path`. A v1 hierarchy with
 * the controller `memory` wins over the v2 row `0::/path`: on a hybrid system v2 is there without memory.
 */
export function parseMembership(text: string): { readonly version: 1 | 2; readonly path: string } | null {
  let unified: string | null = null;
  for (const line of text.split('\n')) {
    const match = /^([0-9]{1,10}):([^:]*):(\/.*)$/.exec(line);
    if (match === null) continue;
    const [, hierarchy = '', controllers = '', path = ''] = match;
    if (controllers.split(',').includes('memory')) return { version: 1, path };
    if (hierarchy === '0' && controllers === '' && unified === null) unified = path;
  }
  return unified === null ? null : { version: 2, path: unified };
}

/**
 * The names that lead from the mount's root to the cgroup; null where the cgroup is not below it.
 *
 * Both paths are relative to the reader's cgroup namespace (cgroup_namespaces(7)). In a container without a namespace
 * of its own both begin with the container's cgroup (`/docker/abc`), which falls away. With one, a mount made outside
 * shows a root such as `/../..`, and the names between that and the namespace are written nowhere: then the
 * directories at that depth are searched for the one whose cgroup.procs holds the process.
 */
function namesBelowMount(
  files: HostFiles,
  mount: CgroupMount,
  cgroupPath: string,
  pid: number | 'self',
): readonly string[] | null {
  const root = parseNamespacePath(mount.root);
  const cgroup = parseNamespacePath(cgroupPath);
  if (root === null || cgroup === null || cgroup.levelsUp > root.levelsUp) return null;
  if (cgroup.levelsUp === root.levelsUp) {
    const isBelow = root.names.every((name, index) => cgroup.names[index] === name);
    return isBelow ? cgroup.names.slice(root.names.length) : null;
  }
  if (root.names.length > 0) return null;
  return searchForProcess(files, mount.mountPoint, root.levelsUp - cgroup.levelsUp, cgroup.names, pid);
}

function searchForProcess(
  files: HostFiles,
  mountPoint: string,
  unknownLevels: number,
  knownNames: readonly string[],
  pid: number | 'self',
): readonly string[] | null {
  const pidNumber = pid === 'self' ? parseCount((files.read('/proc/self/stat') ?? '').split(' ')[0] ?? '') : pid;
  if (pidNumber === null) return null;
  let level: (readonly string[])[] = [[]];
  let searched = 0;
  for (let depth = 0; depth < unknownLevels; depth++) {
    const next: (readonly string[])[] = [];
    for (const names of level) {
      const children = files.listDirectories(cgroupDirectory(mountPoint, names)) ?? [];
      searched += 1 + children.length;
      if (searched > mostDirectoriesSearched) return null;
      for (const child of children) next.push([...names, child]);
    }
    level = next;
  }
  for (const names of level) {
    const candidate = [...names, ...knownNames];
    const processes = files.read(`${cgroupDirectory(mountPoint, candidate)}/cgroup.procs`) ?? '';
    if (processes.split('\n').includes(String(pidNumber))) return candidate;
  }
  return null;
}

export function cgroupDirectory(mountPoint: string, names: readonly string[]): string {
  return [mountPoint === '/' ? '' : mountPoint, ...names].join('/');
}

/** Null for what the kernel never writes: `..` after a name, `.`, NUL, or a path beyond PATH_MAX. */
function parseNamespacePath(path: string): NamespacePath | null {
  if (path.length > longestPath || path.includes('\0')) return null;
  const parts = path.split('/').filter((part) => part !== '');
  const firstName = parts.findIndex((part) => part !== '..');
  const levelsUp = firstName < 0 ? parts.length : firstName;
  const names = parts.slice(levelsUp);
  return names.includes('..') || names.includes('.') ? null : { levelsUp, names };
}
