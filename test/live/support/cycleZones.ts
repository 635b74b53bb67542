import { mapsRows, type PrivateReader, symbolAddress, withPrivateMemory } from './elfSymbols';

const SCANNED_BYTES = 1024;
const LIST_BYTES = 56;
const SMALLEST_ELEMENT_BYTES = 72;
const LARGEST_ELEMENT_BYTES = 128;
const MOST_ZONES = 10_000;
const LONGEST_NAME_BYTES = 4096;
/** The accept-mutex page is mapped without a zone; no zone is that small. */
const ONE_PAGE_BYTES = 4096n;

/** A zone as the server's own list names it. */
export interface NamedZone {
  readonly name: string;
  /** Where it is mapped: the `start` of its mapping. */
  readonly address: bigint;
  /** The configured size, not rounded up to a page. */
  readonly sizeBytes: number;
}

/** What was found in the cycle, with the place. */
export interface CycleZones {
  /** Offset of shared_memory in ngx_cycle_t: 432 in 1.22.1; null for a server without zones. */
  readonly listOffset: number | null;
  /** sizeof(ngx_shm_zone_t): 88 in 1.22.1; null for a server without zones. */
  readonly elementBytes: number | null;
  readonly zones: readonly NamedZone[];
}

type IsZone = (address: bigint, sizeBytes: bigint) => boolean;

/** All zones of a server in the order of its list, with their names, also those without log_ctx. */
export function cycleZoneNames(masterPid: number): NamedZone[] {
  return [...readCycleZones(masterPid).zones];
}

/** Finds the zone list of a server through the symbol ngx_cycle. No byte of a zone is read. */
export function readCycleZones(masterPid: number): CycleZones {
  const symbol = symbolAddress(masterPid, 'ngx_cycle');
  if (symbol === null) {
    throw new Error(`the executable of process ${masterPid} does not export ngx_cycle`);
  }
  const mappingSizes = new Map(
    mapsRows(masterPid)
      .filter(({ permissions }) => permissions === 'rw-s')
      .map(({ start, end }) => [start, end - start]),
  );
  const isZone: IsZone = (address, sizeBytes) => {
    const mapped = mappingSizes.get(address);
    return mapped !== undefined && sizeBytes > 0n && sizeBytes <= mapped && mapped - sizeBytes < 65_536n;
  };
  return withPrivateMemory(masterPid, (read) => {
    const cycle = read(symbol, 8).readBigUInt64LE(0);
    const bytes = read(cycle, SCANNED_BYTES);
    for (let listOffset = 0; listOffset + LIST_BYTES <= SCANNED_BYTES; listOffset += 8) {
      const elementBytes = Number(bytes.readBigUInt64LE(listOffset + 32));
      const isStride = elementBytes >= SMALLEST_ELEMENT_BYTES && elementBytes <= LARGEST_ELEMENT_BYTES;
      const zones = isStride ? tryList(read, bytes.subarray(listOffset, listOffset + LIST_BYTES), isZone) : null;
      if (zones !== null && zones.length > 0) {
        return { listOffset, elementBytes, zones };
      }
    }
    if ([...mappingSizes.values()].some((sizeBytes) => sizeBytes > ONE_PAGE_BYTES)) {
      throw new Error(`no list of zones in the cycle of process ${masterPid}`);
    }
    return { listOffset: null, elementBytes: null, zones: [] };
  });
}

/** Reads a ngx_list_t as a list of zones; null when it is anything else. */
function tryList(read: PrivateReader, list: Buffer, isZone: IsZone): NamedZone[] | null {
  const elementBytes = Number(list.readBigUInt64LE(32));
  const zones: NamedZone[] = [];
  try {
    for (let part = list.subarray(8, 32); ; ) {
      const elements = part.readBigUInt64LE(0);
      const count = Number(part.readBigUInt64LE(8));
      const next = part.readBigUInt64LE(16);
      if (count > MOST_ZONES - zones.length) {
        return null;
      }
      const bytes = read(elements, count * elementBytes);
      for (let at = 0; at < bytes.length; at += elementBytes) {
        const zone = readElement(read, bytes.subarray(at, at + elementBytes), isZone);
        if (zone === null) {
          return null;
        }
        zones.push(zone);
      }
      if (next === 0n) {
        return zones;
      }
      part = read(next, 24);
    }
  } catch {
    return null;
  }
}

function readElement(read: PrivateReader, element: Buffer, isZone: IsZone): NamedZone | null {
  const address = element.readBigUInt64LE(8);
  const sizeBytes = element.readBigUInt64LE(16);
  const nameBytes = Number(element.readBigUInt64LE(24));
  if (!isZone(address, sizeBytes) || nameBytes > LONGEST_NAME_BYTES) {
    return null;
  }
  const name = read(element.readBigUInt64LE(32), nameBytes).toString('utf8');
  return { name, address, sizeBytes: Number(sizeBytes) };
}
