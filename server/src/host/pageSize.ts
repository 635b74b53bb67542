import { isPowerOfTwo, parseCount } from './numbers';
import type { HostFiles } from './procFiles';

export interface PageSize {
  readonly pageSizeBytes: number;
  /** `assumed`: nothing could be read (not Linux, no /proc), and this is what most servers have. */
  readonly source: 'auxv' | 'smaps' | 'assumed';
}

export const usualPageSizeBytes = 4096;
const largestPageSizeBytes = 1024 * 1024;
/** Both files are read only this far: smaps of a large process is megabytes, and its first entry is enough. */
const startBytes = 8192;
const auxvPageSizeType = 6n;

/** The page size of the running kernel, without a native addon or a child process. */
export function readPageSize(files: HostFiles): PageSize {
  const auxv = files.readBytes('/proc/self/auxv', startBytes);
  const fromAuxv = auxv === null ? null : parseAuxvPageSize(auxv);
  if (fromAuxv !== null) return { pageSizeBytes: fromAuxv, source: 'auxv' };
  const smaps = files.readBytes('/proc/self/smaps', startBytes);
  const fromSmaps = smaps === null ? null : parseSmapsPageSize(Buffer.from(smaps).toString('latin1'));
  if (fromSmaps !== null) return { pageSizeBytes: fromSmaps, source: 'smaps' };
  return { pageSizeBytes: usualPageSizeBytes, source: 'assumed' };
}

/** Page sizes that Linux has or had on any processor: powers of two from 4 KiB to 1 MiB. */
export function isPageSizeBytes(value: number): boolean {
  return isPowerOfTwo(value) && value >= usualPageSizeBytes && value <= largestPageSizeBytes;
}

/**
 * AT_PAGESZ of /proc/PID/auxv (getauxval(3), proc_pid_auxv(5)): pairs of type and value, each a machine word, up to
 * AT_NULL (0). Only 64-bit little-endian words are understood; on anything else no valid page size comes out, and the
 * caller asks smaps.
 */
export function parseAuxvPageSize(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let offset = 0; offset + 16 <= view.byteLength; offset += 16) {
    const type = view.getBigUint64(offset, true);
    if (type === 0n) return null;
    if (type !== auxvPageSizeType) continue;
    const value = Number(view.getBigUint64(offset + 8, true));
    return isPageSizeBytes(value) ? value : null;
  }
  return null;
}

/** KernelPageSize, else MMUPageSize, of the first entry of /proc/PID/smaps (proc_pid_smaps(5)): `KernelPageSize: 4 kB`. */
export function parseSmapsPageSize(text: string): number | null {
  for (const name of ['KernelPageSize', 'MMUPageSize']) {
    const figure = new RegExp(`^${name}:[ \\t]*([0-9]{1,12}) kB[ \\t]*$`, 'm').exec(text)?.[1];
    const kilobytes = figure === undefined ? null : parseCount(figure);
    if (kilobytes !== null && isPageSizeBytes(kilobytes * 1024)) return kilobytes * 1024;
  }
  return null;
}
