// Results of suites, in the shape in which `npm test` adds them up (see vitestReporter.mjs).
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const NO_COUNTS = { passed: 0, failed: 0, skipped: [] };

export function addCounts(one, other) {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: [...one.skipped, ...other.skipped],
  };
}

/** Writes the counts where `npm test` wants them, prints them, and sets the exit status. */
export function reportCounts(counts) {
  const { passed, failed, skipped } = counts;
  const file = process.env.TEST_COUNTS;
  if (file) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(counts));
  }
  for (const { name, reason } of skipped) console.log(`skipped: ${name}: ${reason}`);
  console.log(`${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`);
  process.exitCode = failed > 0 || passed + skipped.length === 0 ? 1 : 0;
}
