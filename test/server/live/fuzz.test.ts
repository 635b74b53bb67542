import { describe, expect, it } from 'vitest';
import { createRandom } from '../../support/random';
import { findElfFault, findMapsFault, generateElf, generateMaps } from './support/fileFuzzing';

const INPUTS = 6000;

function faultsOf<Input>(generate: () => Input, findFault: (input: Input) => string | null): string[] {
  const faults: string[] = [];
  for (let input = 0; input < INPUTS; input++) {
    const fault = findFault(generate());
    if (fault !== null) faults.push(`input ${input}: ${fault}`);
  }
  return faults;
}

describe('broken files of a server', () => {
  it('are read as maps without an exception, in rows and zones that can be', () => {
    const random = createRandom(1);
    expect(faultsOf(() => generateMaps(random), findMapsFault)).toEqual([]);
  });

  it('are read as ELF files without an exception, a read outside, or room made for what is not there', () => {
    const random = createRandom(2);
    expect(faultsOf(() => generateElf(random), findElfFault)).toEqual([]);
  });
});
