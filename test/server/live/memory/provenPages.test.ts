import { describe, expect, it } from 'vitest';
import { initializedPages, pagesProvenBy } from '../../../../server/src/live/memory/provenPages';
import type { PoolReading } from '../../../../server/src/slab/pool';
import type { ZoneBytes } from '../../../../server/src/slab/zoneBytes';

const PAGE = 4096;
const ARRAY_OFFSET = 704;
const METADATA_PAGES = 2;

const POOL: PoolReading = {
  kind: 'inconsistent',
  layout: '1.11.7+',
  configuredBytes: 1 << 20,
  metadataBytes: METADATA_PAGES * PAGE,
  logContext: null,
  logsWhenFull: true,
};

/** Descriptors by page number: the word `slab` and the page's type. */
function zoneWith(descriptors: Readonly<Record<number, readonly [bigint, number]>>): ZoneBytes {
  const bytes = Buffer.alloc(METADATA_PAGES * PAGE);
  for (const [page, [slab, type]] of Object.entries(descriptors)) {
    const at = ARRAY_OFFSET + Number(page) * 24;
    bytes.writeBigUInt64LE(slab, at);
    bytes[at + 16] = type;
  }
  return {
    sizeBytes: 1 << 20,
    read: (target, offset) => {
      target.set(bytes.subarray(offset, offset + target.length));
      return offset + target.length <= bytes.length;
    },
  };
}

describe('initializedPages', () => {
  it('are those that hold the header and the descriptors', () => {
    const isProven = initializedPages(100 << 20, PAGE);
    expect([0, 149, 150].map(isProven)).toEqual([true, true, false]);
  });

  it('is the first page alone in a small zone', () => {
    const isProven = initializedPages(32 * 1024, PAGE);
    expect([0, 1].map(isProven)).toEqual([true, false]);
  });
});

describe('pagesProvenBy', () => {
  it('takes in pages of small chunks, and no others', () => {
    const bytes = zoneWith({ 0: [5n, 3], 1: [0xffn, 2], 2: [7n, 1], 3: [1n << 63n, 0], 4: [6n, 3], 5: [2n, 3] });
    const isProven = pagesProvenBy(bytes, POOL, PAGE, () => false);
    expect([0, 1].map(isProven)).toEqual([true, true]);
    const pages = [0, 1, 2, 3, 4, 5, 6].map((page) => isProven(METADATA_PAGES + page));
    expect(pages).toEqual([true, false, false, false, false, false, false]);
  });

  it('proves nothing behind the last page, nor where there is no pool', () => {
    const isProven = pagesProvenBy(zoneWith({ 0: [5n, 3] }), POOL, PAGE, () => false);
    expect(isProven(METADATA_PAGES + 254)).toBe(false);
    const none: PoolReading = { kind: 'none', contents: 'other', logContext: null };
    expect(pagesProvenBy(zoneWith({ 0: [5n, 3] }), none, PAGE, () => false)(METADATA_PAGES)).toBe(false);
  });
});
