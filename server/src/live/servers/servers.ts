import type { ServerBinary } from '../../host/serverBinary';
import { TICKS_PER_SECOND } from '../../shared/clockTicks';
import type { LiveServer } from '../../shared/liveServer';
import { readAccess } from '../access';
import { membersOf } from '../processes/processes';
import { isTitleCut, readTitleRoomBytes } from '../processes/processRole';
import type { ProcFiles } from '../system/procFiles';
import { type Candidate, findCandidates } from './candidates';
import { optionsOfArguments, optionsOfTitle } from './commandLine';
import { effectiveUser, pathInside, readablePath, readServerView, type ServerView } from './confinement';
import { readCyclePaths } from './cyclePaths';
import { type Executable, isSameFile, readExecutable } from './executables';
import { pathsOfCycle, readServerPaths, type ServerPaths } from './paths';
import { lastName, readProduct, SERVER_NAMES } from './product';
import { hasBegunToServe } from './readiness';

/**
 * The nginx-like servers that run on this machine, those in containers too, by pid.
 *
 * A title can be chosen by anybody, so the bytes of the executable have to be a server's; where another user's may not be
 * read, a master needs a worker of its own. Not found: a renamed server without a master (`master_process off`) and
 * without options, because nothing but the bytes of each program on the machine would tell.
 *
 * Workers whose master was killed still serve: they are one server, named by the oldest of them, and none of its processes
 * is a master. What they were started with is gone with their master's title, so prefix and config are known only where
 * their memory may be read.
 */
export function findServers(files: ProcFiles): LiveServer[] {
  const bootSeconds = Number(/^btime ([0-9]{1,12})$/m.exec(files.readText('/proc/stat') ?? '')?.[1] ?? Number.NaN);
  return findCandidates(files).flatMap((candidate) => {
    const executable = readExecutable(files, candidate.stat.pid);
    return isServer(files, candidate, executable) ? [serverOf(files, candidate, executable, bootSeconds)] : [];
  });
}

function isServer(files: ProcFiles, candidate: Candidate, { binary }: Executable): boolean {
  const { stat, line, kind } = candidate;
  if (binary === 'other') return false;
  if (kind === 'master') return binary !== 'unreadable' || hasWorkers(files, candidate);
  if (binary === 'unreadable' && !SERVER_NAMES.has(stat.name)) return false;
  if (kind === 'orphans' || line.kind === 'title') return true;
  return (
    (binary !== 'unreadable' || SERVER_NAMES.has(lastName(line.arguments[0] ?? ''))) && hasBegunToServe(files, stat)
  );
}

/** Other daemons have masters with such titles too (php-fpm), but call what they fork otherwise. */
function hasWorkers(files: ProcFiles, { stat }: Candidate): boolean {
  return membersOf(files, stat, false).some(({ role }) => role === 'worker' || role === 'old worker');
}

function serverOf(files: ProcFiles, candidate: Candidate, executable: Executable, bootSeconds: number): LiveServer {
  const { stat, line, kind, upgradesPid } = candidate;
  const { pid, startTicks } = stat;
  const isSingleProcess = kind === 'single';
  const binary = typeof executable.binary === 'string' ? null : executable.binary;
  const view = readServerView(files, pid);
  const paths = pathsOf(files, candidate, binary, view);
  const path = executable.linkedPath === null ? null : pathInside(view.rootPath, executable.linkedPath);
  const shownPath = path === null ? null : readablePath(files, view.fileRoot, path);
  const titleProgram = line.kind === 'title' ? line.title.program : null;
  const others = membersOf(files, stat, isSingleProcess).map((member) => member.stat.pid);
  return {
    id: `${pid}-${startTicks}`,
    masterPid: pid,
    startTicks,
    startedAtMs: Number.isFinite(bootSeconds)
      ? bootSeconds * 1000 + Math.round((startTicks * 1000) / TICKS_PER_SECOND)
      : null,
    product: readProduct(files, { binary, titleProgram, parentPid: stat.parentPid, paths, view }),
    version: binary?.version ?? null,
    coreVersion: binary?.coreVersion ?? null,
    withCompat: binary?.withCompat ?? null,
    executable: shownPath,
    isExecutableReplaced: isReplaced(files, executable, shownPath, view),
    ...paths,
    fileRoot: view.fileRoot,
    confinement: view.confinement,
    userId: effectiveUser(files.readText(`/proc/${pid}/status`) ?? ''),
    isSingleProcess,
    upgradesPid,
    access: readAccess(
      files,
      pid,
      others.filter((other) => other !== pid),
    ),
  };
}

/** From the server's own memory where that may be read, else from what its title or its arguments say. */
function pathsOf(
  files: ProcFiles,
  { stat, line, kind }: Candidate,
  binary: ServerBinary | null,
  view: ServerView,
): ServerPaths {
  const told = readCyclePaths(files, stat.pid);
  if (told !== null) return pathsOfCycle(files, stat.pid, told, view);
  if (kind === 'orphans') return { prefix: null, configFile: null };
  const isTitle = line.kind === 'title';
  return readServerPaths(files, {
    pid: stat.pid,
    options: isTitle ? optionsOfTitle(line.title.startedAs) : optionsOfArguments(line.arguments),
    isCut: isTitle && isTitleCut(line.title, readTitleRoomBytes(files, stat.pid)),
    binary,
    view,
  });
}

/** The file has no name any more, or another file has it. */
function isReplaced(files: ProcFiles, executable: Executable, path: string | null, view: ServerView): boolean {
  if (executable.isUnlinked) return true;
  const named = path === null ? null : files.stat(`${view.fileRoot}${path}`);
  return named !== null && executable.stat !== null && !isSameFile(named, executable.stat);
}
