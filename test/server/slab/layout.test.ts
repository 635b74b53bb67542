import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CURRENT_LAYOUT,
  placementBytes,
  placementOf,
  poolGeometry,
  poolLayoutOf,
  slotClass,
  slotSizes,
} from '../../../server/src/slab/layout';
import { SimulatedSlab, type SlabAge } from './simulatedSlab';

const KB = 1024;
const MB = 1024 * KB;
const AGES: readonly SlabAge[] = ['1.22.1', '1.10.3', '1.6.3'];

const pageSize = fc.constantFrom(4 * KB, 16 * KB, 64 * KB);

function layoutOf(version: string) {
  return poolLayoutOf(version.split('.').map(Number));
}

describe('layouts', () => {
  test.each([
    ['1.1.9', '-1.7.1', 176],
    ['1.4.0', '-1.7.1', 176],
    ['1.7.1', '-1.7.1', 176],
    ['1.7.2', '1.7.2-1.11.6', 184],
    ['1.9.15', '1.7.2-1.11.6', 184],
    ['1.11.6', '1.7.2-1.11.6', 184],
    ['1.11.7', '1.11.7+', 200],
    ['1.22.1', '1.11.7+', 200],
    ['2.0.0', '1.11.7+', 200],
  ])('%s has %s', (version, name, poolBytes) => {
    expect(layoutOf(version)).toMatchObject({ name, poolBytes });
  });

  test('half a page is a whole one before 1.7.4', () => {
    const versions = ['1.4.0', '1.7.2', '1.7.3', '1.7.4', '1.22.1'];
    expect(versions.map((version) => layoutOf(version).halfPageIsWhole)).toEqual([true, true, true, false, false]);
  });
});

describe('geometry', () => {
  test.each([
    [8 * KB, 4 * KB, 1, 4096, 1],
    [12 * KB, 4 * KB, 2, 4096, 1],
    [32 * KB, 4 * KB, 7, 4096, 1],
    [1 * MB, 4 * KB, 254, 8192, 2],
    [10 * MB, 4 * KB, 2544, 65536, 16],
    [100 * MB, 4 * KB, 25450, 614400, 150],
    [128 * MB, 4 * KB, 32576, 786432, 192],
    [100 * MB, 16 * KB, 6390, 163840, 10],
    [100 * MB, 64 * KB, 1599, 65536, 1],
  ])('%i bytes on pages of %i: %i pages from %i, %i pages of head', (size, page, usablePages, start, headPages) => {
    const geometry = poolGeometry(size, page, CURRENT_LAYOUT);
    expect(geometry).toMatchObject({ usablePages, metadataBytes: start });
    expect(Math.ceil(geometry.initializedBytes / page)).toBe(headPages);
  });

  test('descriptors begin at 704, 816 and 928', () => {
    const heads = [4 * KB, 16 * KB, 64 * KB].map((page) => poolGeometry(page, page, CURRENT_LAYOUT).initializedBytes);
    expect(heads).toEqual([704, 816, 928]);
  });

  test('is that of ngx_slab_init(), for all layouts and page sizes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...AGES),
        pageSize,
        fc.integer({ min: 8, max: 40_000 }),
        fc.nat(),
        (age, page, pages, odd) => {
          const size = pages * 4 * KB + (odd % (4 * KB));
          fc.pre(size >= 2 * page);
          const slab = new SimulatedSlab(size, page, age);
          const geometry = poolGeometry(size, page, layoutOf(age));
          expect(geometry.usablePages).toBe(slab.pageCount);
          expect(geometry.metadataBytes).toBe(slab.start);
          expect(Math.ceil(geometry.initializedBytes / page)).toBe(slab.touched.size);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('every byte of a zone is accounted for, whatever its size', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), pageSize, (size, page) => {
        const geometry = poolGeometry(size, page, CURRENT_LAYOUT);
        const { usablePages, metadataBytes, wastedBytes, initializedBytes } = geometry;
        expect(usablePages).toBeGreaterThanOrEqual(0);
        expect(metadataBytes).toBeGreaterThanOrEqual(initializedBytes);
        if (size >= 2 * page) expect(metadataBytes + usablePages * page + wastedBytes).toBe(size);
        // At most a page and the descriptors' rounding are lost.
        expect(wastedBytes).toBeLessThan(2 * page);
      }),
    );
  });

  test.each([0, 1, 703, 704, 4095, 4096])('%i bytes have no page', (size) => {
    const geometry = poolGeometry(size, 4 * KB, CURRENT_LAYOUT);
    expect(geometry).toMatchObject({ usablePages: 0, metadataBytes: 4096 });
    expect(geometry.wastedBytes).toBeGreaterThanOrEqual(0);
  });
});

