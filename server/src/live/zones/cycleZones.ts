/**
 * The zones as the server itself lists them: `cycle->shared_memory`, a ngx_list_t of ngx_shm_zone_t (src/core/ngx_cycle.h,
 * ngx_list.h). Its offset in ngx_cycle_t moves with versions and with one configure flag, so it is looked for. Only private
 * memory is read.
 */
import type { PrivateMemory } from '../memory/privateMemory';

/** A zone in the server's list. */
export interface ListedZone {
  readonly name: string;
  readonly address: bigint;
  /** The configured size, not rounded up to pages. */
  readonly sizeBytes: number;
  /** Address of what the module gave to tell its zones from others': mostly the module itself. */
  readonly tag: bigint;
  /** Nginx has made a slab pool in it: always, but in forks that have zones without. */
  readonly hasPool: boolean;
}

/** What was found in the running cycle. */
export interface CycleReading {
  /** Address of the cycle: another after each reload. */
  readonly cycle: bigint;
  /** In the list's order; empty where there is none. */
  readonly zones: readonly ListedZone[];
}

/** Bytes that are mapped at an address by one zone, null where none begins there. */
export type MappedBytesAt = (address: bigint) => number | null;

/** Variable that points to the running cycle, in nginx and in OpenNJet. */
export const CYCLE_SYMBOLS: readonly string[] = ['ngx_cycle', 'njt_cycle'];

const SCANNED_BYTES = 1024;
const LIST_BYTES = 56;
const PART_BYTES = 24;
const SMALLEST_ELEMENT_BYTES = 72;
const LARGEST_ELEMENT_BYTES = 128;
/** Sizes of nginx's own ngx_shm_zone_t: before 1.9.0, before 1.13.9, since. Angie's is larger and may be without a pool. */
const OWN_ELEMENT_BYTES: ReadonlySet<number> = new Set([72, 80, 88]);
const MOST_ZONES = 10_000;
const MOST_PARTS = 1_000;
const LONGEST_NAME_BYTES = 4096;
const LARGEST_PAGE_BYTES = 65_536;

/** Address of the running cycle; null where it can't be read. */
export function readCycleAddress(memory: PrivateMemory, symbolAddress: bigint): bigint | null {
  return memory.read(symbolAddress, 8)?.readBigUInt64LE(0) ?? null;
}

/**
 * Reads the list of zones. While the server reads its config anew, some of the list may already be unmapped: what is no
 * mapping is left out.
 */
export function readCycleZones(
  memory: PrivateMemory,
  symbolAddress: bigint,
  mappedBytesAt: MappedBytesAt,
): CycleReading | null {
  const cycle = readCycleAddress(memory, symbolAddress);
  if (cycle === null || cycle === 0n) return null;
  const bytes = readUpTo(memory, cycle, SCANNED_BYTES);
  if (bytes === null) return null;
  let best: readonly ListedZone[] = [];
  for (let offset = 0; offset + LIST_BYTES <= bytes.length; offset += 8) {
    const elementBytes = smallNumber(bytes, offset + 32, LARGEST_ELEMENT_BYTES);
    if (elementBytes === null || elementBytes < SMALLEST_ELEMENT_BYTES || elementBytes % 8 !== 0) continue;
    const zones = tryList(memory, bytes.subarray(offset, offset + LIST_BYTES), elementBytes, mappedBytesAt);
    if (zones !== null && zones.length > best.length) best = zones;
  }
  return { cycle, zones: best };
}

/** The cycle may lie near the end of what is mapped. */
function readUpTo(memory: PrivateMemory, address: bigint, length: number): Buffer | null {
  for (let tried = length; tried >= LIST_BYTES; tried = Math.floor(tried / 2)) {
    const bytes = memory.read(address, tried);
    if (bytes !== null) return bytes;
  }
  return null;
}

/** A word as a number, null where it is larger than `largest`. */
function smallNumber(bytes: Buffer, offset: number, largest: number): number | null {
  if (bytes.readUInt32LE(offset + 4) !== 0) return null;
  const value = bytes.readUInt32LE(offset);
  return value <= largest ? value : null;
}

/** Reads a ngx_list_t as a list of zones; null where it is one of something else. */
function tryList(
  memory: PrivateMemory,
  list: Buffer,
  elementBytes: number,
  mappedBytesAt: MappedBytesAt,
): ListedZone[] | null {
  const zones: ListedZone[] = [];
  const addresses = new Set<bigint>();
  let seen = 0;
  let part: Buffer | null = list.subarray(8, 8 + PART_BYTES);
  for (let parts = 0; part !== null && parts < MOST_PARTS; parts++) {
    const count = smallNumber(part, 8, MOST_ZONES - seen);
    if (count === null) return null;
    seen += count;
    const elements = memory.read(part.readBigUInt64LE(0), count * elementBytes);
    if (elements === null) return null;
    for (let at = 0; at < elements.length; at += elementBytes) {
      const zone = readElement(memory, elements.subarray(at, at + elementBytes), mappedBytesAt);
      if (zone === 'something else') return null;
      if (zone === 'not mapped') continue;
      // No two zones share a mapping.
      if (addresses.has(zone.address)) return null;
      addresses.add(zone.address);
      zones.push(zone);
    }
    const next = part.readBigUInt64LE(16);
    if (next === 0n) return zones;
    part = memory.read(next, PART_BYTES);
  }
  return null;
}

/** ngx_shm_zone_t: data 0, shm.addr 8, shm.size 16, shm.name (length 24, bytes 32), shm.log 40, exists 48, init 56, tag 64. */
function readElement(
  memory: PrivateMemory,
  element: Buffer,
  mappedBytesAt: MappedBytesAt,
): ListedZone | 'not mapped' | 'something else' {
  const address = element.readBigUInt64LE(8);
  const size = element.readBigUInt64LE(16);
  const nameBytes = smallNumber(element, 24, LONGEST_NAME_BYTES);
  if (nameBytes === null || size === 0n || size > BigInt(Number.MAX_SAFE_INTEGER) || (address & 0xfffn) !== 0n) {
    return 'something else';
  }
  const sizeBytes = Number(size);
  const mappedBytes = mappedBytesAt(address);
  if (mappedBytes === null) return 'not mapped';
  if (sizeBytes > mappedBytes || mappedBytes - sizeBytes >= LARGEST_PAGE_BYTES) return 'not mapped';
  const name = memory.read(element.readBigUInt64LE(32), nameBytes);
  if (name === null) return 'something else';
  return {
    name: name.toString('utf8'),
    address,
    sizeBytes,
    tag: element.readBigUInt64LE(64),
    hasPool: OWN_ELEMENT_BYTES.has(element.length),
  };
}
