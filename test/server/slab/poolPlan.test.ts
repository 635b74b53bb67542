import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { poolGeometry, poolLayoutOf } from '../../../server/src/slab/layout';
import {
  extendPlan,
  freeChunks,
  largestRequestBytes,
  loadedBytes,
  type PlannedRequest,
  type PoolPlan,
  planPool,
  poolCapacity,
  usedChunks,
} from '../../../server/src/slab/poolPlan';
import { SimulatedSlab, type SlabAge } from './simulatedSlab';

const KB = 1024;
const MB = 1024 * KB;
const HUGE_BYTES = 2 * MB;

/** A zone, and what its module asks for at first. */
interface Case {
  readonly age: SlabAge;
  readonly pageBytes: number;
  readonly sizeBytes: number;
  readonly requests: readonly number[];
}

/** Every slot comes up as often as every other, its borders often, and some requests take pages. */
const request = fc.oneof(
  fc.tuple(fc.integer({ min: 3, max: 13 }), fc.integer({ min: -1, max: 1 })).map(([shift, more]) => 2 ** shift + more),
  fc.integer({ min: 1, max: 300 }),
  fc.integer({ min: 1, max: 40_000 }),
);

const anyCase: fc.Arbitrary<Case> = fc
  .record({
    age: fc.constantFrom<SlabAge>('1.22.1', '1.10.3', '1.6.3'),
    pageBytes: fc.constantFrom(4 * KB, 4 * KB, 16 * KB, 64 * KB),
    pages: fc.integer({ min: 2, max: 90 }),
    odd: fc.nat({ max: 65_535 }),
    requests: fc.array(request, { maxLength: 30 }),
    // So many small ones that they take several pages.
    many: fc.record({
      bytes: fc.integer({ min: 1, max: 200 }),
      count: fc.oneof(fc.constant(0), fc.nat({ max: 1500 })),
    }),
  })
  .map(({ pages, odd, pageBytes, requests, many, ...rest }) => ({
    ...rest,
    requests: [...requests, ...new Array<number>(many.count).fill(many.bytes)],
    pageBytes,
    sizeBytes: pages * pageBytes + (odd % pageBytes),
  }));

function planOf({ age, pageBytes, sizeBytes, requests }: Case): PoolPlan {
  const layout = poolLayoutOf(age.split('.').map(Number));
  return planPool(poolGeometry(sizeBytes, pageBytes, layout), asked(requests));
}

function asked(requests: readonly number[]): PlannedRequest[] {
  return requests.map((bytes) => ({ bytes }));
}

function played(one: Case): { slab: SimulatedSlab; fits: boolean } {
  const slab = new SimulatedSlab(one.sizeBytes, one.pageBytes, one.age);
  const fits = one.requests.map((bytes) => slab.alloc(bytes)).every(Boolean);
  return { slab, fits };
}

describe('a planned pool', () => {
  test('is the one that the allocator makes', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const plan = planOf(one);
        const { slab, fits } = played(one);
        expect({
          fits: plan.fits,
          freePages: plan.freePages,
          set: usedChunks(plan),
          clear: freeChunks(plan),
          loaded: loadedBytes(plan, null),
        }).toEqual({
          fits,
          freePages: slab.freePages,
          ...slab.bits,
          loaded: slab.touched.size * one.pageBytes,
        });
      }),
      { numRuns: 1000 },
    );
  });

  test('loses and invents no page', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const plan = planOf(one);
        const cut = [...plan.classes.values()].reduce((sum, { pages }) => sum + pages, 0);
        expect(plan.usedPages).toBeGreaterThanOrEqual(cut);
        expect(plan.freePages + plan.usedPages).toBe(plan.geometry.usablePages);
        for (const { pages, usedChunks: used, freeChunks: free, bitmapChunks, chunkBytes } of plan.classes.values()) {
          expect(used + free + bitmapChunks).toBe((pages * one.pageBytes) / chunkBytes);
        }
      }),
    );
  });

  test('is the same made in one go or in two', () => {
    fc.assert(
      fc.property(anyCase, fc.nat({ max: 40 }), (one, cut) => {
        const first = planOf({ ...one, requests: one.requests.slice(0, cut) });
        expect(extendPlan(first, asked(one.requests.slice(cut)))).toEqual(planOf(one));
        expect(first).toEqual(planOf({ ...one, requests: one.requests.slice(0, cut) }));
      }),
    );
  });
});

