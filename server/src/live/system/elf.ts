/**
 * What an executable or library exports: as much of an ELF64 file (System V ABI, elf(5)) as it takes to find a variable by
 * its name, and the name of a variable by its place. The file is whatever the server runs, so nothing in it is trusted:
 * every offset is checked, every table is capped, and what does not add up is left out.
 */
import type { ProcFile } from './procFiles';

/** Data symbols of a file, by name and by value, before relocation. */
export interface ElfSymbols {
  /** Value of a data symbol. */
  valueOf(name: string): bigint | null;
  /** Name of the data symbol that has this value. */
  nameOf(value: bigint): string | null;
}

/** A part of the file that is mapped (PT_LOAD). */
export interface ElfSegment {
  readonly offset: bigint;
  /** Where it wants to be, before relocation. */
  readonly address: bigint;
  readonly fileBytes: bigint;
}

/** What is kept of a file. */
export interface ElfImage {
  readonly segments: readonly ElfSegment[];
  readonly symbols: ElfSymbols;
}

const MAGIC = 0x7f454c46;
const CLASS_64 = 2;
const LITTLE_ENDIAN = 1;
const HEADER_BYTES = 64;
const PROGRAM_HEADER_BYTES = 56;
const SECTION_HEADER_BYTES = 64;
const SYMBOL_BYTES = 24;
const DYNAMIC_BYTES = 16;

const LOADED_SEGMENT = 1;
const DYNAMIC_SEGMENT = 2;
const SYMBOL_TABLE = 2;
const DYNAMIC_SYMBOLS = 11;
const STRING_TABLE_TAG = 5;
const SYMBOL_TABLE_TAG = 6;
const STRING_BYTES_TAG = 10;

const OBJECT_SYMBOL = 1;

/** Far above what nginx has with every module in it; a file with more gives its first ones. */
const MOST_HEADERS = 4096;
const MOST_SYMBOLS = 1 << 18;
const LARGEST_STRINGS_BYTES = 32 * 1024 * 1024;
const LONGEST_NAME_BYTES = 256;

/** Reads the data symbols of an ELF64 file; null where it is none. */
export function dynamicSymbols(file: ProcFile): ElfSymbols | null {
  return readElf(file)?.symbols ?? null;
}

/** Reads segments and data symbols of an ELF64 file; null where it is none (or not a little-endian one). */
export function readElf(file: ProcFile): ElfImage | null {
  const header = readAt(file, 0, HEADER_BYTES);
  if (header === null || header.readUInt32BE(0) !== MAGIC) return null;
  if (header[4] !== CLASS_64 || header[5] !== LITTLE_ENDIAN) return null;
  const programs = readTable(file, header.readBigUInt64LE(0x20), header.readUInt16LE(0x36), header.readUInt16LE(0x38), {
    least: PROGRAM_HEADER_BYTES,
  });
  const sections = readTable(file, header.readBigUInt64LE(0x28), header.readUInt16LE(0x3a), header.readUInt16LE(0x3c), {
    least: SECTION_HEADER_BYTES,
  });
  const segments = programs.filter((one) => one.readUInt32LE(0) === LOADED_SEGMENT).map(segmentOf);
  const tables = symbolTables(sections);
  if (tables.length === 0) {
    const table = dynamicTable(file, programs, segments);
    if (table !== null) tables.push(table);
  }
  const found: FoundSymbols = { values: new Map(), names: new Map() };
  for (const table of tables) addSymbols(file, table, found);
  return { segments, symbols: lookups(found) };
}

/** A table of symbols with the strings that its names are taken from. */
interface SymbolTable {
  readonly offset: number;
  readonly sizeBytes: number;
  readonly stringsOffset: number;
  readonly stringsBytes: number;
}

/** Values below 2^53 as numbers: an image is never mapped by more. */
interface FoundSymbols {
  readonly values: Map<string, number>;
  readonly names: Map<number, string>;
}

function lookups({ values, names }: FoundSymbols): ElfSymbols {
  return {
    valueOf: (name) => {
      const value = values.get(name);
      return value === undefined ? null : BigInt(value);
    },
    nameOf: (value) => names.get(Number(value)) ?? null,
  };
}

function readAt(file: ProcFile, position: number, length: number): Buffer | null {
  if (!Number.isSafeInteger(position) || position < 0) return null;
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const got = file.read(bytes.subarray(filled), position + filled);
    if (got <= 0) return null;
    filled += got;
  }
  return bytes;
}

/** The entries of a table of headers, each at least `least` bytes. */
function readTable(
  file: ProcFile,
  offset: bigint,
  entryBytes: number,
  count: number,
  { least }: { readonly least: number },
): Buffer[] {
  const used = Math.min(count, MOST_HEADERS);
  if (entryBytes < least || entryBytes > 4 * least || used === 0) return [];
  const bytes = readAt(file, toNumber(offset), entryBytes * used);
  if (bytes === null) return [];
  return Array.from({ length: used }, (_, index) => bytes.subarray(index * entryBytes, (index + 1) * entryBytes));
}

