import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LossySlab, slabLosses } from '../../../../server/src/features/dashboard/slabLosses';
import type { DashboardSlot } from '../../../../server/src/shared/dashboard';

function slot(slotBytes: number, usedChunks: number, freeChunks = 0, bitmapChunks = 0): DashboardSlot {
  return {
    slotBytes,
    pages: 1,
    usedChunks,
    freeChunks,
    bitmapChunks,
    requests: null,
    failures: null,
    usedBytes: usedChunks * slotBytes,
    freeBytes: freeChunks * slotBytes,
    bitmapBytes: bitmapChunks * slotBytes,
  };
}

function lossesOf(changes: Partial<LossySlab>): ReturnType<typeof slabLosses> {
  const slots = [slot(8, 10, 494, 8), slot(64, 3, 61), slot(128, 32), slot(256, 1, 15)];
  return slabLosses({ slots, largeAllocationPages: 0, walk: null, pageSizeBytes: 4096, entry: null, ...changes });
}

test('what is lost of the pages in use', () => {
  expect(lossesOf({})).toEqual({
    freeChunkBytes: 494 * 8 + 61 * 64 + 15 * 256,
    bitmapBytes: 64,
    roundingBytes: null,
    // 1 of 8 bytes, 33 of 64, 65 of 128 and 129 of 256 are the shortest requests that come there.
    roundingAtMostBytes: 10 * 7 + 3 * 31 + 32 * 63 + 127,
  });
});

const WALK = {
  freeRuns: [],
  pageAllocations: [
    { pages: 3, count: 2 },
    { pages: 1, count: 4 },
  ],
};

test.each([
  ['entries of 100 bytes are in chunks of 128', { entry: { entryBytes: 100 } }, 32 * 28],
  ['entries of 64 bytes fill their chunks', { entry: { entryBytes: 64 } }, 0],
  ['entries of one byte take 8', { entry: { entryBytes: 1 } }, 70],
  ['no slot that is known serves them', { entry: { entryBytes: 300 } }, null],
  ['pages are known by their number only', { entry: { entryBytes: 9000 }, largeAllocationPages: 6 }, null],
  ['entries of 9,000 bytes take 3 pages', { entry: { entryBytes: 9000 }, walk: WALK }, 2 * (3 * 4096 - 9000)],
  ['none of them is there', { entry: { entryBytes: 5000 }, walk: WALK }, 0],
] as const)('rounding up: %s', (_title, changes, roundingBytes) => {
  expect(lossesOf(changes).roundingBytes).toBe(roundingBytes);
});

test('pages are rounded up, too', () => {
  const slots: DashboardSlot[] = [];
  expect(lossesOf({ slots, walk: WALK }).roundingAtMostBytes).toBe(2 * 4095 + 4 * 2047);
  expect(lossesOf({ slots, largeAllocationPages: 10 }).roundingAtMostBytes).toBe(Math.floor((10 * 4095) / 2));
});

test('the bound holds for every list of requests', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 2048 }), { maxLength: 50 }), (requests) => {
      const served = requests.map((bytes) => 2 ** Math.max(3, Math.ceil(Math.log2(bytes))));
      const slots = [...new Set(served)].map((bytes) => slot(bytes, served.filter((one) => one === bytes).length));
      const lost = served.reduce((sum, bytes, index) => sum + bytes - (requests[index] ?? 0), 0);
      expect(lossesOf({ slots }).roundingAtMostBytes).toBeGreaterThanOrEqual(lost);
    }),
  );
});
