import { describe, expect, test } from 'vitest';
import { createHistory } from '../../../../server/src/live/history/history';
import type { LiveSample } from '../../../../server/src/shared/liveSample';
import { MB, PAGE_BYTES, sampleAt, type ZoneParts, zoneOf } from './liveSamples';

/** A history of samples a second apart, with one zone made by the sample's number. */
function historyOf(count: number, zone: (second: number) => ZoneParts, sample: Partial<LiveSample> = {}) {
  const history = createHistory();
  for (let second = 0; second < count; second++) {
    history.add(sampleAt(second, { zones: [zoneOf(zone(second))], ...sample }));
  }
  return history;
}

describe('rates of a zone', () => {
  test('a steady rise comes out exact, with the time until the zone is full and loaded', () => {
    const [trend] = historyOf(60, (second) => ({
      loadedBytes: MB + second * 4 * PAGE_BYTES,
      usedPages: 10 + 4 * second,
      requests: 300 * second,
      failures: 2 * second,
    })).trends();
    expect(trend).toMatchObject({
      inode: 100,
      overMs: 59_000,
      loadedBytesPerMinute: 240 * PAGE_BYTES,
      usedBytesPerMinute: 240 * PAGE_BYTES,
      requestsPerMinute: 18_000,
      failuresPerMinute: 120,
    });
    const freePages = 25_600 - 150 - (10 + 4 * 59);
    expect(trend?.fullInMs).toBeCloseTo((freePages / 4) * 1000, 3);
    expect(trend?.loadedInMs).toBeCloseTo(((99 * MB) / PAGE_BYTES / 4 - 59) * 1000, 3);
  });

  test('the first samples tell nothing yet', () => {
    const [trend] = historyOf(4, (second) => ({ loadedBytes: MB * (second + 1), usedPages: second })).trends();
    expect(trend).toEqual({
      inode: 100,
      overMs: 3000,
      loadedBytesPerMinute: null,
      usedBytesPerMinute: null,
      requestsPerMinute: null,
      failuresPerMinute: null,
      fullInMs: null,
      loadedInMs: null,
    });
  });

  test('half a minute is needed to tell when it will end', () => {
    const steady = (second: number): ZoneParts => ({
      loadedBytes: MB + second * 4 * PAGE_BYTES,
      usedPages: 4 * second,
    });
    expect(historyOf(29, steady).trends()[0]).toMatchObject({ fullInMs: null, loadedInMs: null });
    expect(historyOf(32, steady).trends()[0]?.fullInMs).toBeGreaterThan(0);
    expect(historyOf(32, steady).trends()[0]?.loadedInMs).toBeGreaterThan(0);
  });

  test('a burst that is over does not go on until the zone is full', () => {
    const burst = (second: number): ZoneParts => {
      const pages = second < 12 ? 10 : 7500;
      return { loadedBytes: MB + pages * PAGE_BYTES, usedPages: pages };
    };
    const [trend] = historyOf(45, burst).trends();
    expect(trend?.usedBytesPerMinute).toBeGreaterThan(0);
    expect(trend).toMatchObject({ fullInMs: null, loadedInMs: null });
  });

  test('what does not move has no rate and no end', () => {
    const [trend] = historyOf(60, () => ({ requests: 5 })).trends();
    expect(trend).toMatchObject({
      usedBytesPerMinute: null,
      requestsPerMinute: null,
      fullInMs: null,
      loadedInMs: null,
    });
  });

  test('pages that are given back are a negative rate, and no time to full', () => {
    const [trend] = historyOf(30, (second) => ({ usedPages: 1000 - 10 * second })).trends();
    expect(trend?.usedBytesPerMinute).toBeCloseTo(-600 * PAGE_BYTES, 3);
    expect(trend?.fullInMs).toBeNull();
  });

  test.each([
    ['first', 0],
    ['in the middle', 15],
    ['last', 29],
  ])('one odd sample changes nothing: %s', (_, odd) => {
    const steady = (second: number): ZoneParts => ({ usedPages: 10 + 4 * second });
    const [trend] = historyOf(30, (second) => (second === odd ? { usedPages: 20_000 } : steady(second))).trends();
    expect(trend?.usedBytesPerMinute).toBeGreaterThan(220 * PAGE_BYTES);
    expect(trend?.usedBytesPerMinute).toBeLessThan(260 * PAGE_BYTES);
  });

  test('samples that the server wrote into are passed over', () => {
    const [trend] = historyOf(30, (second) =>
      second % 3 === 0 ? { usedPages: null } : { usedPages: 10 + 4 * second, requests: second },
    ).trends();
    expect(trend?.usedBytesPerMinute).toBeCloseTo(240 * PAGE_BYTES, 3);
    expect(trend?.requestsPerMinute).toBeCloseTo(60, 3);
  });

  test('growth that has stopped is over within a minute', () => {
    const usedPages = (second: number): number => 10 + 20 * Math.min(second, 100);
    expect(historyOf(100, (second) => ({ usedPages: usedPages(second) })).trends()[0]?.fullInMs).not.toBeNull();
    const [trend] = historyOf(170, (second) => ({ usedPages: usedPages(second) })).trends();
    expect(trend).toMatchObject({ usedBytesPerMinute: null, fullInMs: null });
    expect(trend?.overMs).toBeLessThanOrEqual(60_000);
  });

  test('a counter that falls back starts anew', () => {
    const [trend] = historyOf(60, (second) => ({ failures: second < 40 ? 1000 * second : 2 * (second - 40) })).trends();
    expect(trend?.failuresPerMinute).toBeCloseTo(120, 3);
  });

  test('a zone that was made anew starts anew', () => {
    const remade = (count: number) =>
      historyOf(count, (second) =>
        second < 40
          ? { inode: 100, usedPages: 20_000, loadedBytes: 90 * MB, requests: 1e6 }
          : { inode: 101, usedPages: 10 + 4 * (second - 40), loadedBytes: MB, requests: second },
      ).trends()[0];
    expect(remade(43)).toMatchObject({ inode: 101, usedBytesPerMinute: null, loadedBytesPerMinute: null });
    expect(remade(60)?.usedBytesPerMinute).toBeCloseTo(240 * PAGE_BYTES, 3);
    expect(remade(60)?.requestsPerMinute).toBeCloseTo(60, 3);
  });

  test('a server that was started again starts its zones anew, even with the same inode', () => {
    const history = historyOf(60, () => ({ usedPages: 20_000 }));
    history.followTo('two', 1_700_000_060_000);
    expect(history.trends()).toEqual([]);
    for (let second = 61; second < 64; second++) {
      history.add(sampleAt(second, { serverId: 'two', zones: [zoneOf({ usedPages: second })] }));
    }
    expect(history.trends()[0]?.usedBytesPerMinute).toBeNull();
  });
});