describe('loaded bytes', () => {
  /** As the kernel gives memory: by huge pages where one lies wholly inside the mapping, by small ones elsewhere. */
  function givenByKernel(one: Case, slab: SimulatedSlab): number {
    const pagesPerHuge = HUGE_BYTES / one.pageBytes;
    const mapped = Math.ceil(one.sizeBytes / one.pageBytes);
    const given = new Set<number>();
    for (const page of slab.touched) {
      const first = Math.floor(page / pagesPerHuge) * pagesPerHuge;
      const isHuge = first + pagesPerHuge <= mapped;
      for (let other = isHuge ? first : page; other < (isHuge ? first + pagesPerHuge : page + 1); other++) {
        given.add(other);
      }
    }
    return given.size * one.pageBytes;
  }

  test('with huge pages are what the kernel gives', () => {
    const around = fc
      .tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: -2 * 4 * KB, max: 2 * 4 * KB }))
      .map(([huge, more]) => Math.max(32 * KB, huge * HUGE_BYTES + more));
    const sizes = fc.oneof(fc.integer({ min: 32 * KB, max: 900 * MB }), around);
    fc.assert(
      fc.property(anyCase, sizes, (one, sizeBytes) => {
        const large = { ...one, pageBytes: 4 * KB, sizeBytes };
        const { slab } = played(large);
        expect(loadedBytes(planOf(large), HUGE_BYTES)).toBe(givenByKernel(large, slab));
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    [1 * MB, 16 * KB],
    [2 * MB - 4 * KB, 24 * KB],
    [2 * MB, 2 * MB],
    [10 * MB, 2 * MB],
    [100 * MB, 2 * MB],
    // The page array fills three huge pages.
    [1024 * MB, 6 * MB],
  ])('of an empty dict of %i bytes under huge pages are %i', (sizeBytes, expected) => {
    const plan = planOf({ age: '1.22.1', pageBytes: 4 * KB, sizeBytes, requests: [80, 32] });
    expect(loadedBytes(plan, HUGE_BYTES)).toBe(expected);
  });

  test('are never more than the mapping, and never less than the head', () => {
    fc.assert(
      fc.property(anyCase, fc.constantFrom(null, HUGE_BYTES, 64 * KB), (one, hugePageBytes) => {
        const loaded = loadedBytes(planOf(one), hugePageBytes);
        expect(loaded).toBeLessThanOrEqual(Math.ceil(one.sizeBytes / one.pageBytes) * one.pageBytes);
        expect(loaded).toBeGreaterThanOrEqual(one.pageBytes);
      }),
    );
  });

  test('of a size that no machine has are worked out too', () => {
    const plan = planOf({ age: '1.22.1', pageBytes: 4 * KB, sizeBytes: 2 ** 63, requests: [80, 32] });
    expect(loadedBytes(plan, HUGE_BYTES)).toBeGreaterThan(2 ** 55);
    expect(loadedBytes(plan, null)).toBeGreaterThan(2 ** 55);
  });
});

describe('capacity', () => {
  test('is the number of entries before the first that fails', () => {
    fc.assert(
      fc.property(anyCase, fc.array(request, { minLength: 1, maxLength: 3 }), (one, entry) => {
        const { slab } = played(one);
        let entries = 0;
        while (entry.every((bytes) => slab.alloc(bytes))) entries += 1;
        const capacity = poolCapacity(planOf(one), entry);
        expect(capacity.entries).toBe(entries);
        expect(capacity.entryBytes).toBe(entry.reduce((sum, bytes) => sum + bytes, 0));
        expect(capacity.slotBytes).toBeGreaterThanOrEqual(capacity.entryBytes);
      }),
      { numRuns: 1000 },
    );
  });

  test('fits, and one entry more does not', () => {
    fc.assert(
      fc.property(anyCase, fc.array(request, { minLength: 1, maxLength: 3 }), (one, entry) => {
        const plan = { ...planOf(one), fits: true };
        const { entries } = poolCapacity(plan, entry);
        fc.pre(entries < 5000);
        const all = asked(Array.from({ length: entries }, () => entry).flat());
        const full = extendPlan(plan, all);
        expect(full.fits).toBe(true);
        expect(extendPlan(full, asked(entry)).fits).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  test('loses what is neither an entry nor taken at first', () => {
    const plan = planOf({ age: '1.22.1', pageBytes: 4 * KB, sizeBytes: 1 * MB, requests: [80, 25] });
    const { entries, lostBytes } = poolCapacity(plan, [96]);
    expect(entries).toBe(8095);
    // 252 free pages, 31 chunks of 128 and 126 of 32; each entry asks for 96.
    expect(lostBytes).toBe(252 * 4096 + 31 * 128 + 126 * 32 - 8095 * 96);
  });

  test('of entries that ask for nothing is none', () => {
    const plan = planOf({ age: '1.22.1', pageBytes: 4 * KB, sizeBytes: 1 * MB, requests: [] });
    expect(poolCapacity(plan, [])).toEqual({ entryBytes: 0, slotBytes: 0, entries: 0, lostBytes: 254 * 4096 });
  });

  test('grows with the zone', () => {
    fc.assert(
      fc.property(anyCase, request, fc.nat({ max: 200_000 }), (one, bytes, more) => {
        const larger = planOf({ ...one, sizeBytes: one.sizeBytes + more });
        fc.pre(planOf(one).fits);
        expect(poolCapacity(larger, [bytes]).entries).toBeGreaterThanOrEqual(
          poolCapacity(planOf(one), [bytes]).entries,
        );
      }),
    );
  });
});

describe('the largest request', () => {
  test('is served, and one byte more is not', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const bytes = largestRequestBytes(planOf(one));
        if (bytes > 0) expect(played(one).slab.alloc(bytes)).toBe(true);
        expect(played(one).slab.alloc(bytes + 1)).toBe(false);
      }),
    );
  });

  test('of an old pool is one byte less than half a page where only such a chunk is left', () => {
    const requests = [2000, ...new Array<number>(6).fill(4096)];
    const left = (age: SlabAge): number => {
      const plan = planOf({ age, pageBytes: 4 * KB, sizeBytes: 32 * KB, requests });
      expect(plan).toMatchObject({ fits: true, freePages: 0 });
      return largestRequestBytes(plan);
    };
    expect([left('1.6.3'), left('1.10.3'), left('1.22.1')]).toEqual([2047, 2048, 2048]);
  });
});
