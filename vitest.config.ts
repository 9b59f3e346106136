// Two workers, for the two cores that a build machine has; forks, because the engine is native code.
import { defineConfig } from 'vitest/config';

const EMULATOR_TESTS = 'test/emulator/**/*.emulator.test.ts';

export default defineConfig({
  test: {
    globalSetup: 'test/build-once.ts',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [EMULATOR_TESTS],
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'emulator',
          include: [EMULATOR_TESTS],
          globalSetup: 'test/emulator/global-setup.ts',
          pool: 'forks',
          // The files share one stack, and both cores with its functions: one file at a time, after
          // all others.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
