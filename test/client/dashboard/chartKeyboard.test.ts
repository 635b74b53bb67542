import { expect, test } from 'vitest';
import { type KeySituation, keyAction } from '../../../client/src/dashboard/chartKeyboard';

const ITEMS: KeySituation = { index: 3, itemCount: 400, canZoom: true };

test.each([
  ['ArrowRight', 4],
  ['ArrowDown', 4],
  ['ArrowLeft', 2],
  ['ArrowUp', 2],
  ['Home', 0],
  ['End', 399],
  ['PageDown', 23],
  ['PageUp', 0],
])('%s goes to %i', (key, index) => {
  expect(keyAction(key, ITEMS)).toEqual({ kind: 'move', index });
});

test('begins at either end, and stays within', () => {
  expect(keyAction('ArrowRight', { ...ITEMS, index: -1 })).toEqual({ kind: 'move', index: 0 });
  expect(keyAction('ArrowLeft', { ...ITEMS, index: -1 })).toEqual({ kind: 'move', index: 399 });
  expect(keyAction('ArrowRight', { ...ITEMS, index: 399 })).toEqual({ kind: 'move', index: 399 });
  expect(keyAction('End', { ...ITEMS, itemCount: 0 })).toBeNull();
});

test('chooses and leaves only what it is on', () => {
  expect(keyAction('Enter', ITEMS)).toEqual({ kind: 'choose' });
  expect(keyAction('Escape', ITEMS)).toEqual({ kind: 'leave' });
  expect(keyAction('Enter', { ...ITEMS, index: -1 })).toBeNull();
  expect(keyAction('Escape', { ...ITEMS, index: -1 })).toBeNull();
});

test('zooms only where there is something to zoom, and leaves other keys to the page', () => {
  expect(keyAction('+', ITEMS)).toEqual({ kind: 'zoom', factor: 0.5 });
  expect(keyAction('-', ITEMS)).toEqual({ kind: 'zoom', factor: 2 });
  expect(keyAction('0', ITEMS)).toEqual({ kind: 'zoom', factor: Number.POSITIVE_INFINITY });
  for (const key of ['+', '-', '0']) expect(keyAction(key, { ...ITEMS, canZoom: false })).toBeNull();
  for (const key of ['Tab', ' ', 'a']) expect(keyAction(key, ITEMS)).toBeNull();
});
