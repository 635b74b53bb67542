import { readElf } from '../../../../server/src/live/system/elf';
import { parseMaps, zoneMappings } from '../../../../server/src/live/system/maps';
import type { ProcFile } from '../../../../server/src/live/system/procFiles';
import type { Random } from '../../../support/random';
import { elfImage } from './elfImage';

const below = (random: Random, limit: number): number => Math.floor(random() * limit);
const pick = <Item>(random: Random, items: readonly Item[]): Item => items[below(random, items.length)] as Item;

const MAPS_LINES = [
  '55d0c0e00000-55d0c0e26000 r--p 00000000 08:01 1315 /usr/sbin/nginx',
  '7f12a0000000-7f12a6400000 rw-s 00000000 00:01 1025                       /dev/zero (deleted)',
  '7f12a6400000-7f12a6500000 rw-s 06400000 00:01 1025                       /dev/zero (deleted)',
  '7f12b0000000-7f12b0001000 rw-s 00000000 00:01 1026                       /dev/zero (deleted)',
  '7f12c0000000-7f12c0100000 rw-s 00000000 00:01 32769                      /SYSV00000000 (deleted)',
  '7ffd1a2b3000-7ffd1a2d4000 rw-p 00000000 00:00 0                          [stack]',
  'ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]',
  '7f12d0000000-7f12d0001000 rw-s 00000000 00:01 9007199254740993 /dev/zero (deleted)',
];
const PIECES = [
  '\n',
  ' ',
  '-',
  '0',
  'f',
  ':',
  '\0',
  '/dev/zero (deleted)',
  'rw-s',
  'ffffffffffffffff',
  '99999999999999999999',
];

/** A maps file with lines that are missing, cut, joined or spoilt. */
export function generateMaps(random: Random): string {
  let text = '';
  for (let count = below(random, 12); count > 0; count--) text += `${pick(random, MAPS_LINES)}\n`;
  for (let count = below(random, 5); count > 0; count--) {
    const from = below(random, text.length + 1);
    const to = random() < 0.5 ? from : from + below(random, 30);
    const piece = random() < 0.7 ? pick(random, PIECES) : String.fromCharCode(below(random, 256));
    text = text.slice(0, from) + piece + text.slice(to);
  }
  return random() < 0.01 ? text.repeat(200) : text;
}

/** Says what is wrong with what a maps file gave; null where nothing is. */
export function findMapsFault(text: string): string | null {
  try {
    const rows = parseMaps(text);
    if (rows.length > text.split('\n').length) return `${rows.length} rows`;
    const wrongRow = rows.find((row) => row.start >= row.end || row.start < 0n || !Number.isInteger(row.inode));
    if (wrongRow !== undefined) return `row ${wrongRow.start}-${wrongRow.end}`;
    const zones = zoneMappings(rows);
    if (zones.length > rows.length) return `${zones.length} zones of ${rows.length} rows`;
    if (new Set(zones.map((zone) => zone.inode)).size !== zones.length) return 'an inode twice';
    const wrongZone = zones.find(
      (zone) => zone.start >= zone.end || zone.mappedBytes !== Number(zone.end - zone.start) || !(zone.mappedBytes > 0),
    );
    return wrongZone === undefined ? null : `zone ${wrongZone.fileName}`;
  } catch (error) {
    return `exception: ${error instanceof Error ? error.stack : String(error)}`;
  }
}

let images: readonly Buffer[] | null = null;

/** An ELF file with a few bytes or words that are other than a linker would write them. */
export function generateElf(random: Random): Uint8Array {
  const symbols = ['ngx_cycle', 'ngx_http_limit_req_module', 'ngx_http_lua_module'].map((name, index) => ({
    name,
    value: 0x1000n * BigInt(index + 1),
  }));
  images ??= [elfImage(symbols, true), elfImage(symbols, false)];
  const bytes = Buffer.from(pick(random, images));
  for (let count = 1 + below(random, 5); count > 0; count--) {
    const offset = below(random, pick(random, [0x40, 0x100, 0x260, 0x8c0, bytes.length - 8]));
    if (random() < 0.4) bytes[offset] = below(random, 256);
    else if (random() < 0.5) bytes.writeUInt16LE(pick(random, [0, 1, 0xffff, below(random, 65_536)]), offset);
    else {
      const near = BigInt(below(random, bytes.length * 2));
      const words = [0n, near, near + 0x10000n, (1n << 64n) - 1n, 1n << 63n, (1n << 53n) - 1n, 0xffffffffn];
      bytes.writeBigUInt64LE(pick(random, words), offset);
    }
  }
  return random() < 0.1 ? bytes.subarray(0, below(random, bytes.length)) : bytes;
}

/** All that may be read of a file of 4 KB: every table that its headers can name, many times over. */
const MOST_BYTES_READ = 64 * 1024 * 1024;
const MOST_SYMBOLS_ASKED = 4;

/** Says what is wrong with how an ELF file was read; null where nothing is. */
export function findElfFault(bytes: Uint8Array): string | null {
  let bytesRead = 0;
  let largestTarget = 0;
  const file: ProcFile = {
    refusal: null,
    read(target, position) {
      const from = Number(position);
      if (!Number.isSafeInteger(from) || from < 0) throw new Error(`read at ${position}`);
      largestTarget = Math.max(largestTarget, target.length);
      const part = bytes.subarray(from, from + target.length);
      target.set(part);
      bytesRead += part.length;
      return part.length;
    },
    stat: () => ({
      ...{ device: 1, inode: 1, sizeBytes: bytes.length, allocatedBytes: bytes.length, userId: 0, modifiedAtMs: 0 },
      ...{ isFile: true, isFolder: false },
    }),
    close() {},
  };
  try {
    const image = readElf(file);
    for (let index = 0; image !== null && index < MOST_SYMBOLS_ASKED; index++) {
      const value = image.symbols.valueOf(['ngx_cycle', '', '__proto__', 'ngx_http_lua_module'][index] ?? '');
      if (value !== null && (value <= 0n || value >= 1n << 64n)) return `value ${value}`;
      image.symbols.nameOf(BigInt(index) * 0x1000n);
    }
    if (bytesRead > MOST_BYTES_READ) return `${bytesRead} bytes read of ${bytes.length}`;
    return largestTarget > MOST_BYTES_READ ? `room for ${largestTarget} bytes of ${bytes.length}` : null;
  } catch (error) {
    return `exception: ${error instanceof Error ? error.stack : String(error)}`;
  }
}
