import type { ProcFile, ProcFiles } from '../system/procFiles';

/** Files of a server's processes that are open while one sample is taken, each opened when it is first asked for. */
export interface OpenProcesses {
  /** /proc/PID/pagemap; null where it can't be opened. */
  pagemap(pid: number): ProcFile | null;
  /** /proc/PID/mem; null where it can't be opened. */
  memory(pid: number): ProcFile | null;
  close(): void;
}

/** Whoever calls this closes it. */
export function openProcesses(files: ProcFiles): OpenProcesses {
  const known = new Map<string, ProcFile | null>();
  const open = (path: string): ProcFile | null => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const file = files.open(path);
    const opened = file.refusal === null ? file : null;
    known.set(path, opened);
    return opened;
  };
  return {
    pagemap: (pid) => open(`/proc/${pid}/pagemap`),
    memory: (pid) => open(`/proc/${pid}/mem`),
    close: () => {
      for (const file of known.values()) file?.close();
      known.clear();
    },
  };
}
