import { describe, expect, it } from 'vitest';
import { readPool } from '../../../server/src/slab/poolReader';
import { walkPool } from '../../../server/src/slab/poolWalk';
import { createRandom } from '../../support/random';
import { createAccountedPool } from './support/slabAccount';
import { imageBytes } from './support/zoneImage';

const ADDRESS = 0x7f12_3456_0000n;

function viewOf(image: Uint8Array): DataView {
  return new DataView(image.buffer, image.byteOffset, image.length);
}

describe('what is no slab pool', () => {
  it('is said to be none: a page of counters, zeros, noise, an empty mapping', () => {
    const counters = new Uint8Array(4096);
    for (let line = 0; line < 10; line++) viewOf(counters).setBigUint64(line * 128, BigInt(line + 1), true);
    const random = createRandom(3);
    const noise = new Uint8Array(65_536).map(() => Math.floor(random() * 256));
    for (const image of [counters, new Uint8Array(1_048_576), noise, new Uint8Array(0), new Uint8Array(100)]) {
      const bytes = imageBytes(image);
      const reading = readPool(bytes, ADDRESS, 4096);
      if (image.length === 0) expect(reading).toEqual({ kind: 'unreadable' });
      else expect(reading).toEqual({ kind: 'none', contents: 'other', logContext: null });
      expect(walkPool(bytes, ADDRESS, 4096)).toEqual({ reading, walk: null, obstacle: null });
    }
  });

  it('is said to be a pool that was overwritten, with its name, where log_ctx stands right behind the head', () => {
    const { memory } = createAccountedPool({ sizeBytes: 1_048_576, address: ADDRESS });
    memory.setLogContext(200, ' in buffer cache "moov"');
    memory.bytes.fill(0x5a, 232, 60_000);
    const reading = readPool(imageBytes(memory.bytes), ADDRESS, 4096);
    const logContext = ' in buffer cache "moov"';
    expect(reading).toEqual({ kind: 'none', contents: 'overwritten pool', logContext });
  });
});

describe('a pool that is not laid out in a known way', () => {
  it('is said to be unknown: a lock of another length, another page size, a page array elsewhere, another end', () => {
    const pool = () => createAccountedPool({ sizeBytes: 1_048_576, address: ADDRESS }).memory;
    // Without POSIX semaphores the lock is 8 bytes, and all that follows stands earlier.
    const shifted = pool();
    shifted.bytes.copyWithin(8, 16, 4096);
    const moved = pool();
    viewOf(moved.bytes).setBigUint64(32, ADDRESS + 728n, true);
    const longer = pool();
    viewOf(longer.bytes).setBigUint64(96, ADDRESS + 2_097_152n, true);
    for (const { bytes } of [shifted, moved, longer]) {
      expect(readPool(imageBytes(bytes), ADDRESS, 4096)).toEqual({ kind: 'unknown layout' });
    }
    expect(readPool(imageBytes(pool().bytes), ADDRESS, 16_384)).toEqual({ kind: 'unknown layout' });
  });

  it('is said to be unknown where it was mapped elsewhere when it was made', () => {
    const { memory } = createAccountedPool({ sizeBytes: 1_048_576, address: ADDRESS });
    expect(readPool(imageBytes(memory.bytes), ADDRESS + 65_536n, 4096)).toEqual({ kind: 'unknown layout' });
  });
});

describe('a zone of which not all may be read', () => {
  const pool = createAccountedPool({ sizeBytes: 10_485_760 });
  for (let count = 0; count < 300; count++) pool.alloc(64);
  for (let count = 0; count < 3; count++) pool.alloc(8);
  const { memory } = pool;

  it('is unreadable where its first page is', () => {
    const bytes = imageBytes(memory.bytes, (page) => page > 0);
    expect(readPool(bytes, memory.address, 4096)).toEqual({ kind: 'unreadable' });
  });

  it('still tells pages and slots where the page array is not to be seen', () => {
    const bytes = imageBytes(memory.bytes, (page) => page === 0);
    const reading = readPool(bytes, memory.address, 4096);
    expect(reading).toMatchObject({ kind: 'slab', pages: { total: 2544, free: 2538 }, chunks: { used: 311 } });
    const walked = walkPool(bytes, memory.address, 4096);
    expect(walked).toEqual({ reading, walk: null, obstacle: 'unreadable' });
  });

  it('is walked where the pages that hold descriptors of runs are there, and no others', () => {
    // The last descriptor of the free run stands in page 15; what lies between is inside of that run.
    const bytes = imageBytes(memory.bytes, (page) => page === 0 || page === 14 || page === 15);
    const { walk, reading, obstacle } = walkPool(bytes, memory.address, 4096);
    expect(obstacle).toBeNull();
    expect(walk).toEqual({ freeRuns: [{ pages: 2538, count: 1 }], pageAllocations: [] });
    // The page of 8-byte chunks, whose bitmap stands in it, was not to be seen: its chunks are told by the statistics.
    expect(reading).toMatchObject({ kind: 'slab', chunks: { used: 311 } });
  });
});
