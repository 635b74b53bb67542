import type { ProcFiles } from '../system/procFiles';

/** What /proc/PID/stat (proc_pid_stat(5)) tells of a process, to everyone. */
export interface ProcessStat {
  readonly pid: number;
  /** The first 15 bytes of the file that was started; a shell script has its own name here. */
  readonly name: string;
  readonly parentPid: number;
  readonly groupId: number;
  readonly sessionId: number;
  /** It was forked and has run no other program since, so it is a part of what its parent was then. */
  readonly isForkOnly: boolean;
  /** Clock ticks after boot. With the pid it names a process for good. */
  readonly startTicks: number;
}

/** PF_FORKNOEXEC of include/linux/sched.h: set by fork, cleared by execve. The same since Linux 2.6. */
const FORKED_WITHOUT_EXEC = 0x40;

/** Fields are counted from the state, which is field 3 of the manual. */
const [PARENT, GROUP, SESSION, FLAGS, START] = [1, 2, 3, 6, 19];

/** Null where the process is gone, or has ended and only waits for its parent. */
export function readProcessStat(files: ProcFiles, pid: number): ProcessStat | null {
  const text = files.readText(`/proc/${pid}/stat`);
  return text === null ? null : parseProcessStat(text);
}

/** The name stands in parentheses and may hold blanks, parentheses and newlines: fields begin behind the last one. */
export function parseProcessStat(text: string): ProcessStat | null {
  const opens = text.indexOf(' (');
  const closes = text.lastIndexOf(') ');
  if (opens < 1 || closes < opens) return null;
  const fields = text.slice(closes + 2).split(' ', START + 1);
  const state = fields[0] ?? '';
  const pid = numberOf(text.slice(0, opens));
  const startTicks = numberOf(fields[START]);
  if (!/^[A-Za-z]$/.test(state) || 'ZXx'.includes(state) || pid === null || startTicks === null) return null;
  return {
    pid,
    name: text.slice(opens + 2, closes),
    parentPid: numberOf(fields[PARENT]) ?? 0,
    groupId: numberOf(fields[GROUP]) ?? 0,
    sessionId: numberOf(fields[SESSION]) ?? 0,
    isForkOnly: ((numberOf(fields[FLAGS]) ?? 0) & FORKED_WITHOUT_EXEC) !== 0,
    startTicks,
  };
}

/** All processes that this one can see. */
export function listPids(files: ProcFiles): number[] {
  return pidsIn((files.list('/proc') ?? []).join(' '));
}

/**
 * Pids of the children that a process's main thread has: one small file where the kernel has CONFIG_PROC_CHILDREN (all
 * distributions), else every process is asked for its parent.
 */
export function listChildren(files: ProcFiles, pid: number): number[] {
  const text = files.readText(`/proc/${pid}/task/${pid}/children`);
  if (text !== null) return pidsIn(text);
  return listPids(files).filter((candidate) => readProcessStat(files, candidate)?.parentPid === pid);
}

/** /proc/sys/kernel/pid_max is at most 2^22. */
function pidsIn(text: string): number[] {
  return text
    .split(' ')
    .filter((word) => /^[1-9][0-9]{0,6}$/.test(word))
    .map(Number);
}

function numberOf(digits: string | undefined): number | null {
  if (digits === undefined || !/^[0-9]{1,20}$/.test(digits)) return null;
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : null;
}
