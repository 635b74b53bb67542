import type { MapsRow } from '../system/maps';
import type { ProcFiles } from '../system/procFiles';

/** Private memory of one process: its own data, never a zone. Whoever opened it closes it. */
export interface PrivateMemory {
  /** The bytes at an address; null where not all of them are private memory, or they can't be read. */
  read(address: bigint, length: number): Buffer | null;
  close(): void;
}

/** No structure that is read this way comes near it. */
const LONGEST_READ_BYTES = 4 * 1024 * 1024;

/** Pages of devices and of the kernel: reading the one may do something, and the other can't be read. */
const NOT_MEMORY = /^(?:\/dev\/|\[v)/;

/**
 * Opens the private memory of a process for reading.
 *
 * Shared mappings are refused, for a read of a hole there makes the zone grow for good. `rows` must have been read just
 * now: between that and a read here, the process could put a zone where its own data was. That takes a reload in the same
 * millisecond and an address that is used again at once, and would cost one page of that zone; the kernel has no way to
 * ask for both in one call.
 */
export function openPrivateMemory(files: ProcFiles, pid: number, rows: readonly MapsRow[]): PrivateMemory | null {
  const file = files.open(`/proc/${pid}/mem`);
  if (file.refusal !== null) return null;
  const ranges = privateRanges(rows);
  return {
    read(address, length) {
      if (length < 0 || length > LONGEST_READ_BYTES || !covers(ranges, address, address + BigInt(length))) return null;
      const bytes = Buffer.allocUnsafe(length);
      return length === 0 || file.read(bytes, address) === length ? bytes : null;
    },
    close: () => file.close(),
  };
}

interface Range {
  readonly start: bigint;
  end: bigint;
}

/** Rows are read anew only when they change, and memory is opened at each sample. */
const knownRanges = new WeakMap<readonly MapsRow[], readonly Range[]>();

/** Readable private mappings, neighbours joined, in the order of addresses. */
function privateRanges(rows: readonly MapsRow[]): readonly Range[] {
  const known = knownRanges.get(rows);
  if (known !== undefined) return known;
  const ranges: Range[] = [];
  knownRanges.set(rows, ranges);
  for (const { start, end, permissions, path } of rows) {
    if (permissions[0] !== 'r' || permissions[3] !== 'p' || NOT_MEMORY.test(path)) continue;
    const last = ranges.at(-1);
    if (last?.end === start) last.end = end;
    else ranges.push({ start, end });
  }
  return ranges;
}

function covers(ranges: readonly Range[], start: bigint, end: bigint): boolean {
  for (const range of ranges) if (range.start <= start && end <= range.end) return true;
  return false;
}
