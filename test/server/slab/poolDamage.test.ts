import { describe, expect, it } from 'vitest';
import { readPool } from '../../../server/src/slab/poolReader';
import { walkPool } from '../../../server/src/slab/poolWalk';
import type { ZoneBytes } from '../../../server/src/slab/zoneBytes';
import { expectedSlots } from './support/expectedPool';
import { type AccountedPool, createAccountedPool } from './support/slabAccount';
import { imageBytes } from './support/zoneImage';

const ARRAY = 704;
const FREE_HEAD = 48;

/** Pages 0 and 2 free in runs of their own, page 1 and 3 taken, page 4 and 5 free, page 6 taken, the rest free. */
function poolOfRuns() {
  const pool = createAccountedPool({ sizeBytes: 100_000 });
  for (let count = 0; count < 7; count++) pool.alloc(4096);
  for (const index of [5, 4, 2, 0]) pool.free(index);
  const { memory } = pool;
  const view = new DataView(memory.bytes.buffer);
  const descriptor = (page: number): number => ARRAY + page * 24;
  const set = (offset: number, value: bigint): void => view.setBigUint64(offset, value, true);
  const pointer = (offset: number): bigint => memory.address + BigInt(offset);
  const walk = () => walkPool(imageBytes(memory.bytes), memory.address, 4096);
  const read = () => readPool(imageBytes(memory.bytes), memory.address, 4096);
  return { pool, set, pointer, descriptor, walk, read, view };
}

describe('a pool whose account does not add up', () => {
  it('is walked while it is whole', () => {
    const { walk, read } = poolOfRuns();
    expect(walk()).toMatchObject({ obstacle: null, reading: { kind: 'slab' } });
    expect(walk().walk?.freeRuns.slice(1)).toEqual([
      { pages: 2, count: 1 },
      { pages: 1, count: 2 },
    ]);
    expect(read().kind).toBe('slab');
  });

  it('is no more where the free list leaves out a run', () => {
    const { walk, set, pointer, descriptor } = poolOfRuns();
    // The list goes 0, 2, 4, and on: 2 is left out, its neighbours linked.
    set(descriptor(0) + 8, pointer(descriptor(4)));
    set(descriptor(4) + 16, pointer(descriptor(0)));
    expect(walk()).toMatchObject({ walk: null, obstacle: 'busy' });
  });

  it('is no more where a link of the free list does not lead back', () => {
    const { walk, read, set, pointer, descriptor } = poolOfRuns();
    set(descriptor(0) + 16, pointer(descriptor(2)));
    expect(walk()).toMatchObject({ walk: null, obstacle: 'busy' });
    expect(read().kind).toBe('inconsistent');
  });

  it('is no more where the end of a free run does not lead to its beginning', () => {
    const { walk, set, pointer, descriptor } = poolOfRuns();
    set(descriptor(5) + 16, pointer(descriptor(0)));
    expect(walk()).toMatchObject({ walk: null, obstacle: 'busy' });
  });

  it('is no more where a page inside of an allocation is not marked', () => {
    const { pool, walk, set, descriptor } = poolOfRuns();
    pool.alloc(3 * 4096);
    expect(walk().obstacle).toBeNull();
    set(descriptor(8), 0n);
    expect(walk()).toMatchObject({ walk: null, obstacle: 'busy' });
  });

  it('is no more where a full page is still in the list of its slot', () => {
    const { pool, walk, set, pointer, descriptor } = poolOfRuns();
    for (let count = 0; count < 2; count++) pool.alloc(2048);
    expect(walk().obstacle).toBeNull();
    set(descriptor(0) + 8, pointer(200 + 8 * 24));
    expect(walk()).toMatchObject({ walk: null, obstacle: 'busy' });
  });

  it('is no more where the head of the free list leads nowhere', () => {
    const { walk, read, set, pointer, descriptor } = poolOfRuns();
    set(FREE_HEAD + 8, pointer(descriptor(0) + 8));
    expect(walk()).toMatchObject({ walk: null, obstacle: 'busy' });
    expect(read().kind).toBe('inconsistent');
  });
});

/** A zone whose first read is made of two states, and all later ones are of the second. */
function tornOnce(early: Uint8Array, late: Uint8Array, cut: number): ZoneBytes {
  let reads = 0;
  return {
    sizeBytes: late.length,
    read(target, offset) {
      reads++;
      target.set(late.subarray(offset, offset + target.length));
      if (reads === 1) target.set(early.subarray(offset, cut));
      return true;
    },
  };
}

describe('a head that is read while it changes', () => {
  const slotsOf = (pool: AccountedPool) => expectedSlots(pool.account(), '1.22.1');

  it('is read again, also where its two halves could stand side by side', () => {
    const pool = createAccountedPool({ sizeBytes: 100_000 });
    for (const size of [8, 2048, 8, 2048, 1024]) pool.alloc(size);
    const early = pool.memory.bytes.slice();
    const slotsBefore = slotsOf(pool);
    pool.alloc(8);
    pool.alloc(1024);
    const slotsAfter = slotsOf(pool);
    expect(slotsAfter).not.toEqual(slotsBefore);
    // Statistics of the smallest slot from before, those of the others from after.
    const reading = readPool(tornOnce(early, pool.memory.bytes, 416 + 32), pool.memory.address, 4096);
    expect(reading).toMatchObject({ kind: 'slab', slots: slotsAfter });
  });
});
