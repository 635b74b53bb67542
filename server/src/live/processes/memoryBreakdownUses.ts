import type { MemoryUse } from '../../shared/liveServer';
import { type MapsRow, zoneMappings } from '../system/maps';

/** What a mapping is used for, as far as the list of mappings tells. */
export interface UsedMapping {
  readonly row: MapsRow;
  readonly use: MemoryUse;
  /** Anonymous memory that LuaJIT's allocator may have asked for as well as malloc: only its content tells. */
  readonly isAllocated: boolean;
  /**
   * The same for what follows a library's data: mostly its .bss, but the kernel puts a library that is loaded late directly
   * below what was mapped before.
   */
  readonly mayBeAllocated: boolean;
}

/** A guard page in front of a thread's stack; larger ranges without access are what malloc keeps for later. */
const LARGEST_GUARD_BYTES = 64n * 1024n;

/** Address space of LuaJIT without GC64: its pointers are 32 bits wide, of which it uses 31. */
const END_OF_LOW_MEMORY = 1n << 31n;

/**
 * What each mapping of a server's process is used for.
 *
 * Files: code and libraries where some part of the file is executable or its name says so, with what follows a library's
 * data directly (its .bss). Without a file: [heap] and malloc's larger pieces are heap; executable and not writable ones are
 * machine code, LuaJIT's where there is LuaJIT (PCRE's is writable too); a stack follows its guard page.
 */
export function usesOf(rows: readonly MapsRow[]): UsedMapping[] {
  const zoneInodes = new Set(zoneMappings(rows).map(({ inode }) => inode));
  const codeFiles = new Set(rows.filter(isOfCode).map(fileKey));
  const used: UsedMapping[] = [];
  for (const row of rows) {
    const before = used.at(-1);
    const neighbour = before !== undefined && before.row.end === row.start ? before : null;
    const { use, isAllocated = false, mayBeAllocated = isAllocated } = useOf(row, neighbour, zoneInodes, codeFiles);
    used.push({ row, use, isAllocated, mayBeAllocated });
  }
  return used;
}

/** Whether LuaJIT is among the libraries. One that is linked into the server does not show. */
export function hasLuaJit(rows: readonly MapsRow[]): boolean {
  return rows.some(({ path }) => /luajit|_lua_module\.so/.test(path.slice(path.lastIndexOf('/') + 1)));
}

/** A guess for those whose content cannot be read: low memory is LuaJIT's alone, and where LuaJIT is, most of the rest. */
export function isProbablyLuaJit({ row, isAllocated }: UsedMapping, hasLuaJitHere: boolean): boolean {
  return isAllocated && (row.end <= END_OF_LOW_MEMORY || (hasLuaJitHere && row.end - row.start >= 128n * 1024n));
}

type Use = { readonly use: MemoryUse; readonly isAllocated?: boolean; readonly mayBeAllocated?: boolean };

function useOf(
  row: MapsRow,
  neighbour: UsedMapping | null,
  zoneInodes: ReadonlySet<number>,
  codeFiles: ReadonlySet<string>,
): Use {
  const { path, permissions } = row;
  if (permissions[3] === 's') {
    return { use: isZonePath(path) && zoneInodes.has(row.inode) ? 'shared zones' : 'other' };
  }
  if (path.startsWith('/')) return { use: codeFiles.has(fileKey(row)) ? 'code and libraries' : 'other' };
  if (path === '[heap]' || path.startsWith('[anon: glibc: malloc')) return { use: 'heap' };
  if (path.startsWith('[stack') || path.startsWith('[anon: glibc: pthread stack')) return { use: 'stack' };
  if (path !== '' && !path.startsWith('[anon')) return { use: 'other' };
  return useOfAnonymous(row, neighbour);
}

function useOfAnonymous(row: MapsRow, neighbour: UsedMapping | null): Use {
  const access = row.permissions.slice(0, 3);
  if (access === '---') {
    if (row.end - row.start <= LARGEST_GUARD_BYTES) return { use: 'stack' };
    return { use: neighbour?.isAllocated === true ? 'heap' : 'other' };
  }
  if (access === 'r-x') return { use: 'LuaJIT' };
  if (access !== 'rw-') return { use: 'other' };
  if (neighbour?.use === 'code and libraries' && neighbour.row.permissions.startsWith('rw')) {
    return { use: 'code and libraries', mayBeAllocated: true };
  }
  if (neighbour?.use === 'stack' && neighbour.row.permissions.startsWith('---')) return { use: 'stack' };
  return { use: 'heap', isAllocated: true };
}

function isZonePath(path: string): boolean {
  return path.endsWith(' (deleted)');
}

function isOfCode({ path, permissions }: MapsRow): boolean {
  return path.startsWith('/') && (permissions[2] === 'x' || /\.so(?:\.[0-9.]+)?(?: \(deleted\))?$/.test(path));
}

function fileKey({ device, inode }: MapsRow): string {
  return `${device} ${inode}`;
}
