import { defineConfig } from 'vitest/config';

// "unit" needs nothing but Node, "built" runs what is in dist/, "page" shows the dashboard in Chromium, "package" looks into
// the .vsix, "live" starts real nginx servers of its own and runs file by file. The suites in a real VS Code have runners of
// their own.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/server/**/*.test.ts', 'test/client/**/*.test.ts', 'test/grammar/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'built',
          include: ['test/cli/**/*.test.ts', 'test/languageServer/**/*.test.ts'],
          globalSetup: 'test/cli/support/buildCli.ts',
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'page',
          include: ['test/dashboard/**/*.test.ts'],
          globalSetup: 'test/dashboard/support/buildPage.ts',
          expect: { poll: { timeout: 15_000 } },
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts'],
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
