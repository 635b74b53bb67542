import { isOfSameGroup } from '../processes/processes';
import { type CommandLine, type ProcessTitle, readCommandLine } from '../processes/processRole';
import { listPids, type ProcessStat, readProcessStat } from '../processes/processStat';
import type { ProcFiles } from '../system/procFiles';
import { optionsOfArguments } from './commandLine';
import { lastName, SERVER_NAMES } from './product';

/** A process that may be a server, by its looks alone. */
export interface Candidate {
  readonly stat: ProcessStat;
  readonly line: CommandLine;
  /** `orphans`: the oldest of a master's workers that lost it. */
  readonly kind: 'master' | 'single' | 'orphans';
  /** The master that this one takes over from. */
  readonly upgradesPid: number | null;
}

interface Titled {
  readonly stat: ProcessStat;
  readonly line: CommandLine;
  readonly title: ProcessTitle;
}

/** Every process is asked for its command line once; only those that look like a server for more. */
export function findCandidates(files: ProcFiles): Candidate[] {
  const titled = new Map<number, Titled>();
  const singles: Candidate[] = [];
  for (const pid of listPids(files)) {
    const line = readCommandLine(files, pid);
    if (line === null) continue;
    if (line.kind === 'arguments' && !looksLikeServer(files, pid, line.arguments)) continue;
    const stat = readProcessStat(files, pid);
    if (stat === null) continue;
    if (line.kind === 'title') titled.set(pid, { stat, line, title: line.title });
    else singles.push({ stat, line, kind: 'single', upgradesPid: null });
  }
  const masters = [...titled.values()].flatMap((process) => masterOf(process, titled));
  const masterPids = new Set(masters.map(({ stat }) => stat.pid));
  return [
    ...masters,
    // A server that has just been started as its successor by a master has its arguments still.
    ...singles.filter(({ stat }) => !masterPids.has(stat.parentPid)),
    ...[...titled.values()].flatMap(({ stat, line, title }): Candidate[] =>
      title.role === 'single' ? [{ stat, line, kind: 'single', upgradesPid: null }] : [],
    ),
    ...orphansOf([...titled.values()].filter(({ stat }) => !masterPids.has(stat.parentPid))),
  ].sort((one, other) => one.stat.pid - other.stat.pid);
}

/** A worker has its master's title until it is ready; the new master of a binary upgrade has run a program since the fork. */
function masterOf({ stat, line, title }: Titled, titled: ReadonlyMap<number, Titled>): Candidate[] {
  if (title.role !== 'master') return [];
  const hasMasterAbove = titled.get(stat.parentPid)?.title.role === 'master';
  if (hasMasterAbove && stat.isForkOnly) return [];
  return [{ stat, line, kind: 'master', upgradesPid: hasMasterAbove ? stat.parentPid : null }];
}

function orphansOf(workers: readonly Titled[]): Candidate[] {
  const groups: Titled[][] = [];
  for (const worker of workers) {
    const { stat, title } = worker;
    if (!stat.isForkOnly || ['master', 'single', 'other'].includes(title.role)) continue;
    const group = groups.find(([first]) => first !== undefined && isOfSameGroup(first.stat, stat));
    if (group === undefined) groups.push([worker]);
    else group.push(worker);
  }
  return groups.flatMap((group): Candidate[] => {
    const oldest = group.reduce((one, other) => (isOlder(other.stat, one.stat) ? other : one));
    return [{ stat: oldest.stat, line: oldest.line, kind: 'orphans', upgradesPid: null }];
  });
}

function isOlder(one: ProcessStat, other: ProcessStat): boolean {
  return one.startTicks === other.startTicks ? one.pid < other.pid : one.startTicks < other.startTicks;
}

/**
 * A process without a title is worth a look at its executable where its name, or its program's, is a server's, or where it
 * was started with options that only a server takes.
 */
function looksLikeServer(files: ProcFiles, pid: number, args: readonly string[]): boolean {
  const options = optionsOfArguments(args);
  if (!options.serves || !options.isAllUnderstood) return false;
  if (SERVER_NAMES.has(lastName(args[0] ?? ''))) return true;
  if (options.directives?.includes(';') || options.configFile?.endsWith('.conf')) return true;
  const link = files.readLink(`/proc/${pid}/exe`);
  return link !== null && SERVER_NAMES.has(lastName(link.replace(/ \(deleted\)$/, '')));
}
