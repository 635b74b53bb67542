import type { ProcessRole } from '../../shared/liveServer';
import type { ProcFiles } from '../system/procFiles';

/** What a server process calls itself since it set its title (ngx_setproctitle.c): `nginx: worker process`. */
export interface ProcessTitle {
  /** In front of the colon: `nginx`, `angie`, or what a builder renamed it to. */
  readonly program: string;
  readonly role: ProcessRole;
  /** A master's and Angie's single process's: the arguments it was started with, joined by blanks. Else empty. */
  readonly startedAs: string;
  /** Of the whole title. */
  readonly lengthBytes: number;
  /** It ends in the middle, as its own form tells. */
  readonly isUnfinished: boolean;
}

/**
 * Titles by their beginning, the longer before the shorter: ngx_process_cycle.c; the privileged agent is OpenResty's; the
 * single process with a title is Angie's, which also writes a generation behind each (`worker process #3`).
 */
const ROLES: readonly (readonly [string, ProcessRole])[] = [
  ['master process', 'master'],
  ['single process', 'single'],
  ['worker process is shutting down', 'old worker'],
  ['worker process', 'worker'],
  ['cache manager process', 'cache manager'],
  ['cache loader process', 'cache loader'],
  ['privileged agent process', 'privileged agent'],
];

/** Angie: `angie: master process v1.10.3 BUILD #2 [/usr/sbin/angie -c FILE]`; arguments end at 2047 bytes, without the bracket. */
const ANGIE_START = /^ v[0-9][^[\n]{0,100} #[0-9]{1,20} \[/;

/** What /proc/PID/cmdline holds: a title, or the arguments that the process was started with. */
export type CommandLine =
  | { readonly kind: 'title'; readonly title: ProcessTitle }
  | { readonly kind: 'arguments'; readonly arguments: readonly string[] };

const MOST_ARGUMENTS = 4096;

/** Null for a kernel thread, a zombie, or one that is gone. Text is latin1: a character a byte. */
export function readCommandLine(files: ProcFiles, pid: number): CommandLine | null {
  const text = files.readText(`/proc/${pid}/cmdline`);
  return text === null || text === '' ? null : parseCommandLine(text);
}

/** Where a title was set, it is the first string of the area, and padding follows. */
export function parseCommandLine(text: string): CommandLine {
  const firstEnd = text.indexOf('\0');
  const title = parseTitle(firstEnd === -1 ? text : text.slice(0, firstEnd));
  if (title !== null) return { kind: 'title', title };
  return { kind: 'arguments', arguments: text.replace(/\0$/, '').split('\0', MOST_ARGUMENTS) };
}

/** Null for what no server calls itself. Anybody can choose such a title: it proves nothing by itself. */
export function parseTitle(text: string): ProcessTitle | null {
  const program = /^[A-Za-z][\w.+-]{0,31}(?=: )/.exec(text)?.[0];
  if (program === undefined) return null;
  const words = text.slice(program.length + 2);
  const titleOf = (role: ProcessRole, startedAs = '', isUnfinished = false): ProcessTitle => ({
    program,
    role,
    startedAs,
    lengthBytes: text.length,
    isUnfinished,
  });
  for (const [beginning, role] of ROLES) {
    if (!words.startsWith(beginning)) continue;
    const rest = words.slice(beginning.length);
    if (role === 'master' || role === 'single') {
      if (rest !== '' && !rest.startsWith(' ')) return null;
      const angie = ANGIE_START.exec(rest)?.[0];
      if (angie === undefined) return titleOf(role, rest.slice(1));
      return titleOf(role, rest.slice(angie.length).replace(/\]$/, ''), !rest.endsWith(']'));
    }
    // Behind a worker's title stands nothing, or a generation, or what a module of somebody's adds.
    if (/^(?:$|[ :(])/.test(rest)) return titleOf(role);
  }
  return /^[a-z][a-z -]{0,40} process(?:$| )/.test(words) ? titleOf('other') : null;
}

/** The kernel shows a page of a title at most. */
const LONGEST_SHOWN_BYTES = 4095;

/** The room that a title has was too little for it, or may have been. */
export function isTitleCut(title: ProcessTitle, roomBytes: number | null): boolean {
  const isFull = title.lengthBytes >= Math.min(LONGEST_SHOWN_BYTES, roomBytes ?? Number.POSITIVE_INFINITY);
  return title.isUnfinished || isFull;
}

/**
 * A title takes the place of the arguments and the environment that the process was started with (ngx_init_setproctitle()):
 * two bytes less, for it ends in NUL and leaves the last one. Fields 48 to 51 of /proc/PID/stat are their addresses, and 0 for those who may not trace the process. Null where they are.
 */
export function readTitleRoomBytes(files: ProcFiles, pid: number): number | null {
  const text = files.readText(`/proc/${pid}/stat`) ?? '';
  const fields = text.slice(text.lastIndexOf(') ') + 2).split(' ', 49);
  const [argumentsStart = 0, argumentsEnd = 0, environmentStart = 0, environmentEnd = 0] = fields.slice(45).map(Number);
  if (!(argumentsStart > 0 && argumentsEnd > argumentsStart)) return null;
  const isJoined = environmentStart === argumentsEnd && environmentEnd > environmentStart;
  return (isJoined ? environmentEnd : argumentsEnd) - argumentsStart - 2;
}
