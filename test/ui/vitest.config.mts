import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// A config of its own, so that no other run of Vitest starts VS Code. scripts/testUi.mjs uses it.
export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  test: {
    name: 'ui',
    include: ['test/ui/**/*.test.ts'],
    globalSetup: 'scripts/uiSetup.mjs',
    // One window at a time: they share the server's settings, and one is all that a small machine can draw in time.
    fileParallelism: false,
    expect: { poll: { timeout: 15_000, interval: 100 } },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
