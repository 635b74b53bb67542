import { poolPageMap } from '../../../../server/src/slab/poolPageMap';
import { readPool } from '../../../../server/src/slab/poolReader';
import { walkPool } from '../../../../server/src/slab/poolWalk';
import { createRandom, type Random } from '../../../support/random';
import { createAccountedPool } from './slabAccount';
import type { SlabAge } from './slabStructs';
import { imageBytes } from './zoneImage';

/** An image of a zone, as it stands or broken. */
export interface PoolImage {
  readonly bytes: Uint8Array;
  readonly address: bigint;
  readonly pageBytes: number;
}

/** Two states of the same pool: what a torn image is mixed of. */
interface Sample {
  readonly early: Uint8Array;
  readonly late: Uint8Array;
  readonly address: bigint;
  readonly pageBytes: number;
}

/** No attempt reads more than the zone, and there are at most so many, of refresh, walk and map together. */
const MOST_TIMES_READ = 60;

const below = (random: Random, limit: number): number => Math.floor(random() * limit);
const pick = <Item>(random: Random, items: readonly Item[]): Item => items[below(random, items.length)] as Item;

let samples: readonly Sample[] | null = null;

/** Pools of all ages and page sizes, empty and filled. */
function makeSamples(): Sample[] {
  const random = createRandom(20);
  const ages: readonly SlabAge[] = ['1.22.1', '1.22.1', '1.22.1', '1.10.3', '1.6.3'];
  return Array.from({ length: 40 }, (_, index) => {
    const pageBytes = index % 8 === 0 ? 16_384 : index % 13 === 0 ? 65_536 : 4096;
    const sizeBytes = pageBytes * (2 + below(random, index % 5 === 0 ? 60 : 12)) + below(random, pageBytes);
    const pool = createAccountedPool({ sizeBytes, pageBytes, age: ages[index % ages.length] as SlabAge });
    for (let step = below(random, 200); step > 0; step--) pool.step(random);
    const early = pool.memory.bytes.slice();
    for (let step = 1 + below(random, 8); step > 0; step--) pool.step(random);
    return { early, late: pool.memory.bytes, address: pool.memory.address, pageBytes };
  });
}

/** An image: mostly a pool, with a few words that are other than a server would have them. */
export function generateImage(random: Random): PoolImage {
  samples ??= makeSamples();
  const { early, late, address, pageBytes } = pick(random, samples);
  const kind = random();
  if (kind < 0.02) return { bytes: noise(random), address, pageBytes };
  const bytes = early.slice();
  if (kind < 0.25) mix(random, bytes, late);
  else if (kind < 0.3) return { bytes: bytes.subarray(0, below(random, bytes.length)), address, pageBytes };
  if (kind > 0.15) spoil(random, bytes, address, pageBytes);
  const otherPageBytes = random() < 0.01 ? pick(random, [1, 4096, 16_384, 65_536, 5000, Number.NaN]) : pageBytes;
  return { bytes, address: random() < 0.01 ? address + 4096n : address, pageBytes: otherPageBytes };
}

function noise(random: Random): Uint8Array {
  return new Uint8Array(below(random, 20_000)).map(() => below(random, 256));
}

/** Takes some of the words from another state. */
function mix(random: Random, bytes: Uint8Array, other: Uint8Array): void {
  for (let parts = 1 + below(random, 4); parts > 0; parts--) {
    const from = below(random, random() < 0.5 ? 1024 : bytes.length) & ~7;
    const to = from + (random() < 0.5 ? 8 : below(random, bytes.length - from) & ~7);
    bytes.set(other.subarray(from, to), from);
  }
}

function spoil(random: Random, bytes: Uint8Array, address: bigint, pageBytes: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let count = 1 + below(random, 4); count > 0; count--) {
    // Mostly where it matters: the head, and the page array behind it.
    const end = Math.min(bytes.length, random() < 0.4 ? 264 : random() < 0.9 ? 3000 : bytes.length);
    const offset = below(random, end) & ~7;
    if (offset + 8 > bytes.length) continue;
    if (random() < 0.3) bytes[offset] = (bytes[offset] ?? 0) ^ (1 << below(random, 8));
    else view.setBigUint64(offset, oddWord(random, view, address, pageBytes), true);
  }
}

