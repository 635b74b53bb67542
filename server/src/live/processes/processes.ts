import type { LiveProcess, LiveServer, ProcessRole } from '../../shared/liveServer';
import type { ProcFiles } from '../system/procFiles';
import { pageSizeOf, readProcessFigures } from './processFigures';
import { readCommandLine } from './processRole';
import { listChildren, type ProcessStat, readProcessStat } from './processStat';

/** Far more than a server has: a worker a processor, and old ones. */
const MOST_PROCESSES = 4096;

/** One process of a server, without figures of its memory. */
export interface ServerMember {
  readonly stat: ProcessStat;
  readonly role: ProcessRole;
}

/** The process that had this pid and start time is still there, and has not ended. */
export function isSameProcess(files: ProcFiles, pid: number, startTicks: number): boolean {
  return readProcessStat(files, pid)?.startTicks === startTicks;
}

/**
 * The processes of a server with their memory, the master first; null where the master has gone or its pid is another
 * process's by now. Reads four small files for the master and three for each other process.
 */
export function processesOf(files: ProcFiles, server: LiveServer): LiveProcess[] | null {
  const lead = readProcessStat(files, server.masterPid);
  if (lead === null || lead.startTicks !== server.startTicks) return null;
  const pageSizeBytes = pageSizeOf(files);
  return membersOf(files, lead, server.isSingleProcess).map(({ stat, role }) => ({
    pid: stat.pid,
    startTicks: stat.startTicks,
    role,
    ...readProcessFigures(files, stat.pid, pageSizeBytes),
  }));
}

/**
 * The processes of a server whose lead is alive: its master, its only process, or the oldest of those workers that a killed
 * master left behind.
 */
export function membersOf(files: ProcFiles, lead: ProcessStat, isSingleProcess: boolean): ServerMember[] {
  if (isSingleProcess) return [{ stat: lead, role: 'single' }];
  const members: ServerMember[] = [{ stat: lead, role: 'master' }];
  for (const pid of listChildren(files, lead.pid).slice(0, MOST_PROCESSES)) {
    const stat = readProcessStat(files, pid);
    // A pid of a child that has ended can be another's child by now.
    if (stat === null || stat.parentPid !== lead.pid) continue;
    const role = roleOfChild(files, stat);
    if (role !== null) members.push({ stat, role });
  }
  // A master without any process: it may be none, but a worker that lost its master.
  return members.length === 1 ? (orphansAround(files, lead) ?? members) : members;
}

/**
 * Null for a child that is no part of the server: the new master of a binary upgrade, and other programs that a module
 * runs. What was forked and has run no other program shares the zones. Until it is ready, such a process has its master's
 * title.
 */
function roleOfChild(files: ProcFiles, stat: ProcessStat): ProcessRole | null {
  const line = readCommandLine(files, stat.pid);
  if (line?.kind === 'title' && !isOfLead(line.title.role) && line.title.role !== 'other') return line.title.role;
  return stat.isForkOnly ? 'other' : null;
}

function isOfLead(role: ProcessRole): boolean {
  return role === 'master' || role === 'single';
}

/**
 * Workers whose master was killed go on serving. Init, or the nearest subreaper (prctl(2)), is their parent then; what still
 * ties them together is the session and the process group that their master made or was given.
 *
 * @returns null where the lead is no such worker
 */
function orphansAround(files: ProcFiles, lead: ProcessStat): ServerMember[] | null {
  const leadRole = orphanRole(files, lead);
  if (leadRole === null) return null;
  const orphans: ServerMember[] = [{ stat: lead, role: leadRole }];
  for (const pid of listChildren(files, lead.parentPid).slice(0, MOST_PROCESSES)) {
    if (pid === lead.pid) continue;
    const stat = readProcessStat(files, pid);
    if (stat === null || !isOfSameGroup(stat, lead)) continue;
    const role = orphanRole(files, stat);
    if (role !== null) orphans.push({ stat, role });
  }
  return orphans;
}

export function isOfSameGroup(one: ProcessStat, other: ProcessStat): boolean {
  return one.parentPid === other.parentPid && one.groupId === other.groupId && one.sessionId === other.sessionId;
}

/** What a worker without a master does; null for any other process. */
function orphanRole(files: ProcFiles, stat: ProcessStat): ProcessRole | null {
  if (!stat.isForkOnly) return null;
  const line = readCommandLine(files, stat.pid);
  return line?.kind === 'title' && !isOfLead(line.title.role) && line.title.role !== 'other' ? line.title.role : null;
}
