import { expect, test } from 'vitest';
import { readPageState } from '../../../client/src/dashboard/pageState';

test('what was kept is read again', () => {
  const state = { pid: 7, zoneKey: 'dogs', isPaused: true, choices: { 'loaded:table': 'open' } };
  expect(readPageState(JSON.parse(JSON.stringify(state)))).toEqual(state);
});

test.each([undefined, null, 7, 'x', [], {}, { choices: null }, { choices: 'x' }])('%j is nothing', (value) => {
  expect(readPageState(value)).toBeNull();
});

test('parts that are nonsense are left out', () => {
  expect(readPageState({ pid: 0.5, zoneKey: {}, isPaused: 1, choices: { a: 1, b: 'c' } })).toEqual({
    pid: null,
    zoneKey: null,
    isPaused: false,
    choices: { b: 'c' },
  });
});
