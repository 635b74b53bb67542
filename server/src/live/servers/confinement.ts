import { posix } from 'node:path';
import { decodeConfig } from '../../config/sourceText';
import type { LiveConfinement } from '../../shared/liveServer';
import type { ProcFiles } from '../system/procFiles';

/** How a process sees files and processes, against how we do. */
export interface ServerView {
  /** Put before a path of the process to open it from here: empty where both see the same files. */
  readonly fileRoot: string;
  readonly confinement: LiveConfinement | null;
  /** Its root folder as the kernel shows it here, latin1; `/` in a container too. */
  readonly rootPath: string;
}

/**
 * The namespaces' links and the root's may be read only of processes that one may trace. For the others, mountinfo and
 * status tell, which everybody may read: a process that sees other files has other rows there, and NSpid has a pid for
 * each pid namespace from ours down to the process's own.
 */
export function readServerView(files: ProcFiles, pid: number): ServerView {
  const rootPath = files.readLink(`/proc/${pid}/root`);
  const status = files.readText(`/proc/${pid}/status`) ?? '';
  const pids = innerPids(status);
  const hasOtherMounts = differs(files, pid, 'ns/mnt');
  const hasOtherPids = pids.length > innerPids(files.readText('/proc/self/status') ?? '').length;
  const hasOtherUsers = differs(files, pid, 'ns/user') === true;
  const hasOtherRoot = rootPath === null ? null : rootPath !== (files.readLink('/proc/self/root') ?? '/');
  const seesOtherFiles =
    hasOtherMounts === null || hasOtherRoot === null
      ? hasOtherMounts === true || hasOtherRoot === true || hasOtherMountinfo(files, pid)
      : hasOtherMounts || hasOtherRoot;

  if (!seesOtherFiles && !hasOtherPids && !hasOtherUsers) {
    return { fileRoot: '', confinement: null, rootPath: rootPath ?? '/' };
  }
  const container = otherContainer(files, pid);
  const isNamespaced = hasOtherMounts === true || hasOtherPids || hasOtherUsers;
  return {
    fileRoot: seesOtherFiles ? `/proc/${pid}/root` : '',
    confinement: {
      kind: container !== null ? 'container' : isNamespaced ? 'namespace' : 'chroot',
      containerId: container?.id ?? null,
      innerPid: pids.at(-1) ?? null,
    },
    rootPath: rootPath ?? '/',
  };
}

function differs(files: ProcFiles, pid: number, link: string): boolean | null {
  const theirs = files.readLink(`/proc/${pid}/${link}`);
  const ours = files.readLink(`/proc/self/${link}`);
  return theirs === null || ours === null ? null : theirs !== ours;
}

function hasOtherMountinfo(files: ProcFiles, pid: number): boolean {
  const theirs = files.readText(`/proc/${pid}/mountinfo`);
  const ours = files.readText('/proc/self/mountinfo');
  return theirs !== null && ours !== null && theirs !== ours;
}

/** `NSpid:	12131	7	1` (proc_pid_status(5)): as we number it first, as it numbers itself last. */
export function innerPids(status: string): number[] {
  const row = /^NSpid:([\t 0-9]{1,200})$/m.exec(status)?.[1] ?? '';
  return row
    .split(/[\t ]+/)
    .filter((word) => /^[1-9][0-9]{0,6}$/.test(word))
    .map(Number);
}

/** Effective user id: `Uid:	real	effective	saved	file system`. */
export function effectiveUser(status: string): number | null {
  const digits = /^Uid:\t[0-9]{1,10}\t([0-9]{1,10})\t/m.exec(status)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** The container that a process is in and we are not. */
function otherContainer(files: ProcFiles, pid: number): { readonly id: string | null } | null {
  const theirs = findContainer(files, pid);
  const ours = theirs === null ? null : findContainer(files, 'self');
  return ours !== null && ours.id === theirs?.id ? null : theirs;
}

/** The container that a process is in, as its cgroup tells, else its mounts, else the marks of runtimes in its root. */
function findContainer(files: ProcFiles, pid: number | 'self'): { readonly id: string | null } | null {
  const cgroups = files.readText(`/proc/${pid}/cgroup`) ?? '';
  const id = containerOfCgroups(cgroups) ?? containerOfMounts(files.readText(`/proc/${pid}/mountinfo`) ?? '');
  if (id !== null) return { id };
  const marks = ['/.dockerenv', '/run/.containerenv'].map((mark) => `/proc/${pid}/root${mark}`);
  return marks.some((mark) => files.stat(mark) !== null) || RUNTIME.test(cgroups) ? { id: null } : null;
}

/** Words in cgroup paths of container runtimes. */
const RUNTIME =
  /(?:^|[/:])(?:docker|kubepods|lxc|lxc\.payload|machine\.slice|libpod|containerd|crio|garden|ecs)(?:[-./:]|$)/m;

/**
 * Rows are `hierarchy:controllers:path` (cgroups(7)). Docker, containerd, CRI-O and Podman name a cgroup by 64
 * hexadecimal digits: `/docker/ID`, `docker-ID.scope`, `cri-containerd-ID.scope`, `crio-ID.scope`, `libpod-ID.scope`,
 * `/kubepods/burstable/podUID/ID`. LXC and systemd-nspawn use the container's name.
 */
export function containerOfCgroups(text: string): string | null {
  for (const row of text.split('\n', MOST_ROWS)) {
    const path = row.slice(row.indexOf(':', row.indexOf(':') + 1) + 1);
    const byDigits = [...path.matchAll(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g)].at(-1)?.[0];
    const byName =
      /(?:^|\/)(?:lxc\/|lxc\.payload\.|machine\.slice\/machine-)([\w.@\\-]{1,128}?)(?:\.scope)?(?:\/|$)/.exec(
        path,
      )?.[1];
    const id = byDigits ?? byName ?? null;
    if (id !== null) return id;
  }
  return null;
}

/** With a cgroup namespace of its own a container's cgroup may show as `/`; its hosts file is mounted from the runtime's folder. */
export function containerOfMounts(text: string): string | null {
  return (
    /\/(?:containers|overlay-containers)\/([0-9a-f]{64})\/(?:userdata\/)?(?:hosts|hostname|resolv\.conf) /.exec(
      text,
    )?.[1] ?? null
  );
}

const MOST_ROWS = 1000;

/** A path that the kernel shows us, as the process itself sees it; null where it lies outside of the process's root. */
export function pathInside(rootPath: string, path: string): string | null {
  if (!path.startsWith('/')) return null;
  if (rootPath === '/') return path;
  if (path === rootPath) return '/';
  return path.startsWith(`${rootPath}/`) ? path.slice(rootPath.length) : null;
}

/**
 * A path out of /proc (latin1) as text, without needless slashes and dots. `..` goes only where the file stays the same:
 * behind a link to a folder it leads elsewhere.
 */
export function readablePath(files: ProcFiles, fileRoot: string, path: string): string {
  const decoded = decodeConfig(Buffer.from(path, 'latin1'));
  const normal = posix.normalize(decoded);
  if (!decoded.split('/').includes('..')) return normal;
  const [before, after] = [files.stat(`${fileRoot}${decoded}`), files.stat(`${fileRoot}${normal}`)];
  return before === null || (after !== null && before.inode === after.inode) ? normal : decoded;
}
