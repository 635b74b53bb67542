import type { ZoneBytes } from '../../../../server/src/slab/zoneBytes';
import type { Random } from '../../../support/random';
import type { AccountedPool, SlabAccount } from './slabAccount';
import type { Store } from './slabMemory';

/** What a server did to a pool: each store in order, and the account after each operation. */
export interface Recording {
  readonly pool: AccountedPool;
  readonly image: Uint8Array;
  readonly stores: readonly Store[];
  /** Number of stores made when each account held; the first is that of the beginning. */
  readonly boundaries: readonly number[];
  readonly accounts: readonly SlabAccount[];
}

/** Lets a pool do a number of random steps and writes down each of its stores. */
export function record(pool: AccountedPool, random: Random, steps: number): Recording {
  pool.takeStores();
  const image = pool.memory.bytes.slice();
  const stores: Store[] = [];
  const boundaries = [0];
  const accounts = [pool.account()];
  for (let step = 0; step < steps; step++) {
    pool.step(random);
    for (const store of pool.takeStores()) stores.push(store);
    boundaries.push(stores.length);
    accounts.push(pool.account());
  }
  return { pool, image, stores, boundaries, accounts };
}

/** A zone that changes under the reader's hands: between reads, and between two words of one read. */
export interface MovingZone extends ZoneBytes {
  /** Stores made so far. */
  position(): number;
  advance(stores: number): void;
  /** What the last read of the pool's lock saw. */
  wasLocked(): boolean;
}

/** @param storesARead how many stores are made during a read, on average */
export function movingZone(recording: Recording, random: Random, storesARead: number): MovingZone {
  const image = recording.image.slice();
  const view = new DataView(image.buffer);
  let position = 0;

  function advance(count: number): void {
    const end = Math.min(recording.stores.length, position + count);
    for (; position < end; position++) {
      const store = recording.stores[position] as Store;
      view.setBigUint64(store.offset, store.value, true);
    }
  }

  const some = (): number => Math.floor(-Math.log(1 - random()) * storesARead);

  let wasLocked = false;

  return {
    sizeBytes: image.length,
    read(target, offset) {
      if (offset < 0 || offset + target.length > image.length) throw new Error(`read at ${offset} leaves the zone`);
      advance(some());
      // Words are read whole, one after the other; the server stores between any two of them.
      const cut = Math.floor((random() * target.length) / 8) * 8;
      target.set(image.subarray(offset, offset + cut));
      advance(some());
      target.set(image.subarray(offset + cut, offset + target.length), cut);
      if (offset === 0) wasLocked = target.subarray(0, 8).some((byte) => byte !== 0);
      return true;
    },
    position: () => position,
    wasLocked: () => wasLocked,
    advance,
  };
}

/** Accounts that held at some time between two positions. In the middle of an operation both its ends count. */
export function accountsBetween({ boundaries, accounts }: Recording, from: number, to: number): SlabAccount[] {
  return accounts.filter(
    (_, index) => (boundaries[index + 1] ?? Infinity) > from && (boundaries[index - 1] ?? -1) < to,
  );
}
