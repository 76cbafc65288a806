import { defineConfig } from 'vitest/config';

// Tests run against the built packages, as users get them. `forks`: a native crash names its file.
export default defineConfig({
  test: {
    pool: 'forks',
    // The default leaves one core to vitest itself, which on two cores means one file after another.
    maxWorkers: '100%',
    include: [
      'packages/*/src/**/*.test.ts',
      'native/loader/**/*.test.ts',
      'apps/*/src/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
