import { defineConfig } from 'vitest/config';

// Two projects: "unit" needs nothing but Node; "live" starts real nginx servers of its own and runs file by file.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/server/**/*.test.ts', 'test/cli/**/*.test.ts'],
          globalSetup: 'test/cli/support/buildCli.ts',
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'live',
          include: ['test/live/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
