/**
 * What this process may read of a running server, highest first; see docs/live.md.
 *
 * - `exact`: `/proc/PID/map_files` opens: the kernel's own account of each zone, and its bytes.
 * - `mapped`: `/proc/PID/mem` opens: bytes of those pages that a process of the server has in its page table.
 * - `page tables`: only `/proc/PID/maps` and `pagemap` open: which pages are mapped, and no byte of them.
 * - `none`: nothing of its memory.
 */
export type Rung = 'exact' | 'mapped' | 'page tables' | 'none';

/** What keeps a reader from the next rung. */
export type AccessObstacle =
  | { readonly kind: 'ended' | 'no /proc' }
  /** The system refuses the process's files: `map_files`, `mem`, or all of them. */
  | { readonly kind: 'map_files' | 'mem' | 'all'; readonly pid: number }
  /** Yama lets only some processes trace others. */
  | { readonly kind: 'ptrace scope'; readonly scope: number }
  | { readonly kind: 'other user'; readonly pid: number; readonly userId: number; readonly readerUserId: number };

/** A way to more rights. */
export type AccessRemedy =
  | 'as root'
  | 'node with capabilities'
  | 'ptrace scope'
  | 'on the host'
  | 'container with capabilities';

/** What may be read of a server, and how to be allowed more. */
export interface LiveAccess {
  readonly rung: Rung;
  /** What is missing for the next rung, for people, in one line; null on the highest. */
  readonly missing: string | null;
  /** Ways to get it, each one line; the first is the simplest. */
  readonly remedies: readonly string[];
  /** What these two texts were made of: the collector speaks English only, who shows them may not. */
  readonly told?: { readonly obstacle: AccessObstacle; readonly remedies: readonly AccessRemedy[] };
}

/** Another view of the file system or of the processes that a server has. */
export interface LiveConfinement {
  /** `container`: namespaces of a container runtime; `namespace`: others; `chroot`: another root only. */
  readonly kind: 'container' | 'namespace' | 'chroot';
  /** The runtime's id of the container, as the cgroup path tells it; null where it does not. */
  readonly containerId: string | null;
  /** The master's pid as it sees itself; null where it is not known. */
  readonly innerPid: number | null;
}

/** A running server: one master with its processes, or one process that serves alone (`master_process off`). */
export interface LiveServer {
  /** Pid and start time: another value after a restart, the same over a reload. */
  readonly id: string;
  readonly masterPid: number;
  /** Field 22 of /proc/PID/stat: clock ticks after boot. With the pid it names a process for good. */
  readonly startTicks: number;
  /** Milliseconds since 1970; null where boot time is not known. */
  readonly startedAtMs: number | null;
  /** `nginx`, `openresty`, `angie`, `tengine`, `freenginx`, `kong`, `apisix`, `ingress-nginx`, or what it calls itself. */
  readonly product: string;
  /** As the banner has it: `1.22.1`; null where the executable does not tell or cannot be read. */
  readonly version: string | null;
  /** Version of the nginx core in it; null where it is not known. */
  readonly coreVersion: string | null;
  readonly withCompat: boolean | null;
  /** Path of the executable as the server sees it, without ` (deleted)`; null where it cannot be read. */
  readonly executable: string | null;
  /** The file at that path is another one by now, or gone: the server runs an older build. */
  readonly isExecutableReplaced: boolean;
  /** Absolute, as the server sees it, without a slash at the end; null where it is not known. */
  readonly prefix: string | null;
  /** Absolute path of the main config, as the server sees it; null where it is not known. */
  readonly configFile: string | null;
  /** Put before the server's paths to open its files from here: empty, or `/proc/PID/root`. */
  readonly fileRoot: string;
  /** Null for a server that sees the same files and processes as we. */
  readonly confinement: LiveConfinement | null;
  /** Effective user id of the master. */
  readonly userId: number | null;
  /** One process that is no master: `master_process off`. */
  readonly isSingleProcess: boolean;
  /** The old master that this one takes over from in a binary upgrade (USR2), while that lives; else null. */
  readonly upgradesPid: number | null;
  readonly access: LiveAccess;
}

/** What a process of a server does. */
export type ProcessRole =
  | 'master'
  | 'single'
  | 'worker'
  | 'old worker'
  | 'cache manager'
  | 'cache loader'
  | 'privileged agent'
  | 'other';

/** One process of a server. What cannot be read is null. */
export interface LiveProcess {
  readonly pid: number;
  readonly startTicks: number;
  readonly role: ProcessRole;
  readonly virtualBytes: number | null;
  readonly residentBytes: number | null;
  /** Resident pages of files and of shared memory. Several processes can hold the same one. */
  readonly sharedBytes: number | null;
  /** Resident pages of its own. */
  readonly privateBytes: number | null;
}

/** What a process's memory is. */
export type MemoryUse = 'shared zones' | 'heap' | 'LuaJIT' | 'code and libraries' | 'stack' | 'other';

/** A process's memory by what it is. */
export interface MemoryBreakdown {
  readonly pid: number;
  readonly parts: readonly {
    readonly use: MemoryUse;
    readonly virtualBytes: number;
    /** Null where page tables cannot be read. */
    readonly residentBytes: number | null;
  }[];
  /**
   * The part `shared zones` by zone, in the order of their addresses: they add up to it. Not all are zones of a sample: the
   * page in which all workers count connections is among them.
   */
  readonly zones: readonly {
    readonly inode: number;
    readonly virtualBytes: number;
    /** Null where page tables cannot be read. */
    readonly residentBytes: number | null;
  }[];
  /** A part is a guess where its mappings have no name: LuaJIT's are told by where they lie. */
  readonly isLuaJitEstimated: boolean;
  readonly cost: SampleCost;
}

/** What a reading cost the reader. */
export interface SampleCost {
  readonly wallMilliseconds: number;
  readonly cpuMilliseconds: number;
  readonly readBytes: number;
}

/** What limits the memory of a server's processes. What cannot be read is null. */
export interface ServerMemory {
  /** Of the machine: MemTotal and MemAvailable of /proc/meminfo. */
  readonly totalBytes: number | null;
  readonly availableBytes: number | null;
  /** The tightest memory cgroup that the master is in; null where none limits it. */
  readonly cgroup: {
    readonly limitBytes: number;
    /** Left under that limit, as MemAvailable counts. */
    readonly availableBytes: number | null;
    /** For people: `cgroup /system.slice (memory.max)`. */
    readonly label: string;
  } | null;
  /** False where a cgroup could not be read, so that a tighter limit may stand there. */
  readonly isWhole: boolean;
}
