import fc from 'fast-check';
import { expect, test } from 'vitest';
import { edgeByteAxis } from '../../../../../client/src/dashboard/charts/support/axes';
import { sampleTheme } from '../../support/sampleData';

const MB = 1024 * 1024;

/** What stands at the ticks of an axis. */
function labelsOf({ interval, max, axisLabel }: ReturnType<typeof edgeByteAxis>): string[] {
  const ticks = Array.from({ length: Math.floor(max / interval) + 1 }, (_, index) => index * interval);
  return ticks.map((bytes) => axisLabel.formatter(bytes));
}

test('a label that the end of the drawing would cut is left out', () => {
  expect(labelsOf(edgeByteAxis(sampleTheme(), 128.7 * MB, 4))).toEqual(['0 bytes', '64 MB', '']);
  expect(labelsOf(edgeByteAxis(sampleTheme(), 128 * MB, 4))).toEqual(['0 bytes', '32 MB', '64 MB', '96 MB', '128 MB']);
  expect(labelsOf(edgeByteAxis(sampleTheme(), 128.7 * MB, 2))).toEqual(['0 bytes', '64 MB', '']);
  expect(labelsOf(edgeByteAxis(sampleTheme(), 160 * MB, 4))).toEqual(['0 bytes', '64 MB', '128 MB']);
});

test('beside 0 a label is always left', () => {
  fc.assert(
    fc.property(fc.double({ min: 64, max: 2 ** 44, noNaN: true }), fc.integer({ min: 2, max: 12 }), (bytes, steps) => {
      const labels = labelsOf(edgeByteAxis(sampleTheme(), bytes, steps));
      expect(labels.filter((label) => label !== '').length).toBeGreaterThan(1);
    }),
  );
});
