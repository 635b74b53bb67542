/**
 * The part of the system that the live reader looks at, all of it read-only; a test hands in another one. Paths are those
 * of the real system (`/proc/1/maps`). No function throws: null for what is missing, refused, or gone meanwhile.
 */
export interface ProcFiles {
  /** Text of a file, as latin1 so that no byte is lost; at most {@link LARGEST_TEXT_BYTES}. */
  readText(path: string): string | null;
  /** Target of a link. */
  readLink(path: string): string | null;
  /** Names in a folder. */
  list(path: string): readonly string[] | null;
  /** What a path leads to (links followed). */
  stat(path: string): ProcStat | null;
  /** Opens for reading only, never blocking on a FIFO or device. */
  open(path: string): ProcFile | ProcRefusal;
}

export const LARGEST_TEXT_BYTES = 64 * 1024 * 1024;

export interface ProcStat {
  readonly device: number;
  readonly inode: number;
  readonly sizeBytes: number;
  /** Blocks of 512 bytes times 512. */
  readonly allocatedBytes: number;
  readonly userId: number;
  readonly modifiedAtMs: number;
  readonly isFile: boolean;
  readonly isFolder: boolean;
}

/** A file that is open. Whoever opened it closes it. */
export interface ProcFile {
  readonly refusal: null;
  /** Reads up to `target.length` bytes at a position (a bigint where it may pass 2^53); -1 where the read failed. */
  read(target: Uint8Array, position: number | bigint): number;
  /** Of the open file itself. */
  stat(): ProcStat | null;
  close(): void;
}

export interface ProcRefusal {
  /** The system's code: `EACCES`, `EPERM`, `ENOENT`, `ESRCH`. */
  readonly refusal: string;
}
