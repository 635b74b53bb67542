import type { LiveServer, MemoryBreakdown, MemoryUse } from '../../shared/liveServer';
import { countMappedPages } from '../memory/pageTables';
import { openPrivateMemory } from '../memory/privateMemory';
import { type MapsRow, parseMaps } from '../system/maps';
import { type MeteredFiles, meteredFiles } from '../system/meteredFiles';
import type { ProcFile, ProcFiles } from '../system/procFiles';
import { findLuaJit, firstBehind, type MemoryRange } from './memoryBreakdownLuaJit';
import { hasLuaJit, isProbablyLuaJit, type UsedMapping, usesOf } from './memoryBreakdownUses';
import { membersOf } from './processes';
import { pageSizeOf } from './processFigures';
import { readProcessStat } from './processStat';

const USES: readonly MemoryUse[] = ['shared zones', 'heap', 'LuaJIT', 'code and libraries', 'stack', 'other'];

/** Pages whose state is asked for at most, the smaller mappings first: 64 GB of 4 KB pages, 128 MB to read. */
const MOST_PAGES = 1 << 24;

/** Pages of the kernel's own data, which it does not count as memory of the process. */
const NOT_COUNTED = /^\[vvar/;
/** One page of the kernel's at the end of the address space, the same for all: no part of a process's size. */
const NOT_OF_PROCESS = '[vsyscall]';

/** A range of one use. */
interface Piece extends MemoryRange {
  readonly use: MemoryUse;
  readonly isCounted: boolean;
  /** Of the file behind it. */
  readonly inode: number;
}

/** A range, and what of it is in the process's page table; null where that cannot be read. */
interface CountedPiece {
  readonly piece: Piece;
  readonly virtualBytes: number;
  readonly residentBytes: number | null;
}

/**
 * What the memory of one process of a server is. Virtual bytes are those of /proc/PID/maps, resident ones are counted in
 * /proc/PID/pagemap, 8 bytes a page: the kernel lets go of the process's memory map after each 2 MB, where smaps holds it
 * for as long as a mapping takes. Pages of zeros that were only ever read count here, and not in smaps.
 *
 * Measured: 1 to 3 ms of CPU for a worker of 54 MB, 1.3 ms more for each GB of zones, 35 ms more for 300 MB of LuaJIT's. For
 * when somebody asks, not for each refresh.
 *
 * @returns null where it is no process of the server, has gone, or may not be looked into
 */
export function memoryBreakdown(files: ProcFiles, server: LiveServer, pid: number): MemoryBreakdown | null {
  const metered = meteredFiles(files);
  const { result, cost } = metered.measured(() => readParts(metered.files, server, pid));
  return result === null ? null : { pid, ...result, cost };
}

type Parts = Pick<MemoryBreakdown, 'parts' | 'zones' | 'isLuaJitEstimated'>;

function readParts(files: MeteredFiles['files'], server: LiveServer, pid: number): Parts | null {
  const lead = readProcessStat(files, server.masterPid);
  if (lead === null || lead.startTicks !== server.startTicks) return null;
  const member = membersOf(files, lead, server.isSingleProcess).find(({ stat }) => stat.pid === pid);
  if (member === undefined) return null;

  const rows = parseMaps(files.readText(`/proc/${pid}/maps`) ?? '').filter(({ path }) => path !== NOT_OF_PROCESS);
  if (rows.length === 0) return null;
  const pagemap = files.open(`/proc/${pid}/pagemap`);
  const openPagemap = pagemap.refusal === null ? pagemap : null;
  try {
    const pageSizeBytes = pageSizeOf(files);
    const { pieces, isEstimated } = cutIntoPieces(files, pid, rows, openPagemap, pageSizeBytes);
    const counted = countPieces(pieces, openPagemap, pageSizeBytes);
    const after = readProcessStat(files, pid);
    if (after?.startTicks !== member.stat.startTicks) return null;
    return { parts: partsOf(counted), zones: zonesOf(counted), isLuaJitEstimated: isEstimated };
  } finally {
    openPagemap?.close();
  }
}

/** Mappings by use; those that hold LuaJIT's memory and malloc's are cut where the one ends. */
function cutIntoPieces(
  files: ProcFiles,
  pid: number,
  rows: readonly MapsRow[],
  pagemap: ProcFile | null,
  pageSizeBytes: number,
): { readonly pieces: Piece[]; readonly isEstimated: boolean } {
  const used = usesOf(rows);
  const hasLibrary = hasLuaJit(rows);
  const allocated = used.filter(({ mayBeAllocated }) => mayBeAllocated).map(({ row }) => row);
  const memory = pagemap === null ? null : openPrivateMemory(files, pid, rows);
  try {
    const found =
      memory === null || pagemap === null ? null : findLuaJit(allocated, { memory, pagemap, pageSizeBytes });
    const isKnown = found?.isComplete === true || (found !== null && !hasLibrary);
    const pieces = isKnown ? used.flatMap((mapping) => cut(mapping, found.ranges)) : used.map(guess(hasLibrary));
    return { pieces, isEstimated: !isKnown && pieces.some(({ use }) => use === 'LuaJIT') };
  } finally {
    memory?.close();
  }
}

function guess(hasLibrary: boolean): (mapping: UsedMapping) => Piece {
  return (mapping) => pieceOf(mapping, isProbablyLuaJit(mapping, hasLibrary) ? 'LuaJIT' : mapping.use);
}

function pieceOf({ row }: UsedMapping, use: MemoryUse, start = row.start, end = row.end): Piece {
  return { start, end, use, isCounted: !NOT_COUNTED.test(row.path), inode: row.inode };
}

/** @param ranges sorted, none over another */
function cut(mapping: UsedMapping, ranges: readonly MemoryRange[]): Piece[] {
  if (!mapping.mayBeAllocated) return [pieceOf(mapping, mapping.use)];
  const { row, use } = mapping;
  const pieces: Piece[] = [];
  let from = row.start;
  for (let index = firstBehind(ranges, row.start); index < ranges.length; index++) {
    const { start, end } = ranges[index] ?? row;
    if (start >= row.end) break;
    // What LuaJIT has may begin in the mapping before this one, and end in the next.
    if (start > from) pieces.push(pieceOf(mapping, use, from, start));
    const to = end < row.end ? end : row.end;
    pieces.push(pieceOf(mapping, 'LuaJIT', start > from ? start : from, to));
    from = to;
  }
  if (from < row.end) pieces.push(pieceOf(mapping, use, from, row.end));
  return pieces;
}

/** The smaller ones first, so that what is too large to be counted takes no room of theirs. */
function countPieces(pieces: readonly Piece[], pagemap: ProcFile | null, pageSizeBytes: number): CountedPiece[] {
  let pagesLeft = MOST_PAGES;
  const residentBytesOf = ({ start, isCounted }: Piece, virtualBytes: number): number | null => {
    if (pagemap === null) return null;
    if (!isCounted) return 0;
    const pageCount = Math.ceil(virtualBytes / pageSizeBytes);
    pagesLeft -= pageCount;
    const present = pagesLeft < 0 ? null : countMappedPages(pagemap, start, pageSizeBytes, pageCount, null);
    return present === null ? null : present * pageSizeBytes;
  };
  return pieces
    .map((piece) => ({ piece, virtualBytes: Number(piece.end - piece.start) }))
    .sort((one, other) => one.virtualBytes - other.virtualBytes)
    .map(({ piece, virtualBytes }) => ({ piece, virtualBytes, residentBytes: residentBytesOf(piece, virtualBytes) }));
}

function partsOf(counted: readonly CountedPiece[]): MemoryBreakdown['parts'] {
  return USES.map((use) => ({ use, ...sumOf(counted.filter(({ piece }) => piece.use === use)) }));
}

/** A zone of which a part was locked or protected has several mappings. */
function zonesOf(counted: readonly CountedPiece[]): MemoryBreakdown['zones'] {
  const byInode = new Map<number, CountedPiece[]>();
  const byAddress = counted
    .filter(({ piece }) => piece.use === 'shared zones')
    .sort((one, other) => (one.piece.start < other.piece.start ? -1 : 1));
  for (const one of byAddress) {
    const known = byInode.get(one.piece.inode);
    if (known === undefined) byInode.set(one.piece.inode, [one]);
    else known.push(one);
  }
  return [...byInode].map(([inode, pieces]) => ({ inode, ...sumOf(pieces) }));
}

function sumOf(counted: readonly CountedPiece[]): Pick<CountedPiece, 'virtualBytes' | 'residentBytes'> {
  let virtualBytes = 0;
  let residentBytes: number | null = 0;
  for (const one of counted) {
    virtualBytes += one.virtualBytes;
    residentBytes = residentBytes === null || one.residentBytes === null ? null : residentBytes + one.residentBytes;
  }
  return { virtualBytes, residentBytes };
}
