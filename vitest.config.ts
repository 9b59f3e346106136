// Two workers, for the two cores that a build machine has; forks, because the engine is native code.
import { defineConfig } from 'vitest/config';

/** In the system's Chromium. */
const BROWSER_TESTS = 'test/browser/**/*.test.ts';
const EMULATOR_TESTS = 'test/emulator/**/*.emulator.test.ts';
const LOCALSTACK_TESTS = 'test/localstack/**/*.test.ts';
/** They start processes, and wait for them: so many of test/cli that both halves of `npm test` take as long. */
const COMMAND_TESTS = [
  ...['caps', 'champion', 'commands', 'compare-strategies', 'engine', 'evaluate'],
  ...['faults', 'run', 'stops'],
].map((name) => `test/cli/${name}.test.ts`);
/** They run on the workers of the one stack, or stop and kill them: one file at a time, after all others. */
const WORKERS_TESTS = ['runs', 'followed-run', 'logs', 'killed-worker', 'service'].map(
  (name) => `test/emulator/${name}.emulator.test.ts`,
);
/** For a machine that has other work: no test is about how long it takes. */
const PATIENCE = { testTimeout: 120_000, hookTimeout: 120_000 } as const;
const onEmulator = {
  globalSetup: 'test/emulator/global-setup.ts',
  pool: 'forks',
  ...PATIENCE,
} as const;

export default defineConfig({
  test: {
    globalSetup: 'test/global-setup.ts',
    // The flag of this name, which test/run.mjs gives, goes before it.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [BROWSER_TESTS, EMULATOR_TESTS, LOCALSTACK_TESTS, ...COMMAND_TESTS],
          pool: 'forks',
          ...PATIENCE,
        },
      },
      {
        test: {
          name: 'browser',
          include: [BROWSER_TESTS],
          pool: 'forks',
          expect: { poll: { timeout: 30_000 } },
          ...PATIENCE,
        },
      },
      {
        test: {
          name: 'commands',
          include: COMMAND_TESTS,
          pool: 'forks',
          ...PATIENCE,
        },
      },
      {
        test: {
          name: 'localstack',
          include: [LOCALSTACK_TESTS],
          pool: 'forks',
          ...PATIENCE,
        },
      },
      {
        test: {
          ...onEmulator,
          name: 'emulator',
          include: [EMULATOR_TESTS],
          exclude: WORKERS_TESTS,
        },
      },
      {
        test: {
          ...onEmulator,
          name: 'emulator-workers',
          include: WORKERS_TESTS,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
