/**
 * Breaks pools, maps files and ELF files by the million and checks that reading them holds:
 * `npx tsx bench/fuzzLive.ts [--inputs N] [--seed N]`. A third of the inputs each. Exits with 1 on any failure.
 */
import { parseArgs } from 'node:util';
import { findElfFault, findMapsFault, generateElf, generateMaps } from '../test/server/live/support/fileFuzzing';
import { findPoolFault, generateImage } from '../test/server/slab/support/poolFuzzing';
import { createRandom, type Random } from '../test/support/random';

const MOST_FAILURES_SHOWN = 20;
/** An input is a few hundred kilobytes at most: whatever takes longer than this does not end by itself. */
const LONGEST_MS = 2000;

const { values } = parseArgs({
  options: { inputs: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});

interface Figures {
  inputs: number;
  failures: number;
  slowestMs: number;
}

function fuzz<Input>(
  name: string,
  inputs: number,
  random: Random,
  generate: (random: Random) => Input,
  findFault: (input: Input) => string | null,
): Figures {
  const figures: Figures = { inputs, failures: 0, slowestMs: 0 };
  const startedMs = performance.now();
  for (let index = 0; index < inputs; index++) {
    const input = generate(random);
    const inputStartedMs = performance.now();
    const fault = findFault(input);
    const tookMs = performance.now() - inputStartedMs;
    figures.slowestMs = Math.max(figures.slowestMs, tookMs);
    const found = fault ?? (tookMs > LONGEST_MS ? `took ${tookMs.toFixed(0)} ms` : null);
    if (found === null) continue;
    figures.failures++;
    if (figures.failures <= MOST_FAILURES_SHOWN) console.error(`${name} ${index}: ${found}`);
  }
  const seconds = (performance.now() - startedMs) / 1000;
  console.log(
    `${name}: ${inputs} inputs (seed ${values.seed}) in ${seconds.toFixed(1)} s, slowest ` +
      `${figures.slowestMs.toFixed(1)} ms, ${figures.failures} failures`,
  );
  return figures;
}

const inputs = Number(values.inputs);
const seed = Number(values.seed);
const third = Math.floor(inputs / 3);
const results = [
  fuzz('pools', inputs - 2 * third, createRandom(seed), generateImage, findPoolFault),
  fuzz('maps files', third, createRandom(seed + 1), generateMaps, findMapsFault),
  fuzz('ELF files', third, createRandom(seed + 2), generateElf, findElfFault),
];
const failures = results.reduce((sum, { failures: some }) => sum + some, 0);
console.log(`${inputs} inputs, ${failures} failures`);
process.exitCode = failures > 0 ? 1 : 0;
