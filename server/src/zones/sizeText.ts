import type { SizeParser } from './zoneKind';

/** NGX_MAX_SIZE_T_VALUE and NGX_MAX_OFF_T_VALUE on 64-bit systems. */
const LARGEST_SIZE = 0x7fff_ffff_ffff_ffffn;

const UP_TO_M = { k: 1024n, K: 1024n, m: 1024n ** 2n, M: 1024n ** 2n };
const UP_TO_G = { ...UP_TO_M, g: 1024n ** 3n, G: 1024n ** 3n };

const UNITS: Readonly<Record<SizeParser, Readonly<Record<string, bigint>>>> = {
  size: UP_TO_M,
  offset: UP_TO_G,
  nchan: UP_TO_G,
  bkm: { b: 1n, k: 1024n, m: 1024n ** 2n },
  count: {},
  unknown: UP_TO_M,
  none: {},
};

/**
 * Reads a size as the module's parser does (ngx_parse_size and ngx_parse_offset of ngx_parse.c, and modules' own): only
 * digits and one unit that the parser knows; no sign, fraction (but for nchan) or white space.
 *
 * @returns bytes (or a count, for `count`), null where the parser refuses the text
 */
export function parseSizeText(text: string, parser: SizeParser): number | null {
  const bytes = parseExactSize(text, parser);
  return bytes === null ? null : Number(bytes);
}

/** The same without loss: a number cannot hold every size above 2^53. */
export function parseExactSize(text: string, parser: SizeParser): bigint | null {
  const last = text.slice(-1);
  const unit = Object.hasOwn(UNITS[parser], last) ? UNITS[parser][last] : undefined;
  const digits = unit === undefined ? text : text.slice(0, -1);
  if (parser === 'nchan') return parseNchanSize(digits, unit ?? 1n);
  // Leading zeros are free; no number of more digits is in range, and BigInt should not have to read a hostile one.
  const match = /^0*(\d{1,19})$/.exec(digits);
  if (match === null) return null;
  const value = BigInt(match[1] ?? '0') * (unit ?? 1n);
  return value > LARGEST_SIZE ? null : value;
}

/** nchan reads its sizes into a double, with a fraction of any length: `1.5m`, `.5g`, `1.` and even `.`. */
function parseNchanSize(digits: string, unit: bigint): bigint | null {
  if (!/^(?:\d+\.?\d*|\.\d*)$/.test(digits)) return null;
  const bytes = (digits === '.' ? 0 : Number(digits)) * Number(unit);
  return bytes >= 2 ** 63 ? null : BigInt(Math.floor(bytes));
}

/** A size that a person wrote outside a config (`64k`, `1.5g`, `8 GB`); null where it is none. */
export function parsePersonSize(text: string): number | null {
  const match = /^\s*(\d{1,15}(?:\.\d{1,6})?)\s*([kmgt]?)(?:i?b)?\s*$/i.exec(text);
  if (match === null) return null;
  const power = 'kmgt'.indexOf((match[2] ?? '').toLowerCase() || '-') + 1;
  return Math.round(Number(match[1]) * 1024 ** power);
}

/** A size as people read it: exact in the largest unit that leaves no long fraction, else with one decimal. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  let power = 0;
  let value = bytes;
  while (value >= 1024 && power < units.length - 1) {
    value /= 1024;
    power++;
  }
  const shown = Number.isInteger(value) ? String(value) : value.toFixed(1);
  return `${shown} ${units[power]}`;
}
