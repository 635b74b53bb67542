import { expect, it } from 'vitest';
import { parseSnapshot } from '../../../server/src/snapshot/parseSnapshot';
import { createRandom } from '../../support/random';
import { findSnapshotFault, generateSnapshotText } from './support/snapshotFuzzing';

const INPUTS = 2000;

it('any file is read or refused, and what is read is shown', () => {
  const random = createRandom(1);
  let accepted = 0;
  for (let input = 0; input < INPUTS; input++) {
    const text = generateSnapshotText(random);
    const fault = findSnapshotFault(text);
    expect(fault, `input ${input}`).toBeNull();
    if ('snapshot' in parseSnapshot(text)) accepted++;
  }
  // Otherwise nothing of what shows them was tried.
  expect(accepted).toBeGreaterThan(INPUTS / 10);
  expect(accepted).toBeLessThan(INPUTS * 0.9);
});
