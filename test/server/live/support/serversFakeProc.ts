import type { ProcFile, ProcFiles, ProcStat } from '../../../../server/src/live/system/procFiles';

/** A process of a system that exists only in a test. */
export interface FakeProcess {
  readonly pid: number;
  readonly parentPid?: number;
  readonly name?: string;
  readonly state?: string;
  /** Forked, and no other program run since. */
  readonly isForkOnly?: boolean;
  readonly groupId?: number;
  readonly startTicks?: number;
  /** As /proc/PID/cmdline has it: arguments end in NUL. */
  readonly commandLine?: string;
  /** Where the executable's link leads; left out: it may not be read. */
  readonly executable?: string;
  /** Path in `files` of the file that runs, where that is not where the link leads. */
  readonly runs?: string;
  readonly root?: string;
  readonly folder?: string;
  readonly mountNamespace?: string;
  readonly userId?: number;
  /** Pids in the namespaces below ours. */
  readonly innerPids?: readonly number[];
  readonly cgroup?: string;
  readonly mountinfo?: string;
  /** Pages: size, resident, shared. */
  readonly statm?: string;
  /** Where its open files lead. */
  readonly descriptors?: readonly string[];
  /** Bytes that a title may have, because the arguments and the environment had them; left out: not told. */
  readonly titleRoomBytes?: number;
  /** Other files under /proc/PID. */
  readonly more?: Readonly<Record<string, string>>;
}

/** A system: its processes, its files by path, and what the kernel is like. */
export interface FakeSystem {
  readonly processes: readonly FakeProcess[];
  readonly files?: Readonly<Record<string, string>>;
  /** CONFIG_PROC_CHILDREN is not set. */
  readonly hasNoChildrenFiles?: boolean;
}

/** The bytes of an executable that says what it is, as nginx's own does. */
export function fakeBinary(
  banner = 'nginx/1.22.1',
  args = '--prefix=/usr/share/nginx --conf-path=/etc/nginx/nginx.conf',
) {
  return `\x7fELF\0nginx version: ${banner}\n\0configure arguments: ${args}\n\0`;
}

/** Processes are asked for as the kernel would show them to a reader that may see all of it, but what is left out. */
export function fakeProcFiles({ processes, files = {}, hasNoChildrenFiles = false }: FakeSystem): ProcFiles {
  const texts = new Map<string, string>(Object.entries(files));
  const links = new Map<string, string>();
  const inodes = new Map<string, number>(Object.keys(files).map((path, index) => [path, 1000 + index]));
  links.set('/proc/self/root', '/').set('/proc/self/ns/mnt', 'mnt:[1]').set('/proc/self/ns/user', 'user:[1]');
  texts.set('/proc/self/status', 'NSpid:\t1\n').set('/proc/self/mountinfo', '1 0 0:1 / / rw - ext4 /dev/a rw\n');
  texts.set('/proc/stat', 'cpu 0\nbtime 1000000\n').set('/proc/uptime', '5000.00 1.0\n');
  for (const process of processes) addProcess(process, texts, links, inodes);
  if (!hasNoChildrenFiles) {
    for (const { pid } of processes) {
      const children = processes.filter((other) => (other.parentPid ?? 1) === pid).map((other) => `${other.pid} `);
      texts.set(`/proc/${pid}/task/${pid}/children`, children.join(''));
    }
  }
  const stat = (path: string): ProcStat | null => {
    const text = texts.get(path);
    const inode = inodes.get(path);
    return text === undefined || inode === undefined ? null : statOf(text, inode);
  };
  const names = [...texts.keys(), ...links.keys()];
  return {
    readText: (path) => texts.get(path) ?? null,
    readLink: (path) => links.get(path) ?? null,
    list: (path) => {
      const found = names
        .filter((name) => name.startsWith(`${path}/`))
        .map((name) => name.slice(path.length + 1).split('/')[0] ?? '');
      return found.length === 0 ? null : [...new Set(found)];
    },
    stat,
    open: (path) => {
      const text = texts.get(path);
      return text === undefined ? { refusal: 'ENOENT' } : openText(text, stat(path));
    },
  };
}

function addProcess(
  process: FakeProcess,
  texts: Map<string, string>,
  links: Map<string, string>,
  inodes: Map<string, number>,
): void {
  const { pid, parentPid = 1, name = 'nginx', state = 'S', groupId = pid, startTicks = pid * 10 } = process;
  const place = `/proc/${pid}`;
  const room = process.titleRoomBytes;
  const addresses = room === undefined ? '0 0 0 0' : `4096 4100 4100 ${4096 + room + 2}`;
  const flags = process.isForkOnly === true ? 4194368 : 4194304;
  const zeros = (count: number): string => Array(count).fill('0').join(' ');
  texts.set(
    `${place}/stat`,
    `${pid} (${name}) ${state} ${parentPid} ${groupId} ${groupId} 0 -1 ${flags} ${zeros(12)} ${startTicks} ${zeros(25)} ${addresses} 0\n`,
  );
  texts.set(`${place}/cmdline`, process.commandLine ?? '');
  texts.set(`${place}/statm`, `${process.statm ?? '100 50 20'} 0 0 0 0\n`);
  texts.set(
    `${place}/status`,
    `Name:\t${name}\nUid:\t${process.userId ?? 0}\t${process.userId ?? 0}\t0\t0\nNSpid:\t${[pid, ...(process.innerPids ?? [])].join('\t')}\n`,
  );
  texts.set(`${place}/cgroup`, process.cgroup ?? '0::/\n');
  texts.set(`${place}/mountinfo`, process.mountinfo ?? texts.get('/proc/self/mountinfo') ?? '');
  for (const [path, text] of Object.entries(process.more ?? {})) texts.set(`${place}/${path}`, text);
  const runs = process.runs ?? process.executable;
  if (process.executable === undefined || runs === undefined) return;
  links.set(`${place}/exe`, process.executable);
  links.set(`${place}/root`, process.root ?? '/').set(`${place}/cwd`, process.folder ?? '/');
  links.set(`${place}/ns/mnt`, process.mountNamespace ?? 'mnt:[1]').set(`${place}/ns/user`, 'user:[1]');
  for (const [index, target] of (process.descriptors ?? []).entries()) links.set(`${place}/fd/${index}`, target);
  const text = texts.get(runs);
  if (text === undefined) return;
  texts.set(`${place}/exe`, text);
  inodes.set(`${place}/exe`, inodes.get(runs) ?? 0);
}

function statOf(text: string, inode: number): ProcStat {
  return {
    device: 1,
    inode,
    sizeBytes: text.length,
    allocatedBytes: 0,
    userId: 0,
    modifiedAtMs: 0,
    isFile: true,
    isFolder: false,
  };
}

function openText(text: string, stat: ProcStat | null): ProcFile {
  const bytes = Buffer.from(text, 'latin1');
  return {
    refusal: null,
    read: (target, position) => {
      const part = bytes.subarray(Number(position), Number(position) + target.length);
      target.set(part);
      return part.length;
    },
    stat: () => stat,
    close: () => undefined,
  };
}
