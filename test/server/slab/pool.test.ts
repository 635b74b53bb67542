import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SlabPool } from '../../../server/src/slab/pool';
import { readPool } from '../../../server/src/slab/poolReader';
import { walkPool } from '../../../server/src/slab/poolWalk';
import { readPool as readByOther } from '../../live/support/slabPool';
import { createRandom } from '../../support/random';
import { countRuns, expectedSlots } from './support/expectedPool';
import { type AccountedPool, createAccountedPool } from './support/slabAccount';
import type { SlabAge } from './support/slabStructs';
import { imageBytes } from './support/zoneImage';

const AGES: readonly SlabAge[] = ['1.22.1', '1.10.3', '1.6.3'];
const LAYOUTS = { '1.22.1': '1.11.7+', '1.10.3': '1.7.2-1.11.6', '1.6.3': '-1.7.1' } as const;

function readAll(pool: AccountedPool) {
  const { memory } = pool;
  const bytes = imageBytes(memory.bytes);
  const reading = readPool(bytes, memory.address, memory.pageBytes);
  const walk = walkPool(bytes, memory.address, memory.pageBytes);
  expect(bytes.outside()).toBe(0);
  return { reading, walk };
}

function slab(reading: { readonly kind: string }): SlabPool {
  expect(reading.kind).toBe('slab');
  return reading as SlabPool;
}

/** Holds what a refresh and a walk say against the pool's account. */
function expectAgreement(pool: AccountedPool): void {
  const account = pool.account();
  const { age, start, sizeBytes } = pool.memory;
  const { reading, walk } = readAll(pool);
  const refreshed = slab(reading);
  const walked = slab(walk.reading);
  const largest = Math.max(0, ...account.freeRuns.map((run) => run.pages));
  const pages = {
    total: account.totalPages,
    free: account.freePages,
    used: account.totalPages - account.freePages,
    largestFreeRun: largest,
  };
  const identity = { layout: LAYOUTS[age], metadataBytes: start, configuredBytes: sizeBytes };
  expect(refreshed).toMatchObject(identity);
  expect(walked).toMatchObject(identity);
  expect(walked.pages).toEqual(pages);
  expect(walk.obstacle).toBeNull();
  expect(walk.walk).toEqual({ freeRuns: countRuns(account.freeRuns), pageAllocations: countRuns(account.allocations) });
  const slots = expectedSlots(account, age);
  const used = slots.reduce((sum, slot) => sum + slot.usedChunks + slot.bitmapChunks, 0);
  const free = slots.reduce((sum, slot) => sum + slot.freeChunks, 0);
  expect(walked.slots).toEqual(slots);
  expect(walked.chunks).toEqual({ used, free });
  if (age === '1.22.1') {
    expect(refreshed.slots).toEqual(slots);
    expect(refreshed.chunks).toEqual({ used, free });
    expect([pages, { ...pages, largestFreeRun: null }]).toContainEqual(refreshed.pages);
  } else {
    expect(refreshed.slots).toBeNull();
    expect(refreshed.chunks).toBeNull();
    if (refreshed.pages !== null) expect(refreshed.pages).toEqual(pages);
  }
  if (account.freeRuns.length < 32) expect(refreshed.pages).toEqual(pages);
}

