/** Characters that steer a terminal, turn the direction of text, break a line or stand for a byte that is no UTF-8. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const INVALID_BYTE_BASE = 0xdc00;

const SHORT: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/**
 * Text from a config or file name, made safe for a screen or a log and kept on one line: what could steer a terminal is
 * written out, as `\n`, `\x1b` (also a byte that is no UTF-8, see decodeConfig) or `\u202e`.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escapeCharacter);
}

function escapeCharacter(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  const byte = code >= INVALID_BYTE_BASE && code <= INVALID_BYTE_BASE + 0xff ? code - INVALID_BYTE_BASE : code;
  if (byte <= 0xff) return `\\x${byte.toString(16).padStart(2, '0')}`;
  return byte <= 0xffff ? `\\u${byte.toString(16).padStart(4, '0')}` : `\\u{${byte.toString(16)}}`;
}

/**
 * A value as indented JSON that is safe to print: JSON itself escapes only ASCII control characters, here all
 * unprintable ones are. A reader gets the same value.
 */
export function printableJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2).replace(UNPRINTABLE, (character) =>
    // The only control character that stringify itself writes.
    character === '\n' ? character : character.split('').map(escapeUnit).join(''),
  );
  return `${text}\n`;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
