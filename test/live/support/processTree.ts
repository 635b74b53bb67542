import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** One process at one time: a pid alone may be given to another process later. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks after boot, from /proc/PID/stat. */
  readonly startTicks: string;
}

interface ProcessRow extends ProcessIdentity {
  readonly parentPid: number;
  readonly state: string;
}

function processRow(pid: number): ProcessRow | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { pid, state: fields[0] ?? '', parentPid: Number(fields[1]), startTicks: fields[19] ?? '' };
  } catch {
    return null;
  }
}

/** True while this very process runs; a zombie counts as gone. */
export function isAlive(identity: ProcessIdentity): boolean {
  const row = processRow(identity.pid);
  return row !== null && row.startTicks === identity.startTicks && row.state !== 'Z' && row.state !== 'X';
}

/** The process that has this pid now, or null. */
export function identify(pid: number): ProcessIdentity | null {
  const row = processRow(pid);
  return row === null ? null : { pid: row.pid, startTicks: row.startTicks };
}

function allPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** The processes whose working folder is exactly this one, also when it has been removed. */
export function processesIn(folder: string): ProcessIdentity[] {
  return allPids()
    .filter((pid) => {
      try {
        const cwd = readlinkSync(`/proc/${pid}/cwd`);
        return cwd === folder || cwd === `${folder} (deleted)`;
      } catch {
        return false;
      }
    })
    .map(identify)
    .filter((identity) => identity !== null);
}

/** A process and all its descendants, from the top down. Empty when it is gone. */
export function processTree(rootPid: number): ProcessIdentity[] {
  const rows = allPids()
    .map(processRow)
    .filter((row) => row !== null);
  const tree = rows.filter((row) => row.pid === rootPid);
  for (const parent of tree) {
    tree.push(...rows.filter((row) => row.parentPid === parent.pid));
  }
  return tree.map(({ pid, startTicks }) => ({ pid, startTicks }));
}

/** The process title, such as `nginx: worker process`; '' when it is gone. */
export function processTitle(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** The workers of a master whose start is complete; those that are shutting down are not among them. */
export function workerPids(masterPid: number): number[] {
  return processTree(masterPid)
    .slice(1)
    .map(({ pid }) => pid)
    .filter((pid) => processTitle(pid) === 'nginx: worker process');
}

/** Sends a signal to exactly this process; says whether it was there. */
export function signal(identity: ProcessIdentity, name: NodeJS.Signals): boolean {
  if (!isAlive(identity)) {
    return false;
  }
  try {
    return process.kill(identity.pid, name);
  } catch {
    return false;
  }
}

/** Asks until the answer is true, or the time is over; returns the last answer. */
export async function waitFor(condition: () => boolean, timeoutMs: number, intervalMs = 5): Promise<boolean> {
  const endMs = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() >= endMs) {
      return condition();
    }
    await sleep(intervalMs);
  }
  return true;
}
