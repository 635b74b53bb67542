/**
 * Breaks configs by the million and checks that parsing holds: `npx tsx bench/fuzz.ts [--inputs N] [--seed N] [FOLDER…]`.
 * Files of the folders are what is broken, next to the samples of the tests. Exits with 1 on any failure.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { decodeConfig } from '../server/src/config/sourceText';
import { findFault, generateText } from '../test/server/config/fuzzing';
import { createRandom } from '../test/support/random';

const MOST_SAMPLE_BYTES = 20_000;
const MOST_FAILURES_SHOWN = 20;

const { values, positionals } = parseArgs({
  options: { inputs: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
  allowPositionals: true,
});

function readSamples(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:conf|conf\..*|tmpl|j2|erb|lua)$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
    .filter((bytes) => bytes.length <= MOST_SAMPLE_BYTES)
    .map(decodeConfig);
}

const samples = positionals.flatMap(readSamples);
const inputs = Number(values.inputs);
const random = createRandom(Number(values.seed));
const startedMs = performance.now();
let failures = 0;
let characters = 0;
let slowestMs = 0;

for (let index = 0; index < inputs; index++) {
  const text = generateText(random, samples);
  const inputStartedMs = performance.now();
  const fault = findFault(text, index % 7 === 0 ? 'nginx.conf.j2' : 'nginx.conf');
  slowestMs = Math.max(slowestMs, performance.now() - inputStartedMs);
  characters += text.length;
  if (fault === null) continue;
  failures++;
  if (failures <= MOST_FAILURES_SHOWN) console.error(`input ${index}: ${fault}\n  ${JSON.stringify(text)}`);
}

const seconds = (performance.now() - startedMs) / 1000;
console.log(
  `${inputs} inputs (seed ${values.seed}, ${samples.length} sample files, ${(characters / 1e6).toFixed(0)} MB) in ` +
    `${seconds.toFixed(1)} s, slowest ${slowestMs.toFixed(1)} ms, ${failures} failures`,
);
process.exitCode = failures > 0 ? 1 : 0;
