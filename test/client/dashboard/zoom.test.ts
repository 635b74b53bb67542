import { expect, test } from 'vitest';
import { movedTo, withZoom, type Zoom, zoomed, zoomOf } from '../../../client/src/dashboard/zoom';

const WHOLE: Zoom = { start: 0, end: 100, startValue: 0, endValue: 1000, isLocked: false };

test('zooms in at the newest, and around the middle of an older part', () => {
  expect(zoomed(WHOLE, 0.5)).toMatchObject({ start: 50, end: 100 });
  expect(zoomed({ ...WHOLE, start: 20, end: 60 }, 0.5)).toMatchObject({ start: 30, end: 50 });
  expect(zoomed({ ...WHOLE, start: 0, end: 10 }, 4)).toMatchObject({ start: 0, end: 40 });
  expect(zoomed({ ...WHOLE, start: 40, end: 60 }, Number.POSITIVE_INFINITY)).toMatchObject({ start: 0, end: 100 });
  expect(zoomed({ ...WHOLE, start: 99, end: 100 }, 0.5)).toMatchObject({ start: 99, end: 100 });
});

test('follows the newest, and leaves an older part where it is', () => {
  const option = { dataZoom: [{ type: 'inside' }, { type: 'slider' }], other: 1 };
  const following = withZoom(option, { start: 50, end: 100, startValue: 500, endValue: 1000, isLocked: false });
  expect(following.dataZoom).toEqual([
    { type: 'inside', start: 50, end: 100 },
    { type: 'slider', start: 50, end: 100 },
  ]);
  const older = withZoom(option, { start: 20, end: 40, startValue: 200, endValue: 400, isLocked: false });
  expect(older.dataZoom).toEqual([
    { type: 'inside', startValue: 200, endValue: 400 },
    { type: 'slider', startValue: 200, endValue: 400 },
  ]);
  expect(withZoom(option, WHOLE)).toBe(option);
  expect(withZoom(option, null)).toBe(option);
});

test('reads the zoom of an option, where it has one', () => {
  expect(zoomOf({ dataZoom: [{ start: 1, end: 2, startValue: 3, endValue: 4 }] })).toEqual({
    start: 1,
    end: 2,
    startValue: 3,
    endValue: 4,
    isLocked: false,
  });
  expect(zoomOf({ dataZoom: { type: 'inside' } })).toEqual({
    start: 0,
    end: 100,
    startValue: null,
    endValue: null,
    isLocked: false,
  });
  expect(zoomOf({})).toBeNull();
});

test('a list that does not fit stays where it is, and is moved no more than it takes', () => {
  const list: Zoom = { start: 96, end: 100, startValue: 480, endValue: 499, isLocked: true };
  expect(withZoom({ dataZoom: [{ zoomLock: true }] }, list).dataZoom).toEqual([
    { zoomLock: true, startValue: 480, endValue: 499 },
  ]);
  expect(movedTo(list, 490)).toBeNull();
  expect(movedTo(list, 479)).toEqual({ startValue: 479, endValue: 498 });
  expect(movedTo({ ...list, startValue: 0, endValue: 19 }, 20)).toEqual({ startValue: 1, endValue: 20 });
  expect(movedTo({ ...list, isLocked: false }, 0)).toBeNull();
  expect(movedTo(null, 0)).toBeNull();
});
