import type { ProcFiles } from '../../../server/src/live/system/procFiles';

/**
 * The real system as yama's ptrace_scope 1 shows it to a process of the same user: maps and pagemap open, mem does not,
 * nor does map_files. Only yama tells the two apart (PTRACE_MODE_READ and PTRACE_MODE_ATTACH), and many kernels are built
 * without it.
 */
export function withoutTracing(files: ProcFiles): ProcFiles {
  return {
    ...files,
    open: (path) => {
      if (/\/proc\/[^/]+\/map_files\//.test(path)) return { refusal: 'EPERM' };
      return /^\/proc\/[^/]+\/mem$/.test(path) ? { refusal: 'EACCES' } : files.open(path);
    },
  };
}

/** The real system as a process without CAP_CHECKPOINT_RESTORE sees it. */
export function withoutMapFiles(files: ProcFiles): ProcFiles {
  return {
    ...files,
    open: (path) => (/\/proc\/[^/]+\/map_files\//.test(path) ? { refusal: 'EPERM' } : files.open(path)),
  };
}
