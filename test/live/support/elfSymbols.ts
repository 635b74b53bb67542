import { closeSync, openSync, readFileSync, readlinkSync, readSync } from 'node:fs';

const DYNAMIC_SYMBOLS = 11;
const LOADED_SEGMENT = 1;
const SYMBOL_BYTES = 24;

/** A row of /proc/PID/maps. */
export interface MapsRow {
  readonly start: bigint;
  readonly end: bigint;
  readonly permissions: string;
  readonly offset: bigint;
  readonly path: string;
}

/** All mappings of a process. */
export function mapsRows(pid: number): MapsRow[] {
  const rows: MapsRow[] = [];
  for (const text of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
    const found = /^([0-9a-f]+)-([0-9a-f]+) (\S{4}) ([0-9a-f]+) \S+ \d+\s*(.*)$/.exec(text);
    if (found !== null) {
      const [, start, end, permissions = '', offset, path = ''] = found;
      rows.push({
        start: BigInt(`0x${start}`),
        end: BigInt(`0x${end}`),
        permissions,
        offset: BigInt(`0x${offset}`),
        path,
      });
    }
  }
  return rows;
}

function readExecutable(pid: number): Buffer {
  return readFileSync(`/proc/${pid}/exe`);
}

/** The value of a symbol in .dynsym of an ELF64 file, before relocation; null when it is not there. */
export function dynamicSymbol(file: Buffer, name: string): bigint | null {
  if (file.readUInt32BE(0) !== 0x7f454c46 || file[4] !== 2) {
    throw new Error('not an ELF64 file');
  }
  const sectionsAt = Number(file.readBigUInt64LE(0x28));
  const sectionBytes = file.readUInt16LE(0x3a);
  const sectionCount = file.readUInt16LE(0x3c);
  const section = (index: number): { type: number; offset: number; size: number; link: number } => {
    const at = sectionsAt + index * sectionBytes;
    return {
      type: file.readUInt32LE(at + 4),
      offset: Number(file.readBigUInt64LE(at + 24)),
      size: Number(file.readBigUInt64LE(at + 32)),
      link: file.readUInt32LE(at + 40),
    };
  };
  const wanted = Buffer.from(`${name}\0`);
  for (let index = 0; index < sectionCount; index += 1) {
    const symbols = section(index);
    if (symbols.type !== DYNAMIC_SYMBOLS) {
      continue;
    }
    const names = section(symbols.link);
    for (let at = symbols.offset; at + SYMBOL_BYTES <= symbols.offset + symbols.size; at += SYMBOL_BYTES) {
      const nameAt = names.offset + file.readUInt32LE(at);
      const value = file.readBigUInt64LE(at + 8);
      if (value !== 0n && file.subarray(nameAt, nameAt + wanted.length).equals(wanted)) {
        return value;
      }
    }
  }
  return null;
}

/** Where the executable's first segment says that it wants to be, against where it is. */
function loadBase(pid: number, file: Buffer): bigint {
  const headersAt = Number(file.readBigUInt64LE(0x20));
  const headerBytes = file.readUInt16LE(0x36);
  const headerCount = file.readUInt16LE(0x38);
  const executable = readlinkSync(`/proc/${pid}/exe`);
  const first = mapsRows(pid).find(({ path, offset }) => path === executable && offset === 0n);
  for (let index = 0; index < headerCount; index += 1) {
    const at = headersAt + index * headerBytes;
    if (file.readUInt32LE(at) === LOADED_SEGMENT && file.readBigUInt64LE(at + 8) === 0n && first !== undefined) {
      return first.start - file.readBigUInt64LE(at + 16);
    }
  }
  throw new Error(`process ${pid} does not have ${executable} mapped from its beginning`);
}

/** The address of a symbol of the executable in a running process; null when .dynsym does not have it. */
export function symbolAddress(pid: number, name: string): bigint | null {
  const file = readExecutable(pid);
  const value = dynamicSymbol(file, name);
  return value === null ? null : loadBase(pid, file) + value;
}

/** Reads a process's private memory. */
export type PrivateReader = (address: bigint, length: number) => Buffer;

/**
 * Gives `use` a reader of private memory. It refuses every shared mapping: a read of a hole there would make the
 * zone grow for good.
 */
export function withPrivateMemory<T>(pid: number, use: (read: PrivateReader) => T): T {
  const rows = mapsRows(pid).filter(({ permissions }) => permissions.startsWith('r') && permissions[3] === 'p');
  const fd = openSync(`/proc/${pid}/mem`, 'r');
  try {
    return use((address, length) => {
      const end = address + BigInt(length);
      let covered = address;
      for (const row of rows) {
        covered = row.start <= covered && covered < row.end ? row.end : covered;
      }
      if (covered < end) {
        throw new Error(`${address.toString(16)}+${length} is not private memory of process ${pid}`);
      }
      const bytes = Buffer.alloc(length);
      const got = readSync(fd, bytes, 0, length, address);
      if (got !== length) {
        throw new Error(`${got} of ${length} bytes at ${address.toString(16)} of process ${pid}`);
      }
      return bytes;
    });
  } finally {
    closeSync(fd);
  }
}