describe('a loaded figure that is only what could be seen', () => {
  test('does not grow by better sight', () => {
    const [trend] = historyOf(60, (second) => ({ loadedBytes: MB * second, exactness: 'at least' })).trends();
    expect(trend).toMatchObject({ loadedBytesPerMinute: null, loadedInMs: null });
  });

  test('is not compared with exact ones before and after it', () => {
    const [trend] = historyOf(60, (second) => ({
      loadedBytes: second === 30 ? 50 * MB : (second < 30 ? 1 : 60) * MB + second * PAGE_BYTES,
      exactness: second === 30 ? 'at least' : 'exact',
    })).trends();
    expect(trend?.loadedBytesPerMinute).toBeCloseTo(60 * PAGE_BYTES, 3);
  });
});

describe('clocks', () => {
  test('a clock that is put back breaks no rate', () => {
    const history = createHistory();
    for (let second = 0; second < 60; second++) {
      const shown = second < 30 ? second : second - 3600;
      history.add(sampleAt(shown, { zones: [zoneOf({ usedPages: 10 + 4 * second })] }));
    }
    expect(history.trends()[0]?.usedBytesPerMinute).toBeCloseTo(240 * PAGE_BYTES, 3);
  });

  test('samples at one and the same time give no rate', () => {
    const history = createHistory();
    for (let index = 0; index < 60; index++) history.add(sampleAt(0, { zones: [zoneOf({ usedPages: index })] }));
    expect(history.trends()[0]?.usedBytesPerMinute).toBeNull();
  });

  test('slow sampling still gives rates, fast sampling too', () => {
    for (const step of [0.1, 30]) {
      const history = createHistory();
      for (let index = 0; index < 1000; index++) {
        history.add(sampleAt(index * step, { zones: [zoneOf({ usedPages: index, requests: index })] }));
      }
      const [trend] = history.trends();
      expect(trend?.requestsPerMinute).toBeCloseTo(60 / step, 3);
      expect(trend?.overMs).toBeGreaterThan(90_000);
    }
  });
});
