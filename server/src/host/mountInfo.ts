import type { HostFiles } from './procFiles';

/** One cgroup file system that this process can see. */
export interface CgroupMount {
  readonly version: 1 | 2;
  /** v1: the controllers of this hierarchy; v2: empty, a cgroup's own files tell. */
  readonly controllers: readonly string[];
  /** The cgroup that stands at the mount point, as seen from the reader's cgroup namespace; may begin with `/..`. */
  readonly root: string;
  readonly mountPoint: string;
}

/**
 * The cgroup mounts of the READER's mount namespace: also for another process's cgroup, for it is through these that
 * its files are opened. Where two are mounted at one place, the later hides the earlier.
 */
export function readCgroupMounts(files: HostFiles): readonly CgroupMount[] {
  const byMountPoint = new Map<string, CgroupMount>();
  for (const line of (files.read('/proc/self/mountinfo') ?? '').split('\n')) {
    const mount = parseCgroupMount(line);
    if (mount !== null) byMountPoint.set(mount.mountPoint, mount);
  }
  return [...byMountPoint.values()];
}

/**
 * One row of /proc/PID/mountinfo (proc_pid_mountinfo(5), Documentation/filesystems/proc.rst section 3.5):
 * `35 31 0:32 /root /mount/point rw,relatime shared:1 - cgroup cgroup rw,memory`, with any number of optional fields
 * before the lone `-`. Null for a row of another file system or of another form.
 */
export function parseCgroupMount(line: string): CgroupMount | null {
  const fields = line.split(' ');
  const separator = fields.indexOf('-', 6);
  if (separator < 0) return null;
  const root = decodeMountEscapes(fields[3] ?? '');
  const mountPoint = decodeMountEscapes(fields[4] ?? '');
  const fileSystem = fields[separator + 1];
  if (!root.startsWith('/') || !mountPoint.startsWith('/')) return null;
  if (fileSystem === 'cgroup2') return { version: 2, controllers: [], root, mountPoint };
  if (fileSystem !== 'cgroup') return null;
  return { version: 1, controllers: (fields[separator + 3] ?? '').split(','), root, mountPoint };
}

/** Space, tab, newline, backslash and # are written as a backslash and three octal digits (`\040`). */
export function decodeMountEscapes(text: string): string {
  return text.replace(/\\([01][0-7]{2})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
