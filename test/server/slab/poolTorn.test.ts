import { describe, expect, it } from 'vitest';
import type { PoolReading, SlabPool } from '../../../server/src/slab/pool';
import { poolPageMap } from '../../../server/src/slab/poolPageMap';
import { createPoolReader, readPool } from '../../../server/src/slab/poolReader';
import { walkPool } from '../../../server/src/slab/poolWalk';
import { createRandom, type Random } from '../../support/random';
import { countRuns, expectedSlots } from './support/expectedPool';
import { accountsBetween, type MovingZone, movingZone, type Recording, record } from './support/movingZone';
import { createAccountedPool, type SlabAccount } from './support/slabAccount';
import type { SlabAge } from './support/slabStructs';

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** True where a pool's figures are those of one account. */
function isOf(pool: SlabPool, account: SlabAccount, age: SlabAge): boolean {
  const { pages, slots } = pool;
  const largest = Math.max(0, ...account.freeRuns.map((run) => run.pages));
  const hasPages =
    pages === null ||
    (pages.free === account.freePages && (pages.largestFreeRun === null || pages.largestFreeRun === largest));
  return hasPages && (slots === null || same(slots, expectedSlots(account, age)));
}

/** True where each figure of a pool is that of one of some accounts. */
function isAmong(pool: SlabPool, accounts: readonly SlabAccount[]): boolean {
  const { pages, slots } = pool;
  const has = (figure: (account: SlabAccount) => unknown, value: unknown): boolean =>
    accounts.some((account) => figure(account) === value);
  return (
    (pages === null || has((account) => account.freePages, pages.free)) &&
    (slots ?? []).every((slot, index) =>
      (['pages', 'usedChunks', 'requests', 'failures'] as const).every((field) =>
        has((account) => account.slots[index]?.[field], slot[field]),
      ),
    )
  );
}

/** Where the lock was held all along, one operation is half done: each figure is of one of its ends. */
function isRight(pool: SlabPool, possible: readonly SlabAccount[], zone: MovingZone, age: SlabAge): boolean {
  return possible.some((account) => isOf(pool, account, age)) || (zone.wasLocked() && isAmong(pool, possible));
}

function recordRandom(random: Random, age: SlabAge, sizeBytes: number): Recording {
  const pool = createAccountedPool({ sizeBytes, age });
  const filled = Math.floor(random() * 200);
  for (let step = 0; step < filled; step++) pool.step(random);
  return record(pool, random, 100);
}

const AGES: readonly SlabAge[] = ['1.22.1', '1.10.3', '1.6.3'];

