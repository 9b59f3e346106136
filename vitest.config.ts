// Two workers, for the two cores that a build machine has; forks, because the engine is native code.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/build-once.ts',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
  },
});
