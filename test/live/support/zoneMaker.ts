/** The pieces that configs full of zones are made of: names, sizes and addresses, the same on every run. */

export const KB = 1024;
export const MB = 1024 * 1024;
const GB = 1024 * MB;
export const PAGE_BYTES = 4096;
const SMALLEST_BYTES = 8 * PAGE_BYTES;

/** mulberry32: the same numbers everywhere for one seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Lengths around the slots' borders for every text that modules put behind a name. */
const NAME_BYTES = [
  1,
  3,
  8,
  2,
  4,
  5,
  11,
  16,
  20,
  ...range(27, 40),
  41,
  42,
  43,
  60,
  64,
  68,
  69,
  75,
  80,
  ...range(90, 110),
  128,
  160,
  200,
  225,
  233,
  234,
  235,
  300,
];

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

const WIDE_LETTERS = ['é', 'ß', '日', '本', '語', '😀', 'я', '\u0301'];

/** Names of given lengths in bytes, no two alike in one server. */
export class Names {
  private made = 0;
  private readonly taken = new Set<string>();

  constructor(private readonly random: () => number) {}

  next(bytes: number): string {
    for (;;) {
      const name = this.compose(bytes);
      if (this.taken.has(name)) continue;
      this.taken.add(name);
      return name;
    }
  }

  /** A name of the next length on the list. */
  any(): string {
    this.made += 1;
    // 7 shares no factor with the list's length, so all lengths come up, in a mixed order.
    return this.next(NAME_BYTES[(this.made * 7) % NAME_BYTES.length] ?? 8);
  }

  private compose(bytes: number): string {
    const isWide = bytes >= 8 && this.random() < 0.25;
    let name = '';
    for (let left = bytes; left > 0; ) {
      const wide = WIDE_LETTERS[Math.floor(this.random() * WIDE_LETTERS.length)] ?? '';
      const letter = isWide && Buffer.byteLength(wide) <= left && this.random() < 0.5 ? wide : this.plainLetter(name);
      name += letter;
      left -= Buffer.byteLength(letter);
    }
    return name;
  }

  private plainLetter(before: string): string {
    const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.';
    return letters[Math.floor(this.random() * (before === '' ? 52 : letters.length))] ?? 'x';
  }
}

/** A size as a config may write it. */
export function sizeText(bytes: number): string {
  if (bytes % MB === 0) return `${bytes / MB}${bytes % (2 * MB) === 0 ? 'm' : 'M'}`;
  if (bytes % KB === 0) return `${bytes / KB}${bytes % (2 * KB) === 0 ? 'k' : 'K'}`;
  return String(bytes);
}

/** Sizes that stand on some border: pages, huge pages, the page array's own page, no multiple of anything. */
const NOTABLE_BYTES = [
  SMALLEST_BYTES,
  SMALLEST_BYTES + 1,
  33 * KB,
  40_000,
  64 * KB,
  65 * KB - 1,
  100 * KB,
  128 * KB,
  255 * KB,
  MB / 2,
  MB - 1,
  MB,
  MB + 1,
  1500 * KB,
  2 * MB - 1,
  2 * MB - PAGE_BYTES,
  2 * MB,
  2 * MB + 1,
  2 * MB + PAGE_BYTES,
  3 * MB,
  4 * MB - 1,
  4 * MB,
  4 * MB + 5 * KB,
  10 * MB,
  16 * MB + 77,
  64 * MB,
  100 * MB,
  128 * MB,
  255 * MB + 3,
  360 * MB,
  512 * MB,
  777_777_777,
  GB - 1,
  GB,
];

export class Sizes {
  private made = 0;

  constructor(
    private readonly random: () => number,
    first: number,
  ) {
    this.made = first;
  }

  /** Every other size is a notable one; the rest are spread evenly over the powers of two, half of them odd. */
  next(): number {
    this.made += 1;
    if (this.made % 2 === 0) return NOTABLE_BYTES[(this.made / 2) % NOTABLE_BYTES.length] ?? MB;
    const bytes = Math.round(SMALLEST_BYTES * 2 ** (this.random() * 15));
    return Math.min(GB, this.random() < 0.5 ? bytes : Math.ceil(bytes / KB) * KB);
  }
}

/** Where the lines of one config go. */
export interface Blocks {
  readonly http: string[];
  readonly httpServers: string[];
  readonly stream: string[];
  readonly streamServers: string[];
  readonly mail: string[];
  readonly mailServers: string[];
}

export interface Maker {
  readonly random: () => number;
  readonly names: Names;
  readonly sizes: Sizes;
  readonly blocks: Blocks;
}

/** One `server` of an upstream, by an address of any kind. */
export function serverLine(random: () => number, isBackup: boolean): string {
  const number = (below: number): number => Math.floor(random() * below);
  const addresses = [
    `127.${number(256)}.${number(256)}.${number(256)}:${1 + number(65_535)}`,
    `127.0.0.1:${1 + number(65_535)}`,
    `[::1]:${1 + number(65_535)}`,
    `[2001:db8:${number(65_536).toString(16)}:1:2:3:4:${number(65_536).toString(16)}]:${1 + number(65_535)}`,
    `unix:/run/${'s'.repeat(1 + number(90))}.sock`,
  ];
  const parameters = ['', ' weight=5', ' max_fails=3 fail_timeout=30s', ' max_conns=9', ' down'];
  const address = addresses[number(addresses.length)];
  return `server ${address}${parameters[number(parameters.length)]}${isBackup ? ' backup' : ''};`;
}
