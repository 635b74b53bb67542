import { describe, expect, test } from 'vitest';
import { createPace } from '../../../../server/src/languageServer/live/pace';

describe('the pace of samples', () => {
  test('is the set one while figures change', () => {
    const pace = createPace(() => 2000);
    expect(pace.intervalMs()).toBe(2000);
    for (let at = 0; at < 5; at++) pace.sampled('refresh', at, 1, true);
    expect(pace.intervalMs()).toBe(2000);
  });

  test('halves with each sample in which nothing changes, down to one in 30 seconds', () => {
    const pace = createPace(() => 2000);
    const intervals = [1, 2, 3, 4, 5, 6].map((at) => {
      pace.sampled('refresh', at, 1, false);
      return pace.intervalMs();
    });
    expect(intervals).toEqual([4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    pace.sampled('refresh', 7, 1, true);
    expect(pace.intervalMs()).toBe(2000);
  });

  test('is never quicker than it is set', () => {
    const pace = createPace(() => 60_000);
    pace.sampled('refresh', 1, 1, false);
    expect(pace.intervalMs()).toBe(60_000);
  });

  test('lets reading take a hundredth of the time', () => {
    const pace = createPace(() => 500);
    pace.sampled('refresh', 1, 80, true);
    expect(pace.intervalMs()).toBe(8000);
  });

  test('begins with a full sample, and takes another after 30 seconds', () => {
    const pace = createPace(() => 500);
    expect(pace.depthAt(0)).toBe('full');
    pace.sampled('full', 1000, 20, true);
    expect([1001, 30_999, 31_000].map(pace.depthAt)).toEqual(['refresh', 'refresh', 'full']);
    expect(pace.intervalMs()).toBe(500);
  });

  test('puts off full samples that cost much', () => {
    const pace = createPace(() => 500);
    pace.sampled('full', 0, 1000, true);
    expect([99_999, 100_000].map(pace.depthAt)).toEqual(['refresh', 'full']);
  });

  test('is that of the start when somebody looks again', () => {
    const pace = createPace(() => 2000);
    for (let at = 0; at < 4; at++) pace.sampled('refresh', at, 1, false);
    pace.quicken();
    expect(pace.intervalMs()).toBe(2000);
  });
});
