import { decodeConfig } from '../config/sourceText';
import type { ZoneBytes } from './zoneBytes';

/** Longer texts are cut: a module writes a few words and the zone's name. */
const LONGEST_CONTEXT_BYTES = 512;
/** What is read first: most texts are shorter. */
const FIRST_READ_BYTES = 128;

const buffer = new Uint8Array(LONGEST_CONTEXT_BYTES);
const firstPart = buffer.subarray(0, FIRST_READ_BYTES);

/**
 * The text that a pool's log_ctx leads to, such as ` in lua_shared_dict zone "dogs"`; null where the module wrote none,
 * where it may not be read, or where the pointer leads out of the zone. Reads no further than it must: the pages behind
 * the text need not be there.
 *
 * @param offset of the text in the zone
 * @param zeroOffset of pool->zero, an empty text that log_ctx points to where a module sets none
 */
export function readLogContext(
  bytes: ZoneBytes,
  offset: number,
  zeroOffset: number,
  pageSizeBytes: number,
): string | null {
  if (offset === zeroOffset || offset < 0 || offset >= bytes.sizeBytes || !Number.isInteger(offset)) return null;
  const first = Math.min(FIRST_READ_BYTES, pageSizeBytes - (offset % pageSizeBytes), bytes.sizeBytes - offset);
  if (!bytes.read(first === FIRST_READ_BYTES ? firstPart : buffer.subarray(0, first), offset)) return null;
  let length = first;
  let end = buffer.subarray(0, length).indexOf(0);
  if (end === -1) {
    const most = Math.min(LONGEST_CONTEXT_BYTES, bytes.sizeBytes - offset);
    if (most > length && bytes.read(buffer.subarray(length, most), offset + length)) length = most;
    end = buffer.subarray(0, length).indexOf(0);
  }
  if (end === 0) return null;
  // As config text is decoded, so that the zone's name is the same here and there.
  return decodeConfig(buffer.subarray(0, end === -1 ? length : end));
}
