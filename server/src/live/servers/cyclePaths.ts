import { openPrivateMemory, type PrivateMemory } from '../memory/privateMemory';
import { parseMaps } from '../system/maps';
import { processSymbols } from '../system/processSymbols';
import type { ProcFiles } from '../system/procFiles';
import { CYCLE_SYMBOLS, readCycleAddress } from '../zones/cycleZones';

/** As the server has them in its memory, latin1: relative ones are from the folder it was started in. */
export interface CyclePaths {
  readonly configFile: string;
  /** With a slash at the end. */
  readonly prefix: string;
}

const SCANNED_BYTES = 1024;
/** Mappings and cycle are read one after the other, and a server that starts or reloads changes both meanwhile. */
const MOST_ATTEMPTS = 3;
const LONGEST_PATH_BYTES = 4096n;
/** conf_file, conf_param, conf_prefix and prefix of ngx_cycle_t (src/core/ngx_cycle.h) follow one another, 16 bytes each. */
const [CONFIG_FOLDER, PREFIX, STRINGS_BYTES] = [32, 48, 64];

/**
 * The paths that the running cycle has: also where the title was cut, or is ambiguous, or lost with the master.
 *
 * Their offset in ngx_cycle_t moves between versions, so they are looked for: conf_prefix is conf_file up to its last slash
 * (ngx_process_options()), which no other neighbours in the cycle are to one another.
 *
 * @returns null where the process's memory may not be read, or the executable does not name its cycle
 */
export function readCyclePaths(files: ProcFiles, pid: number): CyclePaths | null {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const paths = tryCyclePaths(files, pid);
    if (paths !== 'not found') return paths;
  }
  return null;
}

/** Null where another attempt would find no more. */
function tryCyclePaths(files: ProcFiles, pid: number): CyclePaths | 'not found' | null {
  const rows = parseMaps(files.readText(`/proc/${pid}/maps`) ?? '');
  const memory = rows.length === 0 ? null : openPrivateMemory(files, pid, rows);
  if (memory === null) return null;
  try {
    const symbols = processSymbols(files, pid, rows);
    for (const name of CYCLE_SYMBOLS) {
      const symbol = symbols.addressOf(name);
      if (symbol === null) continue;
      const cycle = readCycleAddress(memory, symbol);
      return (cycle === null || cycle === 0n ? null : findPaths(memory, cycle)) ?? 'not found';
    }
    return null;
  } finally {
    memory.close();
  }
}

/** The cycle is near the beginning of a block of 16 KB, so that a kilobyte of it can be read. */
export function findPaths(memory: PrivateMemory, cycle: bigint): CyclePaths | null {
  const bytes = memory.read(cycle, SCANNED_BYTES);
  if (bytes === null) return null;
  for (let offset = 0; offset + STRINGS_BYTES <= bytes.length; offset += 8) {
    const configFile = readString(memory, bytes, offset);
    if (configFile === null || !configFile.includes('/')) continue;
    const folder = readString(memory, bytes, offset + CONFIG_FOLDER);
    if (folder !== configFile.slice(0, configFile.lastIndexOf('/') + 1)) continue;
    const prefix = readString(memory, bytes, offset + PREFIX);
    if (prefix?.endsWith('/')) return { configFile, prefix };
  }
  return null;
}

/** A ngx_str_t: a length and an address. Null for what is no path. */
function readString(memory: PrivateMemory, bytes: Buffer, offset: number): string | null {
  const length = bytes.readBigUInt64LE(offset);
  if (length === 0n || length > LONGEST_PATH_BYTES) return null;
  const text = memory.read(bytes.readBigUInt64LE(offset + 8), Number(length))?.toString('latin1');
  return text === undefined || text.includes('\0') ? null : text;
}
