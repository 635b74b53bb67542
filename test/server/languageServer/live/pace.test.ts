import { describe, expect, test } from 'vitest';
import { createPace, type PacedSample } from '../../../../server/src/languageServer/live/pace';

const MB = 1024 * 1024;

/** A sample by when it was taken, what it cost, and what the processes held. */
function taken(
  depth: PacedSample['depth'],
  takenAtMs: number,
  wallMilliseconds: number,
  residentMegabytes: readonly (number | null)[] = [],
): PacedSample {
  const processes = residentMegabytes.map((size) => ({ residentBytes: size === null ? null : size * MB }));
  return { depth, takenAtMs, cost: { wallMilliseconds }, processes };
}

describe('the pace of samples', () => {
  test('is the set one while figures change', () => {
    const pace = createPace(() => 2000);
    expect(pace.intervalMs()).toBe(2000);
    for (let at = 0; at < 5; at++) pace.sampled(taken('refresh', at, 1), true);
    expect(pace.intervalMs()).toBe(2000);
  });

  test('halves with each sample in which nothing changes, down to one in 30 seconds', () => {
    const pace = createPace(() => 2000);
    const intervals = [1, 2, 3, 4, 5, 6].map((at) => {
      pace.sampled(taken('refresh', at, 1), false);
      return pace.intervalMs();
    });
    expect(intervals).toEqual([4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    pace.sampled(taken('refresh', 7, 1), true);
    expect(pace.intervalMs()).toBe(2000);
  });

  test('is never quicker than it is set', () => {
    const pace = createPace(() => 60_000);
    pace.sampled(taken('refresh', 1, 1), false);
    expect(pace.intervalMs()).toBe(60_000);
  });

  test('lets reading take a hundredth of the time', () => {
    const pace = createPace(() => 500);
    pace.sampled(taken('refresh', 1, 80), true);
    expect(pace.intervalMs()).toBe(8000);
  });

  test('begins with a full sample, and takes another after 30 seconds', () => {
    const pace = createPace(() => 500);
    expect(pace.depthAt(0)).toBe('full');
    pace.sampled(taken('full', 1000, 20), true);
    expect([1001, 30_999, 31_000].map(pace.depthAt)).toEqual(['refresh', 'refresh', 'full']);
    expect(pace.intervalMs()).toBe(500);
  });

  test('takes another full sample soon where processes have grown or were replaced, and none where they have not', () => {
    const depthsAfter = (residentMegabytes: readonly (number | null)[], fullCostMs = 20) => {
      const pace = createPace(() => 500);
      pace.sampled(taken('full', 0, fullCostMs, [10, 10, null]), true);
      pace.sampled(taken('refresh', 1000, 1, residentMegabytes), true);
      return [4999, 5000, 29_999, 30_000].map(pace.depthAt);
    };
    const soon = ['refresh', 'full', 'full', 'full'];
    const later = ['refresh', 'refresh', 'refresh', 'full'];
    expect(depthsAfter([14, 10, null])).toEqual(soon);
    expect(depthsAfter([4, 4, 4])).toEqual(soon);
    expect(depthsAfter([12, 11, null])).toEqual(later);
    // A hundredth of the time is not given up for it.
    expect(depthsAfter([100, 100, null], 300)).toEqual(later);
  });

  test('puts off full samples that cost much', () => {
    const pace = createPace(() => 500);
    pace.sampled(taken('full', 0, 1000), true);
    expect([99_999, 100_000].map(pace.depthAt)).toEqual(['refresh', 'full']);
  });

  test('is that of the start when somebody looks again', () => {
    const pace = createPace(() => 2000);
    for (let at = 0; at < 4; at++) pace.sampled(taken('refresh', at, 1), false);
    pace.quicken();
    expect(pace.intervalMs()).toBe(2000);
  });
});
