/**
 * Breaks snapshots' files by the hundred thousand, and checks that they are read or refused, and that what is read is shown:
 * `npx tsx bench/fuzzSnapshot.ts [--inputs N] [--seconds N] [--seed N]`. Exits with 1 on any failure.
 */
import { parseArgs } from 'node:util';
import { findSnapshotFault, generateSnapshotText } from '../test/server/snapshot/support/snapshotFuzzing';
import { createRandom } from '../test/support/random';

const MOST_FAILURES_SHOWN = 20;
/** An input is some tens of kilobytes, rarely more: whatever takes longer than this does not end by itself. */
const LONGEST_MS = 2000;

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '600' },
    seed: { type: 'string', default: '1' },
  },
});
const random = createRandom(Number(values.seed));
const until = performance.now() + Number(values.seconds) * 1000;
const startedMs = performance.now();
let inputs = 0;
let failures = 0;
let slowestMs = 0;
for (; inputs < Number(values.inputs) && performance.now() < until; inputs++) {
  const text = generateSnapshotText(random);
  const inputStartedMs = performance.now();
  const fault = findSnapshotFault(text);
  const tookMs = performance.now() - inputStartedMs;
  slowestMs = Math.max(slowestMs, tookMs);
  const found = fault ?? (tookMs > LONGEST_MS ? `took ${tookMs.toFixed(0)} ms` : null);
  if (found === null) continue;
  failures++;
  if (failures <= MOST_FAILURES_SHOWN) console.error(`input ${inputs}: ${found}`);
}
const seconds = (performance.now() - startedMs) / 1000;
console.log(
  `snapshots: ${inputs} inputs (seed ${values.seed}) in ${seconds.toFixed(1)} s, slowest ${slowestMs.toFixed(1)} ms, ` +
    `${failures} failures`,
);
process.exitCode = failures > 0 ? 1 : 0;