/** A word that leads somewhere, or far away. */
function oddWord(random: Random, view: DataView, address: bigint, pageBytes: number): bigint {
  const inside = address + BigInt(below(random, view.byteLength));
  const known = view.getBigUint64(below(random, Math.min(view.byteLength, 3000) - 8) & ~7, true);
  const numbers = [
    0n,
    1n,
    2n,
    3n,
    BigInt(below(random, 4000)),
    (1n << 64n) - 1n,
    1n << 63n,
    (1n << 63n) | 3n,
    1n << 53n,
  ];
  return pick(random, [
    inside,
    inside & ~7n,
    known,
    known + 24n,
    BigInt.asUintN(64, known - 1n),
    pick(random, numbers),
    BigInt(pageBytes),
  ]);
}

/** Reads an image in all ways; says what is wrong with what came out, null where nothing is. */
export function findPoolFault({ bytes: image, address, pageBytes }: PoolImage): string | null {
  const zone = imageBytes(image);
  try {
    const reading = readPool(zone, address, pageBytes);
    const walk = walkPool(zone, address, pageBytes);
    const map = poolPageMap(zone, address, pageBytes, (page) => page % 3 === 0);
    if (zone.outside() > 0) return `${zone.outside()} reads outside of the zone`;
    if (zone.bytesRead() > (image.length + 4096) * MOST_TIMES_READ)
      return `${zone.bytesRead()} bytes read of ${image.length}`;
    return (
      readingFault(reading) ?? readingFault(walk.reading) ?? walkFault(walk) ?? mapFault(map, image.length, pageBytes)
    );
  } catch (error) {
    return `exception: ${error instanceof Error ? error.stack : String(error)}`;
  }
}

function readingFault(reading: ReturnType<typeof readPool>): string | null {
  if (reading.kind !== 'slab') return null;
  const { pages, slots, chunks } = reading;
  if (pages !== null) {
    const { total, free, used, largestFreeRun } = pages;
    if (![total, free, used].every(isCount) || free + used !== total) return `pages ${JSON.stringify(pages)}`;
    if (largestFreeRun !== null && (!isCount(largestFreeRun) || largestFreeRun > free)) return `run ${largestFreeRun}`;
  }
  if ((slots === null) !== (chunks === null)) return 'slots without chunks';
  for (const slot of slots ?? []) {
    const { requests, failures, ...counts } = slot;
    if (!Object.values(counts).every(isCount)) return `slot ${JSON.stringify(slot)}`;
    if ((requests ?? 0) < (failures ?? 0)) return `slot ${JSON.stringify(slot)}`;
  }
  return null;
}

function walkFault({ reading, walk }: ReturnType<typeof walkPool>): string | null {
  if (walk === null) return null;
  if (reading.kind !== 'slab' || reading.pages === null) return `a walk of ${reading.kind}`;
  const sum = (runs: readonly { pages: number; count: number }[]) =>
    runs.reduce((all, run) => all + run.pages * run.count, 0);
  const { free, total, largestFreeRun } = reading.pages;
  if (sum(walk.freeRuns) !== free || (walk.freeRuns[0]?.pages ?? 0) !== largestFreeRun)
    return 'free runs do not add up';
  const slotPages = (reading.slots ?? []).reduce((all, slot) => all + slot.pages, 0);
  if (reading.slots !== null && slotPages + sum(walk.pageAllocations) + free !== total) return 'pages do not add up';
  return null;
}

function mapFault(map: ReturnType<typeof poolPageMap>, sizeBytes: number, pageBytes: number): string | null {
  if (map === null || !map.isConsistent) return null;
  let next = 0;
  for (const run of map.runs) {
    if (run.firstPage !== next || !isCount(run.pageCount) || run.pageCount === 0) return `run ${JSON.stringify(run)}`;
    next += run.pageCount;
  }
  return next === Math.ceil(sizeBytes / pageBytes) ? null : `a map of ${next} pages`;
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
