import { expect, test } from 'vitest';
import {
  ageText,
  byteRateText,
  countRateText,
  durationText,
  failureCount,
  largestRequestBytes,
  liveBytesText,
  partText,
  remainingText,
  zoneLineText,
} from '../../../server/src/features/liveTexts';
import type { LiveZone } from '../../../server/src/shared/liveSample';
import { failingZone, filledZone, liveZone, MB } from './support/liveView';

test.each([
  [39_022_592, 'exact', '37.2 MB'],
  [39_022_592, 'at least', '≥ 37.2 MB'],
  [39_022_592, 'estimated', '≈ 37.2 MB'],
  [0, 'exact', '0 bytes'],
  [null, 'exact', 'not known'],
  [null, 'at least', 'not known'],
] as const)('%s bytes (%s) are shown as %s', (bytes, exactness, text) => {
  expect(liveBytesText(bytes, exactness)).toBe(text);
});

test.each([
  [39_022_592, 'exact', 100 * MB, '37.2 of 100 MB'],
  [39_022_592, 'at least', 100 * MB, '≥ 37.2 of 100 MB'],
  // Another unit is told.
  [622_592, 'exact', 100 * MB, '608 KB of 100 MB'],
  [100 * MB, 'exact', 100 * MB, '100 of 100 MB'],
  [0, 'exact', 100 * MB, '0 bytes of 100 MB'],
  [null, 'exact', 100 * MB, 'not known; 100 MB mapped'],
] as const)('%s bytes (%s) of %s are shown as %s', (bytes, exactness, whole, text) => {
  expect(partText(bytes, exactness, whole)).toBe(text);
});

const MINUTE = 60_000;

test.each([
  [-5, '0 s'],
  [0, '0 s'],
  [59_999, '59 s'],
  [MINUTE, '1 min'],
  [60 * MINUTE - 1, '59 min'],
  [60 * MINUTE, '1 h'],
  [48 * 60 * MINUTE - 1, '47 h'],
  [48 * 60 * MINUTE, '2 days'],
  [10_000 * 24 * 60 * MINUTE, '10,000 days'],
])('%i ms last %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

test('ages, and what is still to come', () => {
  expect(ageText(3000)).toBe('3 s ago');
  expect(ageText(999)).toBe('now');
  expect(ageText(-100_000)).toBe('now');
  expect(remainingText(1000)).toBe('< 1 min');
  expect(remainingText(53 * MINUTE)).toBe('≈ 53 min');
  expect(remainingText(400 * 24 * 60 * MINUTE)).toBe('more than a year');
});

test('rates have a sign where they may fall, and never read 0 for something small', () => {
  expect(byteRateText(1.25 * MB)).toBe('+1.3 MB a minute');
  expect(byteRateText(-65_536)).toBe('−64 KB a minute');
  expect(countRateText(0.24)).toBe('0.2 a minute');
  expect(countRateText(12.4)).toBe('12 a minute');
  expect(countRateText(1905)).toBe('1,905 a minute');
});

test('the line of a zone says what is known, with its exactness', () => {
  const line = (changes: Partial<LiveZone>): string => zoneLineText(liveZone('dogs', changes), 4096);
  expect(line({})).toBe('37.2 of 100 MB loaded · 36.6 used ▮▮▮▯▯▯▯▯');
  expect(line({ loaded: { bytes: 39_022_592, exactness: 'at least' } })).toBe(
    '≥ 37.2 of 100 MB loaded · 36.6 used ▮▮▮▯▯▯▯▯',
  );
  // Both have a decimal, or none.
  const four = (loadedBytes: number, used: number): string =>
    line({
      sizeBytes: 4 * MB,
      loaded: { bytes: loadedBytes, exactness: 'exact' },
      pages: { total: 1018, free: 1018 - used, used, largestFreeRun: 0 },
    }).replace(/ ▮.*/, '');
  expect(four(4 * MB, 1018)).toBe('4.0 of 4 MB loaded · 4.0 used');
  expect(four(3 * MB, 512)).toBe('3 of 4 MB loaded · 2 used');
  expect(four(2 * MB + 4096, 512)).toBe('2.0 of 4 MB loaded · 2.0 used');
  expect(four(2 * MB + 400_000, 2)).toBe('2.4 of 4 MB loaded · 8 KB used');
  // Without the pool's account the bar is that of what is loaded.
  expect(line({ pages: null })).toBe('37.2 of 100 MB loaded ▮▮▮▯▯▯▯▯');
  expect(line({ pages: null, loaded: { bytes: null, exactness: 'exact' } })).toBe('100 MB mapped');
});

test('failures are counted over all slots, and not known where one is not', () => {
  expect(failureCount(failingZone('dogs', 1905))).toBe(1905);
  expect(failureCount(filledZone('dogs', 0))).toBeNull();
  expect(failureCount(liveZone('dogs', { slots: null }))).toBeNull();
});

test('the largest request is the largest free run, or a chunk of the largest slot that has one', () => {
  expect(largestRequestBytes(liveZone('dogs'), 4096)).toBe(16_073 * 4096);
  expect(largestRequestBytes(liveZone('dogs', { pages: pagesWith(0) }), 4096)).toBe(128);
  expect(largestRequestBytes(filledZone('dogs', 0), 4096)).toBe(0);
  expect(largestRequestBytes(liveZone('dogs', { pages: pagesWith(null) }), 4096)).toBeNull();
});

function pagesWith(largestFreeRun: number | null): LiveZone['pages'] {
  return { total: 25_450, free: 0, used: 25_450, largestFreeRun };
}
