import type { SizeParser } from './zoneKind';

/** NGX_MAX_SIZE_T_VALUE and NGX_MAX_OFF_T_VALUE on 64-bit systems. */
const LARGEST_SIZE = 0x7fff_ffff_ffff_ffffn;

const UNITS: Readonly<Record<SizeParser, Readonly<Record<string, bigint>>>> = {
  size: { k: 1024n, K: 1024n, m: 1024n ** 2n, M: 1024n ** 2n },
  offset: { k: 1024n, K: 1024n, m: 1024n ** 2n, M: 1024n ** 2n, g: 1024n ** 3n, G: 1024n ** 3n },
  nchan: { k: 1024n, K: 1024n, m: 1024n ** 2n, M: 1024n ** 2n, g: 1024n ** 3n, G: 1024n ** 3n },
  bkm: { b: 1n, k: 1024n, m: 1024n ** 2n },
  count: {},
  unknown: { k: 1024n, K: 1024n, m: 1024n ** 2n, M: 1024n ** 2n },
  none: {},
};

/**
 * Reads a size as the module's parser does (ngx_parse_size and ngx_parse_offset of ngx_parse.c, and modules' own): only
 * digits and one unit that the parser knows; no sign, fraction or white space.
 *
 * @returns bytes (or a count, for `count`), null where the parser refuses the text
 */
export function parseSizeText(text: string, parser: SizeParser): number | null {
  const unit = UNITS[parser][text.slice(-1)];
  const digits = unit === undefined ? text : text.slice(0, -1);
  // No number of more digits is in range, and BigInt should not have to read a hostile one.
  if (!/^\d{1,40}$/.test(digits)) return null;
  const value = BigInt(digits) * (unit ?? 1n);
  return value > LARGEST_SIZE ? null : Number(value);
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