describe('a pool that is filled and emptied at random', () => {
  const pageSizes = [
    { pageBytes: 4096, sizes: [8192, 12_288, 32_768, 100_000, 1_048_576] },
    { pageBytes: 16_384, sizes: [65_536, 500_000, 2_097_152] },
    { pageBytes: 65_536, sizes: [262_144, 3_000_000] },
  ];
  for (const age of AGES) {
    for (const { pageBytes, sizes } of pageSizes) {
      it(`is decoded as nginx ${age} has it after every step, on pages of ${pageBytes / 1024} KB`, () => {
        fc.assert(
          fc.property(
            fc.constantFrom(...sizes),
            fc.integer(),
            fc.integer({ min: 1, max: 60 }),
            (sizeBytes, seed, steps) => {
              const pool = createAccountedPool({ sizeBytes, pageBytes, age });
              const random = createRandom(seed);
              expectAgreement(pool);
              for (let step = 0; step < steps; step++) {
                pool.step(random);
                expectAgreement(pool);
              }
            },
          ),
          { numRuns: 25, seed: 4 },
        );
      });
    }
  }

  it('is decoded after thousands of steps in a pool of 1 MB', () => {
    const pool = createAccountedPool({ sizeBytes: 1_048_576 });
    const random = createRandom(7);
    for (let step = 0; step < 6000; step++) {
      pool.step(random);
      if (step % 50 === 0) expectAgreement(pool);
    }
  });

  it('is decoded as the second decoder of the live tests has it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pool-'));
    try {
      const random = createRandom(11);
      for (const sizeBytes of [32_768, 100_000, 1_048_576, 10_485_760]) {
        const pool = createAccountedPool({ sizeBytes });
        for (let step = 0; step < 1500; step++) pool.step(random);
        const file = join(folder, `${sizeBytes}`);
        writeFileSync(file, pool.memory.bytes);
        const fd = openSync(file, 'r');
        try {
          const other = readByOther({ fd, start: pool.memory.address, sizeBytes: pool.memory.bytes.length });
          const { walk } = readAll(pool);
          const walked = slab(walk.reading);
          expect(other).not.toBeNull();
          expect(walked.pages?.free).toBe(other?.freePages);
          expect(walked.pages?.total).toBe(other?.pageCount);
          expect(walked.chunks).toEqual({ used: other?.usedChunks, free: other?.freeChunks });
          expect(walk.walk?.freeRuns).toEqual(countRuns((other?.freeRuns ?? []).map((pages) => ({ pages }))));
          expect(walk.walk?.pageAllocations).toEqual(countRuns((other?.pageRuns ?? []).map((pages) => ({ pages }))));
          expect(walked.slots?.map((slot) => [slot.slotBytes, slot.pages, slot.usedChunks, slot.requests])).toEqual(
            other?.slots.map((slot) => [slot.chunkBytes, slot.pages, slot.used, slot.reqs]),
          );
        } finally {
          closeSync(fd);
        }
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('an empty pool', () => {
  it('of `lua_shared_dict dogs 100m` has 3 used and 157 free chunks, and its name', () => {
    const pool = createAccountedPool({ sizeBytes: 104_857_600 });
    pool.alloc(80);
    pool.alloc(32);
    const { memory } = pool;
    const text = ' in lua_shared_dict zone "dogs"';
    memory.setLogContext(memory.start + 4096 + 32, text);
    memory.clearLogNomem();
    const { reading, walk } = readAll(pool);
    expect(reading).toMatchObject({
      kind: 'slab',
      chunks: { used: 3, free: 157 },
      logContext: text,
      logsWhenFull: false,
    });
    expect(reading).toEqual(walk.reading);
    expect(walk.walk).toEqual({ freeRuns: [{ pages: 25_448, count: 1 }], pageAllocations: [] });
  });

  it('is told in four reads of less than 2 KB, whatever its size', () => {
    for (const sizeBytes of [32_768, 1_048_576, 104_857_600]) {
      const { memory } = createAccountedPool({ sizeBytes });
      const bytes = imageBytes(memory.bytes);
      readPool(bytes, memory.address, 4096);
      expect(bytes.reads()).toBeLessThanOrEqual(4);
      expect(bytes.bytesRead()).toBeLessThan(2048);
    }
  });

  it('has no log context where its module wrote none, and logs when it is full', () => {
    const { reading } = readAll(createAccountedPool({ sizeBytes: 32_768 }));
    expect(reading).toMatchObject({ kind: 'slab', logContext: null, logsWhenFull: true });
  });
});

describe('the free list', () => {
  it('is followed for a bounded number of runs, and the longest is unknown beyond them', () => {
    const pool = createAccountedPool({ sizeBytes: 1_048_576 });
    while (pool.alloc(4096));
    // Every second page is given back: no run has a neighbour.
    for (let index = 0; index < 100; index++) pool.free(index);
    const { reading, walk } = readAll(pool);
    expect(slab(reading).pages).toEqual({ total: 254, free: 100, used: 154, largestFreeRun: null });
    expect(slab(walk.reading).pages?.largestFreeRun).toBe(1);
    expect(walk.walk?.freeRuns).toEqual([{ pages: 1, count: 100 }]);
  });

  it('need not be followed further than the longest run is certain', () => {
    const pool = createAccountedPool({ sizeBytes: 10_485_760 });
    pool.alloc(4096 * 1000);
    for (let index = 0; index < 105; index++) pool.alloc(4096);
    for (let index = 1; index < 52; index++) pool.free(index);
    pool.free(0);
    const { reading } = readAll(pool);
    // 1,001 pages first, then 50 runs of one, then the rest of 1,439, which is the longest but stands last.
    expect(slab(reading).pages).toMatchObject({ free: 2490, largestFreeRun: null });
    pool.alloc(4096 * 1439);
    expect(slab(readAll(pool).reading).pages).toMatchObject({ free: 1051, largestFreeRun: 1001 });
  });
});
