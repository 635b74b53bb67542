import { isAscii, isUtf8 } from 'node:buffer';
import { endianness } from 'node:os';

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

/** Units turned into a string at a time: as many arguments as a call surely takes. */
const UNITS_AT_ONCE = 8192;

/**
 * Turns a config file's bytes into text without losing any: valid UTF-8 as itself, and each byte that is not part of
 * valid UTF-8 as the lone surrogate U+DC00 + byte (which UTF-8 can never give), so that two names that differ in such a
 * byte stay different and {@link byteLength} stays right. nginx itself reads plain bytes.
 */
export function decodeConfig(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isAscii(buffer)) return buffer.toString('latin1');
  if (isUtf8(buffer)) return buffer.toString('utf8');
  const units = new Uint16Array(buffer.length);
  let count = 0;
  for (let at = 0; at < buffer.length; ) {
    const byte = buffer[at] ?? 0;
    const length = validSequenceLength(buffer, at);
    if (length === 0) units[count++] = INVALID_BYTE_BASE + byte;
    else if (length === 1) units[count++] = byte;
    else {
      const character = codePointAt(buffer, at, length);
      if (character < 0x10000) units[count++] = character;
      else {
        units[count++] = 0xd7c0 + (character >> 10);
        units[count++] = 0xdc00 + (character & 0x3ff);
      }
    }
    at += Math.max(1, length);
  }
  const pieces: string[] = [];
  for (let from = 0; from < count; from += UNITS_AT_ONCE) {
    pieces.push(String.fromCharCode(...units.subarray(from, Math.min(from + UNITS_AT_ONCE, count))));
  }
  return pieces.join('');
}

/** Length of the valid UTF-8 sequence at an offset, 0 where there is none. */
function validSequenceLength(buffer: Buffer, at: number): number {
  const lead = buffer[at] ?? 0;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const second = buffer[at + 1] ?? 0;
  // Not the shortest form, a surrogate, or past the last character: only the second byte tells.
  const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  for (let next = at + 2; next < at + length; next++) {
    if (((buffer[next] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return length;
}

function codePointAt(buffer: Buffer, at: number, length: number): number {
  let character = (buffer[at] ?? 0) & (0x7f >> length);
  for (let next = at + 1; next < at + length; next++) character = (character << 6) | ((buffer[next] ?? 0) & 0x3f);
  return character;
}

/** The UTF-16 units of a text, as an array of numbers. */
export function codeUnitsOf(text: string): Uint16Array {
  const bytes = Buffer.allocUnsafeSlow(text.length * 2);
  bytes.write(text, 'utf16le');
  if (endianness() === 'BE') bytes.swap16();
  return new Uint16Array(bytes.buffer, bytes.byteOffset, text.length);
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

/**
 * The same after an edit, without looking for lines that it did not touch.
 *
 * @param before line starts of the text before
 * @param start offset of what was replaced
 * @param end offset after it
 * @param inserted what stands there now
 */
export function editLineStarts(before: Int32Array, start: number, end: number, inserted: string): Int32Array {
  const first = linesUpTo(before, start);
  const after = linesUpTo(before, end);
  const added = lineStartsOf(inserted);
  const starts = new Int32Array(first + added.length - 1 + before.length - after);
  starts.set(before.subarray(0, first));
  for (let line = 1; line < added.length; line++) starts[first + line - 1] = start + (added[line] as number);
  const shift = start + inserted.length - end;
  const lineDelta = first + added.length - 1 - after;
  for (let line = after; line < before.length; line++) starts[line + lineDelta] = (before[line] as number) + shift;
  return starts;
}

/** Number of lines that start at an offset or before it. */
function linesUpTo(lineStarts: Int32Array, offset: number): number {
  return positionAt(lineStarts, offset).line + 1;
}

/** Line and column of an offset, by binary search; an offset before the text is taken as its start. */
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
