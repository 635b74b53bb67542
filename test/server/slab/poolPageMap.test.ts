import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PageRun } from '../../../server/src/shared/liveSample';
import { poolPageMap } from '../../../server/src/slab/poolPageMap';
import { createRandom } from '../../support/random';
import { type AccountedPool, createAccountedPool } from './support/slabAccount';
import type { SlabAge } from './support/slabStructs';
import { imageBytes } from './support/zoneImage';

type Page = Omit<PageRun, 'firstPage' | 'pageCount'>;

/** Each page of a zone by itself, as the pool's account has it. */
function expectedPages({ memory, account }: AccountedPool, isLoaded: (page: number) => boolean | null): Page[] {
  const { pageBytes, start, bytes } = memory;
  const { cutPages, freeRuns, allocations, totalPages } = account();
  const plain = (state: Page['state']): Page => ({ state, slotBytes: null, usedChunks: null, isLoaded: null });
  const pages = Array.from({ length: bytes.length / pageBytes }, () => plain('behind'));
  const first = start / pageBytes;
  pages.fill(plain('metadata'), 0, first);
  for (const run of freeRuns) pages.fill(plain('free'), first + run.page, first + run.page + run.pages);
  for (const run of allocations) pages.fill(plain('pages'), first + run.page, first + run.page + run.pages);
  for (const { page, slotBytes, usedChunks } of cutPages) {
    pages[first + page] = { state: 'slot', slotBytes, usedChunks, isLoaded: null };
  }
  expect(pages.filter((page) => page.state !== 'behind').length).toBe(first + totalPages);
  return pages.map((page, index) => ({ ...page, isLoaded: isLoaded(index) }));
}

function expandRuns(runs: readonly PageRun[]): Page[] {
  let next = 0;
  const pages = runs.flatMap(({ firstPage, pageCount, ...page }) => {
    expect(firstPage).toBe(next);
    expect(pageCount).toBeGreaterThan(0);
    next += pageCount;
    return Array.from({ length: pageCount }, () => page);
  });
  return pages;
}

function filledPool(sizeBytes: number, steps: number, seed: number, pageBytes = 4096, age: SlabAge = '1.22.1') {
  const pool = createAccountedPool({ sizeBytes, pageBytes, age });
  const random = createRandom(seed);
  for (let step = 0; step < steps; step++) pool.step(random);
  return pool;
}

describe('a page map', () => {
  it('says of every page what it is, in runs as long as can be', () => {
    const ages = fc.constantFrom<SlabAge>('1.22.1', '1.10.3', '1.6.3');
    const pageSizes = fc.constantFrom(4096, 16_384, 65_536);
    fc.assert(
      fc.property(ages, pageSizes, fc.integer(), fc.nat(200), fc.nat(60), (age, pageBytes, seed, steps, loadedUpTo) => {
        const pool = filledPool(pageBytes * 40 + 100, steps, seed, pageBytes, age);
        const isLoaded = (page: number) => (page < 2 ? null : page < loadedUpTo);
        const map = poolPageMap(imageBytes(pool.memory.bytes), pool.memory.address, pageBytes, isLoaded);
        expect(map?.isConsistent).toBe(true);
        const runs = map?.runs ?? [];
        expect(expandRuns(runs)).toEqual(expectedPages(pool, isLoaded));
        const alike = runs.filter((run, index) => {
          const { firstPage: _, pageCount: _count, ...page } = run;
          const before = runs[index - 1];
          return before !== undefined && JSON.stringify({ ...before, ...page }) === JSON.stringify(before);
        });
        expect(alike).toEqual([]);
      }),
      { numRuns: 150, seed: 4 },
    );
  });

  it('puts all pages of a slot together where there would be too many runs', () => {
    const pool = filledPool(1_048_576, 3000, 5);
    const bytes = imageBytes(pool.memory.bytes);
    const { address } = pool.memory;
    const exact = poolPageMap(bytes, address, 4096, () => null)?.runs ?? [];
    const coarse = poolPageMap(bytes, address, 4096, () => null, 20)?.runs ?? [];
    expect(coarse.length).toBeLessThan(exact.length);
    const withoutUsed = expandRuns(exact).map((page) => ({ ...page, usedChunks: null }));
    expect(expandRuns(coarse)).toEqual(withoutUsed);
  });

  it('is not there for a zone that holds no pool', () => {
    expect(poolPageMap(imageBytes(new Uint8Array(65_536)), 0x7f00_0000_0000n, 4096, () => null)).toBeNull();
  });
});