describe('slot classes', () => {
  test.each([
    [8, 4 * KB, 504, 8],
    [16, 4 * KB, 254, 2],
    [32, 4 * KB, 127, 1],
    [64, 4 * KB, 64, 0],
    [128, 4 * KB, 32, 0],
    [2048, 4 * KB, 2, 0],
    [8, 16 * KB, 2016, 32],
    [16, 16 * KB, 1016, 8],
    [32, 16 * KB, 510, 2],
    [64, 16 * KB, 255, 1],
    [128, 16 * KB, 127, 1],
    [256, 16 * KB, 64, 0],
    [8192, 16 * KB, 2, 0],
    [8, 64 * KB, 8064, 128],
    [16, 64 * KB, 4064, 32],
    [32, 64 * KB, 2040, 8],
    [64, 64 * KB, 1022, 2],
    [128, 64 * KB, 511, 1],
    [256, 64 * KB, 255, 1],
    [512, 64 * KB, 127, 1],
    [1024, 64 * KB, 64, 0],
    [32768, 64 * KB, 2, 0],
  ])('chunks of %i on pages of %i: %i, and %i for the bitmap', (chunkBytes, page, chunksPerPage, bitmapChunks) => {
    expect(slotClass(chunkBytes, page)).toEqual({ chunkBytes, chunksPerPage, bitmapChunks });
  });

  test('there are 9, 11 and 13 of them', () => {
    expect([4, 16, 64].map((kilobytes) => slotSizes(kilobytes * KB).length)).toEqual([9, 11, 13]);
  });
});

describe('placement', () => {
  const current = { pageSizeBytes: 4 * KB, layout: CURRENT_LAYOUT };

  test.each([
    [0, 8],
    [1, 8],
    [8, 8],
    [9, 16],
    [64, 64],
    [65, 128],
    [128, 128],
    [129, 256],
    [1025, 2048],
    [2048, 2048],
  ])('%i bytes go into a chunk of %i', (bytes, chunkBytes) => {
    expect(placementOf(bytes, current)).toEqual({ kind: 'chunk', chunkBytes });
  });

  test.each([
    [2049, 1],
    [4096, 1],
    [4097, 2],
    [8264, 3],
  ])('%i bytes take %i pages', (bytes, pages) => {
    expect(placementOf(bytes, current)).toEqual({ kind: 'pages', pages });
    expect(placementBytes({ kind: 'pages', pages }, 4 * KB)).toBe(pages * 4096);
  });

  test('half a page was a whole one', () => {
    const old = { pageSizeBytes: 4 * KB, layout: layoutOf('1.6.3') };
    expect(placementOf(2048, old)).toEqual({ kind: 'pages', pages: 1 });
    expect(placementOf(2047, old)).toEqual({ kind: 'chunk', chunkBytes: 2048 });
  });

  test('gives the smallest chunk or number of pages that is large enough', () => {
    fc.assert(
      fc.property(fc.nat({ max: 300_000 }), pageSize, (bytes, pageSizeBytes) => {
        const given = placementBytes(placementOf(bytes, { pageSizeBytes, layout: CURRENT_LAYOUT }), pageSizeBytes);
        expect(given).toBeGreaterThanOrEqual(bytes);
        const smaller =
          given <= pageSizeBytes / 2 ? given / 2 : given === pageSizeBytes ? given / 2 : given - pageSizeBytes;
        expect(smaller < bytes || given === 8).toBe(true);
      }),
    );
  });
});
