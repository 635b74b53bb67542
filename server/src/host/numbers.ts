/** The most decimal digits an unsigned 64-bit number has; the kernel prints no longer one. */
const mostDigits = 20;

/** A plain unsigned decimal number as the kernel prints it (white space around it allowed); null for anything else. */
export function parseUnsigned(text: string): bigint | null {
  const digits = text.trim();
  return digits.length <= mostDigits && /^[0-9]+$/.test(digits) ? BigInt(digits) : null;
}

/** The same as a number; null also where it is too large to be exact. */
export function parseCount(text: string): number | null {
  const value = parseUnsigned(text);
  return value !== null && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : null;
}

/** The smaller of two figures of which either may be unknown; unknown where one is. */
export function smallerOf(left: number | null, right: number | null): number | null {
  return left === null || right === null ? null : Math.min(left, right);
}

export function isPowerOfTwo(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0 && Number.isInteger(Math.log2(value));
}