describe('a pool that is written while it is read', () => {
  for (const age of AGES) {
    it(`of nginx ${age} is refreshed as it was at one moment of the reading, or marked`, () => {
      const seen = { slab: 0, inconsistent: 0 };
      for (let seed = 1; seed <= 24; seed++) {
        const random = createRandom(seed);
        const recording = recordRandom(random, age, [32_768, 100_000, 1_048_576][seed % 3] as number);
        const { address } = recording.pool.memory;
        const zone = movingZone(recording, random, [0.02, 0.3, 2, 20][seed % 4] as number);
        while (zone.position() < recording.stores.length) {
          const from = zone.position();
          const reading = readPool(zone, address, 4096);
          expect(['slab', 'inconsistent']).toContain(reading.kind);
          if (reading.kind === 'slab') {
            seen.slab++;
            const possible = accountsBetween(recording, from, zone.position());
            expect(isRight(reading, possible, zone, age)).toBe(true);
          } else seen.inconsistent++;
          zone.advance(1);
        }
      }
      expect(seen.slab).toBeGreaterThan(200);
      if (age === '1.22.1') expect(seen.inconsistent).toBeGreaterThan(5);
    });

    it(`of nginx ${age} is told right by a reader that remembers it, too`, () => {
      let told = 0;
      let again = 0;
      for (let seed = 1; seed <= 12; seed++) {
        const random = createRandom(seed * 6113);
        const recording = recordRandom(random, age, [32_768, 100_000, 1_048_576][seed % 3] as number);
        const zone = movingZone(recording, random, [0.02, 0.3, 2, 20][seed % 4] as number);
        const reader = createPoolReader(recording.pool.memory.address, 4096);
        let last: PoolReading | null = null;
        while (zone.position() < recording.stores.length) {
          const from = zone.position();
          const reading = reader.read(zone);
          const possible = accountsBetween(recording, from, zone.position());
          expect(['slab', 'inconsistent']).toContain(reading.kind);
          if (reading === last) again++;
          last = reading;
          if (reading.kind === 'slab') {
            told++;
            expect(isRight(reading, possible, zone, age)).toBe(true);
          }
          // Now and then nothing happens between two readings.
          if (random() < 0.5) zone.advance(1);
        }
      }
      expect(told).toBeGreaterThan(200);
      expect(again > 50).toBe(age === '1.22.1');
    });

    it(`of nginx ${age} is walked as it was at one moment of the reading, or marked`, () => {
      const seen = { walked: 0, busy: 0 };
      for (let seed = 1; seed <= 12; seed++) {
        const random = createRandom(seed * 7919);
        const recording = recordRandom(random, age, [32_768, 100_000, 1_048_576][seed % 3] as number);
        const { address } = recording.pool.memory;
        const zone = movingZone(recording, random, [0.02, 0.3, 2, 20][seed % 4] as number);
        while (zone.position() < recording.stores.length) {
          const from = zone.position();
          const { reading, walk, obstacle } = walkPool(zone, address, 4096);
          const possible = accountsBetween(recording, from, zone.position());
          zone.advance(4);
          if (reading.kind === 'slab') expect(isRight(reading, possible, zone, age)).toBe(true);
          if (walk === null) {
            expect(obstacle).toBe('busy');
            seen.busy++;
            continue;
          }
          seen.walked++;
          const isWalkRight = possible.some(
            (account) =>
              same(walk.freeRuns, countRuns(account.freeRuns)) &&
              same(walk.pageAllocations, countRuns(account.allocations)),
          );
          expect(isWalkRight).toBe(true);
        }
      }
      expect(seen.walked).toBeGreaterThan(100);
      expect(seen.busy).toBeGreaterThan(5);
    });
  }

  it('has a page map of pages as they were during the reading, or an empty one that is marked', () => {
    let maps = 0;
    for (let seed = 1; seed <= 8; seed++) {
      const random = createRandom(seed * 31);
      const recording = recordRandom(random, '1.22.1', 100_000);
      const zone = movingZone(recording, random, [0.02, 0.3, 2, 20][seed % 4] as number);
      while (zone.position() < recording.stores.length) {
        const from = zone.position();
        const map = poolPageMap(zone, recording.pool.memory.address, 4096, () => null);
        const possible = accountsBetween(recording, from, zone.position());
        zone.advance(4);
        if (map === null || !map.isConsistent) {
          expect(map?.runs).toEqual([]);
          continue;
        }
        maps++;
        const free = map.runs.reduce((sum, run) => sum + (run.state === 'free' ? run.pageCount : 0), 0);
        expect(possible.some((account) => account.freePages === free)).toBe(true);
      }
    }
    expect(maps).toBeGreaterThan(50);
  });
});

describe('a server that is put aside in the middle of an operation, lock in hand', () => {
  it('leaves a pool whose every figure is that of before or after, or that is marked', () => {
    const seen = { slab: 0, inconsistent: 0, walked: 0, busy: 0 };
    for (let seed = 1; seed <= 2; seed++) {
      const random = createRandom(seed * 17);
      const recording = recordRandom(random, '1.22.1', [32_768, 100_000][seed % 2] as number);
      const { address } = recording.pool.memory;
      const zone = movingZone(recording, random, 0);
      for (let position = 0; position < recording.stores.length; position++) {
        const possible = accountsBetween(recording, position, position);
        const reading = readPool(zone, address, 4096);
        const { walk } = walkPool(zone, address, 4096);
        zone.advance(1);
        if (walk === null) seen.busy++;
        else seen.walked++;
        if (reading.kind !== 'slab') {
          expect(reading.kind).toBe('inconsistent');
          seen.inconsistent++;
          continue;
        }
        seen.slab++;
        expect(isAmong(reading, possible)).toBe(true);
      }
    }
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(100);
  });
});
