import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { changeWorld, createRandom, createWorld, sessionOf, stateOf } from './randomSession';

const STEPS = Number(process.env.SESSION_STEPS ?? 10_000);

/** Memory may grow by so much between the middle and the end of the session. */
const MOST_GROWTH_BYTES = 8 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('a long session of random edits, renames, new and deleted files', () => {
  test(
    'is at every step what a fresh session makes of the same files',
    () => {
      const stream = createRandom(20_261_122);
      const world = createWorld();
      const session = sessionOf(world);
      let heapInTheMiddle = 0;
      let problemsSeen = 0;
      let liveSeen = 0;
      const done: string[] = [];
      for (let step = 0; step < STEPS; step++) {
        done.push(changeWorld(world, session, stream));
        // Sometimes several changes come before anything is worked out.
        if (stream() < 0.2) done.push(changeWorld(world, session, stream));
        session.update();
        const found = stateOf(session);
        const expected = stateOf(sessionOf(world));
        try {
          expect(found).toStrictEqual(expected);
        } catch (error) {
          throw new Error(`step ${step}: ${done.slice(-3).join('; ')}`, { cause: error });
        }
        problemsSeen += session.problems().size;
        liveSeen += session.projects().filter(({ liveDiagnosis }) => liveDiagnosis.problemsByFile.size > 0).length;
        if (step !== Math.floor(STEPS / 2)) continue;
        collectGarbage();
        heapInTheMiddle = process.memoryUsage().heapUsed;
      }
      done.length = 0;
      collectGarbage();
      expect(problemsSeen).toBeGreaterThan(STEPS);
      expect(liveSeen).toBeGreaterThan(STEPS / 50);
      expect(process.memoryUsage().heapUsed - heapInTheMiddle).toBeLessThan(MOST_GROWTH_BYTES);
    },
    10 * 60_000,
  );
});
