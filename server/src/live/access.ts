/** What may be read of a server, found out by trying; the ladder is told in docs/live.md. */
import type { AccessObstacle, AccessRemedy, LiveAccess, Rung } from '../shared/liveServer';
import { accessWith } from './accessTexts';
import { type MapsRow, parseMaps, zoneMappings } from './system/maps';
import type { ProcFiles } from './system/procFiles';

/**
 * Finds out by trying what may be read of a server's processes.
 *
 * @param otherPids asked one after the other where the master has gone meanwhile
 */
export function readAccess(files: ProcFiles, masterPid: number, otherPids: readonly number[]): LiveAccess {
  for (const pid of [masterPid, ...otherPids]) {
    if (files.stat(`/proc/${pid}`) !== null) return accessTo(files, pid);
  }
  const isHere = files.stat('/proc/self') !== null;
  return accessWith('none', { kind: isHere ? 'ended' : 'no /proc' }, []);
}

function accessTo(files: ProcFiles, pid: number): LiveAccess {
  const text = files.readText(`/proc/${pid}/maps`);
  const rows = text === null ? [] : parseMaps(text);
  const rung = rungOf(files, pid, rows);
  if (rung === 'exact') return { rung, missing: null, remedies: [] };
  return accessWith(rung, obstacleTo(files, pid, rung), remediesFor(files, rung));
}

/** A process without memory of its own, which has no rows, is one that is not shown to us. */
function rungOf(files: ProcFiles, pid: number, rows: readonly MapsRow[]): Rung {
  if (rows.length === 0) return 'none';
  const sample = sampleMapping(rows);
  if (sample !== null && opens(files, `/proc/${pid}/map_files/${sample}`)) return 'exact';
  if (!opens(files, `/proc/${pid}/pagemap`)) return 'none';
  return opens(files, `/proc/${pid}/mem`) ? 'mapped' : 'page tables';
}

/** A mapping that it does no harm to open: a zone, or where there is none a piece of code. */
function sampleMapping(rows: readonly MapsRow[]): string | null {
  const zone = zoneMappings(rows)[0];
  if (zone !== undefined) return zone.fileName;
  const code = rows.find(({ permissions, path }) => permissions === 'r-xp' && path.startsWith('/'));
  return code === undefined ? null : `${code.start.toString(16)}-${code.end.toString(16)}`;
}

function opens(files: ProcFiles, path: string): boolean {
  const file = files.open(path);
  if (file.refusal !== null) return false;
  file.close();
  return true;
}

/** Why the next rung is out of reach. */
function obstacleTo(files: ProcFiles, pid: number, rung: Rung): AccessObstacle {
  if (rung === 'mapped') return { kind: 'map_files', pid };
  if (rung === 'page tables') {
    const scope = yamaScope(files);
    return scope !== null && scope > 0 ? { kind: 'ptrace scope', scope } : { kind: 'mem', pid };
  }
  const own = credentials(files, 'self');
  const theirs = credentials(files, String(pid));
  if (own === null || theirs === null || own.userId === theirs.userId) return { kind: 'all', pid };
  return { kind: 'other user', pid, userId: theirs.userId, readerUserId: own.userId };
}

/** How to climb, the simplest first. */
function remediesFor(files: ProcFiles, rung: Rung): AccessRemedy[] {
  const isRoot = credentials(files, 'self')?.userId === 0;
  if (isRoot) return ['on the host', 'container with capabilities'];
  const withRights = ['as root', 'node with capabilities'] as const;
  return rung === 'page tables' && yamaScope(files) === 1 ? [...withRights, 'ptrace scope'] : [...withRights];
}

function credentials(files: ProcFiles, pid: string): { readonly userId: number } | null {
  const status = files.readText(`/proc/${pid}/status`);
  const found = status === null ? null : /^Uid:\t\d{1,10}\t(\d{1,10})\t/m.exec(status);
  return found === null ? null : { userId: Number(found[1]) };
}

/** 0: no more than the usual rights; 1: only ancestors; 2: only with CAP_SYS_PTRACE; 3: nobody. Null without Yama. */
function yamaScope(files: ProcFiles): number | null {
  const text = files.readText('/proc/sys/kernel/yama/ptrace_scope');
  return text !== null && /^[0-3]\s*$/.test(text) ? Number(text) : null;
}
