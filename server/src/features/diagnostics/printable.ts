/**
 * Characters that a terminal or an editor acts on instead of showing them: controls, marks that turn the direction of
 * text, separators of lines, and bytes that are no text (see decodeConfig).
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/gu;

const SHORT: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** Longest message: names in a config may be as long as its parser's buffer. */
const LONGEST_MESSAGE = 2000;

/** A text that may quote a hostile name, harmless for terminals and on one line. */
export function printable(text: string): string {
  const shown = text.replace(UNPRINTABLE, escapeCharacter);
  return shown.length <= LONGEST_MESSAGE ? shown : `${shown.slice(0, LONGEST_MESSAGE)}…`;
}

const INVALID_BYTE_BASE = 0xdc00;

function escapeCharacter(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const code = character.charCodeAt(0);
  const isByte = code >= INVALID_BYTE_BASE && code <= INVALID_BYTE_BASE + 0xff;
  if (isByte || code < 0x100) return `\\x${(code & 0xff).toString(16).padStart(2, '0')}`;
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
