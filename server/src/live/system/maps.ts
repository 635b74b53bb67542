/**
 * /proc/PID/maps (proc_pid_maps(5)): `START-END PERMISSIONS OFFSET DEVICE INODE    PATH`. The paths in it are what the
 * process likes, so a row that reads otherwise is left out.
 */

/** One mapping of a process. */
export interface MapsRow {
  readonly start: bigint;
  /** First address behind it. */
  readonly end: bigint;
  /** `rw-s`. */
  readonly permissions: string;
  /** Where in the file it begins. */
  readonly offset: bigint;
  /** Major and minor number in hexadecimal: `00:01`. */
  readonly device: string;
  readonly inode: number;
  /** As the kernel writes it: with ` (deleted)` behind it where the file's name is gone; empty where there is none. */
  readonly path: string;
}

/** Shared memory without a file of its own: what nginx makes for each zone. */
export interface ZoneMapping {
  /** The shmem file: the same in all processes of a server. */
  readonly inode: number;
  readonly start: bigint;
  readonly end: bigint;
  readonly mappedBytes: number;
  /** Name in /proc/PID/map_files. Where the kernel has cut the mapping in two, that of its first part. */
  readonly fileName: string;
}

/** `mmap(MAP_ANON|MAP_SHARED)`, and /dev/zero mapped, as the kernel shows them. */
const ANONYMOUS_PATH = '/dev/zero (deleted)';
/** shmget(IPC_PRIVATE), which nginx takes where the system has no anonymous shared mappings. */
const SYSTEM_V_PATH = '/SYSV00000000 (deleted)';

/** More than vm.max_map_count is by default, by a factor of 16. */
const MOST_ROWS = 1 << 20;

/** User space ends below 2^56 on every 64-bit processor that Linux runs on, but for tagged addresses. */
const LARGEST_ADDRESS = 1n << 56n;

const ROW =
  /^([0-9a-f]{1,16})-([0-9a-f]{1,16}) ([r-][w-][x-][ps]) ([0-9a-f]{1,16}) ([0-9a-f]{2,8}:[0-9a-f]{2,8}) ([0-9]{1,15})(?: +(.*))?$/s;

/** All mappings that a maps file tells of, in the order of the file, which is that of addresses. */
export function parseMaps(text: string): MapsRow[] {
  const rows: MapsRow[] = [];
  for (let from = 0; from < text.length && rows.length < MOST_ROWS; ) {
    const lineEnd = text.indexOf('\n', from);
    const to = lineEnd === -1 ? text.length : lineEnd;
    const row = parseRow(text.slice(from, to));
    if (row !== null) rows.push(row);
    from = to + 1;
  }
  return rows;
}

function parseRow(line: string): MapsRow | null {
  const found = ROW.exec(line);
  if (found === null) return null;
  const [, startText, endText, permissions = '', offsetText, device = '', inodeText, path = ''] = found;
  const start = BigInt(`0x${startText}`);
  const end = BigInt(`0x${endText}`);
  if (start >= end) return null;
  return { start, end, permissions, offset: BigInt(`0x${offsetText}`), device, inode: Number(inodeText), path };
}

/**
 * The shared mappings that may be zones, in the order of addresses, each inode once. System V segments count only in a
 * server that has no others: their inode is the segment's number and could be another zone's inode.
 */
export function zoneMappings(rows: readonly MapsRow[]): ZoneMapping[] {
  const anonymous = mappingsOf(rows, ANONYMOUS_PATH);
  return anonymous.length > 0 ? anonymous : mappingsOf(rows, SYSTEM_V_PATH);
}

function mappingsOf(rows: readonly MapsRow[], path: string): ZoneMapping[] {
  const mappings = new Map<number, ZoneMapping>();
  for (const { start, end, permissions, offset, inode, path: rowPath } of rows) {
    if (rowPath !== path || permissions[0] !== 'r' || permissions[3] !== 's' || end > LARGEST_ADDRESS) continue;
    const known = mappings.get(inode);
    if (known === undefined) {
      // What begins inside of its file is the rest of something, no zone.
      if (offset !== 0n) continue;
      const fileName = `${start.toString(16)}-${end.toString(16)}`;
      mappings.set(inode, { inode, start, end, mappedBytes: Number(end - start), fileName });
    } else if (known.end === start && known.end - known.start === offset) {
      // mlock() or mprotect() of a part cuts a mapping in two.
      mappings.set(inode, { ...known, end, mappedBytes: Number(end - known.start) });
    }
  }
  return [...mappings.values()];
}
