import { isAscii, isUtf8 } from 'node:buffer';

/** A place for people and editors: line and column, both from 0, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A half-open range of offsets into a text. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

const INVALID_BYTE_BASE = 0xdc00;

/**
 * Turns a config file's bytes into text without losing any: valid UTF-8 as itself, and each byte that is not part of
 * valid UTF-8 as the lone surrogate U+DC00 + byte (which UTF-8 can never give), so that two names that differ in such a
 * byte stay different and {@link byteLength} stays right. nginx itself reads plain bytes.
 */
export function decodeConfig(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isAscii(buffer)) return buffer.toString('latin1');
  if (isUtf8(buffer)) return buffer.toString('utf8');
  let text = '';
  let done = 0;
  for (let at = 0; at < buffer.length; ) {
    const length = validSequenceLength(buffer, at);
    if (length === 0) {
      text += buffer.toString('utf8', done, at) + String.fromCharCode(INVALID_BYTE_BASE + (buffer[at] ?? 0));
      done = at + 1;
      at = done;
    } else {
      at += length;
    }
  }
  return text + buffer.toString('utf8', done);
}

/** Length of the valid UTF-8 sequence at an offset, 0 where there is none. */
function validSequenceLength(buffer: Buffer, at: number): number {
  const lead = buffer[at] ?? 0;
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  return at + length <= buffer.length && isUtf8(buffer.subarray(at, at + length)) ? length : 0;
}

/** Number of bytes that a piece of decoded text had in the file: what nginx takes as its length. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x80 || isInvalidByte(text, at, code)) bytes += 1;
    else if (code < 0x800) bytes += 2;
    else if (code >= 0xd800 && code < 0xe000)
      bytes += 2; // half of a pair: two bytes of four
    else bytes += 3;
  }
  return bytes;
}

function isInvalidByte(text: string, at: number, code: number): boolean {
  if (code < INVALID_BYTE_BASE || code > INVALID_BYTE_BASE + 0xff) return false;
  const before = at > 0 ? text.charCodeAt(at - 1) : 0;
  return before < 0xd800 || before > 0xdbff;
}

/** Offsets at which lines start; line breaks are LF only, as nginx counts them. */
export function lineStartsOf(text: string): Int32Array {
  let count = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  const starts = new Int32Array(count);
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts[line++] = at + 1;
  return starts;
}

/** Line and column of an offset, by binary search; offsets outside the text are moved to its nearer end. */
export function positionAt(lineStarts: Int32Array, offset: number): Position {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low, column: Math.max(0, offset - (lineStarts[low] ?? 0)) };
}
