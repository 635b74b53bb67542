import * as v from 'valibot';
import { isPowerOfTwo } from '../host/numbers';
import { t } from '../l10n';
import { LATEST_TIME_MS, LONGEST_TEXT, MOST_ITEMS } from './bounds';

/** The values that schemas of a snapshot are made of. JSON writes 1e999, which is read as Infinity: no figure is that. */

const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);

function numberWith(isRight: (value: unknown) => boolean, expected: () => string) {
  return v.custom<number>(isRight, expected);
}

/** Bytes, pages, pids, inodes and all that is counted. */
export const count = numberWith(isCount, () => t('a whole number, 0 or more'));
export const countOrNull = v.custom<number | null>(
  (value) => value === null || isCount(value),
  () => t('a whole number, 0 or more, or null'),
);
/** Lists that hold most of a file's values: one look at each instead of a schema's work. */
export const figureList = (most: number) =>
  v.custom<(number | null)[]>(
    (value) =>
      Array.isArray(value) && value.length <= most && value.every((item: unknown) => item === null || isCount(item)),
    () => t('a list of whole numbers, 0 or more, or null'),
  );
export const timeList = (most: number) =>
  v.custom<number[]>(
    (value) => Array.isArray(value) && value.length <= most && value.every(isTime),
    () => t('a list of times in milliseconds'),
  );

/** Differences and rates, which may be negative. */
export const finite = numberWith(isNumber, () => t('a number'));
export const finiteOrNull = v.custom<number | null>(
  (value) => value === null || isNumber(value),
  () => t('a number or null'),
);
/** Time spans, costs. */
export const span = numberWith(
  (value) => isNumber(value) && Number(value) >= 0,
  () => t('a number, 0 or more'),
);
export const spanOrNull = v.custom<number | null>(
  (value) => value === null || (isNumber(value) && Number(value) >= 0),
  () => t('a number, 0 or more, or null'),
);

function isTime(value: unknown): boolean {
  return isNumber(value) && Number(value) >= 0 && Number(value) <= LATEST_TIME_MS;
}
/** Milliseconds since 1970. */
export const time = numberWith(isTime, () => t('a time in milliseconds'));
export const timeOrNull = v.custom<number | null>(
  (value) => value === null || isTime(value),
  () => t('a time in milliseconds, or null'),
);

/** Lines and columns. */
export const position = numberWith(
  (value) => isCount(value) && Number(value) >= 1,
  () => t('a whole number, 1 or more'),
);

const SMALLEST_PAGE_BYTES = 512;
const LARGEST_PAGE_BYTES = 2 ** 24;
export const pageSize = numberWith(
  (value) =>
    typeof value === 'number' && isPowerOfTwo(value) && value >= SMALLEST_PAGE_BYTES && value <= LARGEST_PAGE_BYTES,
  () => t('a page size in bytes'),
);

const isText = (value: unknown): boolean => typeof value === 'string' && value.length <= LONGEST_TEXT;
export const text = v.custom<string>(isText, () => t('text of at most {0} characters', LONGEST_TEXT));
export const textOrNull = v.custom<string | null>(
  (value) => value === null || isText(value),
  () => t('text of at most {0} characters, or null', LONGEST_TEXT),
);

const ADDRESS = /^[0-9a-f]{1,16}$/;
/** In hexadecimal without 0x. */
export const address = v.custom<string>(
  (value) => typeof value === 'string' && ADDRESS.test(value),
  () => t('an address in hexadecimal'),
);

/** A list of objects. */
export function list<Item extends v.GenericSchema>(item: Item, most = MOST_ITEMS) {
  return v.pipe(v.array(item), v.maxLength(most));
}
