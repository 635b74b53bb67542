import { expect, it } from 'vitest';
import { createRandom } from '../../support/random';
import { findFault, generateText } from './fuzzing';

const SEED = 20260801;
const INPUTS = 20_000;

it(`holds for ${INPUTS} hostile texts (seed ${SEED})`, () => {
  const random = createRandom(SEED);
  for (let index = 0; index < INPUTS; index++) {
    const text = generateText(random);
    const fault = findFault(text, index % 7 === 0 ? 'nginx.conf.j2' : 'nginx.conf');
    if (fault !== null) expect.fail(`seed ${SEED}, input ${index}: ${fault}\n${JSON.stringify(text)}`);
  }
});
