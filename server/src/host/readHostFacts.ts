import { t } from '../l10n';
import { type CgroupMemory, readCgroupMemory } from './cgroup';
import { cgroupLabel } from './cgroupLabel';
import type { HostFacts, MemoryFacts } from './hostFacts';
import { type Meminfo, readMeminfo } from './meminfo';
import { parseCount, smallerOf } from './numbers';
import { readPageSize } from './pageSize';
import type { HostFiles } from './procFiles';
import { readSharedHugePages } from './sharedHugePages';

export interface ReadHostFactsOptions {
  /** Whose memory cgroup counts: the nginx master's where one runs, else this process's own. */
  readonly pid?: number | 'self' | undefined;
}

/** What this machine has, as far as its files tell; never throws. */
export function readHostFacts(files: HostFiles, options: ReadHostFactsOptions = {}): HostFacts {
  const meminfo = readMeminfo(files);
  const pageSize = readPageSize(files);
  return {
    origin: 'machine',
    pageSizeBytes: pageSize.pageSizeBytes,
    ...(pageSize.source === 'assumed' ? { pageSizeAssumed: true } : {}),
    memory: memoryFacts(meminfo, readCgroupMemory(files, options.pid)),
    overcommit: {
      mode: parseOvercommitMode(files.read('/proc/sys/vm/overcommit_memory') ?? ''),
      commitLimitBytes: meminfo.commitLimitBytes,
      committedBytes: meminfo.committedBytes,
    },
    sharedHugePages: readSharedHugePages(files),
  };
}

/** vm.overcommit_memory (Documentation/mm/overcommit-accounting.rst). */
export function parseOvercommitMode(text: string): 0 | 1 | 2 | null {
  const mode = parseCount(text);
  return mode === 0 || mode === 1 || mode === 2 ? mode : null;
}

function memoryFacts(meminfo: Meminfo, cgroup: CgroupMemory | null): MemoryFacts {
  const common = {
    totalBytes: meminfo.totalBytes,
    swapTotalBytes: meminfo.swapTotalBytes,
    swapFreeBytes: meminfo.swapFreeBytes,
  };
  const limit = cgroup?.limit ?? null;
  const availableBytes =
    limit === null ? meminfo.availableBytes : smallerOf(meminfo.availableBytes, cgroup?.availableBytes ?? null);
  if (limit !== null && limit.limitBytes < (meminfo.totalBytes ?? Number.POSITIVE_INFINITY)) {
    return { ...common, availableBytes, limitBytes: limit.limitBytes, limitSource: cgroupLabel(limit) };
  }
  if (meminfo.totalBytes === null) return { ...common, availableBytes, limitBytes: null, limitSource: t('not known') };
  const limitSource = cgroup?.everyLevelRead === false ? t('RAM (not every memory cgroup could be read)') : t('RAM');
  return { ...common, availableBytes, limitBytes: meminfo.totalBytes, limitSource };
}
