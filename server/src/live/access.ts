/** What may be read of a server, found out by trying; the ladder is told in docs/live.md. */
import { t } from '../l10n';
import type { LiveAccess, Rung } from '../shared/liveServer';
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
  const missing = isHere
    ? t('The process has ended.')
    : t('There is no /proc here: only Linux shows the memory of others.');
  return { rung: 'none', missing, remedies: [] };
}

function accessTo(files: ProcFiles, pid: number): LiveAccess {
  const text = files.readText(`/proc/${pid}/maps`);
  const rows = text === null ? [] : parseMaps(text);
  const rung = rungOf(files, pid, rows);
  if (rung === 'exact') return { rung, missing: null, remedies: [] };
  return { rung, missing: missingFor(files, pid, rung), remedies: remediesFor(files, rung) };
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
function missingFor(files: ProcFiles, pid: number, rung: Rung): string {
  const own = credentials(files, 'self');
  const theirs = credentials(files, String(pid));
  if (rung === 'mapped') {
    return t('Exact figures need /proc/{0}/map_files, which takes CAP_CHECKPOINT_RESTORE.', pid);
  }
  if (rung === 'page tables') {
    const scope = yamaScope(files);
    return scope !== null && scope > 0
      ? t('Reading memory of other processes is refused here (kernel.yama.ptrace_scope is {0}).', scope)
      : t('The system refuses /proc/{0}/mem.', pid);
  }
  if (own !== null && theirs !== null && own.userId !== theirs.userId) {
    return own.userId === 0
      ? t(
          'Process {0} belongs to user {1}, and this root may not trace others (a container, perhaps).',
          pid,
          theirs.userId,
        )
      : t('Process {0} belongs to user {1}, and the reader runs as user {2}.', pid, theirs.userId, own.userId);
  }
  return t('The system refuses to show the memory of process {0}.', pid);
}

/** How to climb, the simplest first. */
function remediesFor(files: ProcFiles, rung: Rung): string[] {
  const isRoot = credentials(files, 'self')?.userId === 0;
  const capabilities = t(
    'Give a copy of node the rights: sudo setcap cap_sys_ptrace,cap_checkpoint_restore,cap_dac_read_search+ep COPY_OF_NODE, and run the collector with it.',
  );
  if (isRoot) {
    return [
      t('Run the collector on the host, not in a container.'),
      t('Run this container with --cap-add SYS_PTRACE --cap-add CHECKPOINT_RESTORE.'),
    ];
  }
  const asRoot = t('Run the collector as root (sudo).');
  if (rung !== 'page tables') return [asRoot, capabilities];
  const yama = (yamaScope(files) ?? 0) === 1;
  return yama
    ? [asRoot, capabilities, t('Allow it to all processes of one user: sudo sysctl kernel.yama.ptrace_scope=0.')]
    : [asRoot, capabilities];
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