/** NaN for what is too large to be a place in a file: no check lets that pass. */
function toNumber(value: bigint): number {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : Number.NaN;
}

function segmentOf(header: Buffer): ElfSegment {
  return {
    offset: header.readBigUInt64LE(8),
    address: header.readBigUInt64LE(16),
    fileBytes: header.readBigUInt64LE(32),
  };
}

/** .dynsym first: a symbol that both tables have is taken from it. */
function symbolTables(sections: readonly Buffer[]): SymbolTable[] {
  const tables: SymbolTable[] = [];
  for (const type of [DYNAMIC_SYMBOLS, SYMBOL_TABLE]) {
    for (const section of sections) {
      const strings = sections[section.readUInt32LE(40)];
      if (section.readUInt32LE(4) !== type || strings === undefined) continue;
      tables.push({
        offset: toNumber(section.readBigUInt64LE(24)),
        sizeBytes: toNumber(section.readBigUInt64LE(32)),
        stringsOffset: toNumber(strings.readBigUInt64LE(24)),
        stringsBytes: toNumber(strings.readBigUInt64LE(32)),
      });
    }
  }
  return tables.slice(0, 4);
}

/**
 * The table that the dynamic linker uses, of a file whose section headers were cut off. Nothing in it says how long it is,
 * but linkers put the strings right behind it.
 */
function dynamicTable(
  file: ProcFile,
  programs: readonly Buffer[],
  segments: readonly ElfSegment[],
): SymbolTable | null {
  const dynamic = programs.find((one) => one.readUInt32LE(0) === DYNAMIC_SEGMENT);
  if (dynamic === undefined) return null;
  const sizeBytes = Math.min(toNumber(dynamic.readBigUInt64LE(32)), MOST_HEADERS * DYNAMIC_BYTES);
  const bytes = Number.isNaN(sizeBytes) ? null : readAt(file, toNumber(dynamic.readBigUInt64LE(8)), sizeBytes);
  if (bytes === null) return null;
  const entries = new Map<bigint, bigint>();
  for (let at = 0; at + DYNAMIC_BYTES <= bytes.length; at += DYNAMIC_BYTES) {
    entries.set(bytes.readBigUInt64LE(at), bytes.readBigUInt64LE(at + 8));
  }
  const symbolsAt = entries.get(BigInt(SYMBOL_TABLE_TAG));
  const stringsAt = entries.get(BigInt(STRING_TABLE_TAG));
  if (symbolsAt === undefined || stringsAt === undefined || stringsAt <= symbolsAt) return null;
  const offset = fileOffset(segments, symbolsAt);
  const stringsOffset = fileOffset(segments, stringsAt);
  if (offset === null || stringsOffset === null) return null;
  return {
    offset,
    sizeBytes: toNumber(stringsAt - symbolsAt),
    stringsOffset,
    stringsBytes: toNumber(entries.get(BigInt(STRING_BYTES_TAG)) ?? 0n),
  };
}

function fileOffset(segments: readonly ElfSegment[], address: bigint): number | null {
  for (const segment of segments) {
    const into = address - segment.address;
    if (into >= 0n && into < segment.fileBytes) return toNumber(segment.offset + into);
  }
  return null;
}

function addSymbols(file: ProcFile, table: SymbolTable, { values, names }: FoundSymbols): void {
  const count = Math.min(Math.floor(table.sizeBytes / SYMBOL_BYTES), MOST_SYMBOLS);
  const stringsBytes = Math.min(table.stringsBytes, LARGEST_STRINGS_BYTES);
  // NaN fails both.
  if (!(count > 0 && stringsBytes > 0)) return;
  // What is larger than the file is no table: nothing of its length is made room for.
  const fileBytes = file.stat()?.sizeBytes ?? 0;
  if (table.offset + count * SYMBOL_BYTES > fileBytes || table.stringsOffset + stringsBytes > fileBytes) return;
  const symbols = readAt(file, table.offset, count * SYMBOL_BYTES);
  const strings = readAt(file, table.stringsOffset, stringsBytes);
  if (symbols === null || strings === null) return;
  for (let at = 0; at < symbols.length; at += SYMBOL_BYTES) {
    const isDefined = symbols.readUInt16LE(at + 6) !== 0;
    if (((symbols[at + 4] ?? 0) & 15) !== OBJECT_SYMBOL || !isDefined) continue;
    const valueHigh = symbols.readUInt32LE(at + 12);
    const value = valueHigh * 0x1_0000_0000 + symbols.readUInt32LE(at + 8);
    const name = nameAt(strings, symbols.readUInt32LE(at));
    if (name === '' || value === 0 || valueHigh >= 1 << 21) continue;
    if (!values.has(name)) values.set(name, value);
    if (!names.has(value)) names.set(value, name);
  }
}

function nameAt(strings: Buffer, start: number): string {
  if (start >= strings.length) return '';
  const longest = Math.min(start + LONGEST_NAME_BYTES, strings.length);
  for (let end = start; end < longest; end++) {
    if (strings[end] === 0) return strings.toString('latin1', start, end);
  }
  return '';
}
