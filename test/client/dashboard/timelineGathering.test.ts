import { expect, test } from 'vitest';
import { gatherTimeline, timelineAfter } from '../../../client/src/dashboard/timelineGathering';
import type { DashboardLook } from '../../../server/src/shared/dashboard';
import { sampleTimeline } from './support/sampleData';

const LOOK: DashboardLook = { pid: 7, zoneKey: 'dogs', parts: ['timeline'], timelineAfter: null };

function end(firstNumber: number, pointCount = 1) {
  return sampleTimeline({ firstNumber, pointCount, isWhole: false });
}

test('what comes is put behind what is there, once', () => {
  const whole = gatherTimeline(null, LOOK, sampleTimeline({ pointCount: 3 }));
  const longer = gatherTimeline(whole, LOOK, end(4));
  expect(longer?.timeline.sampleNumbers).toEqual([1, 2, 3, 4]);
  expect(gatherTimeline(longer, LOOK, end(4))?.timeline.sampleNumbers).toEqual([1, 2, 3, 4]);
  const overlapping = gatherTimeline(longer, LOOK, end(4, 3));
  expect(overlapping?.timeline.sampleNumbers).toEqual([1, 2, 3, 4, 5, 6]);
  for (const list of [overlapping?.timeline.takenAtMs, overlapping?.timeline.zone?.usedBytes])
    expect(list).toHaveLength(6);
  expect(timelineAfter(overlapping, 7, 'dogs')).toBe(6);
});

test('another zone or process begins anew', () => {
  const whole = gatherTimeline(null, LOOK, sampleTimeline({ pointCount: 3 }));
  expect(timelineAfter(whole, 8, 'dogs')).toBeNull();
  expect(timelineAfter(whole, 7, 'cats')).toBeNull();
  expect(gatherTimeline(whole, { ...LOOK, zoneKey: 'cats' }, end(4))).toBeNull();
});

test('what is lost leaves what was there', () => {
  const whole = gatherTimeline(null, LOOK, sampleTimeline({ pointCount: 3 }));
  expect(gatherTimeline(whole, LOOK, null)).toBe(whole);
  expect(gatherTimeline(null, LOOK, null)).toBeNull();
});

test('after 400 points that were put behind it a whole one is asked for', () => {
  let gathered = gatherTimeline(null, LOOK, sampleTimeline({ pointCount: 3 }));
  for (let number = 4; number < 403; number++) gathered = gatherTimeline(gathered, LOOK, end(number));
  expect(timelineAfter(gathered, 7, 'dogs')).toBe(402);
  gathered = gatherTimeline(gathered, LOOK, end(403));
  expect(timelineAfter(gathered, 7, 'dogs')).toBeNull();
  expect(timelineAfter(gatherTimeline(gathered, LOOK, sampleTimeline({ pointCount: 3 })), 7, 'dogs')).toBe(3);
});
