/**
 * What the machine that runs (or will run) the server has. Every figure that could not be read is null, never 0.
 */
export interface HostFacts {
  /** `machine`: read from this one; `target`: what the person said of another one. */
  readonly origin: 'machine' | 'target';
  readonly pageSizeBytes: number;
  /** True where nobody said and nothing could be read, so that `pageSizeBytes` is only what most servers have. */
  readonly pageSizeAssumed?: boolean;
  readonly memory: MemoryFacts;
  readonly overcommit: OvercommitFacts;
  readonly sharedHugePages: SharedHugePages;
}

export interface MemoryFacts {
  /** MemTotal of /proc/meminfo. */
  readonly totalBytes: number | null;
  /** MemAvailable of /proc/meminfo, or what is left under the cgroup's limit where that is less. */
  readonly availableBytes: number | null;
  readonly swapTotalBytes: number | null;
  readonly swapFreeBytes: number | null;
  /** The tightest of RAM and the memory limits of the cgroup and its ancestors. */
  readonly limitBytes: number | null;
  /** Where the limit comes from, for people: `RAM`, `cgroup /system.slice (memory.max)`, `--memory`. */
  readonly limitSource: string;
}

export interface OvercommitFacts {
  /** vm.overcommit_memory: 0 heuristic, 1 always, 2 never beyond the commit limit. */
  readonly mode: 0 | 1 | 2 | null;
  readonly commitLimitBytes: number | null;
  readonly committedBytes: number | null;
}

/** Huge pages for shared anonymous memory (`shmem_enabled`), which decide how much a first touch loads. */
export interface SharedHugePages {
  /** The kernel's setting as it stands for pages of `hugePageBytes`; null where the kernel has none. */
  readonly setting: 'always' | 'within_size' | 'advise' | 'never' | 'deny' | 'force' | null;
  /** True where a mapping such as nginx's gets huge pages without asking for them. */
  readonly usedForZones: boolean;
  readonly hugePageBytes: number | null;
}
